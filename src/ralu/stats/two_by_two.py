"""Two groups and an outcome that is yes or no: exact test, difference, pooling over strata."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import chdtrc, ndtri

from ralu.stats import checks
from ralu.stats.checks import Integers
from ralu.stats.proportion import proportion_ci


def fisher_exact(table: Any, *, alpha: float = 0.05) -> tuple[float, float, float, float]:
    """Test whether a two-by-two table shows an association (Fisher 1935; R ``fisher.test``).

    Parameters
    ----------
    table
        Patients: [[with, without] of the first group, [with, without] of the second].
    alpha
        One minus the confidence level.

    Returns
    -------
    tuple
        Odds ratio by conditional maximum likelihood, its exact limits, two-sided p value. Where
        a row or column is empty nan, 0, infinity and 1.

    Raises
    ------
    ValueError
        Where `table` does not hold two by two counts.

    Notes
    -----
    By scipy. R prints the same p value; its estimate and limits have about three digits, ours
    are those its p value has when solved for them.
    """
    from scipy.stats import fisher_exact as test
    from scipy.stats.contingency import odds_ratio

    checks.level(alpha)
    counts = _tables("table", table, (2, 2))
    if not (counts.sum(axis=0).all() and counts.sum(axis=1).all()):
        return math.nan, 0.0, math.inf, 1.0
    found = odds_ratio(counts)
    limits = found.confidence_interval(1 - alpha)
    return float(found.statistic), float(limits.low), float(limits.high), float(test(counts).pvalue)


def risk_difference(
    x1: int, n1: int, x2: int, n2: int, *, alpha: float = 0.05
) -> tuple[float, float, float]:
    """Return the difference of two proportions and its limits (Newcombe 1998, method 10).

    Hybrid score interval: the Wilson limits of each proportion, R
    ``prop.test(correct = FALSE)``, combined.

    Parameters
    ----------
    x1, n1, x2, n2
        Patients with the outcome and all patients, in the first and the second group.
    alpha
        One minus the confidence level.

    Returns
    -------
    tuple
        First less second share, lower and upper limit; nan where a group is empty.

    Raises
    ------
    ValueError
        Where the numbers are not counts with x <= n.
    """
    checks.share(x1, n1, ("x1", "n1"))
    checks.share(x2, n2, ("x2", "n2"))
    p1, lower1, upper1 = proportion_ci(x1, n1, method="wilson", alpha=alpha)
    p2, lower2, upper2 = proportion_ci(x2, n2, method="wilson", alpha=alpha)
    difference = p1 - p2
    return (
        difference,
        difference - math.hypot(p1 - lower1, upper2 - p2),
        difference + math.hypot(upper1 - p1, p2 - lower2),
    )


def mantel_haenszel(
    tables: Any, *, alpha: float = 0.05
) -> tuple[float, float, float, float, float]:
    """Pool two-by-two tables over strata (Mantel and Haenszel 1959).

    Parameters
    ----------
    tables
        One table per stratum, each as in `fisher_exact`.
    alpha
        One minus the confidence level.

    Returns
    -------
    tuple
        Common odds ratio and its limits (variance of Robins, Breslow and Greenland 1986);
        chi-squared statistic with one degree of freedom, without continuity correction, and p
        value. nan where no stratum allows a comparison.

    Raises
    ------
    ValueError
        Where `tables` does not hold two by two counts.

    Notes
    -----
    As R ``mantelhaen.test(correct = FALSE)``, except that strata of one patient or none, which
    R refuses, add nothing.
    """
    checks.level(alpha)
    counts = _tables("tables", tables, (-1, 2, 2)).astype(float)
    counts = counts[counts.sum(axis=(1, 2)) > 1]
    n, rows, columns = counts.sum(axis=(1, 2)), counts.sum(axis=2), counts.sum(axis=1)
    expected = rows[:, 0] * columns[:, 0] / n
    variance = np.sum(rows.prod(axis=1) * columns.prod(axis=1) / (n**2 * (n - 1)))
    if variance == 0:
        return (math.nan,) * 5
    statistic = float(np.sum(counts[:, 0, 0] - expected) ** 2 / variance)
    agree = counts[:, 0, 0] * counts[:, 1, 1] / n
    disagree = counts[:, 0, 1] * counts[:, 1, 0] / n
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = agree.sum() / disagree.sum()
        share = (counts[:, 0, 0] + counts[:, 1, 1]) / n
        spread = np.sum(share * agree) / (2 * agree.sum() ** 2)
        spread += np.sum((1 - share) * disagree) / (2 * disagree.sum() ** 2)
        both = share * disagree + (1 - share) * agree
        spread += np.sum(both) / (2 * agree.sum() * disagree.sum())
        width = np.exp(ndtri(1 - alpha / 2) * np.sqrt(spread))
    p = float(chdtrc(1, statistic))
    return float(ratio), float(ratio / width), float(ratio * width), statistic, p


def _tables(name: str, values: Any, shape: tuple[int, ...]) -> Integers:
    """Return counts in the form asked for, where -1 stands for any number."""
    given = np.asarray(values)
    if given.ndim != len(shape) or given.shape[-2:] != shape[-2:]:
        raise ValueError(f"{name} must be of two rows and two columns, it is of {given.shape}.")
    flat = checks.numbers(name, given.ravel())
    checks.refuse(name, (flat < 0) | (flat != np.floor(flat)), "not a count")
    return flat.astype(np.int64).reshape(given.shape)
