"""ADAE: dates, grade, relation and the treatment-emergent window."""

from __future__ import annotations

import pandas as pd
import pytest

FIRST, LAST = "2021-03-10", "2021-05-20"


def test_treatment_emergent(chart) -> None:
    cases = [
        # start, end: treatment-emergent
        ("2021-03-09", "", "N"),
        ("2021-03-10", "", "Y"),  # day of the first infusion
        ("2021-05-20", "", "Y"),
        ("2021-06-19", "", "Y"),  # day 30 after the last one
        ("2021-06-20", "", "N"),  # day 31
        ("", "", "Y"),  # nothing known: the conservative way
        ("", "2021-03-10", "Y"),
        ("", "2021-03-09", "N"),  # over before the first infusion
        ("", "2021-02", "N"),
        ("", "2021-03", "Y"),  # may have ended on the 31st
        ("2021-03", "", "Y"),  # the month of the first infusion
        ("2021-03", "2021-03-05", "N"),
        ("2021-02", "", "N"),
        ("2021-02", "2021-08-01", "N"),  # began before, however long
        ("2021", "", "Y"),
        ("2021-06", "", "Y"),  # 1 June lies in the window
        ("2021-07", "", "N"),
        ("2022", "", "N"),
    ]
    for patient, (start, end, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST)
        chart.event(patient, "Fatigue", start, end)
    flags = chart.prepare().adae["TRTEMFL"]
    assert [(s, e, f) for (s, e, _), f in zip(cases, flags, strict=True)] == cases


def test_the_window_is_that_of_the_study(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    for start in ("2021-05-30", "2021-05-31"):
        chart.event("P1", "Fatigue", start)
    assert chart.prepare(teae_window_days=10).adae["TRTEMFL"].to_list() == ["Y", "N"]


@pytest.mark.parametrize(
    ("therapy", "stop", "emergent"),
    [
        ("2021-06-01", False, "YYYYN"),
        ("2021-06-01", True, "YYYNN"),  # the day the therapy began still counts
        ("2021-04-01", True, "YYYYN"),  # between the infusions: treatment goes on
        ("2021-06-25", True, "YYYYN"),  # after the window
        ("", True, "YYYYN"),
    ],
)
def test_the_next_therapy_ends_the_window_if_the_study_says_so(
    chart, therapy: str, stop: bool, emergent: str
) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.therapy("P1", "olaparib", therapy)
    for start in ("2021-03-10", "2021-05-20", "2021-06-01", "2021-06-02", "2021-06-20"):
        chart.event("P1", "Fatigue", start)
    adae = chart.prepare(teae_stop_at_next_therapy=stop).adae
    assert "".join(adae["TRTEMFL"]) == emergent


def test_imputed_dates(chart) -> None:
    cases = [
        # start, end: imputed, and their flags
        ("2021-03", "2021-03", "2021-03-10", "2021-03-31", "D", "D"),
        ("2021-04", "2021-04", "2021-04-01", "2021-04-30", "D", "D"),
        ("2021", "2021-05", "2021-03-10", "2021-05-31", "M", "D"),
        ("2021-03", "2021-03-05", "2021-03-05", "2021-03-05", "D", None),
        ("2021-06-02", "2021", "2021-06-02", "2021-07-04", None, "M"),  # death: 4 July
        ("", "", None, None, None, None),
    ]
    for patient, (start, end, *_) in chart.named(cases):
        chart.patient(patient, FIRST, death_date="2021-07-04", last_contact_date="2021-07-04")
        chart.event(patient, "Fatigue", start, end)
    adae = chart.prepare().adae
    for place, variable in ((2, "ASTDT"), (3, "AENDT")):
        days = adae[variable].dt.strftime("%Y-%m-%d")
        assert days.where(days.notna(), None).to_list() == [case[place] for case in cases]
        assert adae[f"{variable}F"].to_list() == [case[place + 2] for case in cases]


def test_grade(chart) -> None:
    cases = [
        (3, "recovered", 3),
        ("", "fatal", 5),
        ("", "Fatal", 5),
        (4, "fatal", 4),  # the recorded grade stands
        ("", "recovered", pd.NA),
        ("", "", pd.NA),
    ]
    for patient, (grade, outcome, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST)
        chart.event(patient, "Sepsis", "2021-04-01", grade=grade, outcome=outcome)
    grades = chart.prepare().adae["AETOXGR"]
    assert grades.dtype == "Int64"
    assert grades.to_list() == [expected for _, _, expected in cases]


def test_related(chart) -> None:
    cases = [("177Lu-PSMA", "Y"), ("disease", "N"), ("unknown", None), ("", None)]
    for patient, (related, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST)
        chart.event(patient, "Dry mouth", "2021-04-01", related_to=related)
    assert chart.prepare().adae["RELFL"].to_list() == [flag for _, flag in cases]


def test_events_in_order_with_study_day(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.event("P1", "Nausea", "2021-03-11", soc="Gastrointestinal disorders")
    chart.event("P1", "Fatigue", "2021-03-09")
    chart.event("P1", "Dry mouth", "2021-03-11", soc="Gastrointestinal disorders")
    chart.event("P1", "Anaemia", "", soc="Blood and lymphatic system disorders")
    adae = chart.prepare().adae
    assert adae["AEDECOD"].to_list() == ["Fatigue", "Dry mouth", "Nausea", "Anaemia"]
    assert adae["ASTDY"].to_list() == [-1, 2, 2, pd.NA]


def test_the_action_taken_may_be_absent(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.event("P1", "Fatigue", FIRST, action_taken="Drug withdrawn")
    chart.event("P1", "Nausea", FIRST)
    assert chart.prepare().adae["AEACN"].to_list() == ["drug withdrawn", None]
