"""Numbers as printed: rounded half away from zero, the same everywhere in the report."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from ralu.printed import Printed, compose

if TYPE_CHECKING:
    import pandas as pd

NOT_REACHED = "NR"
NOT_ESTIMABLE = "NE"
NE_NOTE = f"{NOT_ESTIMABLE}: not estimable."
NR_NOTE = f"{NOT_REACHED}: not reached. {NE_NOTE}"
NOT_SAID = "–"
"""Stands for a number that too few patients support."""
IN_LEDGER = "the value stands in the ledger only"


def fixed(value: float | None, digits: int) -> str:
    """Return `value` with `digits` decimals, "NE" where it is missing.

    Rounds half away from zero on the shortest decimal that denotes the number, as SAS prints
    it: 0.285 gives 0.29.
    """
    if value is None or not math.isfinite(value):
        return NOT_ESTIMABLE
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded).replace("-", "−")


def decimals(values: pd.Series) -> int:
    """Return how many decimals a summary needs: 0 for a median from 100 on, 2 below 1, else 1."""
    known = values.dropna()
    size = abs(known.median()) if len(known) else 0
    return 0 if size >= 100 else 2 if 0 < size < 1 else 1


def few_at_risk(min_at_risk: int) -> str:
    """Return why a number is not said."""
    return f"{f'fewer than {min_at_risk} patients' if min_at_risk > 1 else 'nobody'} at risk then"


def quantile_texts(
    quantile: tuple[float, float, float], words: Callable[[float], str]
) -> tuple[str, str, str]:
    """Return a quantile of a curve and its limits as printed, "NR" where it is not reached.

    A quantile without a lower limit stands where the confidence band is not known, as where all
    who are left have the event at once: both limits are then not estimable, "NE".

    Parameters
    ----------
    quantile
        Estimate, lower and upper limit, as `KaplanMeier.quantile` returns them.
    words
        Prints a time.
    """
    estimate, lower, upper = (NOT_REACHED if math.isnan(t) else words(t) for t in quantile)
    if not math.isnan(quantile[0]) and math.isnan(quantile[1]):
        return estimate, NOT_ESTIMABLE, NOT_ESTIMABLE
    return estimate, lower, upper


def count_percent(count: Printed, percent: Printed) -> Printed:
    """Return "40 (30.1)", or "0" where nobody is counted."""
    return count if count == "0" else compose("{} ({})", count, percent)


def with_limits(estimate: str, lower: str, upper: str, *, to: str = "–") -> Printed:
    """Return "13.2 (10.5–15.6)"; limits that may be negative stand better with ` to ` between."""
    return compose(f"{{}} ({{}}{to}{{}})", estimate, lower, upper)


def p_value(p: float | None) -> str:
    """Return the p-value with three decimals, "<0.001" below."""
    if p is None or not math.isfinite(p):
        return NOT_ESTIMABLE
    return "<0.001" if p < 0.001 else fixed(p, 3)
