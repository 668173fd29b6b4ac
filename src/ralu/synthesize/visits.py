"""When blood is taken: before, around and after the infusions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from numpy.random import Generator

from ralu.synthesize.draw import chance, later, whole
from ralu.synthesize.treatment import Course

Kind = Literal["screening", "baseline", "infusion", "between", "end", "follow-up"]

MOST_FOLLOW_UP_VISITS = 8

BLOOD_COUNT = ("HGB", "PLAT", "WBC", "NEUT", "LYM")
CHEMISTRY = ("LDH", "CREAT", "ALT", "AST", "BILI")
MARKERS = ("PSA", "ALP")
TAKEN: dict[Kind, tuple[str, ...]] = {
    "screening": (*MARKERS, *BLOOD_COUNT, "CREAT"),
    "baseline": (*MARKERS, *BLOOD_COUNT, *CHEMISTRY),
    "infusion": (*MARKERS, *BLOOD_COUNT, *CHEMISTRY),
    "between": BLOOD_COUNT,
    "end": (*MARKERS, *BLOOD_COUNT, *CHEMISTRY),
    "follow-up": (*MARKERS, "HGB", "PLAT", "LDH", "CREAT"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A day on which blood is taken."""

    day: date
    kind: Kind


def visits_of(rng: Generator, course: Course) -> list[Visit]:
    """Return a patient's visits in order, none after his last contact."""
    start, last = course.start, course.infusions[-1]
    visits = [
        Visit(later(start, -whole(rng, 25, 60)), "screening"),
        Visit(later(start, -whole(rng, 0, 7)), "baseline"),
    ]
    visits += [
        Visit(later(infusion, -whole(rng, 0, 3)), "infusion") for infusion in course.infusions[1:]
    ]
    visits += [
        Visit(later(infusion, whole(rng, 17, 25)), "between")
        for infusion in course.infusions
        if chance(rng, 0.55)
    ]
    visits.append(Visit(later(last, whole(rng, 26, 30)), "end"))
    day = later(last, whole(rng, 60, 90))
    for _ in range(MOST_FOLLOW_UP_VISITS):
        visits.append(Visit(day, "follow-up"))
        day = later(day, whole(rng, 50, 100))
    return sorted((v for v in visits if v.day <= course.last_contact), key=lambda v: v.day)
