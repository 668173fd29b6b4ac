"""Workbooks: what Excel shows is what the report prints, and numbers can be counted with."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ralu.blocks import Column, Row, Table
from ralu.report.assembly.assemble import Report
from ralu.report.exports.cells import Number, number, xml_text
from ralu.report.exports.workbook import to_xlsx


def sheet(table: Table, report: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(table, report))).active


def alone(table: Table, report: Report) -> Any:
    """Return the sheet of a report of this table alone."""
    return sheet(table, replace(report, tables=(table,), numbers={table.id: "Table 1"}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12.0", Number(12.0, 1, "")),
        ("-3.25", Number(-3.25, 2, "-")),
        ("−3.2", Number(-3.2, 1, "−")),
        ("0", Number(0.0, 0, "")),
        ("007", None),
        ("+3", None),
        ("1234567890123456", None),
        ("3.", None),
        ("73.0 (67.0–77.0)", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_what_a_number_is(text: str, found: Number | None) -> None:
    assert number(text) == found


@pytest.fixture(scope="module")
def page(report: Report) -> Any:
    return sheet(report.tables[0], report)


class TestSheet:
    """The sheet of a table with a spanning head, a section and a foot note."""

    def test_says_what_it_is(self, page: Any) -> None:
        assert page.title == "Table 1"
        assert page["A1"].value == "Table 1. Age at the first ¹⁷⁷Lu infusion"
        assert "DRAFT" in page["A2"].value
        assert page["A3"].value == "SYNTHETIC DATA"

    def test_head(self, page: Any) -> None:
        assert [cell.value for cell in page[4]] == [None, "Interval", None, None]
        assert page["B5"].value == "< 6 months\n(N = 42)"
        assert "B4:C4" in {str(area) for area in page.merged_cells.ranges}
        assert page.freeze_panes == "B6"
        assert page.print_title_rows == "$4:$5"

    def test_body(self, page: Any) -> None:
        assert page["A6"].value == "Age, years"
        assert page["A6"].font.bold
        assert page["A7"].alignment.indent == 2
        assert (page["B7"].value, page["B7"].number_format) == (72, "0")
        assert (page["B8"].value, page["B8"].data_type) == ("30 (71.4)", "s")

    def test_foot_note_refers_by_number(self, page: Any) -> None:
        assert page["A9"].value == "SD: standard deviation. See Figure 1."
        assert page.max_row == 9


def test_real_data_are_not_called_synthetic(report: Report) -> None:
    real = replace(report, cover=replace(report.cover, synthetic=False))
    page = sheet(report.tables[0], real)
    assert "SYNTHETIC" not in str([cell.value for cell in page["A"]])


def test_numbers_keep_their_decimals_and_their_minus(report: Report) -> None:
    columns = (Column("Version", align="left"), Column("Mean"))
    table = Table("tab-x", "X", columns, (Row(("2.10", "12.0")), Row(("3.0", "−1.30"))))
    page = alone(table, report)
    assert [cell.value for cell in page["A"]][-2:] == ["2.10", "3.0"]
    first, second = page["B"][-2:]
    assert (first.value, first.number_format) == (12, "0.0")
    assert (second.value, second.number_format) == (-1.3, '0.00;"−"0.00')


def test_a_table_without_rows_can_be_written(report: Report) -> None:
    page = sheet(replace(report.tables[0], rows=()), report)
    assert page["A6"].value == "SD: standard deviation. See Figure 1."


@settings(max_examples=30, deadline=None)
@given(text=st.text(min_size=1, max_size=9) | st.text(alphabet="=+-@#N/A1", min_size=1, max_size=9))
def test_no_text_is_a_formula(report: Report, text: str) -> None:
    table = Table("tab-x", text, (Column(text),), (Row((text,)),), (text,))
    page = alone(table, report)
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    shown = [cell for cell in cells if cell.value == xml_text(text)]
    assert len(shown) >= (2 if number(text) else 3)
    assert all(cell.quotePrefix for cell in shown if text[0] in "=+-@")


def test_bytes_hold_no_time(report: Report) -> None:
    content = to_xlsx(report.tables[0], report)
    assert content == to_xlsx(report.tables[0], report)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms:" not in archive.read("docProps/core.xml").split(b">", 2)[2]
