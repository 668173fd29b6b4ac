"""Cox proportional hazards regression."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from ralu.stats import checks
from ralu.stats.checks import Floats, Integers
from ralu.stats.observations import Observations, observe

# Tight, for 1e-6 agreement with R.
_PRECISION = {"r_precision": 1e-14, "precision": 1e-12}
# Standard error per standard deviation of the covariate from which the likelihood holds no
# information on a term: its maximum lies at infinity. Real estimates stay below 10.
_FLAT = 100.0
_COLLINEAR = 1e-9


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted Cox model.

    Attributes
    ----------
    table
        One row per covariate: coef, se, hr, lower, upper, p (Wald); nan where not estimable.
    n, n_events
        Patients and events.
    note
        Which covariates could not be estimated and why; empty where all could.
    """

    table: pd.DataFrame
    n: int
    n_events: int
    note: str


def cox(
    frame: pd.DataFrame,
    duration: str,
    event: str,
    covariates: Sequence[str],
    *,
    entry: str | None = None,
    strata: str | Sequence[str] | None = None,
    alpha: float = 0.05,
) -> CoxFit:
    """Fit a Cox model (Cox 1972), ties by Efron, as R ``coxph``.

    Parameters
    ----------
    frame
        One row per patient.
    duration, event, entry
        Columns of the times and of 0/1, as in `kaplan_meier`.
    covariates
        Columns of the model, numeric: a factor as one 0/1 column per level but the reference.
    strata
        Column or columns that define strata, each with a baseline hazard of its own.
    alpha
        One minus the confidence level.

    Raises
    ------
    ValueError
        For values that cannot be, missing ones included, naming the column and the first
        positions.
    """
    checks.level(alpha)
    if not covariates:
        raise ValueError("covariates is empty: name at least one column.")
    _check_columns(frame, [duration, event, *covariates, *_listed(entry), *_listed(strata)])
    start = None if entry is None else frame[entry]
    names = (duration, event, entry or "")
    observed = observe(frame[duration], frame[event], start, names=names)
    values = np.column_stack([checks.numbers(name, frame[name]) for name in covariates])
    stratum = _stratum(frame, _listed(strata))
    estimates = np.full((len(covariates), 2), np.nan)
    independent = _independent(values, stratum)
    if observed.event.any():
        estimates[independent] = _fit(observed, values[:, independent], stratum)
    failed = "no finite maximum of the likelihood" if observed.event.any() else "no event"
    note = "; ".join(
        f"{name}: not estimable ({failed if alone else 'constant or collinear'})"
        for name, alone, (_, se) in zip(covariates, independent, estimates, strict=True)
        if np.isnan(se)
    )
    table = _table(list(covariates), estimates, alpha)
    return CoxFit(table, len(frame), int(observed.event.sum()), note)


def _table(covariates: list[str], estimates: Floats, alpha: float) -> pd.DataFrame:
    """Return the table of a model from coefficients and standard errors."""
    coef, se = estimates.T
    width = ndtri(1 - alpha / 2) * se
    columns = {
        "coef": coef,
        "se": se,
        "hr": np.exp(coef),
        "lower": np.exp(coef - width),
        "upper": np.exp(coef + width),
        "p": 2 * ndtr(-np.abs(coef / se)),
    }
    return pd.DataFrame(columns, index=pd.Index(covariates, name="covariate"))


def _listed(columns: str | Sequence[str] | None) -> list[str]:
    """Return no, one or several columns as a list."""
    if columns is None:
        return []
    return [columns] if isinstance(columns, str) else list(columns)


def _check_columns(frame: pd.DataFrame, columns: list[str]) -> None:
    """Raise ValueError where the frame lacks a column."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"frame has no column {', '.join(missing)}.")


def _stratum(frame: pd.DataFrame, strata: list[str]) -> Integers:
    """Return the stratum of each patient as a code."""
    codes = [np.zeros(len(frame), dtype=np.int64)]
    codes += [checks.labels(column, frame[column]) for column in strata]
    _, stratum = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    return stratum.astype(np.int64)


def _independent(values: Floats, stratum: Integers) -> checks.Flags:
    """Return which columns are no linear combination of those before them within strata."""
    size = np.abs(values).max(axis=0)
    scaled = pd.DataFrame(values / np.where(size > 0, size, 1))
    centred = (scaled - scaled.groupby(stratum).transform("mean")).to_numpy()
    tolerance = _COLLINEAR * np.sqrt(len(values))
    ranks = [np.linalg.matrix_rank(centred[:, :k], tol=tolerance) for k in range(len(size) + 1)]
    return np.diff(ranks) > 0


def _fit(observed: Observations, values: Floats, stratum: Integers) -> Floats:
    """Return coefficient and standard error per column; nan where there is no finite one."""
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError, ConvergenceWarning

    none: Floats = np.full((values.shape[1], 2), np.nan)
    if values.shape[1] == 0:
        return none
    data = pd.DataFrame(values).add_prefix("x")
    data = data.assign(time=observed.exit, event=observed.event, stratum=stratum)
    options: dict[str, Any] = {"strata": ["stratum"], "fit_options": _PRECISION}
    if np.isfinite(observed.entry).any():
        data["entry"] = np.maximum(observed.entry, 0)
        options["entry_col"] = "entry"
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        try:
            model = CoxPHFitter().fit(data, "time", "event", **options)
        except ConvergenceError:
            return none
    stuck = (w for w in caught if issubclass(w.category, ConvergenceWarning))
    if any("failed to converge" in str(w.message) for w in stuck):
        return none
    found = np.column_stack([model.params_, model.standard_errors_])
    flat = ~(found[:, 1] * values.std(axis=0) < _FLAT)
    return np.where(flat[:, np.newaxis], np.nan, found)
