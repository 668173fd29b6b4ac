"""Dot plot of frequent adverse events: shares by group, beside them the difference of two."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure
from ralu.figures.frame.canvas import INK, WIDTH, figure_style, palette, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import Printed, compose, join
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, ci_name
from ralu.tables.safety.event_shares import (
    LIMITS,
    POINTS,
    EventShares,
    difference_text,
    share_text,
)
from ralu.typeset import pretty

MARKS = "osD^"
IN_ALT = 5
"""So many terms are named in the description."""


def event_dot_plot(
    study: Study, result: EventShares | None, *, id: str = "fig-teae-dots"
) -> Figure | None:
    """Return the share of patients with each frequent term, from the rows of `result`.

    With two groups the difference stands beside it, with its interval; else the shares have
    intervals.
    """
    if result is None or not result.terms:
        return None
    drawn = _drawn(result)
    two = len(result.groups) == 2
    with figure_style():
        each = 0.22 if two else 0.17 + 0.05 * len(result.groups)
        height = each * len(result.terms) + (1.05 if result.by else 0.75)
        drawing = Drawing(figsize=(WIDTH, height), layout="constrained")
        panels = drawing.subplots(1, 2 if two else 1, sharey=True, squeeze=False)[0]
        _shares(panels[0], drawn, result, limits=not two)
        if two:
            _differences(panels[1], drawn, result, confidence(study))
        svg = to_svg(drawing, study, id)
    title = "Frequent treatment-emergent adverse events"
    note = (
        f"{POPULATION}. Patients with the event, of all of their group; the terms of "
        f"at least {result.min_percent:g}% of the patients of any group. {_method(study, result)}"
    )
    notes, data = (note, *result.notes), as_table(drawn, title)
    return Figure(id, title, svg, _alt(result, title), notes, result.ledger, data)


def _method(study: Study, result: EventShares) -> str:
    if len(result.groups) == 2:
        reference, other = (pretty(group.name) for group in result.groups)
        return (
            f"Difference: {other} less {reference}, with {confidence(study)} CI by Newcombe's "
            "hybrid score method, not adjusted for their number."
        )
    return f"Bars: {confidence(study)} CI, {ci_name(study)}."


def _name(result: EventShares, group: Group) -> str:
    return pretty(group.name) if result.by else "All patients"


def _drawn(result: EventShares) -> pd.DataFrame:
    """Return a row per term and group with what is drawn, in percent and percentage points."""
    rows = []
    for line in result.terms:
        for group in result.groups:
            stats = ("pct", "lower", "upper")
            values = [result.row(line, group, stat, unit="%").value for stat in stats]
            of_first = group is result.groups[0]
            values += [
                None if of_first else result.row(line, group, stat, unit=POINTS).value
                for stat in LIMITS
            ]
            rows.append((line.label, _name(result, group), *values))
    names = ["percent", "lower", "upper", "difference", "difference_lower", "difference_upper"]
    drawn = pd.DataFrame(rows, columns=["term", "group", *names])
    return drawn.astype(dict.fromkeys(names, "float64"))


def _shares(axes: Axes, drawn: pd.DataFrame, result: EventShares, *, limits: bool) -> None:
    names = list(dict.fromkeys(drawn["group"]))
    places = np.arange(len(result.terms))
    for k, (name, colour) in enumerate(zip(names, palette(len(names)), strict=True)):
        mine = drawn[drawn["group"] == name]
        y = places + (0.24 if limits else 0.12) * (k - (len(names) - 1) / 2)
        if limits:
            axes.hlines(y, mine["lower"], mine["upper"], color=colour, linewidth=1.2)
        axes.plot(mine["percent"], y, MARKS[k % len(MARKS)], color=colour, markersize=5, label=name)
    axes.set_yticks(places, [line.label for line in result.terms])
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("Patients with the event (%)")
    axes.grid(axis="both")
    axes.tick_params(axis="y", length=0)
    if result.by:
        axes.legend(ncols=len(names), loc="lower left", bbox_to_anchor=(0, 1.0), handletextpad=0.2)


def _differences(axes: Axes, drawn: pd.DataFrame, result: EventShares, level: str) -> None:
    mine = drawn[drawn["group"] == _name(result, result.groups[1])]
    place = np.arange(len(mine))
    axes.hlines(place, mine["difference_lower"], mine["difference_upper"], color=INK, linewidth=1.2)
    axes.plot(mine["difference"], place, "s", color=INK, markersize=4.5)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.grid(axis="both")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(f"Difference in percentage points ({level} CI)")


def _alt(result: EventShares, title: str) -> Printed:
    parts = [compose("Dot plot: {}.", title)]
    for line in result.terms[:IN_ALT]:
        said = [
            compose("{} {}", _name(result, group), share_text(result, line, group))
            for group in result.groups
        ]
        if len(result.groups) == 2:
            said.append(compose("difference {}", difference_text(result, line, result.groups[1])))
        parts.append(compose("{}, patients (%): {}.", line.label, join(", ", said)))
    return join(" ", parts)
