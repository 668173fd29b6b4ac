"""Median and quartiles of a value per patient, in a group."""

from __future__ import annotations

import pandas as pd

from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.rounding import decimals, fixed, with_limits
from ralu.tables.frame.groups import Group


def quartiles(
    values: pd.Series,
    group: Group,
    ledger: Ledger,
    variable: str,
    level: str = "",
    unit: str = "",
    *,
    places: int | None = None,
    to: str = "–",
) -> Printed:
    """Record median and quartiles of the group's values; return them as "4 (3–5)".

    Parameters
    ----------
    values
        A value per patient, by USUBJID.
    places
        Decimals; where None as many as the values of all groups need.
    to
        What stands between the quartiles: `` to `` where they may be negative.
    """
    known = values[values.index.isin(group.subjects)].dropna().astype("float64")
    digits = decimals(values.astype("float64")) if places is None else places
    numbers = known.quantile([0.5, 0.25, 0.75]).to_list()
    texts = (
        group.add(
            ledger, name, value, fixed(value, digits), variable, level, unit=unit, n=len(known)
        )
        for name, value in zip(("median", "q1", "q3"), numbers, strict=True)
    )
    return with_limits(*texts, to=to)
