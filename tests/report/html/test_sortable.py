"""Which tables may be sorted."""

from __future__ import annotations

import pytest

from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.report.html.sortable import sortable


def table(*heads: str, rows: int = 5) -> Table:
    lines = tuple(Row(("x", *["1"] * (len(heads) - 1))) for _ in range(rows))
    return Table("tab-a", "T", tuple(map(Column, heads)), lines)


@pytest.mark.parametrize(
    ("given", "may"),
    [
        (table("Term", "Any", "Grade 3"), True),
        (table("Term", "Any", rows=3), False),
        (table("", "Overall"), False),
        (table(" \n", "Overall"), False),
        (table("Package", "Version", "Package", "Version"), False),
    ],
    ids=["rows of one kind", "nothing to sort", "statistics", "statistics, two lines", "a list"],
)
def test_rows_are_of_one_kind(given: Table, may: bool) -> None:
    assert sortable(given, {}) is may


def test_a_column_of_different_units_has_no_order() -> None:
    ledger = Ledger("a", "km", "tab-a", "All", "ADSL")
    cells = [
        ledger.add(f"s{k}", k, str(k), unit=unit)
        for k, unit in enumerate(("%", "%", "months", "%"))
    ]
    rows = {row.id: row for row in ledger.rows}
    columns = (Column("Result"), Column("Estimate"))
    lines = [Row(("Section", ""), heading=True), *(Row(("x", cell)) for cell in cells)]
    assert not sortable(Table("tab-a", "T", columns, tuple(lines)), rows)
    del lines[3]
    assert sortable(Table("tab-a", "T", columns, tuple(lines)), rows)
