"""ADCM: therapies by line; what counts as before and as next is in ADSL."""

from __future__ import annotations

import pandas as pd

FIRST, LAST = "2021-03-10", "2021-05-20"


def _day(value: object) -> str | None:
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()


def test_therapies_in_order_of_their_start(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.therapy("P1", "olaparib", "2021-06-01", therapy_class="PARP inhibitor")
    chart.therapy("P1", "denosumab", "2020-05-01", therapy_class="supportive", life_prolonging="N")
    chart.therapy("P1", "docetaxel", "2019", "2019-11", therapy_class="taxane")
    chart.therapy("P1", "abiraterone", "2020-02", "2020")
    adcm = chart.prepare().adcm
    expected = pd.DataFrame(
        {
            "CMDECOD": ["docetaxel", "abiraterone", "denosumab", "olaparib"],
            "LPTFL": ["Y", "Y", "N", "Y"],
            "ASTDT": pd.to_datetime(["2019-06-30", "2020-02-15", "2020-05-01", "2021-06-01"]),
            "ASTDTF": ["M", "D", None, None],
            "AENDT": pd.to_datetime(["2019-11-30", "2020-12-31", None, None]),
            "AENDTF": ["D", "M", None, None],
            "PREFL": ["Y", "Y", "Y", "N"],
            "LINE": pd.array([1, 2, None, 3], dtype="Int64"),  # supportive care is no line
        }
    )
    pd.testing.assert_frame_equal(adcm[list(expected)], expected)
    assert adcm["ASTDY"].to_list()[-1] == 84  # 10 March to 1 June: 83 days on


def test_before_lutetium(chart) -> None:
    cases = [
        # start, end: imputed start, before
        ("2021-03-09", "", "2021-03-09", "Y"),
        ("2021-03-10", "", "2021-03-10", "N"),  # with the first infusion, so not before it
        ("2021-03-11", "", "2021-03-11", "N"),
        ("2021-03", "", "2021-03-15", "N"),  # the 15th follows an infusion on the 10th
        ("2021-03", "2021-03-08", "2021-03-08", "Y"),  # not after its own end
        ("2021", "2021-02", "2021-02-28", "Y"),
        ("2021", "", "2021-06-30", "N"),
        ("", "2021-02", None, "Y"),  # ended before, so began before
        ("", "2021-03", None, None),  # may have ended on the 31st
        ("", "", None, None),
    ]
    for patient, (start, end, _, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST)
        chart.therapy(patient, "abiraterone", start, end)
    adam = chart.prepare()
    assert [_day(d) for d in adam.adcm["ASTDT"]] == [start for _, _, start, _ in cases]
    before = [before for _, _, _, before in cases]
    assert adam.adcm["PREFL"].to_list() == before
    assert adam.adsl["NLPT"].to_list() == [int(flag == "Y") for flag in before]


def test_a_month_that_ends_before_the_15th_holds_a_prior_therapy(chart) -> None:
    chart.patient("P1", "2021-03-20")
    chart.therapy("P1", "abiraterone", "2021-03")
    assert chart.prepare().adcm.at[0, "PREFL"] == "Y"


def test_a_therapy_is_given_to_a_living_patient(chart) -> None:
    cases = [
        # death, last contact, start: imputed start
        ("", "2021-12-10", "2021-12", "2021-12-10"),  # seen last on the 10th
        ("", "2021-11-30", "2021-12", "2021-12-01"),  # at odds: within what is known
        ("2021-06-10", "2021-06-10", "2021-06", "2021-06-10"),
        ("2021-06-10", "2021-06-10", "2021", "2021-06-10"),
    ]
    for patient, (death, contact, start, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST, death_date=death, last_contact_date=contact)
        chart.therapy(patient, "olaparib", start)
    found = [_day(d) for d in chart.prepare().adcm["ASTDT"]]
    assert found == [imputed for _, _, _, imputed in cases]


def test_an_imputed_end_is_not_after_death(chart) -> None:
    chart.patient("P1", FIRST, LAST, death_date="2021-06-10", last_contact_date="2021-06-10")
    chart.therapy("P1", "olaparib", "2021-05-25", "2021-06")
    assert _day(chart.prepare().adcm.at[0, "AENDT"]) == "2021-06-10"


def test_life_prolonging_therapies_before_lutetium(chart) -> None:
    """Different ones, whatever the number of courses; 223Ra is one more."""
    for patient in ("P1", "P2"):
        chart.patient(patient, FIRST, LAST)
        chart.therapy(patient, "docetaxel", "2018-01-01", therapy_class="taxane")
        chart.therapy(patient, "docetaxel", "2019-01-01", therapy_class="taxane")
        chart.therapy(patient, "abiraterone", "2020-01-01")
        chart.therapy(patient, "enzalutamide", "2020-08")
        chart.therapy(patient, "leuprorelin", "2017-01-01", life_prolonging="N")
        chart.therapy(patient, "bicalutamide", "2017-05-01", life_prolonging="")
        chart.therapy(patient, "cabazitaxel", "2021-07-01", therapy_class="taxane")
    chart.injections("P2", "2020-05-01")
    chart.patient("P3", FIRST)
    adsl = chart.prepare().adsl
    assert adsl["NLPT"].to_list() == [3, 4, 0]
    assert adsl["LPTGR1"].to_list() == ["<4", ">=4", "<4"]
    assert adsl["PTAXFL"].to_list() == ["Y", "Y", "N"]


def test_a_taxane_after_lutetium_is_none_before_it(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.therapy("P1", "cabazitaxel", "2021-07-01", therapy_class="taxane")
    assert chart.subject()["PTAXFL"] == "N"


def test_without_records_of_therapies_nothing_is_counted(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.injections("P1", "2020-05-01")
    assert chart.subject()[["NLPT", "LPTGR1", "PTAXFL", "NACTDT"]].isna().all()


def test_next_therapy(chart) -> None:
    cases = [
        # starts: first one after the first and after the last infusion
        ([], None, None),
        (["2021-03-09"], None, None),
        (["2021-03-10"], None, None),  # on the day of the first infusion
        (["2021-03-11"], "2021-03-11", None),  # between the infusions
        (["2021-03"], "2021-03-15", None),
        (["2021-05-20"], "2021-05-20", None),  # on the day of the last infusion
        (["2021-08-01", "2021-07"], "2021-07-15", "2021-07-15"),
        (["2021-04-01", "2021-08-01"], "2021-04-01", "2021-08-01"),
        ([""], None, None),
    ]
    for patient, (starts, _, _) in chart.named(cases):
        chart.patient(patient, FIRST, LAST)
        for start in ["2019-01-01", *starts]:
            chart.therapy(patient, "abiraterone", start)
    adsl = chart.prepare().adsl
    assert [_day(d) for d in adsl["NACTDT"]] == [first for _, first, _ in cases]
    assert [_day(d) for d in adsl["NACTEDT"]] == [last for _, _, last in cases]


def test_supportive_care_is_no_next_therapy(chart) -> None:
    chart.patient("P1", FIRST, LAST)
    chart.therapy("P1", "denosumab", "2021-07-01", therapy_class="supportive")
    chart.therapy("P1", "olaparib", "2021-08-01")
    assert _day(chart.subject()["NACTDT"]) == "2021-08-01"
