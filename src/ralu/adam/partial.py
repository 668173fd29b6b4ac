"""ADTTE again with partial dates at the earliest or latest day that they can be."""

from __future__ import annotations

import pandas as pd

from ralu.adam.adcm import NOT_ANTICANCER
from ralu.adam.adtte import derive_adtte
from ralu.adam.datasets import AdamSet
from ralu.adam.dates import Rule, impute
from ralu.study import Study

WRITTEN = {"D": "%Y-%m", "M": "%Y"}
"""How much of a date is known, by its flag of imputation."""


def times_at_bounds(study: Study, adam: AdamSet, rule: Rule) -> pd.DataFrame:
    """Return ADTTE with partial dates of death and of next therapies imputed by another rule.

    A death stays at or after the last contact and not after the data cut-off; a therapy that
    counts as the next one stays after the first dose, and not after its end, death or the day
    last known alive. Who has died by the cut-off, and which therapies came after, is as in the
    report.
    """
    adsl = adam.adsl.copy()
    cutoff = pd.Series(pd.Timestamp(study.data_cutoff), index=adsl.index)
    seen = adsl["LSTALVDT"]
    died, _ = impute(
        known_part(adsl["DTHDT"], adsl["DTHDTF"]), rule, not_before=seen, not_after=cutoff
    )
    adsl["DTHDT"] = died.where(adsl["DTHFL"] == "Y", adsl["DTHDT"])
    adsl["NACTDT"] = _next_therapy(adsl, adam.adcm, rule)
    return derive_adtte(adsl)


def known_part(dates: pd.Series, flags: pd.Series) -> pd.Series:
    """Return dates as ISO text of the length they are known to."""
    dates = pd.to_datetime(dates)
    text = dates.dt.strftime("%Y-%m-%d")
    for flag, written in WRITTEN.items():
        text = text.mask(flags == flag, dates.dt.strftime(written))
    return text.where(dates.notna(), None)


def _next_therapy(adsl: pd.DataFrame, adcm: pd.DataFrame, rule: Rule) -> pd.Series:
    """Return the first anticancer therapy after the first dose."""
    first = adcm["USUBJID"].map(adsl.set_index("USUBJID")["TRTSDT"])
    after = (adcm["CMCLAS"] != NOT_ANTICANCER) & (adcm["ASTDT"] > first)
    later = adcm[after]
    alive = adsl["DTHDT"].where(adsl["DTHFL"] == "Y", adsl["LSTALVDT"])
    followed = later["USUBJID"].map(alive.set_axis(adsl["USUBJID"]))
    latest = pd.concat([later["AENDT"], followed], axis=1).min(axis=1)
    started, _ = impute(
        known_part(later["ASTDT"], later["ASTDTF"]),
        rule,
        not_before=first[after] + pd.Timedelta(days=1),
        not_after=latest,
    )
    return adsl["USUBJID"].map(started.groupby(later["USUBJID"]).min())
