"""The data of figures in two reports; Kaplan-Meier curves are known by their columns."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from dataclasses import dataclass

from ralu.compare.outputs import OutputChange, Outputs, differing
from ralu.compare.saved import Saved

COLUMNS = ("curve", "time", "n_risk", "n_event", "n_censor", "survival", "lower", "upper")
Point = dict[str, float]
Curves = dict[str, list[Point]]


@dataclass(frozen=True)
class FigureChange(OutputChange):
    """A figure that differs, in its data or as drawn.

    Attributes
    ----------
    old, new
        Its Kaplan-Meier curves; empty where it is another kind of figure.
    """

    old: Curves
    new: Curves

    @property
    def drawable(self) -> bool:
        """Whether the old and the new curves can be drawn over each other."""
        return bool(self.old and self.new)

    @property
    def curves(self) -> list[str]:
        """Names of the curves that differ, in the order of the figure."""
        names = list(dict.fromkeys([*self.new, *self.old]))
        return [name for name in names if self.old.get(name) != self.new.get(name)]


def figure_changes(old: Saved, new: Saved, outputs: Outputs) -> tuple[FigureChange, ...]:
    """Return the figures that differ; ``drawing`` is the kind of those with the same data."""
    kinds = dict(differing(old.pictures, new.pictures))
    kinds = {id: "drawing" if kind == "changed" else kind for id, kind in kinds.items()}
    kinds |= dict(differing(old.drawn, new.drawn))
    found = []
    for id, kind in sorted(kinds.items()):
        curves = [read_curves(saved.drawn.get(id, "")) for saved in (old, new)]
        found.append(
            FigureChange(**vars(outputs.described(id, kind)), old=curves[0], new=curves[1])
        )
    return tuple(found)


def read_curves(text: str) -> Curves:
    """Return the curves of a Kaplan-Meier figure by name; none for any other data."""
    reader = csv.DictReader(io.StringIO(text))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        return {}
    curves: Curves = {}
    for row in reader:
        numbers = {name: _number(row[name]) for name in COLUMNS[1:]}
        point = {name: number for name, number in numbers.items() if number is not None}
        if {"time", "survival"} <= point.keys():
            curves.setdefault(row["curve"], []).append(point)
    return curves


def largest_distance(old: list[Point], new: list[Point]) -> tuple[float, float]:
    """Return where two curves lie furthest apart: new minus old survival, and the time.

    They are compared as far as both go.
    """
    end = min(old[-1]["time"], new[-1]["time"])
    times = sorted({point["time"] for point in (*old, *new) if point["time"] <= end})
    apart = [after - before for before, after in zip(_at(old, times), _at(new, times), strict=True)]
    place = max(range(len(times)), key=lambda k: (abs(apart[k]), -k))
    return apart[place], times[place]


def _at(curve: list[Point], times: list[float]) -> list[float]:
    """Return survival at times, the curve being a step function."""
    steps = [point["time"] for point in curve]
    return [curve[bisect_right(steps, time) - 1]["survival"] for time in times]


def _number(text: str) -> float | None:
    """Return the number of a cell, None for one that says there is none."""
    try:
        return float(text)
    except ValueError:
        return None
