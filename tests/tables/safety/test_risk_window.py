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


NOTHING = dict.fromkeys(["DTHFL", "DTHDT", "LSTALVDT", "NACTEDT", "EOSDT", "RFENDT"], [None] * 4)
"""What every ADSL has, known or not."""


def test_a_study_without_dates_of_death_or_contact(study_of, timed_of) -> None:
    window = risk_windows(study_of(), timed_of([], **NOTHING))
    assert lengths(window) == [90, 30, 30, 30]
    assert window[["seen", "died", "next"]].isna().all(axis=None)


def test_the_end_of_the_study_or_the_reference_says_when_last_seen(study_of, timed_of) -> None:
    known = {"RFENDT": ["2020-01-06"] * 4, "DTHFL": ["N", "Y", "N", None]}
    window = risk_windows(study_of(), timed_of([], **NOTHING | known))
    assert lengths(window) == [5, 5, 5, 5]
    assert window["died"].notna().to_list() == [False, True, False, False]
    ended = known | {"EOSDT": ["2020-01-08"] * 4}
    assert lengths(risk_windows(study_of(), timed_of([], **NOTHING | ended))) == [7, 7, 7, 7]


def test_of_each_patient_the_first_known_date_counts(study_of, timed_of) -> None:
    """A patient is not seen to the end of the window because a better date is missing."""
    dates = {
        "LSTALVDT": ["2020-01-03", None, None, None],
        "EOSDT": ["2020-01-05", "2020-01-05", None, None],
        "RFENDT": ["2020-01-09", "2020-01-09", "2020-01-09", None],
    }
    assert lengths(risk_windows(study_of(), timed_of([], **NOTHING | dates))) == [2, 4, 8, 30]


def test_days_to_the_first_event(study_of, timed) -> None:
    window = risk_windows(study_of(), timed)
    events = dated(treatment_emergent(timed.adae), window)
    assert events["DAY"].to_list() == [30, 70, 15, 20]
    found = days_at_risk(window, events)
    assert found["days"].to_list() == [30, 10, 15, 20]
    assert found["event"].to_list() == [True, False, True, True]
