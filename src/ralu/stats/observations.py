"""Checked follow-up of patients, and who of them is at risk when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ralu.stats import checks
from ralu.stats.checks import Flags, Floats, Integers

_TIED = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True, eq=False)
class Observations:
    """Follow-up of patients, one value per patient.

    Attributes
    ----------
    exit
        Time of event or censoring.
    event
        Whether it was an event.
    entry
        Time from which the patient is observed; minus infinity where from the origin on.
    """

    exit: Floats
    event: Flags
    entry: Floats

    @cached_property
    def _exits(self) -> Floats:
        return np.sort(self.exit)

    @cached_property
    def _entries(self) -> Floats:
        return np.sort(self.entry)

    def at_risk(self, times: Floats) -> Integers:
        """Return how many are at risk at each time: entered before it and not out before it."""
        return np.searchsorted(self._entries, times) - np.searchsorted(self._exits, times)

    def at_risk_after(self, times: Floats) -> Integers:
        """Return how many are at risk just after each time."""
        entered = np.searchsorted(self._entries, times, side="right")
        return entered - np.searchsorted(self._exits, times, side="right")

    def of(self, who: Flags | Integers) -> Observations:
        """Return the observations of some patients, by flag or position."""
        return Observations(self.exit[who], self.event[who], self.entry[who])


def observe(
    durations: Any,
    events: Any,
    entry: Any = None,
    *,
    names: tuple[str, str, str] = ("durations", "events", "entry"),
) -> Observations:
    """Check follow-up data and return them.

    Times closer together than a relative 1.5e-8 are one time, as in R `survival`: the same
    day must not become two by the arithmetic of months.

    Parameters
    ----------
    durations, events, entry
        Time of exit, 0/1 and, where entry is delayed, time of entry.
    names
        What they are called in the words of an error.

    Raises
    ------
    ValueError
        For times negative or not finite, events other than 0 and 1, entry not before exit,
        missing values, no values, and different lengths.
    """
    exits, occurred = checks.times(names[0], durations), checks.indicator(names[1], events)
    checks.same_length(**{names[0]: exits, names[1]: occurred})
    if entry is None:
        return Observations(_join_ties(exits), occurred, np.full(len(exits), -np.inf))
    entries = checks.times(names[2], entry)
    checks.same_length(**{names[0]: exits, names[2]: entries})
    exits, entries = np.split(_join_ties(np.concatenate([exits, entries])), 2)
    entries = np.where(entries == 0, -np.inf, entries)
    checks.refuse(names[2], entries >= exits, f"not before {names[0]}")
    return Observations(exits, occurred, entries)


def _join_ties(times: Floats) -> Floats:
    """Return the times, each run of nearly equal ones replaced by its first."""
    ordered = np.sort(times)
    distinct = ordered[np.append(True, np.diff(ordered) > 0)]
    gaps = np.diff(distinct)
    first = np.append(True, (gaps > _TIED) & (gaps > _TIED * distinct.mean()))
    if first.all():
        return times
    distinct = distinct[first]
    joined: Floats = distinct[np.searchsorted(distinct, times, side="right") - 1]
    return joined
