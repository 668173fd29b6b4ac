"""ADTTE with partial dates at their bounds."""

from __future__ import annotations

import pandas as pd

from ralu.adam.partial import known_part, times_at_bounds

FIRST = "2021-01-10"


def test_what_is_known_of_a_date() -> None:
    dates = pd.Series(pd.to_datetime(["2021-03-15", "2021-06-30", "2021-03-04", None]))
    flags = pd.Series(["D", "M", None, None], dtype="object")
    assert known_part(dates, flags).to_list() == ["2021-03", "2021", "2021-03-04", None]


def days(chart, rule: str, param: str) -> list[float]:
    study = chart.study()
    times = times_at_bounds(study, chart.prepare(), rule)
    return times[times["PARAMCD"] == param].sort_values("USUBJID")["AVAL"].to_list()


def test_deaths_within_what_is_known(chart) -> None:
    cases = [
        # death, last contact: days from 10 January 2021 at the earliest and the latest
        ("2021-03", "2021-01-20", (50, 80)),  # 1 and 31 March
        ("2021-03", "2021-03-10", (59, 80)),  # not before the last contact
        ("2022-03", "2022-03-01", (415, 445)),  # not after the cut-off, 31 March 2022
        ("2021", "2021-02-01", (22, 355)),
        ("2021-03-04", "2021-03-04", (53, 53)),
    ]
    for patient, (death, contact, _) in chart.named(cases):
        chart.patient(patient, FIRST, death_date=death, last_contact_date=contact)
    assert days(chart, "first", "OS") == [low for _, _, (low, _) in cases]
    assert days(chart, "last", "OS") == [high for _, _, (_, high) in cases]


def test_next_therapies_within_what_is_known(chart) -> None:
    cases = [
        ("2021-03", (50, 80)),
        ("2021-01", (1, 21)),  # imputed to the 15th, so after the first dose, and it stays so
        ("2021-03-04", (53, 53)),
    ]
    for patient, (start, _) in chart.named(cases):
        chart.patient(patient, FIRST, last_contact_date="2021-12-31")
        chart.therapy(patient, "cabazitaxel", start)
    assert days(chart, "first", "TTNTD") == [low for _, (low, _) in cases]
    assert days(chart, "last", "TTNTD") == [high for _, (_, high) in cases]


def test_a_next_therapy_stays_within_what_was_observed(chart) -> None:
    chart.patient("A", FIRST, last_contact_date="2021-03-20")
    chart.therapy("A", "cabazitaxel", "2021-03")
    chart.patient("B", FIRST, death_date="2021-03-18", last_contact_date="2021-03-18")
    chart.therapy("B", "cabazitaxel", "2021-03")
    chart.patient("C", FIRST, last_contact_date="2021-12-31")
    chart.therapy("C", "cabazitaxel", "2021-03", "2021-03-16")
    study = chart.study()
    times = times_at_bounds(study, chart.prepare(), "last")
    found = times[times["PARAMCD"] == "TTNTD"].sort_values("USUBJID")
    # 10 January to 20, 18 and 16 March, each a next therapy and neither death nor censored.
    assert found["AVAL"].to_list() == [69, 67, 65]
    assert found["EVNTDESC"].to_list() == ["Next therapy"] * 3
