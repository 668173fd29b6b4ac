"""The outcome of `make qc` in the report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ralu.ledger import Ledger, LedgerRow, to_csv
from ralu.report.record.double_programming import (
    Comparison,
    DoubleProgramming,
    outcome_file,
    outcome_table,
    read_outcome,
    subject,
)

DATASETS = {"adam/adtte.parquet": "ab12"}


@pytest.fixture
def ledger() -> list[LedgerRow]:
    book = Ledger("os", "km", "tab-os", "Safety population", "adtte")
    book.add("median", 13.2, "13.2")
    return book.rows


@pytest.fixture
def outcome(ledger: list[LedgerRow]) -> DoubleProgramming:
    return DoubleProgramming(
        of=subject(to_csv(ledger), {"adtte.parquet": "ab12"}),
        r="4.2.2",
        survival="3.5.3",
        compared=(Comparison("cox", 8, 1, 2e-5, 1e-6), Comparison("km", 92, 0, 3e-16, 1e-9)),
        left_out=(("witness", 3, "is itself a comparison"),),
    )


def test_is_read_only_for_the_same_results_and_data(
    tmp_path: Path, ledger: list[LedgerRow], outcome: DoubleProgramming
) -> None:
    report = tmp_path / "tiny"
    assert read_outcome(report, ledger, DATASETS) is None
    outcome_file(report).write_text(outcome.to_text(), encoding="utf-8")
    assert read_outcome(report, ledger, DATASETS) == outcome
    assert read_outcome(report, ledger, {"adam/adtte.parquet": "cd34"}) is None
    assert read_outcome(report, [replace(ledger[0], value=13.3)], DATASETS) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"of": 1}'])
def test_a_file_that_is_no_outcome_is_none(
    tmp_path: Path, ledger: list[LedgerRow], content: str
) -> None:
    report = tmp_path / "tiny"
    outcome_file(report).write_text(content, encoding="utf-8")
    assert read_outcome(report, ledger, DATASETS) is None


def test_table_counts_and_names_what_was_not_compared(outcome: DoubleProgramming) -> None:
    table = outcome_table(outcome)
    assert [row.cells for row in table.rows] == [
        ("cox", "8", "1", "2e-05"),
        ("km", "92", "0", "3e-16"),
        ("All", "100", "1", "2e-05"),
    ]
    assert "R 4.2.2, survival 3.5.3" in table.footnotes[0]
    assert "beyond 1e-09 a number differs (cox 1e-06)" in table.footnotes[0]
    assert table.footnotes[1] == "Not compared: witness, 3 rows: is itself a comparison."
