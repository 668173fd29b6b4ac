"""Adverse events of the four patients by period."""

from __future__ import annotations

import pandas as pd

from ralu.tables.safety.event_periods import event_periods_table

SIX = ("before", "on", "window", "later", "next")


def test_events_are_placed_by_their_start(study_of, timed, numbers_of) -> None:
    table = event_periods_table(study_of(), timed)
    events = numbers_of(table, "events")
    assert [events[period, ""] for period in SIX] == [1, 1, 3, 1, 1]
    assert events["unknown", ""] == 1
    assert sum(events.values()) == len(timed.adae)
    observed = numbers_of(table, "observed")
    assert [observed[period, ""] for period in SIX] == [4, 4, 4, 2, 1]
    assert numbers_of(table, "n")["window", "any"] == 3
    assert numbers_of(table, "pct")["later", "any"] == 50
    assert numbers_of(table, "n")["window", "grade_ge3"] == 1
    assert numbers_of(table, "n")["on", "serious"] == 1


def test_recurrence_counts_the_same_term(study_of, timed, numbers_of) -> None:
    table = event_periods_table(study_of(), timed)
    found = numbers_of(table, "n")
    assert [found["teae", times] for times in ("once", "twice", "more")] == [2, 1, 0]
    assert table.rows[-1].cells == ("Events per patient with any: median (range)", "2 (1–2)")


def test_a_study_without_next_therapies_or_last_contact(study_of, timed_of, timed) -> None:
    timed.adsl[["DTHDT", "LSTALVDT", "NACTEDT"]] = pd.NaT
    timed.adsl["DTHFL"] = None
    table = event_periods_table(study_of(), timed)
    heads = [row.cells[0] for row in table.rows if row.heading]
    assert heads[:4] == [
        "Before the first dose",
        "From the first to the last dose",
        "After the last dose, up to 30 days",
        "Later",
    ]
    stopping = event_periods_table(study_of(teae_stop_at_next_therapy=True), timed)
    assert any("or the next therapy" in row.cells[0] for row in stopping.rows)
    assert event_periods_table(study_of(), timed_of([])) is None


def test_an_empty_group_prints_ne_and_no_event_anywhere(study_of, timed) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
    table = event_periods_table(study_of(group=arm), timed)
    assert table.rows[-1].cells[1:4] == ("2 (2–2)", "1.5 (1–2)", "NE")
    assert table.rows[1].cells == ("Patients observed", "2", "2", "0", "4")
