"""What was done with 177Lu-PSMA because of an adverse event."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.random import Generator

from ralu.synthesize.adverse_events import Event
from ralu.synthesize.draw import chance, stream

NONE, DELAYED, WITHDRAWN, NOT_RECORDED = "none", "dose delayed", "drug withdrawn", ""
LOST = 0.08
"""Share of events whose action nobody wrote down."""
DELAY = {2: 0.05, 3: 0.35, 4: 0.6}
STOP = {2: 0.12, 3: 0.6, 4: 0.8, 5: 0.8}
"""Probabilities by grade; none for a grade that is not named."""


def draw_actions(events: Sequence[Event]) -> list[str]:
    """Return the action taken for each event."""
    rng = stream("action taken")
    return [NOT_RECORDED if chance(rng, LOST) else _action(rng, event) for event in events]


def _action(rng: Generator, event: Event) -> str:
    """Return the action: the therapy can end only where no infusion follows the event."""
    course = event.course
    delayed, stopped = chance(rng, DELAY.get(event.grade, 0)), chance(rng, STOP.get(event.grade, 0))
    if not course.start <= event.start <= course.window_end:
        return NONE
    if event.start < course.infusions[-1]:
        return DELAYED if delayed else NONE
    return WITHDRAWN if stopped else NONE
