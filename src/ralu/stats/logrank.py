"""Log-rank test, also stratified and with delayed entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import chdtrc

from ralu.stats import checks
from ralu.stats.checks import Floats, Integers
from ralu.stats.observations import Observations, observe

_SINGULAR = 1e-10


def logrank(
    durations: Any,
    events: Any,
    groups: Any,
    *,
    strata: Any = None,
    entry: Any = None,
) -> tuple[float, int, float]:
    """Compare survival between groups (Mantel 1966).

    Parameters
    ----------
    durations, events, entry
        As in `kaplan_meier`.
    groups
        Group of each patient, by any label.
    strata
        Stratum of each patient; patients are compared within it only.

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
    ``survdiff`` does not take, as the score test of ``coxph(ties = "exact")``.
    """
    observed = observe(durations, events, entry)
    group = checks.labels("groups", groups)
    stratum = np.zeros_like(group) if strata is None else checks.labels("strata", strata)
    checks.same_length(durations=observed.exit, groups=group, strata=stratum)
    n_groups = int(group.max()) + 1
    if n_groups < 2:
        raise ValueError("groups holds one group only: there is nothing to compare.")
    score, variance = np.zeros(n_groups), np.zeros((n_groups, n_groups))
    for code in np.unique(stratum):
        who = stratum == code
        difference, covariance = _observed_less_expected(observed.of(who), group[who], n_groups)
        score += difference
        variance += covariance
    # The differences sum to 0, hence one group too many and the generalised inverse.
    df = int(np.linalg.matrix_rank(variance, rtol=_SINGULAR, hermitian=True))
    if df == 0:
        return float("nan"), 0, float("nan")
    inverse = np.linalg.pinv(variance, rtol=_SINGULAR, hermitian=True)
    statistic = float(score @ inverse @ score)
    return statistic, df, float(chdtrc(df, statistic))


def _observed_less_expected(
    observed: Observations, group: Integers, n_groups: int
) -> tuple[Floats, Floats]:
    """Return observed less expected events per group, and their covariance matrix."""
    times = np.unique(observed.exit[observed.event])
    died = np.zeros((len(times), n_groups))
    rows = np.searchsorted(times, observed.exit[observed.event])
    np.add.at(died, (rows, group[observed.event]), 1)
    members = (observed.of(group == code) for code in range(n_groups))
    at_risk = np.column_stack([member.at_risk(times) for member in members])
    n, d = at_risk.sum(axis=1), died.sum(axis=1)
    share = at_risk / n[:, np.newaxis]
    spread = d * (n - d) / np.maximum(n - 1, 1)
    covariance = np.diag(spread @ share) - (share.T * spread) @ share
    return (died - d[:, np.newaxis] * share).sum(axis=0), covariance
