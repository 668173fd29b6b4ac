"""Shares of patients and differences by group."""

from __future__ import annotations

import pytest

from ralu.stats import risk_difference
from ralu.tables.safety.adverse_events import event_overview_table
from ralu.tables.safety.event_shares import event_difference_table, event_shares
from ralu.tables.safety.event_terms import event_terms_table

GROUP = {"variable": "ARM", "label": "Arm", "levels": ["B", "A"]}


def test_difference_to_the_first_level(study_of, timed) -> None:
    study = study_of(subgroups=[GROUP])
    result = event_shares(study, timed, by="ARM", min_percent=50)
    table = event_difference_table(study, timed, result)
    # TEAE: both of B, one of A; Fatigue both of B, none of A.
    assert table.rows[0].cells[:3] == ("Any TEAE", "2 (100.0)", "1 (50.0)")
    rows = {r.id: r for r in table.ledger}
    _, lower, upper = risk_difference(1, 2, 2, 2)
    found = [rows[f"teae.difference.arm=a.any.{s}"] for s in ("difference", "lower", "upper")]
    assert [row.value for row in found] == pytest.approx([-50, 100 * lower, 100 * upper])
    assert {(row.unit, row.n, row.method) for row in found} == {
        ("percentage points", 4, "Newcombe hybrid score")
    }
    terms = [row.cells[0] for row in table.rows if row.indent]
    assert terms == ["Fatigue", "Anaemia", "Nausea"]
    assert rows["teae.difference.arm=a.general.fatigue.difference"].value == -100
    assert "p" not in {r.stat for r in table.ledger}


def test_shares_have_the_rows_of_the_other_tables(study_of, timed) -> None:
    study = study_of(group=GROUP)
    mine = {r.id: r.value for r in event_shares(study, timed, by="ARM", min_percent=0).ledger}
    tables = (event_overview_table(study, timed), event_terms_table(study, timed))
    theirs = {r.id: r.value for table in tables for r in table.ledger}
    shared = mine.keys() & theirs.keys()
    assert {"teae.arm=a.any.n", "teae.term.arm=b.general.fatigue.pct"} <= shared
    assert all(mine[id] == theirs[id] for id in shared)


def test_no_two_groups_no_difference(study_of, timed, timed_of) -> None:
    study = study_of()
    alone = event_shares(study, timed, by=None)
    assert [group.level for group in alone.groups] == ["Overall"]
    assert event_difference_table(study, timed, alone) is None
    assert event_shares(study, timed, by="NOT_THERE").by == ""
    assert event_shares(study, timed_of([])) is None
    assert event_difference_table(study, timed, None) is None


def test_an_empty_group_has_no_difference(study_of, timed) -> None:
    study = study_of(subgroups=[GROUP | {"levels": ["B", "A", "C"]}])
    table = event_difference_table(study, timed, event_shares(study, timed, by="ARM"))
    assert table.rows[0].cells[-2:] == ("0", "NE")
