"""Time at risk for treatment-emergent adverse events: the window, as far as it was observed."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.observation import observation
from ralu.adam.window import treatment_windows
from ralu.ledger import Ledger
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.frame.groups import safety_population

LAST_SEEN = ("LSTALVDT", "EOSDT", "RFENDT")
"""Variables of ADSL that say until when a patient was seen; of each patient the first known.

A patient without the best of them is not taken as seen to the end of the window while another
says until when he was in the study: that would be time at risk nobody watched. The reference end
date comes last, as some studies set it to the last dose.
"""


def risk_windows(study: Study, adam: AdamSet) -> pd.DataFrame:
    """Return when each patient of the safety population was at risk, by USUBJID.

    Columns of dates: those of `treatment_windows`; ``died``, death, of no known date on the day
    last seen; ``seen``, death or when last seen (missing where nothing says so: he counts as seen
    to the end of the window); ``end``, the earlier of ``until`` and ``seen``. A patient without a
    date of the first dose has no window, and no row.
    """
    found = treatment_windows(study, adam.adsl)
    observed = observation(study, safety_population(adam), LAST_SEEN)
    found["died"] = observed["end"].where(observed["died"].fillna(False))
    found["seen"] = observed["end"]
    end = found[["until", "seen"]].min(axis=1)
    found["end"] = end.where(end >= found["first"], found["first"])
    return found.dropna(subset="first")


def last_seen(study: Study) -> str:
    """Return what says when a patient was last seen, where it is not ours to derive."""
    if study.source == "extract":
        return ""
    return (
        "Last seen: when last known alive, else the end of the study, else the reference end date "
        f"({', '.join(LAST_SEEN)}); where none is known, time at risk ends with the window. "
    )


def dated(events: pd.DataFrame, window: pd.DataFrame) -> pd.DataFrame:
    """Return the events that began in the time at risk, with `DAY`: days since the first dose.

    An event without a start date, and one after the patient was last seen, has no place in it.
    """
    first = events["USUBJID"].map(window["first"])
    end = events["USUBJID"].map(window["end"])
    inside = (events["ASTDT"] >= first) & (events["ASTDT"] <= end)
    return events.assign(DAY=(events["ASTDT"] - first).dt.days)[inside]


def placed(events: pd.DataFrame, window: pd.DataFrame) -> pd.DataFrame | None:
    """Return the events as `dated` does; None where there are some and none has a place in time.

    Nobody knows then when the first one came: no event in the time at risk is not what it means.
    """
    found = dated(events, window)
    return None if found.empty and len(events) else found


def without_window(adam: AdamSet, window: pd.DataFrame, ledger: Ledger) -> tuple[str, ...]:
    """Return the footnote on the patients who have no window, where there are some."""
    number = len(safety_population(adam)) - len(window)
    if not number:
        return ()
    text = ledger.add("missing", number, str(number), variable="first_dose", method="Descriptive")
    return (compose("Patients not at risk, as their first dose has no date: {}.", text),)


def days_at_risk(window: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return per patient the days until the first of the events, or to the end of the window.

    Columns ``days`` and ``event``; `events` as `dated` returns them. Days are date minus origin.
    """
    first = events.groupby("USUBJID")["DAY"].min().reindex(window.index)
    whole = (window["end"] - window["first"]).dt.days
    return pd.DataFrame({"days": first.fillna(whole), "event": first.notna()})
