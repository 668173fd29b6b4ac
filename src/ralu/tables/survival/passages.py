"""Times to event in words."""

from __future__ import annotations

from ralu.blocks import Passage
from ralu.ledger import find
from ralu.printed import compose, join, to_markdown
from ralu.prose import confidence
from ralu.rounding import NOT_REACHED
from ralu.study import Study
from ralu.tables.frame.kaplan_meier import MEDIAN
from ralu.tables.survival.curves import Survival


def survival_in_words(study: Study, result: Survival | None) -> Passage | None:
    """Return patients, events and median of each curve as a sentence."""
    if result is None:
        return None
    level = confidence(study)
    sentences = []
    for curve in result.curves:
        g = curve.group
        who = f"{g.name}: " if g.variable else ""
        n, events, median, lower, upper = result.texts(g, "n", "events", *MEDIAN)
        reached = compose("median {} months ({} CI {} to {})", median, level, lower, upper)
        found = "the median was not reached" if median == NOT_REACHED else reached
        sentences.append(compose("{}{} of {} patients had the event; {}.", who, events, n, found))
    return Passage(to_markdown(compose("{}. {}", result.label, join(" ", sentences))))


IMMORTAL = """Only patients who lived to 177Lu are in the study, so the time before it is immortal:
nobody could be seen to die in it. The naive curve counts it as survival and is too long, by many
months in the simulation of docs/statistics.md; it stands here only for comparison with reports
that are made so. With delayed entry a patient counts as at risk from the first 177Lu infusion on.
That takes away most of the bias, not all: few patients are at risk in the first months, a death
among them moves the whole curve, and early deaths that are not seen make it too long still. The
conditional curve, of patients alive at a time when enough of them are under observation, showed
no bias there and is the main estimate; it speaks of those patients only."""


def immortal_time(result: Survival | None) -> Passage | None:
    """Return why survival from an earlier treatment needs delayed entry."""
    return None if result is None else Passage(IMMORTAL, tone="note")


def earlier_origin_in_words(
    study: Study, conditional: Survival | None, delayed: Survival | None, naive: Survival | None
) -> Passage | None:
    """Return the medians of the three estimates in words, the conditional one first."""
    level, sentences = confidence(study), []
    words = {
        "Conditional on living to month {}, the median is {} months ({} CI {} to {})": conditional,
        "With delayed entry from the start it is {} months ({} CI {} to {})": delayed,
        "Without, naively, it would be {} months ({} CI {} to {})": naive,
    }
    for said, result in words.items():
        if result is None:
            continue
        (curve,) = result.curves
        median, *limits = result.texts(curve.group, *MEDIAN)
        start = [r.printed for r in find(result.ledger, analysis="km_start", stat="month")]
        sentences.append(compose(said, *start, median, level, *limits))
    if not sentences:
        return None
    return Passage(to_markdown(compose("{}.", join(". ", sentences))))
