"""Bringing drawn values to wanted medians by scaling them within cells of patients."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ralu.synthesize.cohort import Patient
from ralu.synthesize.constants import AGE, Medians

Array = NDArray[np.float64]

STEPS = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002) * 5
"""Relative changes that are tried on the four cells together, in turn."""


def scale_to_medians(values: Array, patients: Sequence[Patient], wanted: Medians) -> Array:
    """Scale values by interval and visceral metastases until the four medians are as wanted.

    The medians are those of the rounded values, since the extract holds whole numbers.

    Parameters
    ----------
    values
        Positive values, one per patient; nan where the patient has none.
    patients
        The patients in the same order. Who has no known interval is scaled like a long one and
        counts in neither median.
    wanted
        Medians by interval and by visceral metastases.
    """
    interval = np.array([p.interval for p in patients])
    visceral = np.array([p.visceral for p in patients])
    groups = (interval == "short", interval == "long", visceral, ~visceral)
    targets = (wanted.short, wanted.long, wanted.visceral, wanted.no_visceral)

    def distance(candidate: Array) -> float:
        rounded = np.rint(candidate)
        medians = [np.nanmedian(rounded[group]) for group in groups]
        return float(np.abs(np.log(np.divide(medians, targets))).sum())

    cell = 2 * (interval == "short") + visceral
    for step in STEPS:
        factors = product((1, 1 - step, 1 + step), repeat=4)
        values = min((values * np.array(f)[cell] for f in factors), key=distance)
    return values


def draw_ages(rng: Generator, patients: Sequence[Patient]) -> list[int]:
    """Return ages at the first 177Lu infusion, in whole years, near the wanted medians."""
    drawn = np.clip(rng.normal(73, 6.5, len(patients)), 54, 84)
    return [int(age) for age in np.rint(scale_to_medians(drawn, patients, AGE))]
