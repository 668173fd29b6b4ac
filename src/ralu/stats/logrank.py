"""Log-rank test, also weighted, stratified and with delayed entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import chdtrc

from ralu.stats import checks
from ralu.stats.checks import Flags, Floats, Integers
from ralu.stats.observations import Observations, observe

_SINGULAR = 1e-10


def logrank(
    durations: Any,
    events: Any,
    groups: Any,
    *,
    strata: Any = None,
    entry: Any = None,
    rho: float = 0.0,
) -> tuple[float, int, float]:
    """Compare survival between groups (Mantel 1966; Harrington and Fleming 1982).

    Parameters
    ----------
    durations, events, entry
        As in `kaplan_meier`.
    groups
        Group of each patient, by any label.
    strata
        Stratum of each patient; patients are compared within it only.
    rho
        Weight of each event: pooled survival just before it, within the stratum, to this power.
        0 is the log-rank test, 1 the Peto-Prentice test, which looks at early differences.

    Returns
    -------
    tuple
        Chi-squared statistic, degrees of freedom, p value. Where nothing can be compared (one
        group at risk at each event, or no event) nan, 0 and nan.

    Raises
    ------
    ValueError
        For values that cannot be, or only one group.

    Notes
    -----
    As R ``survdiff``, with the hypergeometric variance for ties. For delayed entry, which
    ``survdiff`` does not take, as the score test of ``coxph(ties = "exact")``. lifelines has
    neither strata nor delayed entry; where it answers, it agrees.
    """
    observed = observe(durations, events, entry)
    group = checks.labels("groups", groups)
    stratum = np.zeros_like(group) if strata is None else checks.labels("strata", strata)
    checks.same_length(durations=observed.exit, groups=group, strata=stratum)
    checks.number("rho", rho)
    n_groups = compared(group)
    score, variance = np.zeros(n_groups), np.zeros((n_groups, n_groups))
    for who in members(stratum):
        difference, covariance = _observed_less_expected(
            observed.of(who), group[who], n_groups, rho
        )
        score += difference
        variance += covariance
    return chi_squared(score, variance)


def compared(group: Integers) -> int:
    """Return the number of groups, refusing a single one."""
    n_groups = int(group.max()) + 1
    if n_groups < 2:
        raise ValueError("groups holds one group only: there is nothing to compare.")
    return n_groups


def members(codes: Integers) -> list[Integers]:
    """Return the positions of each code, in the order of the codes."""
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def chi_squared(score: Floats, variance: Floats) -> tuple[float, int, float]:
    """Return statistic, degrees of freedom and p value of scores that sum to 0.

    One score too many, hence the generalised inverse. nan, 0, nan where there is no variance,
    or none that can be: Gray's can be negative with many ties among few patients.
    """
    size = np.linalg.eigvalsh(variance)
    df = int(np.linalg.matrix_rank(variance, rtol=_SINGULAR, hermitian=True))
    if df == 0 or size[0] < -_SINGULAR * size[-1]:
        return float("nan"), 0, float("nan")
    inverse = np.linalg.pinv(variance, rtol=_SINGULAR, hermitian=True)
    statistic = float(score @ inverse @ score)
    return statistic, df, float(chdtrc(df, statistic))


def _observed_less_expected(
    observed: Observations, group: Integers, n_groups: int, rho: float
) -> tuple[Floats, Floats]:
    """Return weighted observed less expected events per group, and their covariance matrix."""
    times = np.unique(observed.exit[observed.event])
    died = count_by_group(times, observed.exit, group, observed.event, n_groups)
    at_risk = at_risk_by_group(times, observed, group, n_groups)
    n, d = at_risk.sum(axis=1), died.sum(axis=1)
    survival = np.cumprod(1 - d / n)
    weight = np.append(1.0, survival)[:-1] ** rho
    share = at_risk / n[:, np.newaxis]
    spread = weight**2 * d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag(spread @ share) - (share.T * spread) @ share
    return weight @ (died - d[:, np.newaxis] * share), covariance


def count_by_group(
    times: Floats, exits: Floats, group: Integers, who: Flags, n_groups: int
) -> Integers:
    """Return how many of `who` leave at each time (row) in each group (column)."""
    cell = np.searchsorted(times, exits[who]) * n_groups + group[who]
    counted = np.bincount(cell, minlength=len(times) * n_groups)
    return counted.reshape(-1, n_groups)


def at_risk_by_group(
    times: Floats, observed: Observations, group: Integers, n_groups: int
) -> Integers:
    """Return how many are at risk at each time (row) in each group (column)."""
    counts = [observed.of(group == code).at_risk(times) for code in range(n_groups)]
    return np.column_stack(counts)
