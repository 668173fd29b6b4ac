"""Cox proportional hazards regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from ralu.stats import checks
from ralu.stats.checks import Flags, Floats, Integers
from ralu.stats.concordance import concordance
from ralu.stats.cox_design import Design, design
from ralu.stats.cox_fit import Maximum, maximise
from ralu.stats.cox_likelihood import linear_predictor
from ralu.stats.cox_tests import Transform, overall_tests, ph_test, transformed
from ralu.stats.observations import observe


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
    log_likelihood
        Of the model without covariates and of the fitted one.
    tests
        likelihood_ratio, wald, score: statistic, df, p of the model as a whole. No Wald test
        where a coefficient is not finite.
    """

    table: pd.DataFrame
    n: int
    n_events: int
    note: str
    log_likelihood: tuple[float, float]
    tests: pd.DataFrame
    _data: Design = field(repr=False)
    _maximum: Maximum = field(repr=False)

    def concordance(self) -> tuple[float, float]:
        """Return the concordance of hazard and survival (Harrell 1982) and its standard error.

        The share of comparable pairs of patients, within strata, in which the one with the
        higher hazard has the event first; equal hazards count half. Standard error by the
        infinitesimal jackknife, as R ``concordance``. nan without comparable pairs.
        """
        data = self._data
        risk = linear_predictor(data.scaled, self._maximum.coefficients)
        return concordance(data.observed, risk, data.stratum)

    def ph_test(
        self, transform: Transform = "km", *, terms: Mapping[str, Sequence[str]] | None = None
    ) -> pd.DataFrame:
        """Test proportional hazards (Grambsch and Therneau 1994) as R ``cox.zph``.

        The score test of survival 3.x for a coefficient that changes with g(time).

        Parameters
        ----------
        transform
            g: ``km`` one minus pooled survival just before, ``identity``, ``rank``, ``log``.
        terms
            Covariates that belong together, by the name of the term; by default one by one.

        Returns
        -------
        DataFrame
            One row per term and GLOBAL: statistic, df, p; nan for a term not estimable.

        Raises
        ------
        ValueError
            For an unknown transform or covariate, and for ``log`` with an event at time 0.
        """
        names = list(self.table.index)
        asked = {name: [name] for name in names} if terms is None else terms
        unknown = sorted({name for term in asked.values() for name in term} - set(names))
        if unknown:
            raise ValueError(f"terms: the model has no covariate {', '.join(unknown)}.")
        estimated = [names[place] for place in np.flatnonzero(self._data.independent)]
        places = {
            label: [estimated.index(name) for name in term if name in estimated]
            for label, term in asked.items()
        }
        data = self._data
        return ph_test(data.likelihood, data.observed, self._maximum, transform, places)

    def schoenfeld(self, transform: Transform = "km") -> pd.DataFrame:
        """Return scaled Schoenfeld residuals (Grambsch and Therneau 1994) as R ``cox.zph``.

        With the coefficient added, so that they scatter about it as it changes over time.

        Returns
        -------
        DataFrame
            One row per event, by time: time, g (the time transformed, as in `ph_test`), and a
            column per covariate, nan where it is not estimable.

        Raises
        ------
        ValueError
            For a stratified model, and as `ph_test` for the transform.
        """
        data, maximum = self._data, self._maximum
        if data.stratum.any():
            raise ValueError("schoenfeld: the model has strata; fit it without.")
        likelihood, finite = data.likelihood, maximum.finite
        raw = likelihood.residuals(maximum.coefficients)[finite]
        spread = self.n_events * maximum.covariance[np.ix_(finite, finite)]
        scaled = np.full((len(self.table), self.n_events), np.nan)
        unit = data.unit[finite, np.newaxis]
        places = np.flatnonzero(data.independent)[finite]
        scaled[places] = (spread @ raw + maximum.coefficients[finite, np.newaxis]) / unit
        g = transformed(transform, likelihood.time, data.observed)
        times = {"time": likelihood.time, "g": g}
        each = {name: np.repeat(of, likelihood.n_event) for name, of in times.items()}
        return pd.DataFrame({**each, **dict(zip(self.table.index, scaled, strict=True))})


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

    Notes
    -----
    Own Newton-Raphson on the partial likelihood; lifelines gives the same coefficients, but
    needs several times as long with many patients and knows neither score test nor
    ``cox.zph`` of survival 3.x.
    """
    checks.level(alpha)
    if not covariates:
        raise ValueError("covariates is empty: name at least one column.")
    checks.columns(frame, [duration, event, *covariates, *_listed(entry), *_listed(strata)])
    checks.distinct("covariates", covariates)
    start = None if entry is None else frame[entry]
    observed = observe(frame[duration], frame[event], start, names=(duration, event, entry or ""))
    values = np.stack([checks.numbers(name, frame[name]) for name in covariates])
    stratum = _stratum(frame, _listed(strata))
    data = design(observed, values, stratum)
    maximum = maximise(data.likelihood, len(data.scaled))
    estimates = np.full((len(covariates), 2), np.nan)
    error = np.sqrt(np.diag(maximum.covariance))
    coefficients = np.where(maximum.finite, maximum.coefficients, np.nan)
    estimates[data.independent] = np.column_stack([coefficients, error]) / data.unit[:, np.newaxis]
    n_events = int(observed.event.sum())
    return CoxFit(
        _table(list(covariates), estimates, alpha),
        len(frame),
        n_events,
        _note(covariates, data.independent, estimates, n_events),
        (maximum.null.log_likelihood, maximum.fitted.log_likelihood),
        overall_tests(maximum),
        data,
        maximum,
    )


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


def _note(covariates: Sequence[str], independent: Flags, estimates: Floats, n_events: int) -> str:
    """Return which covariates could not be estimated and why."""
    failed = "no finite maximum of the likelihood" if n_events else "no event"
    return "; ".join(
        f"{name}: not estimable ({failed if alone else 'constant or collinear'})"
        for name, alone, (_, se) in zip(covariates, independent, estimates, strict=True)
        if np.isnan(se)
    )


def _listed(columns: str | Sequence[str] | None) -> list[str]:
    """Return no, one or several columns as a list."""
    if columns is None:
        return []
    return [columns] if isinstance(columns, str) else list(columns)


def _stratum(frame: pd.DataFrame, strata: list[str]) -> Integers:
    """Return the stratum of each patient as a code."""
    codes = np.zeros(len(frame), dtype=np.int64)
    for column in strata:
        more = checks.labels(column, frame[column])
        codes = np.unique(codes * (more.max() + 1) + more, return_inverse=True)[1]
    return codes
