"""Median and quartiles of a value per patient, in a group."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.rounding import decimals, fixed, with_limits
from ralu.tables.frame.groups import Group

DASH = "–"
QUARTILES = {"median": 0.5, "q1": 0.25, "q3": 0.75}


def quartiles(
    values: pd.Series,
    group: Group,
    ledger: Ledger,
    variable: str,
    level: str = "",
    unit: str = "",
    *,
    to: str = DASH,
    digits: int | None = None,
) -> Printed:
    """Record median and quartiles of the group's values; return them as "4 (3–5)".

    `values` has a value per patient, by USUBJID; it needs the same decimals in every group, unless
    `digits` says how many. `to` is as `add_quartiles` takes it.
    """
    known = values[values.index.isin(group.subjects)].dropna().astype("float64")
    digits = decimals(values.astype("float64")) if digits is None else digits
    numbers = known.quantile(list(QUARTILES.values()))
    return add_quartiles(numbers, len(known), digits, group, ledger, variable, level, unit, to=to)


def add_quartiles(
    numbers: Iterable[float],
    n: int,
    digits: int,
    group: Group,
    ledger: Ledger,
    variable: str,
    level: str = "",
    unit: str = "",
    *,
    to: str = DASH,
) -> Printed:
    """Record median and quartiles of `n` values with so many digits; return them as "4 (3–5)".

    `to` stands between the quartiles. In words, as negative numbers need it, a group without a
    value has its median alone, "NE".
    """
    texts = [
        group.add(ledger, stat, value, fixed(value, digits), variable, level, unit=unit, n=n)
        for stat, value in zip(QUARTILES, numbers, strict=True)
    ]
    return with_limits(*texts, to=to) if n or to == DASH else texts[0]
