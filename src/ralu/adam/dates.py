"""Partial dates: imputed by stated rules, with the CDISC flag of what was imputed."""

from __future__ import annotations

from typing import Literal

import pandas as pd

Rule = Literal["first", "mid", "last"]
"""Day and month taken for what is not known: the first, the 15th (30 June), or the last."""


def impute(
    partial: pd.Series,
    rule: Rule,
    *,
    not_before: pd.Series | None = None,
    not_after: pd.Series | None = None,
) -> tuple[pd.Series, pd.Series]:
    """Return full dates and the flag of imputation.

    Parameters
    ----------
    partial
        ISO text of the length the date is known to (``2019-04-30``, ``2019-04``, ``2019``), or
        missing.
    rule
        How the unknown part is filled.
    not_before, not_after
        Bounds on an imputed date, aligned with `partial`. A bound moves a date only within
        what is known of it: ``2019-04`` never leaves April 2019.

    Returns
    -------
    dates, flags
        ``datetime64`` dates (missing stays missing) and ``*DTF``: "D" day imputed, "M" month
        and day imputed, missing where the date was full.

    Notes
    -----
    The rules are those of the admiral package (``derive_vars_dt``); there "mid" is also the
    15th, and 30 June.
    """
    text = partial.astype("string")
    length = text.str.len().fillna(0)
    first = pd.to_datetime((text + "-01-01").str[:10].where(length < 10, text))
    last = _last(first, length)
    chosen = {"first": first, "mid": _mid(first, length), "last": last}[rule]
    flags = pd.Series(None, index=partial.index, dtype="object")
    flags = flags.mask(length == 7, "D").mask(length == 4, "M")
    imputed = flags.notna()
    if not_before is not None:
        chosen = chosen.mask(imputed & (chosen < not_before), not_before)
    if not_after is not None:
        chosen = chosen.mask(imputed & (chosen > not_after), not_after)
    return chosen.clip(lower=first, upper=last), flags


def _last(first: pd.Series, length: pd.Series) -> pd.Series:
    months = first + pd.offsets.MonthEnd(0)
    return first.mask(length == 7, months).mask(length == 4, first + pd.offsets.YearEnd(0))


def _mid(first: pd.Series, length: pd.Series) -> pd.Series:
    days = pd.Timedelta(days=14)
    june = first + pd.offsets.MonthEnd(6)
    return first.mask(length == 7, first + days).mask(length == 4, june)


def study_day(dates: pd.Series, reference: pd.Series) -> pd.Series:
    """Return the study day: the reference date is day 1, the day before is day -1."""
    days = (dates - reference).dt.days
    return (days + (days >= 0)).astype("Int64")
