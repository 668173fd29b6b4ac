"""Time at risk of the four patients."""

from __future__ import annotations

import pandas as pd

from ralu.tables.safety.adverse_events import treatment_emergent
from ralu.tables.safety.risk_window import dated, days_at_risk, risk_windows


def lengths(window: pd.DataFrame) -> list[int]:
    return (window["end"] - window["first"]).dt.days.to_list()


def test_the_window_ends_with_death_or_the_last_contact(study_of, timed) -> None:
    window = risk_windows(study_of(), timed)
    assert lengths(window) == [90, 10, 30, 20]
    assert window["died"].dt.strftime("%Y-%m-%d").to_list()[1] == "2020-01-11"
    assert lengths(risk_windows(study_of(teae_window_days=10), timed)) == [70, 10, 10, 10]


def test_the_next_therapy_ends_it_if_the_study_says_so(study_of, timed_of) -> None:
    adam = timed_of([], NACTEDT=["2020-03-21", None, None, "2020-01-11"])
    assert lengths(risk_windows(study_of(), adam)) == [90, 10, 30, 20]
    assert lengths(risk_windows(study_of(teae_stop_at_next_therapy=True), adam)) == [80, 10, 30, 10]


def test_a_study_without_dates_of_death_or_contact(study_of, timed_of) -> None:
    adam = timed_of([])
    lean = adam.adsl.drop(columns=["DTHFL", "DTHDT", "LSTALVDT", "NACTEDT"])
    adam.datasets["adsl"] = lean
    assert lengths(risk_windows(study_of(), adam)) == [90, 30, 30, 30]
    known = lean.assign(RFENDT="2020-01-06", DTHFL=["N", "Y", "N", None])
    adam.datasets["adsl"] = known
    window = risk_windows(study_of(), adam)
    assert lengths(window) == [5, 5, 5, 5]
    assert window["died"].notna().to_list() == [False, True, False, False]


def test_days_to_the_first_event(study_of, timed) -> None:
    window = risk_windows(study_of(), timed)
    events = dated(treatment_emergent(timed.adae), window)
    assert events["DAY"].to_list() == [30, 70, 15, 20]
    found = days_at_risk(window, events)
    assert found["days"].to_list() == [30, 10, 15, 20]
    assert found["event"].to_list() == [True, False, True, True]
