"""Why 177Lu-PSMA therapy ended, in the words of a chart; drawn apart from everything else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from numpy.random import Generator

from ralu.synthesize.constants import CUT_OFF
from ralu.synthesize.draw import pick, stream
from ralu.synthesize.treatment import HELD_GAP, REGULAR_GAP, Course

COMPLETED, PROGRESSION, DEATH = "completed as planned", "progression", "death"
EVENT, WISH, NOT_RECORDED = "adverse event", "wish of the patient", ""
AFTER_SIX = {COMPLETED: 0.88, PROGRESSION: 0.12}
AFTER_FOUR = {PROGRESSION: 0.52, COMPLETED: 0.34, WISH: 0.09, NOT_RECORDED: 0.05}
EARLIER = {PROGRESSION: 0.76, WISH: 0.15, NOT_RECORDED: 0.09}
"""Reasons by the number of infusions, where neither an adverse event ended the therapy nor death
came before the next was due."""


def stop_reasons(courses: Sequence[Course], withdrawn: Collection[str]) -> list[str]:
    """Return the reason of each patient, "" where the chart has none.

    `withdrawn` are the patients with an adverse event for which the therapy was withdrawn: both
    columns of the chart tell of the same stop.
    """
    rng = stream("end of lutetium")
    return [_reason(rng, course, course.patient.id in withdrawn) for course in courses]


def _reason(rng: Generator, course: Course, withdrawn: bool) -> str:
    last, number = course.infusions[-1], len(course.infusions)
    shares = AFTER_SIX if number >= 6 else AFTER_FOUR if number >= 4 else EARLIER
    drawn = pick(rng, shares)
    if course.death and (course.death - last).days <= min(REGULAR_GAP):
        return DEATH
    if withdrawn:
        return EVENT
    goes_on = not course.death and (CUT_OFF - last).days < max(HELD_GAP)
    return NOT_RECORDED if goes_on else drawn
