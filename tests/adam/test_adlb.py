"""ADLB: units, baseline, change, grades, windows and visits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.adam.adlb import fell

INFUSIONS = ("2021-03-10", "2021-04-21", "2021-06-02")
FIRST = INFUSIONS[0]


def _labs(chart, test: str = "PSA", **analysis: object) -> pd.DataFrame:
    adlb = chart.prepare(**analysis).adlb
    return adlb[adlb["PARAMCD"] == test].set_index(adlb["ADT"].dt.strftime("%Y-%m-%d"))


def test_values_and_limits_in_standard_units(chart) -> None:
    cases = [
        # test, unit, value, limits: standard unit, value, limits
        ("HGB", "g/L", 105, 130, 170, "g/L", 105, 130, 170),
        ("HGB", "g/dL", 10.5, 13, 17, "g/L", 105, 130, 170),
        ("HGB", "mmol/L", 6.206, 8.0678, 10.5502, "g/L", 100, 130, 170),  # / 0.06206
        ("CREAT", "mg/dL", 1.5, 0.5, 1.0, "umol/L", 132.6, 44.2, 88.4),
        ("BILI", "mg/dL", 2, 0.1, 1.0, "umol/L", 34.2, 1.71, 17.1),
        ("PLAT", "10^3/uL", 150, 140, 400, "10^9/L", 150, 140, 400),
        ("PSA", "ug/L", 4.1, "", 4, "ng/mL", 4.1, np.nan, 4),
    ]
    for patient, (test, unit, value, low, high, *_) in chart.named(cases):
        chart.patient(patient, FIRST)
        chart.lab(patient, "2021-03-01", test, value, unit, lln=low, uln=high)
    adlb = chart.prepare().adlb
    assert adlb["AVALU"].to_list() == [case[5] for case in cases]
    for place, variable in ((6, "AVAL"), (7, "ANRLO"), (8, "ANRHI")):
        expected = [case[place] for case in cases]
        assert adlb[variable].to_list() == pytest.approx(expected, nan_ok=True)


def test_what_cannot_be_used_is_left_out_and_reported(chart) -> None:
    chart.patient("P1", FIRST)
    chart.lab("P1", "2021-03-01", "PSA", "10", "ng/mL")  # row 2
    for test, value, unit in (
        ("HGB", "10.5", "mg%"),
        ("HGB", "10.5", ""),
        ("HGB", "", "g/dL"),
        ("TESTO", "0.2", "nmol/L"),
    ):
        chart.lab("P1", "2021-03-01", test, value, unit)
    adam = chart.prepare()
    assert adam.adlb["PARAMCD"].to_list() == ["PSA"]
    assert sorted(adam.dq[adam.dq["TABLE"] == "labs"]["ROW"]) == [3, 4, 5, 6]


def test_baseline(chart) -> None:
    cases = [
        (["2021-03-01", "2021-03-09"], "2021-03-09"),
        (["2021-03-09", "2021-03-10"], "2021-03-10"),  # the day of the infusion counts as before
        (["2021-03-09", "2021-03-11"], "2021-03-09"),
        (["2020-12-10"], "2020-12-10"),  # 90 days before
        (["2020-12-09"], None),  # 91 days
        (["2021-03-11"], None),
    ]
    for patient, (dates, _) in chart.named(cases):
        chart.patient(patient, *INFUSIONS)
        for value, date in enumerate(dates, start=10):
            chart.lab(patient, date, "PSA", value, "ng/mL")
    adlb = chart.prepare().adlb
    for patient, (_, baseline) in chart.named(cases):
        mine = adlb[adlb["USUBJID"] == patient]
        flagged = mine[mine["ABLFL"] == "Y"]
        dates = flagged["ADT"].dt.strftime("%Y-%m-%d").to_list()
        assert dates == ([baseline] if baseline else []), patient
        assert set(mine["BASE"].dropna()) == set(flagged["AVAL"]), patient
        assert mine["BASE"].isna().any() == (baseline is None), patient


def test_the_baseline_window_is_that_of_the_study(chart) -> None:
    chart.patient("P1", FIRST)
    chart.lab("P1", "2021-02-24", "PSA", 10, "ng/mL")  # 14 days before
    assert _labs(chart, baseline_window_days=14)["BASE"].to_list() == [10]
    assert _labs(chart, baseline_window_days=13)["BASE"].isna().all()


def test_a_missing_value_is_no_baseline(chart) -> None:
    chart.patient("P1", FIRST)
    chart.lab("P1", "2021-03-01", "PSA", 10, "ng/mL")
    chart.lab("P1", "2021-03-10", "PSA", "", "ng/mL")
    assert _labs(chart)["BASE"].to_list() == [10]


def test_of_two_values_on_a_day_the_later_row_counts(chart) -> None:
    chart.patient("P1", FIRST)
    for value in (30, 10, 20):
        chart.lab("P1", "2021-03-01", "PSA", value, "ng/mL")
    labs = _labs(chart)
    assert labs["AVAL"].to_list() == [30, 10, 20]
    assert labs["ABLFL"].to_list() == [None, None, "Y"]
    assert labs["ANL01FL"].to_list() == ["N", "N", "Y"]


def test_change(chart) -> None:
    chart.patient("P1", *INFUSIONS)
    for date, value in (("2021-03-01", 200), ("2021-04-20", 50), ("2021-06-01", 260)):
        chart.lab("P1", date, "PSA", value, "ng/mL")
    labs = _labs(chart)
    assert labs["CHG"].to_list() == [0, -150, 60]
    assert labs["PCHG"].to_list() == [0, -75, 30]


def test_change_is_in_the_standard_unit_where_units_differ(chart) -> None:
    chart.patient("P1", *INFUSIONS)
    chart.lab("P1", "2021-03-01", "HGB", 100, "g/L")
    chart.lab("P1", "2021-04-20", "HGB", 9, "g/dL")
    chart.lab("P1", "2021-06-01", "HGB", 5.5854, "mmol/L")
    assert _labs(chart, "HGB")["PCHG"].to_list() == pytest.approx([0, -10, -10])


def test_a_zero_baseline_has_a_change_but_no_percent_change(chart) -> None:
    chart.patient("P1", *INFUSIONS)
    chart.lab("P1", "2021-03-01", "PSA", 0, "ng/mL")
    chart.lab("P1", "2021-04-20", "PSA", 5, "ng/mL")
    labs = _labs(chart)
    assert labs["CHG"].to_list() == [0, 5]
    assert labs["PCHG"].isna().all()


def test_changes_are_of_the_same_patient_and_parameter(chart) -> None:
    for patient, base in (("P1", 100), ("P2", 10)):
        chart.patient(patient, *INFUSIONS)
        chart.lab(patient, "2021-03-01", "PSA", base, "ng/mL")
        chart.lab(patient, "2021-04-20", "PSA", 5, "ng/mL")
        chart.lab(patient, "2021-04-20", "ALP", 80, "U/L")
    adlb = chart.prepare().adlb
    assert adlb[adlb["PARAMCD"] == "PSA"]["PCHG"].to_list() == [0, -95, 0, -50]
    assert adlb[adlb["PARAMCD"] == "ALP"]["BASE"].isna().all()


def test_a_limit_of_detection_stands_for_the_value(chart) -> None:
    chart.patient("P1", *INFUSIONS)
    for date, value in (("2021-03-01", "10"), ("2021-04-20", "<0.01"), ("2021-06-01", ">=5000")):
        chart.lab("P1", date, "PSA", value, "ng/mL")
    labs = _labs(chart)
    assert labs["AVAL"].to_list() == [10, 0.01, 5000]
    assert labs["AVALC"].to_list() == [None, "<0.01", ">=5000"]
    assert labs.at["2021-04-20", "PCHG"] == pytest.approx(-99.9)


def test_a_repeated_row_is_dropped(chart) -> None:
    chart.patient("P1", FIRST)
    for value in (10, 10, 11):
        chart.lab("P1", "2021-03-01", "PSA", value, "ng/mL")
    assert _labs(chart)["AVAL"].to_list() == [10, 11]


def test_on_treatment(chart) -> None:
    cases = [
        ("2021-03-10", "N"),  # before the infusion of that day
        ("2021-03-11", "Y"),
        ("2021-07-02", "Y"),  # day 30 after the last infusion
        ("2021-07-03", "N"),
    ]
    chart.patient("P1", *INFUSIONS)
    for date, _ in cases:
        chart.lab("P1", date, "PSA", 10, "ng/mL")
    assert list(_labs(chart)["ONTRTFL"].items()) == cases


def test_visits(chart) -> None:
    cases = [
        ("2021-01-01", "Before infusion 1", 0),
        ("2021-03-10", "Before infusion 1", 0),
        ("2021-03-11", "After infusion 1", 1),
        ("2021-04-21", "After infusion 1", 1),  # taken before the second one
        ("2021-04-22", "After infusion 2", 2),
        ("2021-08-04", "After infusion 3", 3),  # 63 days after the last one
        ("2021-08-05", "Follow-up", 99),
    ]
    chart.patient("P1", *INFUSIONS)
    for date, _, _ in cases:
        chart.lab("P1", date, "PSA", 10, "ng/mL")
    labs = _labs(chart)
    assert list(labs[["AVISIT", "AVISITN"]].itertuples(name=None)) == cases


def test_the_last_value_of_a_visit_is_analysed(chart) -> None:
    chart.patient("P1", *INFUSIONS)
    dates = ("2021-03-01", "2021-03-10", "2021-04-01", "2021-04-21", "2021-05-01")
    for date in dates:
        chart.lab("P1", date, "PSA", 10, "ng/mL")
    assert _labs(chart)["ANL01FL"].to_list() == ["N", "Y", "N", "Y", "Y"]


def test_grade(chart) -> None:
    cases = [
        ("HGB", "g/dL", 13.0, 13, 0),
        ("HGB", "g/dL", 12.9, 13, 1),
        ("HGB", "g/dL", 9.9, 13, 2),
        ("HGB", "g/dL", 8.0, 13, 2),  # 80 g/L is not below 80
        ("HGB", "mmol/L", 4.93, 8.1, 2),  # 79.4 g/L, but not below 4.9 mmol/L
        ("HGB", "mmol/L", 4.8, 8.1, 3),
        ("HGB", "g/dL", 12.9, "", np.nan),  # grade 1 or 0: not without the limit
        ("PLAT", "10^9/L", 24, "", 4),
    ]
    for patient, (test, unit, value, low, _) in chart.named(cases):
        chart.patient(patient, FIRST)
        chart.lab(patient, "2021-03-20", test, value, unit, lln=low)
    grades = chart.prepare().adlb["ATOXGR"].to_list()
    assert grades == pytest.approx([case[-1] for case in cases], nan_ok=True)


@pytest.mark.parametrize(
    ("version", "at_baseline", "grades"),
    [
        # ULN 100: multiples of the ULN up to 2.5 are grade 1, above it grade 2
        ("4.03", 1, [1, 1, 2]),
        # baseline 150 is abnormal: grade 1 from twice the baseline on
        ("5.0", 0, [0, 0, 1]),
    ],
)
def test_grade_of_an_abnormal_baseline(
    chart, version: str, at_baseline: int, grades: list[int]
) -> None:
    chart.patient("P1", *INFUSIONS)
    for date, value in (("2021-03-01", 150), ("2021-04-20", 250), ("2021-06-01", 300)):
        chart.lab("P1", date, "ALP", value, "U/L", uln=100)
    labs = _labs(chart, "ALP", ctcae_version=version)
    assert labs["ATOXGR"].to_list() == grades
    assert labs["BTOXGR"].to_list() == [at_baseline] * 3


def test_without_baseline_its_grade_is_missing(chart) -> None:
    chart.patient("P1", FIRST)
    chart.lab("P1", "2021-03-20", "ALP", 250, "U/L", uln=100)
    labs = _labs(chart, "ALP")
    assert labs["ATOXGR"].to_list() == [1]
    assert labs["BTOXGR"].isna().all()


def test_study_days_and_names(chart) -> None:
    chart.patient("P1", FIRST)
    for date in ("2021-03-09", "2021-03-10", "2021-03-11"):
        chart.lab("P1", date, "ALP", 80, "U/L")
    labs = _labs(chart, "ALP")
    assert labs["ADY"].to_list() == [-1, 1, 2]
    assert set(labs["PARAM"]) == {"Alkaline phosphatase (ALP)"}


def test_the_baseline_is_abnormal_by_its_own_limit(chart) -> None:
    """ALP of 150 was normal by its own limit; 290 later is above a limit of 130."""
    for patient, uln in (("P1", 160), ("P2", 130)):
        chart.patient(patient, FIRST)
        chart.lab(patient, "2021-03-01", "ALP", 150, "U/L", uln=uln)
        chart.lab(patient, "2021-04-01", "ALP", 290, "U/L", uln=130)
    adlb = chart.prepare().adlb
    assert adlb["ATOXGR"].to_list() == [0, 1, 0, 0]
    assert adlb["BTOXGR"].to_list() == [0, 0, 0, 0]


@given(st.integers(1, 10**6), st.sampled_from([10, 20, 30, 50, 90]))
def test_a_fall_to_the_threshold_is_a_response(base: int, threshold: int) -> None:
    start = base / 1000
    value = base * (100 - threshold) / 100000
    change = 100 * (value - start) / start
    assert fell(pd.Series([change, change + 1e-6]), threshold).to_list() == [True, False]


def test_any_fall() -> None:
    assert fell(pd.Series([-1e-12, 0.0, float("nan")]), 0).to_list() == [True, False, False]
