"""Copies of the trial in which something is not known: what is not known is never "no"."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ralu.adam import AdamSet, prepare
from ralu.study import Study, load_study
from ralu.tables.cohort.follow_up import follow_up_completeness_table
from ralu.tables.cohort.swimmer import CONTACT, DEATH, UNDATED, patient_courses
from ralu.tables.safety.risk_window import risk_windows

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
