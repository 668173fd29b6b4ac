"""The treatment-emergent window: events, laboratory values and time at risk share one."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ralu.adam import AdamSet
from ralu.adam.window import event_emergent, treatment_windows, value_on_treatment
from ralu.tables.safety.risk_window import risk_windows

FIRST, LAST = date(2021, 3, 10), date(2021, 5, 20)
CASES = [
    # next therapy, days after the last dose: days of the window, and if that therapy ends it
    (None, 30, 30),
    (-30, 30, 30),  # between the doses: treatment goes on
    (0, 30, 30),  # on the day of the last dose
    (1, 30, 1),
    (10, 30, 10),
    (30, 30, 30),
    (31, 30, 30),
]


def _after(days: int) -> str:
    return (LAST + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("stop", [False, True])
def test_events_values_and_time_at_risk_end_on_the_same_day(chart, stop: bool) -> None:
    around = [(FIRST + timedelta(days=day)).isoformat() for day in (-1, 0, 1)]
    for patient, (therapy, *_) in chart.named(CASES):
        chart.patient(patient, FIRST.isoformat(), LAST.isoformat())
        chart.therapy(patient, "olaparib", "" if therapy is None else _after(therapy))
        for day in around + [_after(days) for days in range(33)]:
            chart.event(patient, "Fatigue", day)
            chart.lab(patient, day, "PSA", 10, "ng/mL")
    study = chart.study(teae_stop_at_next_therapy=stop)
    adam = chart.prepare(teae_stop_at_next_therapy=stop)
    events = adam.adae[adam.adae["TRTEMFL"] == "Y"].groupby("USUBJID")["ASTDT"]
    values = adam.adlb[adam.adlb["ONTRTFL"] == "Y"].groupby("USUBJID")["ADT"]
    expected = [pd.Timestamp(_after(cut if stop else whole)) for _, whole, cut in CASES]
    assert risk_windows(study, adam)["until"].to_list() == expected
    assert events.max().to_list() == expected
    assert values.max().to_list() == expected
    assert set(events.min()) == {pd.Timestamp(around[1])}
    assert set(values.min()) == {pd.Timestamp(around[2])}, "a value of the first day is baseline"


days = st.integers(min_value=-50, max_value=150)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    dose=st.integers(min_value=0, max_value=60),
    therapy=st.none() | st.integers(min_value=1, max_value=90),
    length=st.integers(min_value=0, max_value=60),
    stop=st.booleans(),
    dates=st.lists(days, min_size=1, max_size=20),
)
def test_after_the_first_day_an_event_counts_where_a_value_does(
    study_of, dose: int, therapy: int | None, length: int, stop: bool, dates: list[int]
) -> None:
    def day(number: int | None) -> pd.Timestamp:
        return pd.NaT if number is None else pd.Timestamp(FIRST) + pd.Timedelta(days=number)

    following = None if therapy is None else dose + therapy
    adsl = pd.DataFrame({"USUBJID": ["1"], "SAFFL": ["Y"], "TRTSDT": [day(0)]})
    adsl["TRTEDT"], adsl["NACTEDT"] = day(dose), pd.Series([day(following)], dtype="datetime64[ns]")
    adsl["DTHFL"], adsl["DTHDT"], adsl["LSTALVDT"] = None, pd.NaT, pd.NaT
    study = study_of(teae_window_days=length, teae_stop_at_next_therapy=stop)
    windows = treatment_windows(study, adsl)
    pd.testing.assert_frame_equal(
        risk_windows(study, AdamSet({"adsl": adsl}))[list(windows)], windows
    )
    records = pd.DataFrame({"USUBJID": "1", "ADT": [day(one) for one in dates]})
    records["ASTDT"], records["AENDT"] = records["ADT"], pd.NaT
    events, values = event_emergent(records, windows), value_on_treatment(records, windows)
    later = records["ADT"] > day(0)
    assert events[later].to_list() == values[later].to_list()
    assert not values[~later].any()
    ends = dose + (min(length, therapy) if stop and therapy is not None else length)
    assert events.to_list() == [0 <= one <= ends for one in dates]


def test_a_patient_without_a_dose_has_no_window(chart) -> None:
    chart.patient("P1", FIRST.isoformat())
    chart.patient("P2")
    adam = chart.prepare()
    assert list(treatment_windows(chart.study(), adam.adsl).index) == ["P1"]


def test_who_has_no_last_dose_is_on_treatment_until_the_cut_off(study_of) -> None:
    days = ["2021-03-10", "2021-03-10", "2021-03-10", None]
    adsl = pd.DataFrame({"USUBJID": list("1234"), "SAFFL": list("YYNY"), "TRTSDT": days})
    adsl["TRTEDT"] = ["2021-05-20", None, None, None]
    adsl["NACTEDT"] = [None, "2023-06-01", None, None]
    for name in ("TRTSDT", "TRTEDT", "NACTEDT"):
        adsl[name] = adsl[name].astype("datetime64[ns]")
    windows = treatment_windows(study_of(), adsl)
    assert windows["until"].isna().to_dict() == {"1": False, "2": False, "4": True}  # 4: no dose
    assert windows.at["1", "until"] == pd.Timestamp("2021-06-19")
    assert windows.at["2", "until"] == pd.Timestamp("2024-01-31")
    assert windows.at["2", "last"] == windows.at["2", "until"]
    stopped = treatment_windows(study_of(teae_stop_at_next_therapy=True), adsl)
    assert stopped.at["2", "until"] == pd.Timestamp("2023-06-01")
