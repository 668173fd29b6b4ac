"""Doses of 223Ra and 177Lu-PSMA on their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from numpy.random import Generator

from ralu.synthesize.cohort import Patient
from ralu.synthesize.constants import (
    LUTETIUM_INFUSIONS,
    RADIUM_AVAILABLE,
    RADIUM_INJECTIONS,
    WINDOW_DAYS,
)
from ralu.synthesize.draw import chance, later, pick, stream, whole
from ralu.synthesize.survival import FollowUp

REGULAR_GAP = {42: 0.5, 49: 0.3, 56: 0.2}
"""Days between infusions: six to eight weeks."""
HELD_GAP = {70: 0.5, 84: 0.3, 98: 0.2}
"""The same where an infusion was held or delayed."""
RADIUM_GAP = {28: 0.9, 35: 0.08, 42: 0.02}
SHORT_INTERVAL_DAYS = (24, 174)
LONG_INTERVAL_DAYS = (192, 1400)


@dataclass(frozen=True, slots=True)
class Course:
    """A patient with his doses and the end of his follow-up."""

    patient: Patient
    radium: tuple[date, ...]
    infusions: tuple[date, ...]
    death: date | None
    last_contact: date

    @property
    def start(self) -> date:
        """Day of the first infusion."""
        return self.infusions[0]

    @property
    def window_end(self) -> date:
        """Last observed day of the treatment-emergent window."""
        return min(later(self.infusions[-1], WINDOW_DAYS), self.last_contact)

    @property
    def survival_days(self) -> int:
        """Days from the first infusion to death or last contact."""
        return ((self.death or self.last_contact) - self.start).days


def treat(patients: Sequence[Patient], follow_up: Sequence[FollowUp]) -> list[Course]:
    """Return the treatment course of each patient."""
    rng = stream("treatment")
    contact = [_contact_days(rng, f) for f in follow_up]
    infusions = _share_infusions(rng, contact)
    injections = rng.permutation([n for n, size in RADIUM_INJECTIONS.items() for _ in range(size)])
    courses = []
    for i, (patient, ends) in enumerate(zip(patients, follow_up, strict=True)):
        courses.append(
            Course(
                patient,
                _radium_days(rng, patient, ends.start, int(injections[i])),
                _infusion_days(rng, ends.start, infusions[i], contact[i]),
                later(ends.start, ends.days) if ends.died else None,
                later(ends.start, contact[i]),
            )
        )
    return courses


def _contact_days(rng: Generator, ends: FollowUp) -> int:
    """Return the days to the last contact; half of the dead were last seen some time before."""
    if not ends.died or chance(rng, 0.5):
        return ends.days
    return ends.days - whole(rng, 1, min(45, ends.days // 4))


def _share_infusions(rng: Generator, contact: Sequence[int]) -> Mapping[int, int]:
    """Return the number of infusions by patient: the longer observed, the likelier more."""
    fitness = {i: days * rng.lognormal(0, 0.35) for i, days in enumerate(contact)}
    given: dict[int, int] = {}
    for number, size in sorted(LUTETIUM_INFUSIONS.items(), reverse=True):
        long_enough = [
            i for i in fitness if i not in given and contact[i] >= (number - 1) * max(REGULAR_GAP)
        ]
        long_enough.sort(key=lambda i: -fitness[i])
        given |= dict.fromkeys(long_enough[:size], number)
    return given


def _infusion_days(rng: Generator, start: date, number: int, contact: int) -> tuple[date, ...]:
    """Return the days of infusion, some of them delayed where time allows."""
    gaps = [pick(rng, HELD_GAP if chance(rng, 0.12) else REGULAR_GAP) for _ in range(number - 1)]
    if sum(gaps) > contact:
        gaps = [min(gap, max(REGULAR_GAP)) for gap in gaps]
    return tuple(later(start, sum(gaps[:i])) for i in range(number))


def _radium_days(rng: Generator, patient: Patient, start: date, number: int) -> tuple[date, ...]:
    """Return the days of injection, counted back from the first 177Lu infusion."""
    gaps = [pick(rng, RADIUM_GAP) for _ in range(number - 1)]
    if patient.interval == "short":
        interval = whole(rng, *SHORT_INTERVAL_DAYS)
    else:
        low, high = LONG_INTERVAL_DAYS
        high = min(high, (start - RADIUM_AVAILABLE).days - sum(gaps))
        interval = min(high, max(low, round(rng.lognormal(6.0, 0.5))))
    last = later(start, -interval)
    last = later(last, -max(0, last.weekday() - 4))
    return tuple(later(last, -sum(gaps[i:])) for i in range(number))
