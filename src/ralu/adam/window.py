"""The treatment-emergent window: one rule for events, laboratory values and time at risk."""

from __future__ import annotations

import pandas as pd

from ralu.study import Study


def treatment_windows(study: Study, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the window of each patient of the safety population, by USUBJID.

    Columns of dates: ``first`` and ``last`` dose; ``next``, the next anticancer therapy after the
    last dose; ``until``, the last day of the window. That is so many days after the last dose, as
    study.yml says, or the day on which the next therapy began, if study.yml says so and that is
    earlier. A therapy between two doses does not end the window. Who has had a first dose and no
    last one is on treatment until the data cut-off, with which his window ends.
    """
    subjects = adsl[adsl["SAFFL"] == "Y"].set_index("USUBJID")
    windows = subjects[["TRTSDT", "TRTEDT", "NACTEDT"]].set_axis(["first", "last", "next"], axis=1)
    windows["until"] = windows["last"] + pd.Timedelta(days=study.analysis.teae_window_days)
    going_on, cutoff = on_treatment_still(subjects), pd.Timestamp(study.data_cutoff)
    windows[["last", "until"]] = windows[["last", "until"]].mask(going_on, cutoff)
    if study.analysis.teae_stop_at_next_therapy:
        windows["until"] = windows[["until", "next"]].min(axis=1)
    return windows


def on_treatment_still(adsl: pd.DataFrame) -> pd.Series:
    """Return which records of ADSL are of patients of the safety population still on treatment."""
    return (adsl["SAFFL"] == "Y") & adsl["TRTSDT"].notna() & adsl["TRTEDT"].isna()


def event_emergent(events: pd.DataFrame, windows: pd.DataFrame) -> pd.Series:
    """Return which events (ASTDT, AENDT) are treatment-emergent: began in the window.

    The day of the first dose belongs to it. An event that ended before that day is not
    treatment-emergent; one without a start date otherwise is (the conservative order of
    admiral's ``derive_var_trtemfl``).
    """
    first, until = (events["USUBJID"].map(windows[name]) for name in ("first", "until"))
    ended_before = events["AENDT"] < first
    began = events["ASTDT"]
    return ~ended_before & (began.isna() | ((began >= first) & (began <= until)))


def value_on_treatment(values: pd.DataFrame, windows: pd.DataFrame) -> pd.Series:
    """Return which laboratory values (ADT) lie in the window.

    The day of the first dose does not belong to it: a value of that day counts as taken before
    the dose, and may be the baseline.
    """
    first, until = (values["USUBJID"].map(windows[name]) for name in ("first", "until"))
    return (values["ADT"] > first) & (values["ADT"] <= until)
