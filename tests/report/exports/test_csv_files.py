"""CSV files: a spreadsheet shows their texts and calculates none."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ralu import ledger
from ralu.blocks import Column, Row, Table
from ralu.ledger import LedgerRow
from ralu.report.assembly.assemble import Report
from ralu.report.exports.cells import begins_like_formula, inert
from ralu.report.exports.csv_files import ledger_csv, table_csv


@given(st.text() | st.text(alphabet="=+-@\t\r\n 1.eE'"))
@example("=1+1")
@example("@SUM(A1)")
@example("+49 30 1")
@example(" =1")
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    safe = inert(text)
    assert safe in (text, f"'{text}")
    if begins_like_formula(safe):
        float(safe)  # a plain number, which is nothing to calculate


@pytest.mark.parametrize("text", ["-3.2", "+3", "-1e-05", "−1.3", "0-1", "<0.001", "55–86", ""])
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert inert(text) == text


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_table(report: Report) -> None:
    age = report.tables[0]
    head, *rows = read(table_csv(age))
    assert head == [
        *("Characteristic", "Interval: < 6 months (N = 42)", "Interval: ≥ 6 months (N = 90)"),
        "Overall",
    ]
    assert rows == [list(row.cells) for row in age.rows]


def test_formula_in_a_table() -> None:
    table = Table("tab-x", "X", (Column("=head"),), (Row(("=1+1",)), Row(("-2.0",))))
    assert read(table_csv(table)) == [["'=head"], ["'=1+1"], ["-2.0"]]


def test_ledger_is_as_it_was_but_for_formulas() -> None:
    row = LedgerRow("a", "cox", "tab-cox", "All", "", "Overall", "OS", "", "coef", -0.5, "-0.5")
    assert ledger_csv([row]) == ledger.to_csv([row])
    written = read(ledger_csv([replace(row, variable_level="=HYPERLINK()")]))[1]
    plain = read(ledger.to_csv([row]))[1]
    assert [text for text in written if text not in plain] == ["'=HYPERLINK()"]
