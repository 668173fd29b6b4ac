"""Patient flow drawn as boxes: each set under the one it is a part of, beside it who is not."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from ralu.blocks import Figure
from ralu.figures.frame.canvas import INK, WIDTH, figure_style, palette, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.cohort.flow import Flow, Step, reasons_in_words
from ralu.typeset import pretty

ROW, HIGH, STEP = 0.46, 0.36, 0.3
"""Inches from box to box, of the height of a box, and by which a part is set in."""
BOXES, ASIDE, LETTERS = 3.85, 4.1, 46
"""Inches where boxes end and where the reasons begin, and letters in a line of both."""


def flow_figure(study: Study, flow: Flow, *, id: str = "fig-flow") -> Figure:
    """Return the patient flow as a tree of boxes, its numbers those of the table."""
    title = "Patient flow, drawn"
    height = ROW * len(flow.steps) + 0.2
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, height))
        axes = drawing.add_axes((0, 0, 1, 1 - 0.2 / height))
        axes.set(xlim=(0, WIDTH), ylim=(-ROW * len(flow.steps), 0))
        axes.set_axis_off()
        above: dict[int, float] = {}
        for place, step in enumerate(flow.steps):
            middle = -ROW * (place + 0.5)
            _box(axes, step, middle, above.get(step.depth - 1))
            _reasons(axes, step, middle)
            above[step.depth] = middle
        svg = to_svg(drawing, study, id)
    note = (
        "Numbers as in the table of the same name; a patient with several reasons is counted "
        "under the first."
    )
    drawn = as_table(_drawn(flow), title)
    return Figure(id, title, svg, _alt(flow), (note,), flow.ledger, drawn)


def _box(axes: Axes, step: Step, middle: float, parent: float | None) -> None:
    """Draw a set, with an arrow from the left of the one it is a part of."""
    left = 0.04 + STEP * step.depth
    colour = palette(1)[0] if step.depth < 2 else INK
    axes.add_patch(
        Rectangle(
            (left, middle - HIGH / 2),
            BOXES - left,
            HIGH,
            facecolor="none",
            edgecolor=colour,
            linewidth=1.3 if step.depth < 2 else 0.8,
        )
    )
    weight = "semibold" if step.depth < 2 else "normal"
    look: Any = {"va": "center", "size": 8, "weight": weight, "linespacing": 1.0}
    label = "\n".join(wrap(step.label, LETTERS))
    axes.text(left + 0.08, middle, pretty(label), **look)
    axes.text(BOXES - 0.08, middle, f"n = {step.count}", ha="right", **look)
    if parent is None:
        return
    trunk = left - STEP / 2
    axes.plot([trunk, trunk], [parent - HIGH / 2, middle], color=INK, linewidth=0.8)
    axes.plot([trunk, left - 0.06], [middle, middle], color=INK, linewidth=0.8)
    axes.plot([left - 0.05], [middle], marker=5, color=INK, markersize=4)


def _reasons(axes: Axes, step: Step, middle: float) -> None:
    """Write beside a set who is not in it."""
    if not step.left_out:
        return
    axes.plot(
        [BOXES + 0.03, ASIDE - 0.05],
        [middle, middle],
        color=INK,
        linewidth=0.7,
        linestyle=(0, (2, 2)),
    )
    lines = wrap(f"Left out: {reasons_in_words(step)}", LETTERS)
    axes.text(ASIDE, middle, pretty("\n".join(lines)), va="center", size=7.5, linespacing=1.15)


def _drawn(flow: Flow) -> pd.DataFrame:
    """Return a row per box."""
    return pd.DataFrame(
        {
            "set": [step.label for step in flow.steps],
            "depth": [step.depth for step in flow.steps],
            "n": [str(step.count) for step in flow.steps],
            "left_out": [str(reasons_in_words(step)) for step in flow.steps],
        }
    )


def _alt(flow: Flow) -> Printed:
    parts: list[str] = ["Flow of the patients in boxes."]
    for step in flow.steps:
        said = compose("{}: {}", step.name, step.count)
        if step.left_out:
            said = compose("{}, left out: {}", said, reasons_in_words(step))
        parts.append(compose("{}.", said))
    return join(" ", parts)
