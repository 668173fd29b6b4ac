"""ADSL: exposure, intervals, disease state, death and last contact, history, baseline."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.adam.adsl import LABELS

FIRST, LAST = "2021-01-10", "2021-05-20"


def _day(value: object) -> str | None:
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()


def test_exposure(chart) -> None:
    chart.patient("P1", last_contact_date="2021-12-31", birth_year=1949)
    chart.infusion("P1", FIRST, activity_gbq=7.5)
    chart.infusion("P1", LAST, activity_gbq=6.0)
    chart.injections("P1", "2020-02-01", "2020-03-01", "2020-04-01")
    one = chart.subject()
    assert (_day(one["TRTSDT"]), _day(one["TRTEDT"])) == (FIRST, LAST)
    assert (_day(one["RATRTSDT"]), _day(one["RATRTEDT"])) == ("2020-02-01", "2020-04-01")
    assert (one["LUNINF"], one["LUACT"], one["RANINJ"], one["RAACT"]) == (2, 13.5, 3, 12)
    assert (one["LUGR1"], one["RAGR1"], one["AGE"]) == ("<5", "1-4", 72)  # 2021 - 1949
    assert one["LUDURMO"] == pytest.approx(130 / 30.4375)  # 10 January to 20 May: 130 days


def test_groups_by_number_of_doses(chart) -> None:
    cases = [(4, "1-4", "<5"), (5, "5-6", ">=5"), (6, "5-6", ">=5")]
    for patient, (doses, _, _) in chart.named(cases):
        chart.patient(patient, *(f"2021-0{month}-01" for month in range(1, doses + 1)))
        chart.injections(patient, *(f"2020-0{month}-01" for month in range(1, doses + 1)))
    adsl = chart.prepare().adsl
    found = adsl[["RANINJ", "RAGR1", "LUGR1"]].itertuples(index=False, name=None)
    assert list(found) == cases


def test_an_unknown_activity_is_not_zero(chart) -> None:
    chart.patient("P1", FIRST)
    chart.patient("P2")
    chart.infusion("P2", FIRST, activity_gbq=7)
    chart.infusion("P2", LAST)
    activity = chart.prepare().adsl.set_index("USUBJID")["LUACT"]
    assert pd.isna(activity["P1"])
    assert pd.isna(activity["P2"]), "7 is a part of it only"


def test_a_patient_without_infusion_is_in_adsl_only(chart) -> None:
    chart.patient("P1", FIRST)
    chart.patient("P2", death_date="2021-02-03")
    for patient in ("P1", "P2"):
        chart.injections(patient, "2020-02-01")
        chart.therapy(patient, "docetaxel", "2019-01-01", therapy_class="taxane")
        chart.event(patient, "Fatigue", "2021-01-12")
        chart.lab(patient, "2021-01-12", "HGB", 100, "g/L")
    adam = chart.prepare()
    assert adam.adsl.set_index("USUBJID")["SAFFL"].to_dict() == {"P1": "Y", "P2": "N"}
    for name in ("adex", "adcm", "adae", "adlb", "adtte"):
        assert set(adam.datasets[name]["USUBJID"]) == {"P1"}, name
    unknown = ["NLPT", "LPTGR1", "PTAXFL", "AGE", "INTVMO", "INTVGR1", "LUGR1", "HGBBL"]
    assert adam.adsl.loc[adam.adsl["USUBJID"] == "P2", unknown].isna().all(axis=None)


def test_dates_of_radium(chart) -> None:
    cases = [
        (["2020-02-01", "2020-04-20"], "2020-02-01", "2020-04-20"),
        (["2020-02", "2020-04"], "2020-02-15", "2020-04-15"),
        (["2020-02-20", "2020-03", "2020-04-01"], "2020-02-20", "2020-04-01"),
        (["2020-02-01", "2020"], None, None),
        (["2020-02-01", ""], None, None),
        (["2020-12-05", "2021-01"], "2020-12-05", FIRST),  # the 15th, but not after 177Lu
        ([], None, None),
    ]
    for patient, (injections, _, _) in chart.named(cases):
        chart.patient(patient, FIRST)
        chart.injections(patient, *injections)
    adsl = chart.prepare().adsl
    assert [_day(d) for d in adsl["RATRTSDT"]] == [first for _, first, _ in cases]
    assert [_day(d) for d in adsl["RATRTEDT"]] == [last for _, _, last in cases]
    assert adsl["RANINJ"].fillna(0).to_list() == [len(dates) for dates, _, _ in cases]
    unknown = [first is None for _, first, _ in cases]
    assert adsl["INTVMO"].isna().to_list() == adsl["INTVGR1"].isna().to_list() == unknown


def test_six_months_between_radium_and_lutetium(chart) -> None:
    cases = [
        ("2021-07-02", "<6 months"),  # 182 days after 1 January; 6 months are 182.625
        ("2021-07-03", ">=6 months"),  # 183 days
    ]
    for patient, (infusion, _) in chart.named(cases):
        chart.patient(patient, infusion)
        chart.injections(patient, "2021-01-01")
    assert chart.prepare().adsl["INTVGR1"].to_list() == [group for _, group in cases]


def test_the_cut_and_the_length_of_a_month_are_those_of_the_study(chart) -> None:
    chart.patient("P1", "2021-04-01")
    chart.injections("P1", "2021-01-01")  # 90 days
    one = chart.subject(interval_months=3, month_days=30.0)
    assert (one["INTVMO"], one["INTVGR1"]) == (3, ">=3 months")


def test_time_since_diagnosis_and_mcrpc(chart) -> None:
    chart.patient("P1", FIRST, diagnosis_date="2020", mcrpc_date="2021-01")
    one = chart.subject()
    assert _day(one["DIAGDT"]) == "2020-06-30"
    assert one["DIAGMO"] == pytest.approx(194 / 30.4375)  # 30 June to 10 January: 194 days
    assert (_day(one["MCRPCDT"]), one["MCRPCDTF"], one["MCRPCMO"]) == (FIRST, "D", 0)


def test_metastases(chart) -> None:
    cases = [
        # bone, lymph node, liver, other: visceral, sites
        ("Y", "N", "N", "N", "N", "Bone only"),
        ("Y", "Y", "N", "N", "N", "Bone and lymph node"),
        ("N", "Y", "N", "N", "N", "Lymph node only"),
        ("Y", "", "N", "N", "N", None),  # with or without nodes: not known
        ("", "Y", "N", "N", "N", None),
        ("Y", "Y", "Y", "", "Y", "Visceral"),  # one organ is enough
        ("Y", "", "N", "Y", "Y", "Visceral"),
        ("Y", "Y", "N", "", None, None),  # visceral metastases cannot be ruled out
        ("Y", "N", "", "", None, None),
    ]
    for patient, (bone, node, liver, other, _, _) in chart.named(cases):
        found = {"bone_mets": bone, "lymph_node_mets": node, "liver_mets": liver}
        chart.patient(patient, FIRST, **found, other_visceral_mets=other)
    adsl = chart.prepare().adsl
    found = list(adsl[["VISCFL", "METGR1"]].itertuples(index=False, name=None))
    assert found == [case[4:] for case in cases]


def test_gleason_and_ecog(chart) -> None:
    cases = [(7, 1, "<8", "0-1"), (8, 2, ">=8", ">=2"), (10, 0, ">=8", "0-1"), ("", "", None, None)]
    for patient, (gleason, ecog, _, _) in chart.named(cases):
        chart.patient(patient, FIRST, gleason_score=gleason, ecog=ecog)
    adsl = chart.prepare().adsl
    found = list(adsl[["GLEASGR1", "ECOGGR1"]].itertuples(index=False, name=None))
    assert found == [case[2:] for case in cases]


def test_death(chart) -> None:
    cases = [
        # death, last contact: date, flag
        ("2021-06-03", "2021-06-03", "2021-06-03", None),
        ("2021-06", "2021-06-01", "2021-06-15", "D"),
        ("2021-06", "2021-06-20", "2021-06-20", "D"),  # not before last contact
        ("2021-06", "2021-07-10", "2021-06-30", "D"),  # at odds: within what is known
        ("2021-05", "2021-03-01", LAST, "D"),  # not before the last dose
        ("2021", "2021-02-01", "2021-06-30", "M"),
        ("2022", "2021-12-01", "2022-03-31", "M"),  # not after the cut-off
    ]
    for patient, (death, contact, _, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST, death_date=death, last_contact_date=contact)
    adsl = chart.prepare().adsl
    assert set(adsl["DTHFL"]) == {"Y"}
    assert [_day(d) for d in adsl["DTHDT"]] == [day for _, _, day, _ in cases]
    assert adsl["DTHDTF"].to_list() == [flag for _, _, _, flag in cases]


def test_death_after_the_cut_off(chart) -> None:
    cases = [
        # death, last contact: date of death, last known alive
        ("2022-04-20", "2022-04-20", "2022-04-20", "2022-03-31"),
        ("2022-04-20", "2022-01-15", "2022-04-20", "2022-01-15"),
        ("2022-05", "2022-01-15", "2022-05-01", "2022-01-15"),
        ("2022", "2022-05-10", "2022-06-30", "2022-03-31"),  # seen alive after the cut-off
    ]
    for patient, (death, contact, _, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST, death_date=death, last_contact_date=contact)
    adsl = chart.prepare().adsl
    assert set(adsl["DTHFL"]) == {"N"}
    assert [_day(d) for d in adsl["DTHDT"]] == [day for _, _, day, _ in cases]
    assert [_day(d) for d in adsl["LSTALVDT"]] == [alive for _, _, _, alive in cases]


def test_last_known_alive(chart) -> None:
    cases = [
        ("2021-12-31", "2021-12-31"),
        ("2021-03-01", LAST),  # the last dose was given to a living patient
        ("2022-04-02", "2022-03-31"),  # not after the cut-off
    ]
    for patient, (contact, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST, last_contact_date=contact)
    adsl = chart.prepare().adsl
    assert [_day(d) for d in adsl["LSTALVDT"]] == [alive for _, alive in cases]
    assert set(adsl["DTHFL"]) == {"N"}
    assert adsl[["DTHDT", "DTHDTF"]].isna().all(axis=None)


def test_baseline_values(chart) -> None:
    chart.patient("P1", FIRST)
    chart.lab("P1", "2021-01-05", "HGB", "10.5", "g/dL")
    chart.lab("P1", "2021-01-10", "PSA", "<0.01", "ug/L")
    chart.lab("P1", "2021-01-11", "ALP", "120", "U/L")  # after the first dose
    one = chart.subject()
    assert (one["HGBBL"], one["PSABL"]) == (105, 0.01)
    assert pd.isna(one["ALPBL"])
    assert pd.isna(one["LDHBL"])


def test_groups_on_either_side_of_the_median(chart) -> None:
    values = {"P1": 10, "P2": 20, "P3": 40}
    for patient, value in values.items():
        chart.patient(patient, FIRST)
        chart.lab(patient, "2021-01-05", "ALP", value, "U/L")
    chart.patient("P4")  # never treated: neither counted nor cut by
    chart.lab("P4", "2021-01-05", "ALP", 5, "U/L")
    adsl = chart.prepare().adsl.set_index("USUBJID")
    assert adsl.loc[list(values), "ALPGR1"].to_list() == ["<= median", "<= median", "> median"]
    assert adsl["PSAGR1"].isna().all()


def test_every_variable_has_a_label(chart) -> None:
    chart.patient("P1", FIRST)
    chart.lab("P1", "2021-01-05", "HGB", "10.5", "g/dL")
    adam = chart.prepare()
    assert set(adam.adsl) == set(LABELS) - {"DCTREAS"}, "the chart has no such column"
    assert adam.label("adsl", "INTVGR1") == "Interval from last 223Ra to first 177Lu"


def test_reason_for_the_end_of_therapy(chart) -> None:
    chart.patient("P1", FIRST, lutetium_stop_reason="progression")
    chart.patient("P2", FIRST)
    assert chart.prepare().adsl["DCTREAS"].to_list() == ["progression", None]
