"""Completeness of follow-up by hand, and by an example of R's package lbsurv."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.tables.cohort.follow_up import follow_up_completeness_table

ADSL = {
    "USUBJID": list("12345"),
    "SAFFL": ["Y"] * 4 + ["N"],
    "GRP": ["a", "a", "b", "b", "b"],
    "TRTSDT": pd.to_datetime(["2023-01-31"] * 5),
    # died; died after the cut-off of 2024-01-31; seen 30 days before it; lost after 65 days
    "DTHDT": pd.to_datetime(["2023-05-11", "2024-03-01", None, None, None]),
    "LSTALVDT": pd.to_datetime(
        ["2023-05-01", "2024-01-31", "2024-01-01", "2023-04-06", "2023-04-06"]
    ),
}


def cells(table) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def test_table(study_of, adam_of) -> None:
    study = study_of(month_days=30)
    table = follow_up_completeness_table(
        study, adam_of(adsl=ADSL), seen_within_days=30, columns=["GRP"]
    )
    found = cells(table)
    assert found["Died"] == ("1 (25.0)", "1 (50.0)", "0")
    assert found["Alive, last contact at most 30 days before the cut-off"] == (
        "2 (50.0)",
        "1 (50.0)",
        "1 (50.0)",
    )
    assert found["Alive, last contact earlier"] == ("1 (25.0)", "0", "1 (50.0)")
    gaps = "Days from last contact to cut-off, of the living, median (Q1–Q3)"
    assert found[gaps][1] == "0.0 (0.0–0.0)"
    # 100 + 365 days observed in a; 335 + 65 of 2 x 365 in b; a year has 12 x 30 days
    assert found["Person-years observed"] == ("2.4", "1.3", "1.1")
    assert found["Person-years that could have been observed"] == ("3.3", "1.3", "2.0")
    assert found["Completeness (%)"] == ("72.4", "100.0", "54.8")
    rows = {row.id: row for row in table.ledger}
    assert rows["follow-up.completeness.pct"].value == pytest.approx(100 * 865 / 1195)
    assert rows["follow-up.lost.gt30-days.n"].variable_level == ">30 days"


def test_example_of_lbsurv(study_of, adam_of) -> None:
    # Times 180, 12, 240, 250, events 0, 1, 0, 1, cut at 200 days: 0.967320261437909 overall.
    first = pd.Timestamp("2024-01-31") - pd.Timedelta(days=200)
    last = [first + pd.Timedelta(days=days) for days in (180, 12, 240, 250)]
    adsl = {
        "USUBJID": list("1234"),
        "SAFFL": ["Y"] * 4,
        "TRTSDT": [first] * 4,
        "DTHDT": [None, last[1], None, last[3]],
        "LSTALVDT": last,
    }
    adsl["DTHDT"] = pd.to_datetime(adsl["DTHDT"])
    table = follow_up_completeness_table(study_of(), adam_of(adsl=adsl), seen_within_days=30)
    (index,) = (row for row in table.ledger if row.variable == "completeness")
    assert index.value == pytest.approx(96.7320261437909, rel=1e-12)


def test_nobody_is_not_estimable(study_of, adam_of) -> None:
    by = {"variable": "GRP", "label": "Group", "levels": ["a", "z"]}
    study = study_of(subgroups=[by])
    table = follow_up_completeness_table(
        study, adam_of(adsl=ADSL), seen_within_days=30, columns=["GRP"]
    )
    assert cells(table)["Completeness (%)"][2] == "NE"
    assert cells(table)["Died"][2] == "0"


def test_a_study_without_last_contacts_has_no_table(study_of, adam_of) -> None:
    without = {name: values for name, values in ADSL.items() if name != "LSTALVDT"}
    assert (
        follow_up_completeness_table(study_of(), adam_of(adsl=without), seen_within_days=30) is None
    )
    unknown = ADSL | {"LSTALVDT": pd.to_datetime([None] * 5)}
    assert (
        follow_up_completeness_table(study_of(), adam_of(adsl=unknown), seen_within_days=30) is None
    )
