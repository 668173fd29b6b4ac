"""Confidence limits: normal ones, and pointwise ones of a survival or incidence curve."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from scipy.special import ndtri

from ralu.stats import checks
from ralu.stats.checks import Floats

ConfType = Literal["log-log", "log", "plain"]


def normal_width(alpha: float) -> float:
    """Return how many standard errors lie between an estimate and its normal limits."""
    checks.level(alpha)
    return float(ndtri(1 - alpha / 2))


def confidence_limits(
    estimate: Floats, std_err: Floats, conf_type: ConfType, alpha: float
) -> tuple[Floats, Floats]:
    """Return lower and upper limits of probabilities.

    Parameters
    ----------
    estimate, std_err
        Probabilities and their standard errors.
    conf_type
        Scale on which the interval is symmetric: ``plain`` p, ``log`` log p, ``log-log``
        log(-log p).
    alpha
        One minus the confidence level.

    Notes
    -----
    Values and missing limits are those of R `survival` 3.5, ``survfit_confint``: on the log
    scales none where p is 0, on the log-log scale none where p is 1 either.
    """
    if conf_type not in get_args(ConfType):
        known = ", ".join(get_args(ConfType))
        raise ValueError(f"conf_type {conf_type!r} is none of {known}.")
    z = normal_width(alpha)
    if conf_type == "plain":
        return np.maximum(estimate - z * std_err, 0), np.minimum(estimate + z * std_err, 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        p = np.where(estimate > 0, estimate, np.nan)
        width = z * std_err / p
        if conf_type == "log":
            return p * np.exp(-width), np.minimum(p * np.exp(width), 1)
        log_p = np.log(np.where(p < 1, p, np.nan))
        width = -width / log_p
        return np.exp(log_p * np.exp(width)), np.exp(log_p * np.exp(-width))
