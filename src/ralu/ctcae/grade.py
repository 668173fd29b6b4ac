"""CTCAE grades of laboratory values.

Sources: Common Terminology Criteria for Adverse Events (CTCAE) v4.03 and v5.0; evaluation as in
pharmaverse/admiral @ 6eb5125, ``R/derive_var_atoxgr.R``, but for a baseline without a limit of its
own, which admiral takes as normal, and for a value without one after an abnormal baseline, which
admiral does not grade. admiral does not grade hemoglobin in mmol/L either; CTCAE prints its limits.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ralu.ctcae.criteria import MULTIPLES_OF, Rule, criteria, printed_units
from ralu.ctcae.units import Floats, Objects, factors, floats, normalise

SIGNIFICANT_DIGITS = 15
_COMPARE = {"<": operator.lt, ">": operator.gt, ">=": operator.ge}


def grade(
    param: npt.ArrayLike,
    value: npt.ArrayLike,
    unit: npt.ArrayLike,
    lln: npt.ArrayLike | None,
    uln: npt.ArrayLike | None,
    baseline: npt.ArrayLike | None = None,
    *,
    baseline_uln: npt.ArrayLike | None = None,
    written: npt.ArrayLike | None = None,
    version: str = "5.0",
) -> Floats:
    """Grade laboratory values by CTCAE.

    All arguments are scalars or arrays that broadcast. Everything is converted to the standard
    unit of the parameter before it is compared. Where CTCAE prints its limits in the unit of the
    value too, those count: hemoglobin in mmol/L is graded by 6.2 and 4.9 mmol/L, which are rounded.

    Parameters
    ----------
    param
        PARAMCD, such as ``HGB``; `GRADABLE` lists those that have a term.
    value
        Laboratory value.
    unit
        Unit of `value`, `lln`, `uln` and `baseline` alike.
    lln, uln
        Lower and upper limit of normal; None or nan where missing.
    baseline
        Baseline value in the same unit as `value`. A missing one is treated as normal.
    baseline_uln
        Upper limit of normal of the baseline record, above which the baseline is abnormal; `uln`
        where None or missing.
    written
        Unit that `value` was written in, where it has been converted to `unit` since; `unit`
        where None.
    version
        CTCAE version, ``5.0`` or ``4.03``.

    Returns
    -------
    ndarray of float
        Grade 0 to 4; nan where it cannot be told: no value, unknown unit, no term for the
        parameter, or no grade reached while a limit that grade 1 needs is missing.

    Raises
    ------
    ValueError
        When there are no criteria of that version, or the arguments do not broadcast.

    Notes
    -----
    The highest grade whose rule is met counts. Fixed thresholds (grades 2 to 4 of the blood
    counts) need no limit of normal. In v5.0 a value equal to its own abnormal baseline is grade 0,
    and so is one above the ULN that stays under the first multiple of an abnormal baseline. Both
    sides of each comparison are rounded to 15 significant digits, so that the binary residue of a
    conversion never decides a grade. A limit or baseline of zero or less counts as missing: no
    multiple of it means anything.
    """
    rules = criteria(version)
    names, of, values, low, high, base, base_high, factor = np.broadcast_arrays(
        np.asarray(param, dtype=object),
        np.asarray(unit if written is None else written, dtype=object),
        *(floats(numbers) for numbers in (value, lln, uln, baseline, baseline_uln)),
        factors(param, unit),
    )
    codes, params = pd.factorize(names.ravel())
    result = np.full(values.shape, np.nan)
    for code, name in enumerate(params):
        if name not in rules:
            continue
        here = (codes == code).reshape(values.shape)
        limits = {"LLN": low[here], "ULN": high[here], "BASE": base[here], "OWN": base_high[here]}
        standard = {kind: _positive(limit * factor[here]) for kind, limit in limits.items()}
        units = _units_of_limits(printed_units(name, version), of[here])
        result[here] = _grade(rules[name], values[here] * factor[here], standard, units)
    return result


def _units_of_limits(printed: Sequence[str], written: Objects) -> Objects:
    """Return in which of the printed units each value is compared: its own, else the first."""
    own = {normalise(unit): unit for unit in printed}
    first = next(iter(printed), "")
    found = {u: own.get(normalise(u), first) if isinstance(u, str) else first for u in set(written)}
    return np.array([found[unit] for unit in written], dtype=object)


def _grade(
    rules: Sequence[Rule], value: Floats, limits: Mapping[str, Floats], units: Objects
) -> Floats:
    """Grade values of one parameter, everything in its standard unit.

    `units` are those in which the fixed thresholds of each value are printed.
    """
    value = significant(value)
    own = np.where(np.isnan(limits["OWN"]), limits["ULN"], limits["OWN"])
    abnormal = significant(limits["BASE"]) > significant(own)
    in_state = {"": np.ones_like(abnormal), "normal": ~abnormal, "abnormal": abnormal}
    worst = np.zeros_like(value)
    known = np.ones_like(abnormal)
    for rule in rules:
        multiple = rule.unit in MULTIPLES_OF
        limit = limits[rule.unit] if multiple else factors(rule.param, rule.unit)
        threshold = significant(rule.threshold * limit)
        met = in_state[rule.baseline] & _COMPARE[rule.comparison](value, threshold)
        met &= multiple | (units == rule.unit)
        worst = np.where(met, np.maximum(worst, rule.grade), worst)
        if rule.grade == 1:
            known &= ~in_state[rule.baseline] | ~np.isnan(threshold)
    return np.where(~np.isnan(value) & (known | (worst > 0)), worst, np.nan)


def significant(numbers: Floats) -> Floats:
    """Return `numbers` rounded to 15 significant digits, as R's ``signif``."""
    finite = np.isfinite(numbers) & (numbers != 0)
    magnitude = np.floor(np.log10(np.abs(np.where(finite, numbers, 1.0))))
    # 10^300 bounds the scale, which would overflow for the smallest numbers there are
    scale = 10.0 ** np.clip(SIGNIFICANT_DIGITS - 1 - magnitude, -300, 300)
    return np.where(finite, np.rint(numbers * scale) / scale, numbers)


def _positive(limit: Floats) -> Floats:
    return np.where(limit > 0, limit, np.nan)
