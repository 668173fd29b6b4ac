"""Therapy sequence as an alluvial figure: patients by class of each line, flowing to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from ralu.adam.adex import LUTETIUM
from ralu.blocks import Figure
from ralu.figures.frame.canvas import GRID, INK, PALETTE, WHITE, WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.cohort.therapy_sequence import (
    ALIVE,
    DIED,
    ENDS,
    NO_LINE,
    NONE,
    OTHER,
    TherapySequences,
)
from ralu.tables.frame.groups import POPULATION
from ralu.typeset import pretty

BAR, ROOM = 0.3, 0.012
"""Width of a node of 1 between stages, and the room between nodes as a part of all patients."""
READABLE = 0.03
"""Part of all patients from which a node has room for its number."""
Place = dict[tuple[int, str], tuple[float, float]]


def sequence_figure(
    study: Study, ways: TherapySequences | None, *, id: str = "fig-sequence"
) -> Figure | None:
    """Return the way of the patients through lines, 177Lu-PSMA and what came next."""
    if ways is None:
        return None
    title = "Sequence of life-prolonging therapies, 177Lu-PSMA and what came next"
    colours = _colours(ways)
    places = _places(ways, list(colours))
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, 4.2))
        axes = drawing.add_axes((0, 0.13, 1, 0.83))
        axes.set_axis_off()
        for ribbon, source in _ribbons(ways.links, places, list(colours)):
            grey = source in ENDS or source == LUTETIUM
            shade = GRID if grey else colours[source]
            axes.add_artist(
                PathPatch(ribbon, facecolor=shade, alpha=0.6 if grey else 0.35, linewidth=0)
            )
        _nodes(axes, ways, places, colours)
        axes.set(xlim=(-0.05, len(ways.stages) - 1 + BAR + 0.05), ylim=(1.02, -0.06))
        handles = [
            Patch(**_look(state, colour), label=pretty(state))
            for state, colour in colours.items()
            if state != LUTETIUM
        ]
        drawing.legend(handles=handles, loc="lower center", ncols=4, handlelength=1)
        svg = to_svg(drawing, study, id)
    note = (
        f"{POPULATION}. Each band is a number of patients, from one line to the next; its colour "
        "is the class it comes from. Next: first anticancer therapy after the first 177Lu infusion."
    )
    data = as_table(ways.links.drop(columns="place"), title)
    return Figure(id, title, svg, _alt(ways), (note, *ways.notes), ways.ledger, data)


def _colours(ways: TherapySequences) -> dict[str, str]:
    """Return the colour of each state, from the top of the drawing to its foot."""
    told = dict(zip(ways.classes, PALETTE, strict=False))
    ends = {NO_LINE: GRID, ALIVE: WHITE, NONE: WHITE, DIED: INK}
    found = set(ways.states.to_numpy().ravel())
    colours = told | {OTHER: PALETTE[-1], LUTETIUM: GRID} | ends
    return {state: colour for state, colour in colours.items() if state in found}


def _look(state: str, colour: str) -> dict[str, Any]:
    """Return the look of a node: some of one colour differ by their outline."""
    outlined = colour == WHITE or state == LUTETIUM
    return {"facecolor": colour, "edgecolor": INK, "linewidth": 0.8 if outlined else 0}


def _places(ways: TherapySequences, order: list[str]) -> Place:
    """Return top and height of each node; all patients are as high as the drawing."""
    places: Place = {}
    total = len(ways.states) * (1 + ROOM * len(order))
    for place, stage in enumerate(ways.stages):
        sizes = ways.states[stage].value_counts()
        top = 0.0
        for state in order:
            if state in sizes:
                places[place, state] = (top, sizes[state] / total)
                top += sizes[state] / total + ROOM
    return places


def _ribbons(links: pd.DataFrame, places: Place, order: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield the outline of each band, with the state that it comes from."""
    leaves = {node: top for node, (top, _) in places.items()}
    enters = dict(leaves)
    rank = {state: n for n, state in enumerate(order)}
    ordered = links.assign(a=links["from"].map(rank), b=links["to"].map(rank))
    sizes = links[links["place"] == 0]["patients"].sum()
    unit = sum(high for (place, _), (_, high) in places.items() if place == 0) / sizes
    for link in ordered.sort_values(["place", "a", "b"]).to_dict("records"):
        here, there = (link["place"], link["from"]), (link["place"] + 1, link["to"])
        high = unit * link["patients"]
        x = link["place"]
        yield _band(x + BAR, x + 1, leaves[here], enters[there], high), link["from"]
        leaves[here] += high
        enters[there] += high


def _band(x: float, x2: float, y: float, y2: float, high: float) -> Path:
    middle = (x + x2) / 2
    points = [(x, y), (middle, y), (middle, y2), (x2, y2)]
    back = [(px, py + high) for px, py in reversed(points)]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    return Path([*points, *back, points[0]], codes)


def _nodes(axes: Axes, ways: TherapySequences, places: Place, colours: dict[str, str]) -> None:
    """Draw a node per stage and state, with its number where there is room."""
    for (place, state), (top, high) in places.items():
        colour = colours[state]
        axes.add_artist(Rectangle((place, top), BAR, high, **_look(state, colour)))
        if high >= READABLE:
            number = str(ways.counts[ways.stages[place], state])
            ink = INK if colour in {GRID, WHITE} else WHITE
            axes.text(
                place + BAR / 2, top + high / 2, number, ha="center", va="center", size=7, color=ink
            )
    for place, stage in enumerate(ways.stages):
        axes.text(place + BAR / 2, -0.02, pretty(stage), ha="center", va="bottom", size=8)


def _alt(ways: TherapySequences) -> Printed:
    parts: list[str] = ["Bands from line to line."]
    for stage in ways.stages:
        said = [
            compose("{} {}", state, count)
            for (at, state), count in ways.counts.items()
            if at == stage
        ]
        parts.append(compose("{}: {}.", stage, join(", ", said)))
    return join(" ", parts)
