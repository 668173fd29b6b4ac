"""Methods by analysis, from the rows of the ledger."""

from __future__ import annotations

from ralu.ledger import Ledger, LedgerRow
from ralu.tables.methods.estimators import estimators_table


def rows(analysis: str, output: str, *methods: str) -> list[LedgerRow]:
    ledger = Ledger(f"{analysis}.{output}", analysis, output, "All", "adsl")
    for place, method in enumerate(methods):
        ledger.add(f"s{place}", 1, "1", method=method)
    return ledger.rows


def test_methods_and_outputs_of_each_analysis_once() -> None:
    table = estimators_table(
        [
            *rows("own_analysis", "", ""),
            *rows("km", "tab-b", "Kaplan–Meier, log", "Kaplan–Meier, log"),
            *rows("km", "fig-a", "Kaplan–Meier, delayed entry"),
            *rows("cohort", "tab-a", "Descriptive"),
            *rows("published", "tab-p", "As published"),
        ]
    )
    assert table is not None
    assert [row.cells for row in table.rows] == [
        ("Description of the cohort", "Descriptive", "@tab-a"),
        (
            "Time to event",
            "Kaplan–Meier, delayed entry; Kaplan–Meier, log",
            "@fig-a; @tab-b",
        ),
        ("Own analysis", "–", "–"),
    ]


def test_no_results_no_table() -> None:
    assert estimators_table([]) is None
    assert estimators_table(rows("published", "tab-p", "As published")) is None
