"""ADEX: doses of both radionuclides in order, with study day and gaps."""

from __future__ import annotations

import pandas as pd


def test_doses_in_order(chart) -> None:
    chart.patient("P1")
    chart.infusion("P1", "2021-01-10", activity_gbq=7.5, ligand="PSMA-617")
    chart.infusion("P1", "2021-02-21", activity_gbq=7.0, ligand="PSMA-I&T")
    chart.injections("P1", "2020-11", "2020-12-20")
    adex = chart.prepare().adex
    expected = pd.DataFrame(
        {
            "EXTRT": ["177Lu-PSMA", "177Lu-PSMA", "223Ra", "223Ra"],
            "EXSEQ": [1, 2, 1, 2],
            "ASTDT": pd.to_datetime(["2021-01-10", "2021-02-21", "2020-11-15", "2020-12-20"]),
            "ASTDTF": [None, None, "D", None],
            "ADOSE": [7.5, 7.0, 4.0, 4.0],
            "ADOSU": ["GBq", "GBq", "MBq", "MBq"],
            "EXLIGAND": ["PSMA-617", "PSMA-I&T", None, None],
            "ASTDY": [1, 43, -56, -21],  # 21 February: 42 days on; no day 0
            "EXGAPD": [pd.NA, 42, pd.NA, 35],
        }
    )
    expected = expected.astype({"EXSEQ": "Int64", "ASTDY": "Int64", "EXGAPD": "Int64"})
    pd.testing.assert_frame_equal(adex[list(expected)], expected)


def test_an_injection_dated_to_the_year_has_no_date_and_no_gap(chart) -> None:
    chart.patient("P1", "2021-01-10")
    chart.injections("P1", "2020-01-01", "2020", "2020-03-01", "2020-03-29")
    radium = chart.prepare().adex.query("EXTRT == '223Ra'")
    assert radium["ASTDT"].isna().to_list() == [False, True, False, False]
    assert radium["ASTDTF"].isna().all()
    assert radium["EXGAPD"].to_list() == [pd.NA, pd.NA, pd.NA, 28]


def test_gaps_do_not_run_over_patients_or_treatments(chart) -> None:
    for patient in ("P1", "P2"):
        chart.patient(patient, "2021-01-10")
        chart.injections(patient, "2020-01-01")
    assert chart.prepare().adex["EXGAPD"].isna().all()


def test_a_month_that_holds_the_first_infusion_ends_with_it(chart) -> None:
    chart.patient("P1", "2021-01-10")
    chart.injections("P1", "2021-01")
    adam = chart.prepare()
    radium = adam.adex.query("EXTRT == '223Ra'").iloc[0]
    assert radium["ASTDT"] == adam.adsl.at[0, "RATRTEDT"] == pd.Timestamp("2021-01-10")
