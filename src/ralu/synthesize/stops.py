"""Why 177Lu-PSMA therapy ended, in the words of a chart; drawn apart from everything else."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.random import Generator

from ralu.synthesize.constants import CUT_OFF
from ralu.synthesize.draw import pick, stream
from ralu.synthesize.treatment import HELD_GAP, REGULAR_GAP, Course

COMPLETED, PROGRESSION, DEATH = "completed as planned", "progression", "death"
EVENT, WISH, NOT_RECORDED = "adverse event", "wish of the patient", ""
AFTER_SIX = {COMPLETED: 0.85, PROGRESSION: 0.1, EVENT: 0.05}
AFTER_FOUR = {PROGRESSION: 0.45, COMPLETED: 0.3, EVENT: 0.12, WISH: 0.08, NOT_RECORDED: 0.05}
EARLIER = {PROGRESSION: 0.6, EVENT: 0.2, WISH: 0.12, NOT_RECORDED: 0.08}
"""Reasons by the number of infusions, where death did not come before the next was due."""


def stop_reasons(courses: Sequence[Course]) -> list[str]:
    """Return the reason of each patient, "" where the chart has none."""
    rng = stream("end of lutetium")
    return [_reason(rng, course) for course in courses]


def _reason(rng: Generator, course: Course) -> str:
    last, number = course.infusions[-1], len(course.infusions)
    shares = AFTER_SIX if number >= 6 else AFTER_FOUR if number >= 4 else EARLIER
    drawn = pick(rng, shares)
    if course.death and (course.death - last).days <= min(REGULAR_GAP):
        return DEATH
    goes_on = not course.death and (CUT_OFF - last).days < max(HELD_GAP)
    return NOT_RECORDED if goes_on else drawn
