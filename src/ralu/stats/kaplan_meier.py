"""Kaplan-Meier estimate of survival, numbers and limits as R `survival` gives them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ralu.stats import checks
from ralu.stats.checks import Floats
from ralu.stats.limits import ConfType, confidence_limits
from ralu.stats.observations import Observations, observe

_TOLERANCE = float(np.sqrt(np.finfo(float).eps))


class NobodyAtRisk(UserWarning):
    """Delayed entry leaves nobody at risk before the last exit.

    Attributes
    ----------
    numbers
        What stands in `WORDS`: after which time, the last exit, and where survival stays.
    """

    WORDS = (
        "Nobody is left at risk after time {}, before the last exit at {}: survival stays at {} "
        "there. With delayed entry, start the analysis at a time when enough patients are at risk."
    )

    def __init__(self, *numbers: float) -> None:
        super().__init__(self.WORDS.format(*(f"{number:g}" for number in numbers)))
        self.numbers = numbers


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """A Kaplan-Meier curve.

    Attributes
    ----------
    curve
        One row per distinct time of exit: time, n_risk, n_event, n_censor, survival, std_err
        (Greenwood), lower, upper. Where nobody is left, survival is 0 and the others nan.
    n, n_events
        Patients and events.
    """

    curve: pd.DataFrame
    n: int
    n_events: int
    _observations: Observations = field(repr=False)

    def quantile(self, p: float) -> tuple[float, float, float]:
        """Return the time by which a share `p` has had the event, and its limits.

        Where survival is flat at 1 - p, the middle of the flat part. The limits are the
        quantiles of the confidence band (Brookmeyer and Crowley 1982). nan: not reached. All
        as R ``quantile.survfit`` with its tolerance.
        """
        if not 0 < p <= 1:
            raise ValueError(f"p must be above 0 and at most 1, it is {p}.")
        lines = (self.curve[name].to_numpy() for name in ("survival", "lower", "upper"))
        times = self.curve["time"].to_numpy()
        estimate, lower, upper = (first_reached(times, 1 - line, p) for line in lines)
        return estimate, lower, upper

    def at(self, times: Any) -> pd.DataFrame:
        """Return survival at given times.

        Columns time, survival, std_err, lower, upper, n_risk (entered before the time and not
        out before it). After the last exit survival is not known and nan, unless it was 0.
        """
        asked = checks.times("times", times)
        row = np.searchsorted(self.curve["time"].to_numpy(), asked, side="right")
        columns = ["survival", "std_err", "lower", "upper"]
        start = pd.DataFrame([[1.0, 0.0, 1.0, 1.0]], columns=columns)
        found = pd.concat([start, self.curve[columns]]).iloc[row].reset_index(drop=True)
        unknown = (asked > self.curve["time"].iloc[-1]) & (found["survival"] > 0)
        found.loc[unknown, columns] = np.nan
        found.insert(0, "time", asked)
        return found.assign(n_risk=self._observations.at_risk(asked))

    def rmst(self, tau: float) -> tuple[float, float]:
        """Return the mean survival time restricted to `tau`, and its standard error.

        As R ``print(survfit, rmean = tau)``: a curve that ends before `tau` goes on at its
        last value.
        """
        checks.times("tau", [tau])
        rows = self.curve[self.curve["time"] <= tau]
        steps = np.concatenate([[0.0], rows["time"], [tau]])
        areas = np.diff(steps) * np.concatenate([[1.0], rows["survival"]])
        left = (rows["n_risk"] - rows["n_event"]).to_numpy()
        hazard = rows["n_event"] / (rows["n_risk"] * np.where(left > 0, left, np.inf))
        area_after = np.cumsum(areas[:0:-1])[::-1]
        return float(areas.sum()), float(np.sqrt(np.sum(area_after**2 * hazard)))


def kaplan_meier(
    durations: Any,
    events: Any,
    entry: Any = None,
    *,
    conf_type: ConfType = "log-log",
    alpha: float = 0.05,
) -> KaplanMeier:
    """Estimate survival (Kaplan and Meier 1958).

    Parameters
    ----------
    durations
        Time of event or censoring per patient, from the origin on, in any unit.
    events
        1 event, 0 censored. Who is censored at the time of an event is at risk for it.
    entry
        Time from which a patient is observed, where entry is delayed: at risk in (entry, exit].
    conf_type
        Scale of the interval, with R's names: ``log-log``, ``log`` or ``plain``.
    alpha
        One minus the confidence level.

    Raises
    ------
    ValueError
        For values that cannot be, naming the argument and the first positions.

    Warns
    -----
    NobodyAtRisk
        With delayed entry, where nobody is left at risk before the last exit.
    """
    observed = observe(durations, events, entry)
    time, index = np.unique(observed.exit, return_inverse=True)
    n_exit = np.bincount(index)
    n_event = np.bincount(index[observed.event], minlength=len(time))
    n_risk = observed.at_risk(time)
    survival: Floats = np.cumprod((n_risk - n_event) / n_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(n_event / (n_risk * (n_risk - n_event).astype(float)))
        std_err = survival * np.sqrt(greenwood)
    lower, upper = confidence_limits(survival, std_err, conf_type, alpha)
    curve = pd.DataFrame(
        {
            "time": time,
            "n_risk": n_risk,
            "n_event": n_event,
            "n_censor": n_exit - n_event,
            "survival": survival,
            "std_err": std_err,
            "lower": lower,
            "upper": upper,
        }
    )
    _warn_if_empty(observed, time, survival)
    return KaplanMeier(curve, len(observed.exit), int(observed.event.sum()), observed)


def reverse_kaplan_meier(
    durations: Any,
    events: Any,
    entry: Any = None,
    *,
    conf_type: ConfType = "log-log",
    alpha: float = 0.05,
) -> KaplanMeier:
    """Estimate the distribution of follow-up (Schemper and Smith 1996).

    The Kaplan-Meier curve with censoring as the event; parameters as `kaplan_meier`.
    """
    observed = observe(durations, events, entry)
    return kaplan_meier(durations, ~observed.event, entry, conf_type=conf_type, alpha=alpha)


def first_reached(times: Floats, reached: Floats, p: float) -> float:
    """Return when `reached` comes to `p`: R's ``findq``, for one probability.

    Like R it looks `p` up among the sorted values: a confidence band need not be monotone.
    """
    times, reached = np.append(0.0, times), np.append(0.0, reached)
    values, first = np.unique(reached, return_index=True)
    last = reached[first.max()]
    values = values[~np.isnan(values)]
    early = np.searchsorted(values, p - _TOLERANCE)
    late = np.searchsorted(values, p + _TOLERANCE)
    if early == len(values):
        return float("nan")
    start = times[first[early]]
    if abs(p - last) < _TOLERANCE:
        return float((start + times[-1]) / 2)
    if late == len(values):
        return float("nan")
    return float((start + times[first[late]]) / 2)


def _warn_if_empty(observed: Observations, time: Floats, survival: Floats) -> None:
    """Warn where delayed entry leaves nobody at risk before the last exit."""
    empty = (observed.at_risk_after(time) == 0) | (survival == 0)
    if empty[:-1].any():
        row = int(np.argmax(empty))
        warnings.warn(NobodyAtRisk(time[row], time[-1], survival[row]), stacklevel=3)
