"""Copies of the trial in which something is not known: what is not known is never "no"."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ralu.adam import AdamSet, prepare
from ralu.figures.safety.grades_over_time import grades_heat_map
from ralu.figures.survival.cumulative_incidence import incidence_figure
from ralu.ledger import merge
from ralu.study import Study, load_study
from ralu.tables.cohort.follow_up import follow_up_completeness_table
from ralu.tables.cohort.swimmer import CONTACT, DEATH, UNDATED, patient_courses
from ralu.tables.safety.adverse_events import event_overview_table
from ralu.tables.safety.event_listing import event_listing_table
from ralu.tables.safety.event_periods import event_periods_table
from ralu.tables.safety.event_rates import event_rates_table
from ralu.tables.safety.event_shares import event_difference_table, event_shares
from ralu.tables.safety.event_terms import event_terms_table
from ralu.tables.safety.first_grade_3 import estimate_first_grade_3
from ralu.tables.safety.grades_over_time import grades_over_time
from ralu.tables.safety.haematology import haematology_table
from ralu.tables.safety.risk_window import risk_windows
from ralu.tables.survival.cumulative_incidence import incidence_table

from .conftest import ROOT

TRIAL = ROOT / "tests/studies/trial"
Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture
def trial_with(tmp_path: Path) -> Callable[..., tuple[Study, AdamSet]]:
    """Return a maker of the trial and its datasets after changes of its files."""

    def made(**changes: Change) -> tuple[Study, AdamSet]:
        folder = tmp_path / "trial"
        shutil.copytree(TRIAL, folder)
        for name, change in changes.items():
            file = folder / f"{name}.csv"
            frame = pd.read_csv(file, dtype=str, keep_default_na=False)
            change(frame).to_csv(file, index=False)
        study = load_study(folder)
        return study, prepare(study)

    return made


DEATHS = 4


def with_deaths(adsl: pd.DataFrame) -> pd.DataFrame:
    """Flag the first four treated patients as dead, without a date."""
    died = (adsl["SAFFL"] == "Y").cumsum().between(1, DEATHS) & (adsl["SAFFL"] == "Y")
    return adsl.assign(DTHFL=died.map({True: "Y", False: ""}))


def with_contacts(adsl: pd.DataFrame) -> pd.DataFrame:
    return with_deaths(adsl).assign(LSTALVDT=adsl["RFENDT"])


def test_a_death_without_a_date_is_a_death(trial_with) -> None:
    study, adam = trial_with(adsl=with_contacts)
    raw = with_deaths(pd.read_csv(TRIAL / "adsl.csv", dtype=str))
    table = follow_up_completeness_table(study, adam, seen_within_days=90, columns=[])
    rows = {row.id: row for row in table.ledger}
    assert rows["follow-up.died.n"].value == rows["follow-up.undated.n"].value == DEATHS
    assert "Died on an unknown date, and not in person-years: 4." in table.footnotes
    known = raw[(raw["SAFFL"] == "Y") & (raw["DTHFL"] != "Y")]
    days = (pd.to_datetime(known["RFENDT"]) - pd.to_datetime(known["TRTSDT"])).dt.days.sum()
    observed = rows["follow-up.observed.person_years"]
    assert observed.value == pytest.approx(study.analysis.years(days))
    marks = patient_courses(study, adam).marks["kind"].value_counts()
    assert marks.to_dict() == {CONTACT: 21 - DEATHS, UNDATED: DEATHS}
    assert risk_windows(study, adam)["died"].notna().sum() == DEATHS


def test_some_deaths_have_a_date(trial_with) -> None:
    def change(adsl: pd.DataFrame) -> pd.DataFrame:
        adsl = with_deaths(adsl).assign(DTHDT="")
        first = adsl.index[adsl["DTHFL"] == "Y"][0]
        adsl.loc[first, "DTHDT"] = adsl.loc[first, "RFENDT"]
        return adsl

    study, adam = trial_with(adsl=change)
    courses = patient_courses(study, adam)
    assert courses.marks["kind"].value_counts().to_dict() == {UNDATED: 3, DEATH: 1}
    assert courses.observed == 1, "the other lines end with the last dose"


def test_a_death_after_the_cutoff_is_none_by_then(trial_with) -> None:
    def change(adsl: pd.DataFrame) -> pd.DataFrame:
        adsl = with_contacts(adsl)
        return adsl.assign(DTHDT=adsl["DTHFL"].map({"Y": "2016-01-01"}).fillna(""))

    study, adam = trial_with(adsl=change)
    table = follow_up_completeness_table(study, adam, seen_within_days=90, columns=[])
    assert {r.id: r.value for r in table.ledger}["follow-up.died.n"] == 0
    assert not any("unknown date" in note for note in table.footnotes)
    assert risk_windows(study, adam)["died"].isna().all()


def test_no_table_of_deaths_where_none_are_recorded(trial_with) -> None:
    study, adam = trial_with(adsl=lambda adsl: with_contacts(adsl).drop(columns="DTHFL"))
    assert follow_up_completeness_table(study, adam, seen_within_days=90) is None
    assert set(patient_courses(study, adam).marks["kind"]) == {CONTACT}


def without_starts(adae: pd.DataFrame) -> pd.DataFrame:
    return adae.assign(ASTDT="")


def starts_before(adae: pd.DataFrame) -> pd.DataFrame:
    """Leave starts to events that are not treatment-emergent, so that some are known."""
    assert (adae["TRTEMFL"] != "Y").any()
    return adae.assign(ASTDT=adae["ASTDT"].where(adae["TRTEMFL"] != "Y", ""))


@pytest.mark.parametrize("change", [without_starts, starts_before])
def test_no_rates_without_a_start_of_an_emergent_event(trial_with, change: Change) -> None:
    study, adam = trial_with(adae=change)
    assert len(adam.adae) > 0
    assert event_rates_table(study, adam) is None
    assert estimate_first_grade_3(study, adam) is None
    assert grades_over_time(study, adam) is None
    assert (event_periods_table(study, adam) is None) == (change is without_starts)


def test_a_kind_of_event_without_a_start_has_no_rate(trial_with) -> None:
    def severe_without(adae: pd.DataFrame) -> pd.DataFrame:
        return adae.assign(ASTDT=adae["ASTDT"].where(adae["AESEV"] != "SEVERE", ""))

    study, adam = trial_with(adae=severe_without)
    rates = {row.id: row for row in event_rates_table(study, adam).ledger}
    assert rates["teae.rate.any.rate"].value > 0
    assert rates["teae.rate.grade_ge3.rate"].text == "NE"
    assert rates["teae.rate.grade_ge3.n"].value is None
    assert estimate_first_grade_3(study, adam) is None
    assert grades_over_time(study, adam) is not None, "of lower grades the start is known"


def test_no_emergent_event_is_a_rate_of_zero(trial_with) -> None:
    study, adam = trial_with(adae=lambda adae: adae.assign(TRTEMFL="N"))
    rates = {row.id: row for row in event_rates_table(study, adam).ledger}
    assert rates["teae.rate.any.rate"].value == 0


def test_patients_without_a_first_dose_in_time_are_not_at_risk(trial_with) -> None:
    first: list[str] = []

    def change(adsl: pd.DataFrame) -> pd.DataFrame:
        treated = adsl["USUBJID"][adsl["SAFFL"] == "Y"]
        first.extend(treated[:2])
        return adsl.assign(TRTSDT=adsl["TRTSDT"].where(~adsl["USUBJID"].isin(first), ""))

    study, adam = trial_with(adsl=change)
    assert adam.adae["USUBJID"].isin(first).any()
    window = risk_windows(study, adam)
    assert len(window) == 19
    assert adam.adsl["SAFFL"].eq("Y").sum() == 21
    note = "Patients not at risk, as their first dose has no date: 2."
    rates = event_rates_table(study, adam)
    assert note in rates.footnotes
    incidence = estimate_first_grade_3(study, adam, by="TRT01A")
    assert note in incidence.notes
    assert {row.id: row.value for row in incidence.ledger}["cif.grade3.n"] == 19
    assert note in event_periods_table(study, adam).footnotes
    grades = grades_over_time(study, adam)
    assert note in grades.notes
    assert note in grades_heat_map(study, grades).footnotes
    for figure in (incidence_figure, incidence_table):
        assert note in figure(study, incidence, id="x-grade-3", title="Title").footnotes
    ids = [row.id for row in merge([*rates.ledger, *incidence.ledger, *grades.ledger])]
    assert {"teae.rate.first_dose.missing", "cif.grade3.first_dose.missing"} <= set(ids)


def graded_of(adae: pd.DataFrame, number: int) -> pd.DataFrame:
    """Give CTCAE grades to the events but so many of treated patients, and to others."""
    by_severity = (adae["SAFFL"] == "Y").cumsum().between(1, number) & (adae["SAFFL"] == "Y")
    return adae.assign(AETOXGR=by_severity.map({True: "", False: "2"}))


@pytest.mark.parametrize("number", [1, 7])
def test_footnotes_say_how_many_events_are_graded_by_severity(trial_with, number: int) -> None:
    study, adam = trial_with(adae=lambda adae: graded_of(adae, number))
    assert adam.adae["AETOXGR"].notna().all()
    tables = [
        make(study, adam)
        for make in (
            event_overview_table,
            event_terms_table,
            event_listing_table,
            event_periods_table,
            event_rates_table,
            haematology_table,
        )
    ]
    tables.append(event_difference_table(study, adam, event_shares(study, adam, by="TRT01A")))
    words = f"For {number} of {len(adam.adae)} events recorded, which have none, mild, moderate,"
    for table in tables:
        assert words in table.footnotes[0], table.id
        assert "No CTCAE grades" not in table.footnotes[0]
    rows = {row.id: row for row in merge(row for table in tables for row in table.ledger)}
    assert rows["teae.by_severity.events"].value == number
    assert rows["teae.recorded.events"].value == len(adam.adae)


def test_events_with_neither_grade_nor_severity_are_not_graded_by_it(trial_with) -> None:
    study, adam = trial_with(adae=lambda adae: adae.assign(AESEV="", AEOUT=""))
    note = event_overview_table(study, adam).footnotes[0]
    assert "stand as grades" not in note
