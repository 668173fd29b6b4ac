"""Analysis results data in the columns of the R package cards."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from ralu.ledger import LedgerRow
from ralu.report.exports.ard import ard_csv

CARDS = [
    *("group1", "group1_level", "variable", "variable_level", "context"),
    *("stat_name", "stat_label", "stat", "stat_fmt", "fmt_fun", "warning", "error"),
]
SHARE = LedgerRow(
    *("response.psa.pct", "response", "tab-response-psa", "All", "INTVGR1", "<6 months", "PSA"),
    *("decline_50", "pct", 45.0, "45.0", "%", 40, "Count", "04_biomarkers", "ADLB sha256:1d36"),
)


def records(*rows: LedgerRow) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ard_csv(rows), newline="")))


def test_columns_stand_in_the_order_of_cards() -> None:
    assert list(records(SHARE)[0])[: len(CARDS)] == CARDS


def test_a_percentage_is_a_proportion_and_prints_as_in_the_report() -> None:
    (found,) = records(SHARE)
    assert (found["group1"], found["group1_level"]) == ("INTVGR1", "<6 months")
    assert (found["variable"], found["variable_level"]) == ("PSA", "decline_50")
    assert (found["stat_name"], found["stat_label"]) == ("p", "%")
    assert (found["stat"], found["stat_fmt"], found["denominator"]) == ("0.45", "45.0", "40")


@pytest.mark.parametrize(
    ("stat", "unit", "name", "value"),
    [
        ("upper", "%", "conf.high", "0.45"),
        ("median", "%", "median", "45.0"),
        ("q1", "months", "p25", "45.0"),
        ("p", "", "p.value", "45.0"),
        ("surv_lower", "", "conf.low", "45.0"),
        ("median_lower", "months", "median_lower", "45.0"),
    ],
)
def test_names_of_statistics(stat: str, unit: str, name: str, value: str) -> None:
    (found,) = records(replace(SHARE, stat=stat, unit=unit))
    assert (found["stat_name"], found["stat"]) == (name, value)


def test_rows_are_told_apart_by_their_keys() -> None:
    naive = replace(SHARE, id="response.naive.pct", method="Entry ignored")
    other = replace(SHARE, id="response.other.pct", variable="ALP")
    q1 = replace(naive, id="response.naive.q1", stat="q1")
    found = records(SHARE, naive, q1, other, replace(naive, id="response.again.pct"))
    assert [row["context"] for row in found] == [
        "response: Count",
        "response: Entry ignored: All: tab-response-psa: response.naive.pct",
        "response: Entry ignored: All: tab-response-psa: response.naive.q1",
        "response",
        "response: Entry ignored: All: tab-response-psa: response.again.pct",
    ]


def test_without_a_group_or_a_value_cells_are_empty() -> None:
    (found,) = records(replace(SHARE, group="", group_level="Overall", value=None, text="NR"))
    assert (found["group1"], found["group1_level"], found["stat"]) == ("", "", "")
    assert found["stat_fmt"] == "NR"
