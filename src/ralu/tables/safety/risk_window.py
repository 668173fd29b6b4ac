"""Time at risk for treatment-emergent adverse events: the window, as far as it was observed."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.study import Study
from ralu.tables.frame.groups import safety_population

LAST_SEEN = ("LSTALVDT", "EOSDT", "RFENDT")
"""Variables of ADSL that say until when a patient was seen; the first that it has counts."""


def risk_windows(study: Study, adam: AdamSet) -> pd.DataFrame:
    """Return when each patient of the safety population was at risk, by USUBJID.

    Columns of dates: ``first`` and ``last`` dose; ``until``, the end of the treatment-emergent
    window; ``next``, the next anticancer therapy after the last dose; ``seen``, death or when
    last known alive (missing where the study does not say); ``end``, the earlier of until and
    seen; ``died``, death.
    """
    adsl = safety_population(adam).set_index("USUBJID")
    found = pd.DataFrame({"first": adsl["TRTSDT"], "last": adsl["TRTEDT"]})
    found["next"] = _dates(adsl, "NACTEDT")
    found["until"] = found["last"] + pd.Timedelta(days=study.analysis.teae_window_days)
    if study.analysis.teae_stop_at_next_therapy:
        found["until"] = found[["until", "next"]].min(axis=1)
    seen = _dates(adsl, next((name for name in LAST_SEEN if name in adsl), LAST_SEEN[0]))
    dead = adsl["DTHFL"] == "Y" if "DTHFL" in adsl else pd.Series(False, index=adsl.index)
    found["died"] = _dates(adsl, "DTHDT").fillna(seen).where(dead)
    found["seen"] = found["died"].fillna(seen)
    end = found[["until", "seen"]].min(axis=1)
    found["end"] = end.where(end >= found["first"], found["first"])
    return found


def _dates(adsl: pd.DataFrame, name: str) -> pd.Series:
    """Return a variable as dates, missing where the study does not have it."""
    values = adsl[name] if name in adsl else pd.Series(None, index=adsl.index)
    return pd.to_datetime(values)


def dated(events: pd.DataFrame, window: pd.DataFrame) -> pd.DataFrame:
    """Return the events that began in the time at risk, with `DAY`: days since the first dose.

    An event without a start date, and one after the patient was last seen, has no place in it.
    """
    first = events["USUBJID"].map(window["first"])
    end = events["USUBJID"].map(window["end"])
    inside = (events["ASTDT"] >= first) & (events["ASTDT"] <= end)
    return events.assign(DAY=(events["ASTDT"] - first).dt.days)[inside]


def days_at_risk(window: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return per patient the days until the first of the events, or to the end of the window.

    Columns ``days`` and ``event``; `events` as `dated` returns them. Days are date minus origin.
    """
    first = events.groupby("USUBJID")["DAY"].min().reindex(window.index)
    whole = (window["end"] - window["first"]).dt.days
    return pd.DataFrame({"days": first.fillna(whole), "event": first.notna()})
