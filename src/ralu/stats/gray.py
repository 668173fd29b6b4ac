"""Gray's test: cumulative incidence of one cause compared between groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from ralu.stats import checks
from ralu.stats.checks import Flags, Floats, Integers
from ralu.stats.logrank import (
    at_risk_by_group,
    chi_squared,
    compared,
    count_by_group,
    members,
)
from ralu.stats.observations import Observations, observe


def gray_test(
    durations: Any,
    causes: Any,
    groups: Any,
    cause: int,
    *,
    strata: Any = None,
) -> tuple[float, int, float]:
    """Compare the cumulative incidence of one cause between groups (Gray 1988).

    Parameters
    ----------
    durations, causes
        As in `cumulative_incidence`.
    groups
        Group of each patient, by any label.
    cause
        The cause of interest; all others compete with it.
    strata
        Stratum of each patient; patients are compared within it only.

    Returns
    -------
    tuple
        Chi-squared statistic, degrees of freedom, p value. nan, 0 and nan where nothing can be
        compared: one group at risk at each event, the cause does not occur, or so many ties
        among so few patients that the variance is negative (cmprsk then gives a negative
        statistic).

    Raises
    ------
    ValueError
        For values that cannot be, or only one group.

    Notes
    -----
    As R ``cmprsk::cuminc``, ``rho = 0``, with its variance. Not in lifelines or scipy.
    """
    code = checks.causes("causes", causes)
    exits = checks.times("durations", durations)
    group = checks.labels("groups", groups)
    stratum = np.zeros_like(group) if strata is None else checks.labels("strata", strata)
    checks.same_length(durations=exits, causes=code, groups=group, strata=stratum)
    if checks.causes("cause", [cause])[0] == 0:
        raise ValueError("cause is 0, which stands for censored: name a cause of the event.")
    n_groups = compared(group)
    observed = observe(exits, code > 0)
    score, variance = np.zeros(n_groups), np.zeros((n_groups, n_groups))
    for who in members(stratum):
        part = observed.of(who)
        difference, covariance = _score(part, code[who] == cause, group[who], n_groups)
        score += difference
        variance += covariance
    return chi_squared(score, variance)


def _score(
    observed: Observations, of_cause: Flags, group: Integers, n_groups: int
) -> tuple[Floats, Floats]:
    """Return the score per group and its covariance matrix, in the notation of the paper.

    `h` is the number at risk over survival, that is, the number that would be at risk had
    nobody died of another cause; `pooled` the incidence over all groups.
    """
    if not of_cause.any():
        return np.zeros(n_groups), np.zeros((n_groups, n_groups))
    times = np.unique(observed.exit[observed.event])
    died = count_by_group(times, observed.exit, group, of_cause, n_groups)
    other = count_by_group(times, observed.exit, group, observed.event & ~of_cause, n_groups)
    n = at_risk_by_group(times, observed, group, n_groups)
    at_risk = np.maximum(n, 1)  # where 0, so are all counts
    survival: Floats = np.cumprod(1 - (died + other) / at_risk, axis=0, dtype=np.float64)
    before = _lagged(survival, 1.0)
    incidence = _lagged(np.cumsum(before * died / at_risk, axis=0, dtype=np.float64), 0.0)
    h: Floats = np.divide(n, before, out=np.zeros_like(before), where=n > 0)
    total, d = h.sum(axis=1), died.sum(axis=1)
    still = h * (1 - incidence)
    expected = d[:, np.newaxis] * still / still.sum(axis=1, keepdims=True)
    pooled = np.cumsum(d / total)
    spread = h[:, :, np.newaxis] * (np.eye(n_groups) - (h / total[:, np.newaxis])[:, np.newaxis])
    hazard = d / (total * (1 - _lagged(pooled, 0.0)))
    later = np.cumsum(spread * hazard[:, np.newaxis, np.newaxis], axis=0)
    ahead = later[-1] - later
    left = survival > 0
    free = (1 - pooled)[:, np.newaxis] / np.where(left, survival, 1.0)
    # What a death does to the scores: at once, and through the survival of its group later.
    by_cause = spread + np.where(left, 1 - free, 1.0)[:, np.newaxis] * ahead
    by_other = np.where(left, free, 0.0)[:, np.newaxis] * ahead
    own = before * d[:, np.newaxis] / (total[:, np.newaxis] * at_risk)
    own = np.where(n > 0, own * _tied(d[:, np.newaxis], total[:, np.newaxis] * before), 0.0)
    competing = before**2 * other / at_risk**2.0 * _tied(other, at_risk)
    found = _summed(by_cause, own) + _summed(by_other, competing)
    return (died - expected).sum(axis=0), found


def _tied(died: Integers, at_risk: Floats | Integers) -> Floats:
    """Return what ties leave of the binomial variance, as in the hypergeometric one."""
    several = died > 1
    rest = np.where(several & (at_risk != 1), at_risk - 1, 1)
    return np.asarray(np.where(several, 1 - (died - 1) / rest, 1.0))


def _summed(effect: Floats, variance: Floats) -> Floats:
    """Return the covariance of the scores from effects (time, score, group) of deaths."""
    flat = np.moveaxis(effect, 1, 0).reshape(effect.shape[1], -1)
    return np.asarray((flat * variance.ravel()) @ flat.T)


def _lagged(values: Floats, start: float) -> Floats:
    """Return the values (rows) as they were just before each time."""
    return np.concatenate([np.full_like(values[:1], start), values[:-1]])
