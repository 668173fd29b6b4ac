"""Courses of laboratory values over the days since the first 177Lu infusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ralu.synthesize.calibrate import scale_to_medians
from ralu.synthesize.constants import (
    ALP,
    HAEMOGLOBIN_GRADE_3,
    PLATELETS_GRADE_3,
    PLATELETS_GRADE_4,
    PSA,
)
from ralu.synthesize.draw import bounded_normal, choose, stream
from ralu.synthesize.treatment import Course

Array = NDArray[np.float64]

NO_BASELINE = {"PSA": 3, "ALP": 4}
"""Patients without a baseline value."""
GRADE_3_HAEMOGLOBIN = (60.0, 77.0)
SPARED_HAEMOGLOBIN = 82.0
"""Nadir of grade 3 in g/L, and what others never fall below; between them is room for rounding."""
GRADE_3_PLATELETS, GRADE_4_PLATELETS = (27.0, 48.0), (9.0, 22.0)
SPARED_PLATELETS = 53.0


@dataclass(frozen=True, slots=True)
class Fall:
    """A patient's course of a test: from baseline to the nadir and on."""

    baseline: float
    nadir: float
    slope: float
    """Change of the logarithm per 30 days after the nadir."""
    most: float
    """The logarithm rises by no more than this from the nadir."""
    floor: float = 0.0
    """No value within the treatment-emergent window lies below."""
    noise: float = 0.05


def course_of(rng: Generator, fall: Fall, days: Array, nadir_day: float) -> Array:
    """Return the values on some days; the baseline holds on day 0 and the nadir on its day."""
    down = np.interp(days, [0, max(nadir_day, 1)], np.log([fall.baseline, fall.nadir]))
    after = np.minimum(np.maximum(days - nadir_day, 0) / 30 * fall.slope, fall.most)
    noise = rng.normal(0, fall.noise, len(days))
    noise[(days == nadir_day)] = 0
    return np.exp(down + after + noise)


def draw_falls(courses: Sequence[Course], monitored: Sequence[bool]) -> dict[str, list[Fall]]:
    """Return the courses of haemoglobin, platelets, PSA and ALP of each patient.

    Parameters
    ----------
    courses
        The patients.
    monitored
        Whether blood was taken in the treatment-emergent window.
    """
    rng = stream("blood")
    everyone = [i for i, seen in enumerate(monitored) if seen]
    burden = np.array([c.patient.burden for c in courses])
    anaemic = choose(rng, everyone, HAEMOGLOBIN_GRADE_3, np.exp(0.8 * burden[everyone]))
    risk = np.exp(0.6 * burden + 0.8 * np.isin(np.arange(len(courses)), anaemic))
    low = choose(rng, everyone, PLATELETS_GRADE_3 + PLATELETS_GRADE_4, risk[everyone])
    lowest = choose(rng, low, PLATELETS_GRADE_4)
    psa, alp = _markers(rng, courses, burden)
    return {
        "HGB": [_haemoglobin(rng, b, i in anaemic) for i, b in enumerate(burden)],
        "PLAT": [_platelets(rng, b, i in low, i in lowest) for i, b in enumerate(burden)],
        "PSA": psa,
        "ALP": alp,
    }


def without_baseline(courses: Sequence[Course], code: str) -> list[int]:
    """Return the numbers of the patients whose baseline value of PSA or ALP is missing."""
    return choose(stream(f"no baseline {code}"), range(len(courses)), NO_BASELINE[code])


def _haemoglobin(rng: Generator, burden: float, grade_3: bool) -> Fall:
    """Return a course in g/L; who falls to grade 3 is transfused and recovers a little."""
    baseline = bounded_normal(rng, 112 - 6 * burden - 8 * grade_3, 10, 86, 150)
    if grade_3:
        nadir = rng.uniform(*GRADE_3_HAEMOGLOBIN)
        return Fall(baseline, nadir, slope=0.04, most=0.25, floor=nadir, noise=0.03)
    nadir = max(SPARED_HAEMOGLOBIN + 1, baseline * rng.uniform(0.8, 1.0))
    return Fall(baseline, nadir, slope=-0.01, most=0.0, floor=SPARED_HAEMOGLOBIN, noise=0.03)


def _platelets(rng: Generator, burden: float, grade_3: bool, grade_4: bool) -> Fall:
    """Return a course in 10^9/L."""
    baseline = float(np.clip(rng.lognormal(5.35 - 0.1 * burden - 0.2 * grade_3, 0.28), 85, 520))
    if grade_3:
        nadir = rng.uniform(*(GRADE_4_PLATELETS if grade_4 else GRADE_3_PLATELETS))
        return Fall(baseline, nadir, slope=0.12, most=1.2, floor=nadir, noise=0.08)
    nadir = max(SPARED_PLATELETS + 2, baseline * rng.uniform(0.5, 1.0))
    return Fall(baseline, nadir, slope=0.01, most=0.3, floor=SPARED_PLATELETS, noise=0.08)


def _markers(
    rng: Generator, courses: Sequence[Course], burden: Array
) -> tuple[list[Fall], list[Fall]]:
    """Return the courses of PSA (ng/mL) and ALP (U/L); who lives longer responds better."""
    patients = [c.patient for c in courses]
    n = len(patients)
    life = np.log([c.survival_days for c in courses])
    fitness = (life - life.mean()) / life.std()
    levels = {}
    drawn = {
        "PSA": np.exp(5.6 + 0.5 * burden + rng.normal(0, 1.0, n)),
        "ALP": np.exp(4.9 + 0.3 * burden + rng.normal(0, 0.45, n)),
    }
    for code, wanted in (("PSA", PSA), ("ALP", ALP)):
        known = drawn[code].copy()
        known[without_baseline(courses, code)] = np.nan
        scaled = scale_to_medians(known, patients, wanted)
        levels[code] = np.where(np.isnan(scaled), drawn[code], scaled)
    psa_change = -0.62 + rng.normal(0, 0.85, n) - 0.5 * fitness
    alp_change = -0.08 + rng.normal(0, 0.3, n) - 0.12 * fitness
    return (
        [
            _marker(rng, *pair, rise=(0.05, 0.3))
            for pair in zip(levels["PSA"], psa_change, strict=True)
        ],
        [
            _marker(rng, *pair, rise=(0.0, 0.12))
            for pair in zip(levels["ALP"], alp_change, strict=True)
        ],
    )


def _marker(rng: Generator, baseline: float, change: float, rise: tuple[float, float]) -> Fall:
    """Return a course that falls to a nadir, or rises from the start."""
    return Fall(baseline, baseline * np.exp(change), slope=rng.uniform(*rise), most=2.0, noise=0.07)
