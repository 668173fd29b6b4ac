"""How long the patients live from the first 177Lu infusion, and when they are treated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from ralu.synthesize.cohort import Patient
from ralu.synthesize.constants import (
    CUT_OFF,
    DAYS_PER_MONTH,
    FIRST_START,
    LAST_START,
    LOST_TO_FOLLOW_UP,
    OS_LOWER_DAYS,
    OS_MEDIAN_DAYS,
    OS_MEDIAN_MONTHS_LONG,
    OS_MEDIAN_MONTHS_SHORT,
    OS_UPPER_DAYS,
)
from ralu.synthesize.draw import choose, later, stream

Array = NDArray[np.float64]
Died = NDArray[np.bool_]

WEIBULL_SHAPE = 1.2
WEIBULL_SCALE_DAYS = 570.0
ROUNDS = 25
SHORTEST_DAYS = 11


@dataclass(frozen=True, slots=True)
class FollowUp:
    """First infusion, days from it to death or last contact, and which of the two it was."""

    start: date
    days: int
    died: bool


def draw_follow_up(patients: Sequence[Patient]) -> list[FollowUp]:
    """Return the follow-up of each patient, calibrated to the published median and interval."""
    rng = stream("survival")
    n = len(patients)
    hazard = np.array([0.4 * p.burden + 0.45 * (p.ecog >= 2) + 0.3 * p.visceral for p in patients])
    life = WEIBULL_SCALE_DAYS * np.exp(-hazard / WEIBULL_SHAPE) * rng.weibull(WEIBULL_SHAPE, n)
    span = (LAST_START - FIRST_START).days
    start = np.floor(span * rng.beta(1.7, 0.8, n))
    observable = (CUT_OFF - FIRST_START).days - start - rng.integers(0, 60, n)
    lost = choose(rng, range(n), LOST_TO_FOLLOW_UP)
    observable[lost] = np.minimum(observable[lost], rng.uniform(90, 600, LOST_TO_FOLLOW_UP))
    died = life <= observable
    interval = np.array([p.interval for p in patients])
    days = _calibrated(np.minimum(life, observable), died, interval)
    return [
        FollowUp(_start(later(FIRST_START, int(s)), int(d)), int(d), bool(e))
        for s, d, e in zip(start, days, died, strict=True)
    ]


def _start(drawn: date, days: int) -> date:
    """Return a working day for the first infusion that lets the follow-up end by the cut-off."""
    start = min(drawn, later(CUT_OFF, -days))
    return start - timedelta(days=max(0, start.weekday() - 4))


def _calibrated(days: Array, died: Died, interval: NDArray[np.str_]) -> Array:
    """Bring the times to the wanted medians and confidence limits.

    The medians of the interval groups are approached by scaling; the overall ones are then met
    exactly by a piecewise linear change of time that keeps the order of the patients, on which
    alone the Kaplan-Meier estimate depends.
    """
    days = days.copy()
    knots = [OS_LOWER_DAYS, OS_MEDIAN_DAYS, OS_UPPER_DAYS]
    for _ in range(ROUNDS):
        for group, months in (
            (interval == "short", OS_MEDIAN_MONTHS_SHORT),
            (interval == "long", OS_MEDIAN_MONTHS_LONG),
        ):
            median = crossing_times(days[group], died[group])[1]
            days[group] *= (months * DAYS_PER_MONTH / median) ** 0.5
        crossings = crossing_times(days, died)
        tail = 10 * crossings[-1]
        days = np.interp(days, [0, *crossings, tail], [0, *knots, tail - crossings[-1] + knots[-1]])
    return np.maximum(np.rint(days), SHORTEST_DAYS)


def crossing_times(days: Array, died: Died) -> tuple[float, float, float]:
    """Return lower limit, median and upper limit of survival time (log-log 95% interval)."""
    times = np.unique(days[died])
    at_risk = np.array([(days >= t).sum() for t in times])
    deaths = np.array([(days[died] == t).sum() for t in times])
    survival = np.cumprod(1 - deaths / at_risk)
    inside = (survival > 0) & (survival < 1)
    times, survival, at_risk, deaths = (x[inside] for x in (times, survival, at_risk, deaths))
    variance = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
    half = norm.ppf(0.975) * np.sqrt(variance) / np.abs(np.log(survival))
    bands = (survival ** np.exp(half), survival, survival ** np.exp(-half))
    first, middle, last = (
        float(times[np.argmax(band <= 0.5)]) if (band <= 0.5).any() else math.nan for band in bands
    )
    return first, middle, last
