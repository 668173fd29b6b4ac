"""The way of the disease to 177Lu, and what is given before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from numpy.random import Generator

from ralu.synthesize.draw import chance, later, pick, stream, whole
from ralu.synthesize.treatment import Course

LIFE_PROLONGING = {
    "abiraterone": "ARPI",
    "enzalutamide": "ARPI",
    "apalutamide": "ARPI",
    "docetaxel": "taxane",
    "cabazitaxel": "taxane",
    "olaparib": "PARP inhibitor",
}
OTHER = {
    "leuprorelin": "ADT",
    "bicalutamide": "antiandrogen",
    "external beam radiotherapy": "external beam",
    "carboplatin": "other chemotherapy",
    "225Ac-PSMA-617": "radioligand",
}

HEAVY = {
    ("docetaxel", "abiraterone", "enzalutamide"): 0.42,
    ("abiraterone", "enzalutamide", "docetaxel"): 0.14,
    ("docetaxel", "abiraterone", "cabazitaxel"): 0.08,
    ("docetaxel", "abiraterone", "enzalutamide", "cabazitaxel"): 0.3,
    ("docetaxel", "apalutamide", "abiraterone", "cabazitaxel"): 0.02,
    ("docetaxel", "abiraterone", "enzalutamide", "cabazitaxel", "olaparib"): 0.04,
}
"""Three or more; with 223Ra four or more."""
LIGHT = {
    (): 0.04,
    ("abiraterone",): 0.14,
    ("enzalutamide",): 0.12,
    ("docetaxel",): 0.06,
    ("docetaxel", "abiraterone"): 0.22,
    ("docetaxel", "enzalutamide"): 0.2,
    ("abiraterone", "enzalutamide"): 0.22,
}
NEXT_THERAPY = {
    "cabazitaxel": 0.3,
    "external beam radiotherapy": 0.14,
    "enzalutamide": 0.12,
    "docetaxel": 0.12,
    "abiraterone": 0.08,
    "225Ac-PSMA-617": 0.1,
    "olaparib": 0.08,
    "carboplatin": 0.06,
}
WITH_NEXT_THERAPY = 0.7


@dataclass(frozen=True, slots=True)
class Therapy:
    """One course of a therapy; no end where it goes on or is not known."""

    patient: str
    name: str
    start: date
    end: date | None

    @property
    def life_prolonging(self) -> bool:
        """Whether it counts as a life-prolonging therapy."""
        return self.name in LIFE_PROLONGING

    @property
    def kind(self) -> str:
        """Class of the therapy."""
        return (LIFE_PROLONGING | OTHER)[self.name]


@dataclass(frozen=True, slots=True)
class History:
    """Milestones of the disease and all therapies but 223Ra and 177Lu."""

    diagnosis: date
    mcrpc: date
    therapies: list[Therapy] = field(default_factory=list)


def draw_histories(courses: Sequence[Course]) -> list[History]:
    """Return the history of each patient."""
    rng = stream("therapies")
    return [_history(rng, course) for course in courses]


def _history(rng: Generator, course: Course) -> History:
    """Return one patient's history, told backwards from 223Ra and forwards from 177Lu."""
    prior = pick(rng, HEAVY if course.patient.heavily_treated else LIGHT)
    between = _number_between(rng, course, len(prior))
    before = prior[: len(prior) - between]
    mcrpc = later(course.radium[0], -round(rng.uniform(30, 200) + 210 * len(before)))
    diagnosis = later(mcrpc, -round(365 * rng.gamma(2.5, 1.6) + 250))
    therapies = [
        Therapy(course.patient.id, "leuprorelin", later(diagnosis, whole(rng, 20, 200)), None),
        *_in_turn(rng, course, before, mcrpc, course.radium[0]),
        *_in_turn(rng, course, prior[len(before) :], course.radium[-1], course.start),
        *_palliative(rng, course, mcrpc),
        *_rechallenge(rng, course, before),
        *_subsequent(rng, course, prior),
    ]
    return History(diagnosis, mcrpc, therapies)


def _number_between(rng: Generator, course: Course, prior: int) -> int:
    """Return how many therapies fall between 223Ra and 177Lu."""
    days = (course.start - course.radium[-1]).days
    room = days // 150 if days >= 182 else int(days >= 100 and chance(rng, 0.4))
    return min(prior, room, whole(rng, 0, 3))


def _in_turn(
    rng: Generator, course: Course, names: Sequence[str], begin: date, end: date
) -> list[Therapy]:
    """Return therapies one after the other between two days, ending a little before the last."""
    if not names:
        return []
    step = (end - begin).days / len(names)
    bounds = [later(begin, round(step * i)) for i in range(len(names) + 1)]
    courses = []
    for name, (opens, closes) in zip(names, pairwise(bounds), strict=True):
        length = (closes - opens).days
        start = later(opens, 1 + round(length * rng.uniform(0.02, 0.12)))
        stop = later(closes, -1 - round(length * rng.uniform(0.03, 0.3)))
        courses.append(Therapy(course.patient.id, name, start, stop))
    return courses


def _palliative(rng: Generator, course: Course, mcrpc: date) -> list[Therapy]:
    """Return radiotherapy of bone or an old antiandrogen before 223Ra in some patients."""
    given = []
    for name, probability in (("external beam radiotherapy", 0.25), ("bicalutamide", 0.2)):
        if chance(rng, probability):
            start = later(mcrpc, whole(rng, 1, (course.radium[0] - mcrpc).days - 20))
            given.append(Therapy(course.patient.id, name, start, later(start, whole(rng, 10, 19))))
    return given


def _rechallenge(rng: Generator, course: Course, before: Sequence[str]) -> list[Therapy]:
    """Return a second course of docetaxel after 223Ra, which is no further distinct therapy."""
    gap = (course.start - course.radium[-1]).days
    if "docetaxel" not in before or gap < 365 or not chance(rng, 0.4):
        return []
    start = later(course.start, -whole(rng, 120, 200))
    return [Therapy(course.patient.id, "docetaxel", start, later(start, whole(rng, 42, 105)))]


def _subsequent(rng: Generator, course: Course, prior: Sequence[str]) -> list[Therapy]:
    """Return what follows the last infusion in about half of the patients."""
    given: list[Therapy] = []
    free = later(course.infusions[-1], whole(rng, 18, 120))
    choices = {name: share for name, share in NEXT_THERAPY.items() if name not in prior}
    goes_on = chance(rng, WITH_NEXT_THERAPY)
    while goes_on and choices and free < course.last_contact:
        name = pick(rng, choices)
        choices.pop(name)
        length = 14 if name == "external beam radiotherapy" else whole(rng, 40, 220)
        stop = later(free, length)
        end = stop if stop < course.last_contact else None
        given.append(Therapy(course.patient.id, name, free, end))
        free = later(stop, whole(rng, 14, 120))
        goes_on = chance(rng, 0.4)
    return given
