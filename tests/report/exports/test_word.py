"""The Word document: every table, as printed, on pages that say what they are."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from ralu.blocks import Column, Row, Table
from ralu.report.assembly.assemble import Report
from ralu.report.exports.word import to_docx

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def document(report: Report) -> Any:
    return docx.Document(io.BytesIO(to_docx(report)))


def document_of(table: Table, report: Report) -> Any:
    """Return the document of a report of this table alone."""
    alone = replace(report, tables=(table,), numbers={table.id: "Table 1"})
    return docx.Document(io.BytesIO(to_docx(alone)))


def test_has_every_table_under_its_caption(document: Any, report: Report) -> None:
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert captions == [f"{report.numbers[t.id]}. {t.title}" for t in report.tables]
    assert len(document.tables) == len(report.tables)


def test_cells_are_as_printed(document: Any) -> None:
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [
        ["", "Interval", "Interval", ""],
        ["Characteristic", "< 6 months\n(N = 42)", "≥ 6 months\n(N = 90)", "Overall"],
        ["Age, years"] * 4,
        ["Median", "72", "74", "73"],
        ["≥ 75, n (%)", "30 (71.4)", "60 (66.7)", "105 (78.9)"],
    ]


def test_form_of_cells(document: Any) -> None:
    section, median = (row.cells for row in document.tables[0].rows[2:4])
    assert section[0].paragraphs[0].runs[0].bold
    assert median[0].paragraphs[0].paragraph_format.left_indent
    assert str(median[1].paragraphs[0].alignment).startswith("RIGHT")


def test_notes_follow_in_small_type(document: Any) -> None:
    notes = [p for p in document.paragraphs if p.style.name == "Table Note" and p.text]
    assert [note.text for note in notes] == [
        "SD: standard deviation. See Figure 1.",
        "Worst grade.",
    ]
    assert notes[0].style.font.size.pt < 9


def test_heads_repeat_and_rows_do_not_split(document: Any) -> None:
    for table, heads in zip(document.tables, (2, 2, 1), strict=True):
        rows = [row._tr.trPr for row in table.rows]
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        repeated = [row.find(qn("w:tblHeader")) is not None for row in rows]
        assert repeated == [True] * heads + [False] * (len(rows) - heads)


def test_three_rules_and_none_upright(document: Any) -> None:
    borders = document.tables[0]._tbl.tblPr.find(qn("w:tblBorders"))
    assert [border.tag for border in borders] == [qn("w:top"), qn("w:bottom")]
    head = document.tables[0].rows[1].cells[0]._tc.tcPr.find(qn("w:tcBorders"))
    assert [border.tag for border in head] == [qn("w:bottom")]


def test_a_wide_table_lies_across_the_page(document: Any) -> None:
    portrait, landscape = document.sections
    assert portrait.page_width < portrait.page_height
    assert landscape.page_width > landscape.page_height


@pytest.mark.parametrize("columns", [2, 14])
def test_numbers_of_any_table_fit_on_the_page(report: Report, columns: int) -> None:
    table = Table(
        "tab-x",
        "X",
        (Column("Term", align="left"), *(Column("Grade") for _ in range(columns))),
        (Row(("A rather long term of a dictionary", *["105 (78.9)"] * columns)),),
    )
    made = document_of(table, report)
    section = made.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [column.width for column in made.tables[0].columns]
    assert sum(widths) <= room
    size = made.tables[0].rows[1].cells[1].paragraphs[0].runs[0].font.size
    assert min(widths) > len("105 (78.9)") * 0.5 * size


@pytest.mark.parametrize("synthetic", [True, False])
def test_page_head_and_foot(report: Report, synthetic: bool) -> None:
    report = replace(report, cover=replace(report.cover, synthetic=synthetic))
    made = docx.Document(io.BytesIO(to_docx(report)))
    for section in made.sections:
        head = section.header.paragraphs[0].text
        assert head.startswith("RALU · DRAFT · Data cut-off 31 July 2021")
        assert ("SYNTHETIC DATA" in head) is synthetic
        fields = section.footer._element.findall(f".//{qn('w:fldSimple')}")
        assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]


def test_any_text_can_be_written(report: Report) -> None:
    text = "<w:t>&amp; \x00\x1f\ufffe \U0001f600 ]]> \"'"
    table = Table(
        "tab-x", text, (Column(text),), (Row((text,)), Row((text,), heading=True)), (text,)
    )
    made = document_of(table, report)
    shown = "<w:t>&amp; ⟨U+0000⟩⟨U+001F⟩⟨U+FFFE⟩ \U0001f600 ]]> \"'"
    assert {row.cells[0].text for row in made.tables[0].rows} == {shown}


def test_document_properties(document: Any) -> None:
    assert document.core_properties.title == "RALU: tables"
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == document.core_properties.language == "en-GB"


def test_bytes_hold_no_time(report: Report) -> None:
    content = to_docx(report)
    assert content == to_docx(report)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not re.search(rb"<dcterms:|python-docx", archive.read("docProps/core.xml"))
