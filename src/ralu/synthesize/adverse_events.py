"""Adverse events before, during and after the treatment-emergent window."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from numpy.random import Generator

from ralu.synthesize.constants import SERIOUS_TEAE
from ralu.synthesize.draw import chance, choose, later, pick, stream, whole
from ralu.synthesize.terms import ANAEMIA, FATAL, TERMS, THROMBOCYTOPENIA, Term
from ralu.synthesize.treatment import Course

GRADES = {1: 0.55, 2: 0.36, 3: 0.09}
SERIOUS_GRADES = {2: 0.1, 3: 0.68, 4: 0.22}
OUTCOMES = {"recovered": 0.58, "recovering": 0.1, "not recovered": 0.24, "unknown": 0.08}
FATAL_TEAE = 3
FATAL_WITHIN_DAYS = 75
"""Fatal events are in patients who die so soon after the last infusion."""
REPORTED_CYTOPENIA = 0.55
"""Share of laboratory cytopenias that are also reported as adverse events."""
BEFORE_177LU, AFTER_WINDOW = 22, 26
"""Patients with an event that is not treatment-emergent."""


@dataclass(frozen=True, slots=True)
class Event:
    """One adverse event; no end where it goes on or is not known."""

    course: Course
    term: Term
    grade: int
    serious: bool
    related_to: str
    outcome: str
    start: date
    end: date | None


def draw_events(
    courses: Sequence[Course], anaemic: Collection[str], thrombopenic: Collection[str]
) -> list[Event]:
    """Return the events by patient and day.

    Parameters
    ----------
    courses
        The patients.
    anaemic, thrombopenic
        Patients whose laboratory values were of grade 3 or worse in the window.
    """
    rng = stream("adverse events")
    with_teae = [c for c in courses if c.patient.with_teae]
    risk = [1 + max(0.0, 1 + c.patient.burden) for c in with_teae]
    serious = choose(rng, with_teae, SERIOUS_TEAE, risk)
    fatal = choose(rng, [c for c in serious if _soon_dead(c)], FATAL_TEAE)
    events: list[Event] = []
    for course in with_teae:
        low = _reported(rng, course, anaemic, thrombopenic)
        events += _treatment_emergent(rng, course, low)
        if course in serious:
            events.append(_fatal(rng, course) if course in fatal else _serious(rng, course))
    events += [_before(rng, c) for c in choose(rng, courses, BEFORE_177LU)]
    observed = [c for c in courses if (c.last_contact - c.window_end).days > 20]
    events += [_after(rng, c) for c in choose(rng, observed, AFTER_WINDOW)]
    return sorted(events, key=lambda e: (e.course.patient.id, e.start, e.term.name))


def _soon_dead(course: Course) -> bool:
    """Return whether the patient died soon and was followed until then."""
    soon = (course.last_contact - course.infusions[-1]).days <= FATAL_WITHIN_DAYS
    return soon and course.death == course.last_contact


def _reported(
    rng: Generator, course: Course, anaemic: Collection[str], thrombopenic: Collection[str]
) -> list[Term]:
    """Return the laboratory cytopenias that the chart also holds as events."""
    found = ((ANAEMIA, anaemic), (THROMBOCYTOPENIA, thrombopenic))
    return [
        term
        for term, patients in found
        if course.patient.id in patients and chance(rng, REPORTED_CYTOPENIA)
    ]


def _treatment_emergent(rng: Generator, course: Course, low: Sequence[Term]) -> list[Event]:
    """Return the non-serious events of the window: different terms, and reported cytopenias."""
    number = 1 + int(rng.poisson(0.35 + 0.45 * len(course.infusions)))
    terms = choose(rng, TERMS, number, [t.weight for t in TERMS])
    events = []
    for term in {t.name: t for t in [*terms, *low]}.values():
        grade = 3 if term in low else min(pick(rng, GRADES), term.worst_grade)
        events.append(_event(rng, course, term, grade, _day_in_window(rng, course)))
    return events


def _serious(rng: Generator, course: Course) -> Event:
    """Return a serious event of the window."""
    term = choose(rng, TERMS, 1, [t.serious_weight for t in TERMS])[0]
    grade = min(pick(rng, SERIOUS_GRADES), term.worst_grade)
    event = _event(rng, course, term, grade, _day_in_window(rng, course))
    return replace(event, serious=True)


def _fatal(rng: Generator, course: Course) -> Event:
    """Return the event the patient died of."""
    term = choose(rng, FATAL, 1)[0]
    first = max(course.infusions[-1], later(course.window_end, -20))
    start = later(first, whole(rng, 0, (course.window_end - first).days))
    return Event(course, term, 5, True, "disease", "fatal", start, course.death)


def _before(rng: Generator, course: Course) -> Event:
    """Return an event before the first infusion."""
    term = choose(rng, TERMS, 1, [t.weight for t in TERMS])[0]
    day = later(course.start, -whole(rng, 5, 200))
    event = _event(rng, course, term, min(pick(rng, GRADES), term.worst_grade), day)
    return replace(event, related_to="unknown" if chance(rng, 0.3) else "disease")


def _after(rng: Generator, course: Course) -> Event:
    """Return an event after the window, in part of the patients a serious one."""
    serious = chance(rng, 0.4)
    weights = [t.serious_weight if serious else t.weight for t in TERMS]
    term = choose(rng, TERMS, 1, weights)[0]
    grade = min(pick(rng, SERIOUS_GRADES if serious else GRADES), term.worst_grade)
    day = later(course.window_end, whole(rng, 3, (course.last_contact - course.window_end).days))
    return replace(_event(rng, course, term, grade, day), serious=serious)


def _day_in_window(rng: Generator, course: Course) -> date:
    return later(course.start, whole(rng, 0, (course.window_end - course.start).days))


def _event(rng: Generator, course: Course, term: Term, grade: int, start: date) -> Event:
    """Return a non-serious event with its relation and outcome, ended by the last contact."""
    others = (1 - term.by_therapy) / 6
    relation = pick(
        rng,
        {
            "177Lu-PSMA": term.by_therapy,
            "disease": 3 * others,
            "other": 1.5 * others,
            "unknown": 1.5 * others,
        },
    )
    outcome = pick(rng, OUTCOMES)
    end = later(start, whole(rng, 2, 70))
    if outcome == "recovered" and end > course.last_contact:
        outcome = "recovering"
    return Event(
        course,
        term,
        grade,
        False,
        relation,
        outcome,
        start,
        end if outcome == "recovered" else None,
    )
