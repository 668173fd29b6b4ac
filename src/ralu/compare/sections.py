"""Differing results in the order and the words in which a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from ralu.compare.curves import FigureChange, largest_distance
from ralu.compare.difference import DESCRIPTION, KINDS, Difference, RowChange
from ralu.compare.origins import CAUSES
from ralu.compare.outputs import OutputChange, TableChange

TITLES = {
    "print": "Print changed",
    "gone": "Gone",
    "added": "Added",
    "value": "Value changed, print the same",
    "description": "Only n, unit, method or population changed",
    "rounding": "Only the last digits of the arithmetic changed",
}
UNEXPLAINED = "unexplained"
MISSING = "none"
SAME_ORIGIN = "Nothing that concerns a result differs in what they were made from."
OUTPUTS = {"tables": "Tables whose print differs", "figures": "Figures that differ"}
ALONE = "none of its results differs"
ALARM = (
    "{what} although nothing that concerns them changed in data, parameters, code or "
    "environment. This should not be: the report is not reproducible. make verify shows more."
)


@dataclass(frozen=True)
class Section:
    """Results that differ in the same way and for the same cause."""

    kind: str
    cause: str
    rows: tuple[RowChange, ...]

    @property
    def title(self) -> str:
        """What the results have in common, with their number."""
        return f"{TITLES[self.kind]}: {results(len(self.rows))}"


def sections(difference: Difference) -> list[Section]:
    """Return the differing results, those without a cause first within their kind."""

    def order(change: RowChange) -> tuple[int, list[int]]:
        return KINDS.index(change.kind), [CAUSES.index(cause) for cause in change.causes]

    grouped = groupby(sorted(difference.rows, key=order), key=lambda c: (c.kind, c.causes))
    return [Section(kind, cause(causes), tuple(rows)) for (kind, causes), rows in grouped]


def cause(causes: Sequence[str]) -> str:
    """Return the cause of a result in words."""
    if len(causes) > 1:
        return f"{' + '.join(causes)} (cannot be told apart)"
    return causes[0] if causes else UNEXPLAINED


def summary(difference: Difference) -> list[str]:
    """Return how many results differ in which way, and how many tables and figures."""
    count = dict.fromkeys(KINDS, 0)
    for change in difference.rows:
        count[change.kind] += 1
    total = len(difference.old.rows.keys() | difference.new.rows.keys())
    same = total - len(difference.rows)
    lines = [f"{TITLES[kind]}: {results(n)}" for kind, n in count.items() if n]
    counts = {"tables": len(difference.tables), "figures": len(difference.figures)}
    lines += [f"{OUTPUTS[name]}: {count}" for name, count in counts.items() if count]
    return [*lines, f"The same in both: {results(same)}"]


def alarm(difference: Difference) -> str:
    """Return what to say of all that differs without a cause, "" where there is nothing."""
    found = []
    for what, changes in (
        ("result", difference.rows),
        ("table", difference.tables),
        ("figure", difference.figures),
    ):
        if count := sum(not change.causes for change in changes):
            found.append(counted(count, what))
    verb = "differs" if len(difference.unexplained) == 1 else "differ"
    return ALARM.format(what=f"{' and '.join(found)} {verb}") if found else ""


def results(count: int) -> str:
    """Return a number of results in words."""
    return counted(count, "result")


def counted(count: int, what: str) -> str:
    """Return how many there are: 1 row, 2 rows."""
    return f"{count} {what}{'' if count == 1 else 's'}"


Output = TypeVar("Output", bound=OutputChange)


def by_cause(outputs: Sequence[Output]) -> Iterator[tuple[str, list[Output]]]:
    """Yield causes in words, those without one first, each with the outputs it can concern."""
    ordered = sorted(outputs, key=lambda output: output.causes)
    for causes, of_causes in groupby(ordered, key=lambda output: output.causes):
        yield cause(causes), list(of_causes)


def in_words(output: OutputChange) -> str:
    """Return how a table or figure differs."""
    words = ["data" if output.kind == "changed" else output.kind]
    if isinstance(output, TableChange) and output.kind == "changed":
        counts = {name: getattr(output, name) for name in ("changed", "added", "gone")}
        words = ["column heads"] if output.heads else []
        words += [f"{counted(count, 'row')} {name}" for name, count in counts.items() if count]
    return "; ".join([", ".join(words), *([ALONE] if output.alone else [])])


def shown(change: RowChange) -> tuple[str, str]:
    """Return old and new as they are set beside each other: printed, or in enough digits.

    What is the same in both stands once.
    """
    if change.kind in {"value", "rounding"} and change.old and change.new:
        return told_apart(change.old.value, change.new.value)
    old, new = (row.text if row else "" for row in (change.old, change.new))
    return ("" if old == new else old), new


def told_apart(old: float | None, new: float | None) -> tuple[str, str]:
    """Return two different numbers with as many digits as it takes to see it."""
    for digits in range(6, 17):
        pair = tuple(MISSING if x is None else f"{x:.{digits}g}" for x in (old, new))
        if pair[0] != pair[1]:
            return pair[0], pair[1]
    return (repr(old), repr(new))


def absolute(change: RowChange) -> str:
    """Return the absolute change."""
    return "" if change.absolute is None else f"{change.absolute:+.3g}"


def relative(change: RowChange) -> str:
    """Return the relative change in percent."""
    if change.relative is None:
        return ""
    percent = 100 * change.relative
    return f"{percent:+.1f}%" if abs(percent) >= 1 else f"{percent:+.2g}%"


def remarks(change: RowChange) -> list[str]:
    """Return what else changed of a result: n, unit, method, population."""
    if not change.old or not change.new:
        return []
    names = [name for name in DESCRIPTION if name in change.fields]
    pairs = ((name, getattr(change.old, name), getattr(change.new, name)) for name in names)
    return [f"{name}: {_said(old)} -> {_said(new)}" for name, old, new in pairs]


def distance(figure: FigureChange, name: str) -> str:
    """Return how far apart the old and the new curve lie."""
    if name not in figure.old or name not in figure.new:
        return "gone" if name in figure.old else "added"
    apart, time = largest_distance(figure.old[name], figure.new[name])
    if not apart:
        return "the curve is the same; its limits or numbers at risk differ"
    side = "above" if apart > 0 else "below"
    points = f"{100 * abs(apart):.2g} percentage points"
    return f"largest distance: new {points} {side} old, at {time:.4g} months"


def _said(value: object) -> str:
    return MISSING if value in (None, "") else str(value)
