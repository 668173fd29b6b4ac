"""Median and quartiles of a value per patient, in a group."""

from __future__ import annotations

import pandas as pd

from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.rounding import decimals, fixed
from ralu.tables.frame.groups import Group

DASH = "–"


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

    Parameters
    ----------
    values
        A value per patient, by USUBJID.
    to
        What stands between the quartiles. In words, as negative numbers need it, a group without
        a value has its median alone, "NE".
    digits
        Decimals; where None as many as `values` need, the same in every group.
    """
    known = values[values.index.isin(group.subjects)].dropna().astype("float64")
    digits = decimals(values.astype("float64")) if digits is None else digits
    numbers = known.quantile([0.5, 0.25, 0.75]).to_list()
    texts = [
        group.add(
            ledger, name, value, fixed(value, digits), variable, level, unit=unit, n=len(known)
        )
        for name, value in zip(("median", "q1", "q3"), numbers, strict=True)
    ]
    if known.empty and to != DASH:
        return texts[0]
    return compose(f"{{}} ({{}}{to}{{}})", *texts)
