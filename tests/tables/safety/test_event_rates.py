"""Rates of adverse events by hand; a year is 360 days here."""

from __future__ import annotations

import pytest

from ralu.stats import incidence_rate
from ralu.tables.safety.event_rates import event_rates_table

YEAR = 360
MONTHS = {"month_days": 30.0}


def test_rates_by_hand(study_of, timed, numbers_of) -> None:
    table = event_rates_table(study_of(**MONTHS), timed, min_percent=50)
    # Days to the first event: 30, 10, 15, 20; at risk in all: 90, 10, 30, 20.
    assert numbers_of(table, "n")["any", ""] == 3
    assert numbers_of(table, "person_years")["any", ""] == pytest.approx(75 / YEAR)
    assert numbers_of(table, "rate")["any", ""] == pytest.approx(100 * 3 / (75 / YEAR))
    assert numbers_of(table, "exposure_years")["any", ""] == pytest.approx(150 / YEAR)
    assert numbers_of(table, "event_rate")["any", ""] == pytest.approx(100 * 4 / (150 / YEAR))
    _, lower, upper = incidence_rate(3, 75 / YEAR)
    assert numbers_of(table, "rate_lower")["any", ""] == pytest.approx(100 * lower)
    assert numbers_of(table, "rate_upper")["any", ""] == pytest.approx(100 * upper)
    # Grade 3 or higher: the grade 1 of the same patient is no such event.
    assert numbers_of(table, "events")["grade_ge3", ""] == 2
    assert numbers_of(table, "person_years")["grade_ge3", ""] == pytest.approx(90 / YEAR)
    assert numbers_of(table, "n")["General", "Fatigue"] == 2
    assert ("Blood", "Anaemia") not in numbers_of(table, "n")
    left_out = "Events left out, without a start date or after the last contact: 1."
    assert left_out in table.footnotes


def test_rows(study_of, timed) -> None:
    table = event_rates_table(study_of(**MONTHS), timed, min_percent=50)
    assert table.rows[0].cells[:3] == ("Any TEAE", "3", "0.2")
    assert table.rows[0].cells[4:] == ("4", "0.4", "960.0")
    assert table.rows[-1].cells[0] == "Fatigue"
    grouped = event_rates_table(study_of(**MONTHS), timed, columns=["ARM"], min_percent=50)
    assert [r.cells[0] for r in grouped.rows[:5]] == [
        "Any TEAE",
        "Overall (N\xa0=\xa04)",
        "A (N\xa0=\xa02)",
        "B (N\xa0=\xa02)",
        "Serious",
    ]
    assert [r.cells[0] for r in grouped.rows[-2:]] == ["Terms, all patients", "Fatigue"]


def test_a_short_time_is_not_printed_as_none(study_of, timed_of) -> None:
    days = {"1": "2020-01-04", "2": "2020-01-03"}
    events = [(who, "Pain", "General", 1, on, None, "Y", "N") for who, on in days.items()]
    table = event_rates_table(study_of(**MONTHS), timed_of(events), columns=["ARM"])
    assert [row.cells[2] for row in table.rows[1:4]] == ["0.2", "0.01", "0.1"]
    day = [("2", "Pain", "General", 1, "2020-01-02", None, "Y", "N")]
    table = event_rates_table(study_of(**MONTHS), timed_of(day, SAFFL=["N", "Y", "N", "N"]))
    assert table.rows[0].cells[2] == "0.0028"


def test_an_empty_arm_has_no_rate(study_of, timed, numbers_of) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
    table = event_rates_table(study_of(group=arm, **MONTHS), timed)
    assert numbers_of(table, "rate", "C")["any", ""] is None
    row = next(row for row in table.rows if row.cells[0].startswith("C"))
    assert row.cells[1:] == ("0", "0.0", "NE", "0", "0.0", "NE")


def test_no_adverse_events(study_of, timed_of) -> None:
    assert event_rates_table(study_of(), timed_of([])) is None
