"""Kaplan-Meier curves as study.yml chooses their limits, and their quantiles as printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.rounding import NOT_ESTIMABLE, NOT_REACHED, fixed, quantile_texts
from ralu.stats import KaplanMeier, kaplan_meier, reverse_kaplan_meier
from ralu.study import Study
from ralu.tables.frame.groups import Group

MEDIAN = ("median", "median_lower", "median_upper")
"""Statistics of the ledger: the median with its limits."""


def kaplan_meier_of(
    study: Study, records: pd.DataFrame, *, delayed_entry: bool = False, reverse: bool = False
) -> KaplanMeier:
    """Estimate the curve of records: time, event, and entry where that is delayed.

    The `reverse` curve is that of follow-up: censoring is its event.
    """
    estimate = reverse_kaplan_meier if reverse else kaplan_meier
    return estimate(
        records["time"],
        records["event"],
        records["entry"] if delayed_entry else None,
        conf_type=study.analysis.km_conf_type,
        alpha=study.analysis.alpha,
    )


def estimator(study: Study, name: str = "Kaplan–Meier") -> str:
    """Return the method of a curve's numbers as the ledger records it."""
    return f"{name}, {study.analysis.km_conf_type}"


def on_scale(study: Study) -> str:
    """Return the scale of a curve's limits for a footnote."""
    return f"on the {study.analysis.km_conf_type} scale"


def month_note(study: Study) -> str:
    """Return how long a month is for a footnote."""
    return f"1 month = {study.analysis.month_days:g} days"


def months(value: float) -> str:
    """Return a time in months as printed, NR where it is not reached."""
    return fixed(value, 1).replace(NOT_ESTIMABLE, NOT_REACHED)


def add_quantile(
    ledger: Ledger,
    group: Group,
    km: KaplanMeier,
    variable: str,
    level: str = "",
    *,
    p: float = 0.5,
    stats: Sequence[str] = MEDIAN,
    name: str | None = None,
    unit: str = "months",
    words: Callable[[float], str] = months,
) -> list[Printed]:
    """Record when a share `p` of a group has had the event, with as many limits as have a name.

    `stats` names the estimate and, where they are recorded too, its limits; `name` is that of
    `Ledger.add`, and `words` prints a time.
    """
    found = km.quantile(p)
    values = zip(stats, found, quantile_texts(found, words), strict=False)
    return [
        group.add(ledger, stat, value, text, variable, level, unit=unit, n=km.n, name=name)
        for stat, value, text in values
    ]
