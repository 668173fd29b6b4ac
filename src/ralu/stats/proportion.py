"""Confidence intervals of a proportion, of a difference of two, and of an incidence rate."""

from __future__ import annotations

import math
from typing import Literal

from scipy.special import betaincinv, gammaincinv, ndtri

from ralu.stats import checks


def proportion_ci(
    x: int,
    n: int,
    *,
    method: Literal["clopper-pearson", "wilson"] = "clopper-pearson",
    alpha: float = 0.05,
) -> tuple[float, float, float]:
    """Return a proportion and its confidence limits.

    Parameters
    ----------
    x, n
        Patients with the event, and all patients.
    method
        ``clopper-pearson`` (1934, exact; R ``binom.test``) or ``wilson`` (1927, score; R
        ``prop.test(correct = FALSE)``).
    alpha
        One minus the confidence level.

    Returns
    -------
    tuple
        Estimate, lower and upper limit, as shares; nan where `n` is 0.

    Raises
    ------
    ValueError
        Where `x` and `n` are not counts with x <= n.
    """
    checks.level(alpha)
    checks.share(x, n, ("x", "n"))
    if n == 0:
        return math.nan, math.nan, math.nan
    if method == "clopper-pearson":
        lower = float(betaincinv(x, n - x + 1, alpha / 2)) if x > 0 else 0.0
        upper = float(betaincinv(x + 1, n - x, 1 - alpha / 2)) if x < n else 1.0
        return x / n, lower, upper
    if method == "wilson":
        return x / n, *_wilson(x, n, float(ndtri(1 - alpha / 2)))
    raise ValueError(f"method {method!r} is none of clopper-pearson, wilson.")


def incidence_rate(
    events: int, person_time: float, *, alpha: float = 0.05
) -> tuple[float, float, float]:
    """Return an incidence rate and its exact Poisson limits (Garwood 1936; R ``poisson.test``).

    Parameters
    ----------
    events
        Number of events.
    person_time
        Time at risk summed over patients; the rate is per its unit.
    alpha
        One minus the confidence level.

    Returns
    -------
    tuple
        Rate, lower and upper limit; nan where `person_time` is 0.

    Raises
    ------
    ValueError
        Where `events` is no count, or `person_time` is negative or not finite.
    """
    checks.level(alpha)
    checks.count("events", events)
    checks.times("person_time", [person_time])
    if person_time == 0:
        return math.nan, math.nan, math.nan
    lower = float(gammaincinv(events, alpha / 2)) if events > 0 else 0.0
    upper = float(gammaincinv(events + 1, 1 - alpha / 2))
    return events / person_time, lower / person_time, upper / person_time


def _wilson(x: int, n: int, z: float) -> tuple[float, float]:
    centre = (x + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * math.sqrt(x * (n - x) / n + z**2 / 4)
    lower = centre - half if x > 0 else 0.0
    upper = centre + half if x < n else 1.0
    return lower, upper


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
