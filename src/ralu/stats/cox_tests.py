"""Tests of a Cox model: as a whole, and of proportional hazards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from ralu.stats.checks import Floats
from ralu.stats.cox_fit import Maximum
from ralu.stats.cox_likelihood import PartialLikelihood
from ralu.stats.logrank import chi_squared
from ralu.stats.observations import Observations

Transform = Literal["km", "identity", "rank", "log"]


def overall_tests(maximum: Maximum) -> pd.DataFrame:
    """Return likelihood-ratio, Wald and score test that all coefficients are 0."""
    null, fitted = maximum.null, maximum.fitted
    score, df, _ = chi_squared(null.score, null.information)
    ratio = wald = np.nan
    if df:
        ratio = 2 * (fitted.log_likelihood - null.log_likelihood)
    if df and maximum.finite.all():
        wald = float(maximum.coefficients @ fitted.information @ maximum.coefficients)
    rows = {"likelihood_ratio": ratio, "wald": wald, "score": score}
    return _frame("test", {name: (value, df) for name, value in rows.items()})


def ph_test(
    likelihood: PartialLikelihood,
    observed: Observations,
    maximum: Maximum,
    transform: Transform,
    terms: Mapping[str, Sequence[int]],
) -> pd.DataFrame:
    """Return the score test for coefficients that change with g(time), per term and GLOBAL.

    `terms` holds the places of the covariates of each term among those of the likelihood.
    """
    g = _standardised(likelihood, transformed(transform, likelihood.time, observed))
    with_g = likelihood.at(maximum.coefficients, g)
    with_square = likelihood.at(maximum.coefficients, g**2).information
    finite = np.flatnonzero(maximum.finite)
    within = np.ix_(finite, finite)
    known = with_g.information[within]
    # The variance of the score that is left once the coefficients are estimated.
    left = np.zeros_like(with_square)
    left[within] = with_square[within] - known @ maximum.covariance[within] @ known
    rows = {}
    for name, places in {**terms, "GLOBAL": finite.tolist()}.items():
        tested = [place for place in places if maximum.finite[place]]
        statistic, df, _ = chi_squared(with_g.score[tested], left[np.ix_(tested, tested)])
        rows[name] = (statistic, df)
    return _frame("term", rows)


def transformed(transform: Transform, times: Floats, observed: Observations) -> Floats:
    """Return g(time) at each event time; survival and ranks are those of all patients."""
    if transform not in get_args(Transform):
        known = ", ".join(get_args(Transform))
        raise ValueError(f"transform {transform!r} is none of {known}.")
    if transform == "identity":
        return times
    if transform == "log":
        if (times == 0).any():
            raise ValueError("transform 'log' has no value at time 0, where there is an event.")
        return np.log(times)
    exits = np.sort(observed.exit)
    before = np.searchsorted(exits, times)
    if transform == "rank":
        return (before + np.searchsorted(exits, times, side="right") + 1) / 2
    died, n_event = np.unique(observed.exit[observed.event], return_counts=True)
    survival = np.cumprod(1 - n_event / observed.at_risk(died))
    return 1 - np.append(1.0, survival)[np.searchsorted(died, times)]


def _standardised(likelihood: PartialLikelihood, g: Floats) -> Floats:
    """Return g with mean 0 and spread 1 over events: the same test, but for rounding."""
    if not g.size:
        return g
    g = g - np.average(g, weights=likelihood.n_event)
    largest = np.abs(g).max()
    return np.asarray(g / largest) if largest > 0 else g


def _frame(index: str, rows: Mapping[str, tuple[float, int]]) -> pd.DataFrame:
    """Return statistics and degrees of freedom with their p values."""
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=["statistic", "df"])
    frame["p"] = chdtrc(frame["df"], frame["statistic"])
    return frame.rename_axis(index)
