"""Datasets of a study that brings its own ADaM files: adopted as given, completed where needed."""

from __future__ import annotations

import pandas as pd

from ralu.adam import adae, adcm, adex, adlb, adtte
from ralu.extract import Source
from ralu.extract.time_units import days_of
from ralu.extract.words import NOT_RELATED, RELATED
from ralu.study import Study

SEVERITY = {"MILD": 1, "MODERATE": 2, "SEVERE": 3}
"""Severity words stand for the grades CTCAE describes by them; `AESEVFL` marks their use."""


def adopt(study: Study, source: Source) -> dict[str, pd.DataFrame]:
    """Return the datasets under the names and with the variables the notebooks use."""
    tables = source.tables
    subjects = _subjects(tables["adsl"])
    first_dose = subjects.set_index("USUBJID")["TRTSDT"]
    datasets = {
        "adsl": subjects,
        "adex": adex.add_timing(_analysed(tables["adex"], subjects), first_dose),
        "adcm": adcm.add_order(_analysed(tables["adcm"], subjects), first_dose),
        "adae": _adverse_events(tables["adae"], subjects),
        "adlb": _laboratory(study, tables["adlb"], subjects),
        "adtte": _times(study, tables["adtte"], subjects),
    }
    for name, frame in datasets.items():
        frame.attrs["labels"] = tables[name].attrs.get("labels", {})
    return datasets


def _subjects(adsl: pd.DataFrame) -> pd.DataFrame:
    """Return ADSL; a date of death without a flag is a death."""
    adsl = adsl.reset_index(drop=True)
    dated = pd.Series("Y", index=adsl.index).where(adsl["DTHDT"].notna(), None)
    adsl["DTHFL"] = adsl["DTHFL"].where(adsl["DTHFL"].notna(), dated)
    return adsl


def _analysed(frame: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return the records of subjects in the safety population."""
    safe = subjects.loc[subjects["SAFFL"] == "Y", "USUBJID"]
    return frame[frame["USUBJID"].isin(safe)].reset_index(drop=True)


def _adverse_events(events: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return ADAE with a numeric grade and a flag of relation to treatment.

    A flag that the study gives stands; without one the words of `AEREL` tell.
    """
    events = _analysed(events, subjects)
    fatal = events["AEOUT"] == "FATAL"
    by_severity = events["AETOXGR"].isna()
    severity = events["AESEV"].map(SEVERITY).astype("Int64")
    events["AETOXGR"] = events["AETOXGR"].fillna(severity.mask(fatal, 5))
    events["AESEVFL"] = by_severity.map({True: "Y", False: "N"})
    by_words = adae.related(events["AEREL"], RELATED, NOT_RELATED)
    events["RELFL"] = events["RELFL"].where(events["RELFL"].notna(), by_words)
    kept = ["USUBJID", "AESEVFL", *adae.LABELS]
    return events[[name for name in kept if name in events]]


def _laboratory(study: Study, values: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return ADLB in standard units with change and grade, without derived records."""
    values = values[~derived(values)].copy()
    values["AVALU"] = units_of(study, values)
    values["AVISIT"] = values["AVISIT"].str.strip()
    return adlb.derive_adlb(study, values, subjects)


def derived(values: pd.DataFrame) -> pd.Series:
    """Return which records of a given ADLB no laboratory measured.

    ADaM names in DTYPE how such a record was made: LOCF, MINIMUM, AVERAGE. It repeats or sums up
    measured values, which have records of their own.
    """
    return values["DTYPE"].notna()


def units_of(study: Study, values: pd.DataFrame) -> pd.Series:
    """Return the unit of each laboratory value, from study.yml where the file names none."""
    declared = values["PARAMCD"].map(study.units).astype("object")
    return values["AVALU"].where(values["AVALU"].notna(), declared)


def _times(study: Study, times: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return ADTTE in days."""
    times = _analysed(times, subjects)
    days = times["AVALU"].fillna("DAYS").map(lambda unit: days_of(unit, study.analysis))
    times["AVAL"] = times["AVAL"] * days
    times["ENTRY"] = times["ENTRY"].fillna(0.0) * days
    times["PARAM"] = times["PARAM"].fillna(times["PARAMCD"])
    kept = ["USUBJID", *adtte.LABELS]
    return times[[name for name in kept if name in times]]
