"""ADTTE: overall survival from both origins, and time to next treatment or death."""

from __future__ import annotations

import pandas as pd

FIRST = "2021-03-10"


def _times(chart, param: str) -> pd.DataFrame:
    adtte = chart.prepare().adtte
    return adtte[adtte["PARAMCD"] == param]


def test_overall_survival(chart) -> None:
    cases = [
        # death, last contact: days, censored, variable
        ("2021-06-10", "2021-06-10", 92, 0, "DTHDT"),  # 10 March to 10 June
        ("2021-03-10", "2021-03-10", 0, 0, "DTHDT"),  # died on the day of the infusion
        ("2022-03-31", "2022-03-31", 386, 0, "DTHDT"),  # the day of the cut-off still counts
        ("", "2021-06-10", 92, 1, "LSTALVDT"),
        ("", "2021-03-10", 0, 1, "LSTALVDT"),
        ("", "2021-01-01", 0, 1, "LSTALVDT"),  # the infusion is the last that is known
        ("2022-04-10", "2022-04-10", 386, 1, "LSTALVDT"),  # to the cut-off, 31 March 2022
        ("2022-04-10", "2021-06-10", 92, 1, "LSTALVDT"),  # to the last contact before it
    ]
    for patient, (death, contact, *_) in chart.named(cases):
        chart.patient(patient, FIRST, death_date=death, last_contact_date=contact)
    times = _times(chart, "OS")
    found = list(times[["AVAL", "CNSR", "SRCVAR"]].itertuples(index=False, name=None))
    assert found == [case[2:] for case in cases]
    assert times["EVNTDESC"].to_list() == ["Death"] * 3 + ["Last known alive"] * 5
    assert set(times["SRCDOM"]) == {"ADSL"}
    assert set(times["STARTDT"]) == {pd.Timestamp(FIRST)}
    assert set(times["ENTRY"]) == {0}


def test_survival_from_radium_enters_at_lutetium(chart) -> None:
    chart.patient("P1", FIRST, death_date="2021-06-10", last_contact_date="2021-06-10")
    chart.injections("P1", "2020-03-10", "2020-04-07")
    one = _times(chart, "OSRA").iloc[0]
    assert (one["ENTRY"], one["AVAL"], one["CNSR"]) == (365, 457, 0)
    assert one["STARTDT"] == pd.Timestamp("2020-03-10")


def test_survival_from_radium_needs_dates(chart) -> None:
    chart.patient("P1", FIRST)
    chart.injections("P1", "2020-03-10")
    chart.patient("P2", FIRST)  # injections known to the year
    chart.injections("P2", "2020")
    chart.patient("P3", FIRST)  # no 223Ra
    chart.patient("P4", FIRST, last_contact_date=FIRST)  # under observation on the day of entry
    chart.injections("P4", "2020-03-10")
    adtte = chart.prepare().adtte
    by_param = adtte.groupby("PARAMCD")["USUBJID"].agg(list).to_dict()
    everybody = ["P1", "P2", "P3", "P4"]
    assert by_param == {"OS": everybody, "OSRA": ["P1", "P4"], "TTNTD": everybody}
    assert (adtte["AVAL"] >= adtte["ENTRY"]).all()
    assert (adtte["ENTRY"] >= 0).all()


def test_time_to_next_treatment_or_death(chart) -> None:
    therapy, death, alive = (
        (0, "Next therapy", "ADCM", "ASTDT"),
        (0, "Death", "ADSL", "DTHDT"),
        (1, "Last known alive", "ADSL", "LSTALVDT"),
    )
    cases = [
        # start of therapy, death: days, event
        ("", "", 296, alive),  # to 31 December
        ("", "2021-06-10", 92, death),
        ("2021-04-10", "2021-06-10", 31, therapy),
        ("2021-04-10", "", 31, therapy),
        ("2021-06-10", "2021-06-10", 92, therapy),
        ("2021-06", "2021-06-10", 92, therapy),  # by the day of death
        ("2021-06-11", "2021-06-10", 92, death),  # recorded after death
        ("2021-12", "", 280, therapy),  # 15 December
        ("2022-01-15", "", 296, alive),  # recorded after last contact
        ("2021-03-10", "", 296, alive),  # with the first infusion
    ]
    for patient, (start, died, *_) in chart.named(cases):
        contact = died or "2021-12-31"
        chart.patient(patient, FIRST, death_date=died, last_contact_date=contact)
        chart.therapy(patient, "abiraterone", "2019-01-01")
        if start:
            chart.therapy(patient, "olaparib", start)
    times = _times(chart, "TTNTD")
    assert times["AVAL"].to_list() == [days for _, _, days, _ in cases]
    events = times[["CNSR", "EVNTDESC", "SRCDOM", "SRCVAR"]].itertuples(index=False, name=None)
    assert list(events) == [event for _, _, _, event in cases]


def test_a_therapy_after_the_cut_off_is_no_event(chart) -> None:
    chart.patient("P1", FIRST, last_contact_date="2022-05-01")
    chart.therapy("P1", "olaparib", "2022-04-15")
    one = _times(chart, "TTNTD").iloc[0]
    assert (one["AVAL"], one["CNSR"]) == (386, 1)


def test_dtypes_do_not_depend_on_the_data(chart) -> None:
    chart.patient("P1", FIRST)
    adtte = chart.prepare().adtte
    assert set(adtte["PARAMCD"]) == {"OS", "TTNTD"}
    dates, times = ["STARTDT", "ADT"], ["AVAL", "ENTRY"]
    assert (adtte[dates].dtypes == "datetime64[ns]").all()
    assert (adtte[times].dtypes == "float64").all()
    assert adtte["CNSR"].dtype == "int64"
