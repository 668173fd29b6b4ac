"""Laboratory rows: every test at every visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ralu.synthesize.blood import Fall, course_of, draw_falls, without_baseline
from ralu.synthesize.draw import choose, later, stream
from ralu.synthesize.treatment import Course
from ralu.synthesize.visits import TAKEN, Visit, visits_of

Array = NDArray[np.float64]

UNMONITORED = 2
"""Patients with a single infusion whose blood was not taken in the window."""
OLD_PSA_DAYS = 118
"""Age of the only early PSA value of one patient: too old for a baseline."""
DETECTION_LIMIT = 0.01
FULL_TREATMENT = 6
HAEMOGLOBIN_RANGE, PLATELETS_RANGE = (52.0, 165.0), (4.0, 560.0)
STEADY = {
    "WBC": (1.75, 0.25, -0.05),
    "LDH": (5.5, 0.3, 0.03),
    "CREAT": (4.4, 0.2, 0.005),
    "ALT": (2.9, 0.35, 0.01),
    "AST": (3.1, 0.3, 0.01),
    "BILI": (2.0, 0.3, 0.01),
}
"""Mean and deviation of the logarithm at baseline, and its mean change in 30 days."""


@dataclass(frozen=True, slots=True)
class LabValue:
    """One value in the standard unit of its test; None where it was not measured.

    `essential` marks baselines and nadirs, which calibrated figures rest on: no gap may be put
    there.
    """

    course: Course
    day: date
    code: str
    value: float | None
    essential: bool = False


def draw_labs(courses: Sequence[Course]) -> list[LabValue]:
    """Return all laboratory values by patient and day."""
    rng = stream("laboratory")
    visits = [visits_of(rng, course) for course in courses]
    for i in choose(rng, [i for i, c in enumerate(courses) if len(c.infusions) == 1], UNMONITORED):
        visits[i] = [v for v in visits[i] if not _in_window(courses[i], v)]
    monitored = [
        any(_in_window(c, v) for v in of_patient)
        for c, of_patient in zip(courses, visits, strict=True)
    ]
    falls = draw_falls(courses, monitored)
    complete = _complete_response(courses, falls["PSA"])
    falls["PSA"][complete] = replace(falls["PSA"][complete], nadir=DETECTION_LIMIT / 4, slope=0.1)
    rows: list[LabValue] = []
    for i, course in enumerate(courses):
        rows += _of_patient(rng, course, visits[i], {code: falls[code][i] for code in falls})
    return _without_baselines(courses, rows)


def _in_window(course: Course, visit: Visit) -> bool:
    return course.start < visit.day <= course.window_end


def _complete_response(courses: Sequence[Course], psa: Sequence[Fall]) -> int:
    """Return the patient whose PSA becomes undetectable: the lowest of the fully treated."""
    treated = [i for i, c in enumerate(courses) if len(c.infusions) >= FULL_TREATMENT]
    return min(treated, key=lambda i: psa[i].baseline)


def _of_patient(
    rng: Generator, course: Course, visits: Sequence[Visit], falls: Mapping[str, Fall]
) -> list[LabValue]:
    """Return a patient's values."""
    days = np.array([(v.day - course.start).days for v in visits], dtype=float)
    window = np.array([_in_window(course, v) for v in visits])
    nadir_days = {code: _nadir_day(rng, code, days, window) for code in falls}
    values = {
        code: _measured(rng, code, fall, days, nadir_days[code], window)
        for code, fall in falls.items()
    }
    values |= _steady(rng, days)
    at_baseline = [v.kind == "baseline" for v in visits]
    for code in ("PSA", "ALP", "HGB", "PLAT"):
        values[code][at_baseline] = falls[code].baseline
    return [
        LabValue(
            course,
            visit.day,
            code,
            float(values[code][n]),
            essential=at_baseline[n] or days[n] == nadir_days.get(code),
        )
        for n, visit in enumerate(visits)
        for code in values
        if code in TAKEN[visit.kind]
    ]


def _nadir_day(rng: Generator, code: str, days: Array, window: NDArray[np.bool_]) -> float:
    """Return the day of the nadir: a visit in the window for blood counts, early for markers."""
    if code in {"HGB", "PLAT"} and window.any():
        return float(rng.choice(days[window][-3:]))
    return float(rng.uniform(50, 170))


def _measured(
    rng: Generator,
    code: str,
    fall: Fall,
    days: Array,
    nadir_day: float,
    window: NDArray[np.bool_],
) -> Array:
    """Return a course held within its bounds."""
    values = course_of(rng, fall, days, nadir_day)
    values[window] = np.maximum(values[window], fall.floor)
    if code == "HGB":
        return np.clip(values, *HAEMOGLOBIN_RANGE)
    if code == "PLAT":
        return np.clip(values, *PLATELETS_RANGE)
    return values


def _steady(rng: Generator, days: Array) -> dict[str, Array]:
    """Return the tests that change little; neutrophils and lymphocytes are parts of WBC."""
    values = {}
    for code, (mean, deviation, trend) in STEADY.items():
        change = np.clip(days, 0, 400) / 30 * trend * rng.exponential()
        level = rng.normal(mean, deviation) + change
        values[code] = np.exp(level + rng.normal(0, 0.1, len(days)))
    neutrophils = rng.uniform(0.6, 0.72) + rng.normal(0, 0.02, len(days))
    lymphocytes = rng.uniform(0.12, 0.22) + rng.normal(0, 0.012, len(days))
    return values | {"NEUT": values["WBC"] * neutrophils, "LYM": values["WBC"] * lymphocytes}


def _without_baselines(courses: Sequence[Course], rows: Sequence[LabValue]) -> list[LabValue]:
    """Take away the early PSA or ALP of some patients; one keeps a PSA that is too old."""
    missing = {
        (courses[i].patient.id, code): i
        for code in ("PSA", "ALP")
        for i in without_baseline(courses, code)
    }
    kept = [
        replace(row, value=None)
        if (row.course.patient.id, row.code) in missing and row.day <= row.course.start
        else row
        for row in rows
    ]
    old = next(courses[i] for (_, code), i in missing.items() if code == "PSA")
    kept.append(LabValue(old, later(old.start, -OLD_PSA_DAYS), "PSA", 187.0, essential=True))
    return sorted(kept, key=lambda row: (row.course.patient.id, row.day))


def low_counts(rows: Sequence[LabValue], code: str, below: float) -> Iterator[str]:
    """Yield the patients with a value of a test below some value in the window."""
    for row in rows:
        in_window = row.course.start < row.day <= row.course.window_end
        if row.code == code and in_window and row.value is not None and row.value < below:
            yield row.course.patient.id
