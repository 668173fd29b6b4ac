"""What is simulated: samples of the size of the study, of which the truth is known.

Times are months. A limit that is not reached counts as infinite.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.random import Generator
from scipy.special import gammainc, ndtri
from scipy.stats import binom

from ralu import stats
from ralu.stats.checks import Floats

# What each stands for: docs/statistics.md, "Truth by simulation".
N, N_GROUPS = 133, (42, 90)
SHAPE, MEDIAN, MEDIAN_FROM_RADIUM = 1.25, 13.2, 19.0
FOLLOW_UP = 5.0, 58.0
LOST, LOST_AT = 6 / N, (3.0, 20.0)
LANDMARK, TAU = 12.0, 24.0
ENTRY_MEDIAN, ENTRY_SIGMA = 15.0, 0.5
START = 12.0
COMPETING = 0.5
PROPORTIONS = 0.02, 0.13, 0.30, 0.79

Method = Literal["clopper-pearson", "wilson"]


@dataclass(frozen=True)
class Row:
    """A row of the table, without its result, and what theory says of the target."""

    quantity: str
    method: str
    measure: str
    target: float
    theory: str = "in large samples"


@dataclass(frozen=True)
class Scenario:
    """What is done with one sample; it returns one number for each row."""

    sample: Callable[[Generator], list[float]]
    rows: list[Row]


def covered(truth: float, lower: float, upper: float) -> float:
    """Return 100 where the limits hold the truth, else 0."""
    return 0.0 if lower > truth or upper < truth else 100.0  # nan, not reached, is neither


def limits(random: Generator) -> list[float]:
    """Return whether the limits of median, landmark and restricted mean hold the truth."""
    died, left = _survival_times(random, N, MEDIAN), _follow_up(random, N)
    fits = [
        stats.kaplan_meier(np.minimum(died, left), died <= left, conf_type=conf_type)
        for conf_type in get_args(stats.ConfType)
    ]
    landmarks = [fit.at([LANDMARK])[["lower", "upper"]].iloc[0] for fit in fits]
    mean, std_err = fits[0].rmst(TAU)
    half = float(ndtri(0.975)) * std_err
    return [
        *(covered(MEDIAN, *fit.quantile(0.5)[1:]) for fit in fits),
        *(covered(TRUE_LANDMARK, *ends) for ends in landmarks),
        covered(TRUE_MEAN, mean - half, mean + half),
    ]


def truncation(random: Generator) -> list[float]:
    """Return error and cover of medians from 223Ra among those who lived to 177Lu."""
    died = _survival_times(random, 10 * N, MEDIAN_FROM_RADIUM)
    entry = ENTRY_MEDIAN * np.exp(ENTRY_SIGMA * random.normal(size=10 * N))
    seen = np.flatnonzero(entry < died)[:N]
    died, entry = died[seen], entry[seen]
    left = entry + _follow_up(random, N)
    exits, events = np.minimum(died, left), died <= left
    late = exits > START
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Nobody is left at risk")
        fits = [
            (MEDIAN_FROM_RADIUM, stats.kaplan_meier(exits, events)),
            (MEDIAN_FROM_RADIUM, stats.kaplan_meier(exits, events, entry)),
            (
                TRUE_LATE_MEDIAN,
                stats.kaplan_meier(exits[late], events[late], np.maximum(entry, START)[late]),
            ),
        ]
    found = []
    for truth, fit in fits:
        estimate, *ends = fit.quantile(0.5)
        found += [estimate - truth, covered(truth, *ends)]
    return found


def size(random: Generator) -> list[float]:
    """Return whether tests reject that two groups, which do not differ, are equal."""
    groups = np.repeat(range(len(N_GROUPS)), N_GROUPS)
    n = len(groups)
    time, left = _survival_times(random, n, MEDIAN), _follow_up(random, n)
    exits, events = np.minimum(time, left), time <= left
    causes = events * (1 + (random.random(n) < COMPETING))
    tests = stats.logrank(exits, events, groups), stats.gray_test(exits, causes, groups, 1)
    return [100.0 * (p < 0.05) for _, _, p in tests]


def proportion_coverage(p: float, method: Method) -> float:
    """Return the coverage of a proportion's limits: each count, weighted by its chance."""
    ends = [stats.proportion_ci(x, N, method=method)[1:] for x in range(N + 1)]
    held = np.array([covered(p, *end) for end in ends])
    return float(np.sum(binom.pmf(np.arange(N + 1), N, p) * held))


def _survival_times(random: Generator, n: int, median: float) -> Floats:
    return _scale(median) * random.weibull(SHAPE, n)


def _scale(median: float) -> float:
    return float(median / math.log(2) ** (1 / SHAPE))


def _follow_up(random: Generator, n: int) -> Floats:
    """Return times to the data cut-off, for a few patients to an earlier loss."""
    times = random.uniform(*FOLLOW_UP, n)
    lost = random.random(n) < LOST
    return np.where(lost, np.minimum(times, random.uniform(*LOST_AT, n)), times)


def _cumulative_hazard(time: float, median: float) -> float:
    return float((time / _scale(median)) ** SHAPE)


TRUE_LANDMARK = math.exp(-_cumulative_hazard(LANDMARK, MEDIAN))
TRUE_MEAN = (
    _scale(MEDIAN)
    * math.gamma(1 + 1 / SHAPE)
    * float(gammainc(1 / SHAPE, _cumulative_hazard(TAU, MEDIAN)))
)
TRUE_LATE_MEDIAN = _scale(MEDIAN_FROM_RADIUM) * (
    math.log(2) + _cumulative_hazard(START, MEDIAN_FROM_RADIUM)
) ** (1 / SHAPE)

COVERAGE, BIAS, SIZE = "coverage, %", "bias, months", "p < 0.05, %"
FROM_RADIUM = "median from ²²³Ra"
SCENARIOS = [
    Scenario(
        limits,
        [
            *(Row("median", kind, COVERAGE, 95) for kind in get_args(stats.ConfType)),
            *(Row("12 months", kind, COVERAGE, 95) for kind in get_args(stats.ConfType)),
            Row("restricted mean", "plain", COVERAGE, 95),
        ],
    ),
    Scenario(
        truncation,
        [
            Row(FROM_RADIUM, "naive", BIAS, 0, "no"),
            Row(FROM_RADIUM, "naive", COVERAGE, 95, "no"),
            Row(FROM_RADIUM, "delayed entry", BIAS, 0, "with many at risk"),
            Row(FROM_RADIUM, "delayed entry", COVERAGE, 95, "with many at risk"),
            Row(FROM_RADIUM, "delayed entry from month 12", BIAS, 0, "with many at risk"),
            Row(FROM_RADIUM, "delayed entry from month 12", COVERAGE, 95, "with many at risk"),
        ],
    ),
    Scenario(
        size,
        [Row("two equal groups", "log-rank", SIZE, 5), Row("two equal groups", "Gray", SIZE, 5)],
    ),
]
METHODS: list[tuple[Method, str]] = [("clopper-pearson", "at least"), ("wilson", "on average")]
ENUMERATED = [
    (Row(f"proportion {p:.2f}", method, COVERAGE, 95, theory), p, method)
    for p in PROPORTIONS
    for method, theory in METHODS
]
