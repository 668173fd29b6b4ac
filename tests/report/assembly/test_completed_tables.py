"""Tables that name more than a report has: what concerns it stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from ralu.blocks import MEDIA_TYPE, Column, Row, Table, from_data, to_data
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.completed_tables import completed, is_open, uses
from ralu.report.html.page import to_html
from ralu.report.pdf.document import to_pdf, to_typst

Make = Callable[..., Report]
NUMBERS = {"tab-a": "Table 1", "tab-cox-os": "Table 2", "tab-cox-x": "Table 3", "fig-a": "Figure 1"}
COLUMNS = (Column("Item", align="left"), Column("Where", align="left"))


def table(*rows: tuple[str, str], id: str = "tab-x", **kind: Any) -> Table:
    return Table(id, "X", COLUMNS, tuple(map(Row, rows)), **kind)


def show(*blocks: Table) -> Any:
    data = [{MEDIA_TYPE: to_data(block)} for block in blocks]
    return new_code_cell("show", outputs=[new_output("display_data", data=d) for d in data])


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("OS from the first dose", True),
        ("(OS; NR)", True),
        ("OSRA and NOS and os", False),
        ("TTNT/D", False),
        ("", False),
    ],
)
def test_an_abbreviation_is_used_where_it_stands_by_itself(text: str, used: bool) -> None:
    assert uses(text, "OS") is used


def test_rows_that_nothing_uses_are_left_out() -> None:
    given = table(("OS", "survival"), ("Q1–Q3", "quartiles"), ("SD", "x"), only_used=True)
    kept = completed(given, {}, "Median OS (Q1–Q3)")
    assert [row.cells[0] for row in kept.rows] == ["OS", "Q1–Q3"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("@tab-a", "@tab-a"),
        ("@tab-gone; @fig-a; @tab-a", "@tab-a; @fig-a"),
        ("@tab-cox-*; @tab-a", "@tab-a; @tab-cox-os; @tab-cox-x"),
        ("Statistics; @tab-gone", "Statistics"),
        ("@tab-gone", "open"),
        ("@fig-km-*", "open"),
        ("open", "open"),
        ("", ""),
    ],
)
def test_places_that_the_report_does_not_have_are_left_out(cell: str, shown: str) -> None:
    (row,) = completed(table(("1", cell), instead="open"), NUMBERS, "").rows
    assert row.cells == ("1", shown)


def test_other_tables_stay_as_they_are() -> None:
    assert not is_open(table(("1", "@tab-gone")))
    assert is_open(table(instead="open"))
    assert is_open(table(only_used=True))


@pytest.fixture
def report(make: Make) -> Report:
    items = table(("1", "@tab-a; @tab-gone"), ("2", "@tab-gone"), id="tab-items", instead="open")
    terms = [("CI", "interval"), ("PSA", "antigen"), ("NE", "CI, HR"), ("HR", "ratio")]
    words = table(*terms, id="tab-words", only_used=True)
    return make(
        first=[new_markdown_cell("# T\n\nWith its CI."), show(items, words)],
        second=[show(table(("PSA", "a, b"), id="tab-a"))],
    )


def test_the_whole_report_decides_what_is_used(report: Report) -> None:
    items, words, _ = report.tables
    assert [row.cells for row in items.rows] == [("1", "Table 3"), ("2", "open")]
    assert [row.cells[0] for row in words.rows] == ["CI", "PSA"]  # not by the table itself
    shown = [from_data(o.data[MEDIA_TYPE]) for o in report.notebook.cells[1].outputs]
    assert shown[0].rows[0].cells == ("1", "@tab-a")
    assert shown[1].rows == words.rows


def test_cells_link_to_the_places_they_name(report: Report) -> None:
    assert '<a href="#tab-a">Table 3</a>' in to_html(report)
    assert "#link(<tab-a>)[Table 3]" in to_typst(report)
    assert to_pdf(report).startswith(b"%PDF")
