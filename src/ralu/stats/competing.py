"""Cumulative incidence of competing causes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ralu.stats import checks
from ralu.stats.checks import Floats, Integers
from ralu.stats.limits import ConfType, confidence_limits
from ralu.stats.observations import observe


def cumulative_incidence(
    durations: Any,
    causes: Any,
    *,
    conf_type: ConfType = "log-log",
    alpha: float = 0.05,
) -> dict[int, pd.DataFrame]:
    """Estimate the cumulative incidence of each cause (Aalen and Johansen 1978).

    Parameters
    ----------
    durations
        Time of event or censoring per patient.
    causes
        Cause of the event: 1, 2, ...; 0 censored.
    conf_type
        Scale of the interval, as in `kaplan_meier`.
    alpha
        One minus the confidence level.

    Returns
    -------
    dict
        Cause to frame with one row per distinct time: time, estimate, std_err, lower, upper.
        A cause that does not occur has no frame.

    Raises
    ------
    ValueError
        For values that cannot be, naming the argument and the first positions.

    Notes
    -----
    Exact with ties. Variance by the infinitesimal jackknife and limits as R `survival` 3.5,
    multi-state ``survfit``; the incidence itself, not its complement, is transformed.
    """
    cause = checks.causes("causes", causes)
    exits = checks.times("durations", durations)
    checks.same_length(durations=exits, causes=cause)
    observed = observe(exits, cause > 0)
    time, index = np.unique(observed.exit, return_inverse=True)
    n_risk = observed.at_risk(time)
    n_event = np.bincount(index[observed.event], minlength=len(time))
    curves = {}
    for code in np.unique(cause[cause > 0]).tolist():
        n_cause = np.bincount(index[cause == code], minlength=len(time))
        estimate, variance = _incidence(n_risk, n_event, n_cause)
        std_err = np.sqrt(variance)
        lower, upper = confidence_limits(estimate, std_err, conf_type, alpha)
        curves[code] = pd.DataFrame(
            {
                "time": time,
                "estimate": estimate,
                "std_err": std_err,
                "lower": lower,
                "upper": upper,
            }
        )
    return curves


def _incidence(n_risk: Integers, n_event: Integers, n_cause: Integers) -> tuple[Floats, Floats]:
    """Return incidence and variance of one cause at each time.

    What a patient's weight changes in the hazards of one time is uncorrelated with what it
    changed before. So the variance of the incidence grows at each time by its binomial part
    and by what the variance of survival S (Greenwood, over S squared) and its covariance with
    the incidence (over S) carry into the step.
    """
    left = np.where(n_risk > n_event, n_risk - n_event, np.inf)  # none left: no further step
    before = _lagged(np.cumprod((n_risk - n_event) / n_risk, dtype=np.float64), start=1.0)
    step = before * n_cause / n_risk
    greenwood = _lagged(np.cumsum(n_event / (n_risk * left)))
    covariance = _lagged(np.cumsum(step * greenwood - before * n_cause / n_risk**2.0))
    binomial = before**2 * n_cause * (n_risk - n_cause) / n_risk**3.0
    variance = np.cumsum(binomial + 2 * step * covariance + step**2 * greenwood)
    # Less is rounding: one patient of ten million makes 1e-14.
    return np.cumsum(step), np.where(variance > 1e-16, variance, 0.0)


def _lagged(values: Floats, start: float = 0.0) -> Floats:
    """Return the values as they were just before each time."""
    return np.append(start, values[:-1])
