"""Spider plot: the percent change of each patient over time, coloured by his best response."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from ralu.blocks import Figure, Table
from ralu.figures.biomarkers.response_shades import (
    declined,
    draw_key,
    evaluable,
    panels,
    panels_height,
    shades_of,
    thresholds_shown,
    without_group,
)
from ralu.figures.frame.canvas import INK, WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.ledger import slug
from ralu.printed import compose, join
from ralu.study import Study
from ralu.tables.biomarkers.course import EVALUABLE, Course

CAP = 1000
NEARLY_NONE = 1e-6
"""Ratio that stands for none, which has no place on a ratio scale."""
TICKS = (-95, -90, -75, -50, -30, 0, 50, 100, 300, 1000, 3000, 10000)


def spider_plot(
    study: Study,
    course: Course | None,
    response: Table | None,
    points: pd.DataFrame | None,
    *,
    cap: float = CAP,
    id: str | None = None,
) -> Figure | None:
    """Return a line per patient through the `points` that `spider_lines` returns.

    The axis is that of the ratio to the baseline, in equal steps for equal ratios, and ends at
    an increase of `cap` percent. Numbers in the description come from the ledger rows of the
    `response` table.
    """
    if course is None or response is None or points is None or points.empty:
        return None
    id = id or f"fig-spider-{slug(course.param)}"
    thresholds = thresholds_shown(course)
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, panels_height(points, 3.6)), layout="constrained")
        for axes, mine in panels(drawing, points):
            deepest = mine["decline_at_least"].fillna(0).where(lambda d: d.isin(thresholds), 0)
            for depth, colour in shades_of(thresholds).items():
                _lines(axes, mine[deepest == depth], colour)
            _frame(axes, thresholds, points, cap)
        drawing.axes[0].set_ylabel("Change from baseline (%), ratio scale")
        draw_key(drawing, thresholds)
        svg = to_svg(drawing, study, id)
    title = f"{course.name}: percent change from baseline of each patient"
    note = compose(
        "{}: N = {}. A line per patient from the baseline, drawn at the first dose, through every "
        "later value to the last, coloured by the best response at any time. Equal steps are equal "
        "ratios to the baseline; lines that leave the figure go on beyond it.",
        *(EVALUABLE, evaluable(response.ledger)),
    )
    head = f"Spider plot of the percent change of {course.name} over the months since first dose."
    alt = join(" ", filter(None, [head, declined(response.ledger)]))
    data = as_table(without_group(points), title)
    return Figure(id, title, svg, alt, (note, *response.footnotes[1:]), response.ledger, data)


def _lines(axes: Axes, points: pd.DataFrame, colour: str) -> None:
    """Draw the lines of one response, and a point at the end of each."""
    ratio = (1 + points["change"] / 100).clip(lower=NEARLY_NONE)
    path = np.column_stack([points["months"], ratio])
    ends = np.flatnonzero(~points.duplicated("line", keep="last"))
    paths = np.split(path, ends + 1)[:-1]
    axes.add_collection(LineCollection(paths, colors=colour, linewidths=0.7, alpha=0.8))
    axes.plot(*path[ends].T, ".", color=colour, markersize=3)


def _frame(axes: Axes, thresholds: list[int], points: pd.DataFrame, cap: float) -> None:
    """Draw the thresholds, and name the ratios by their change."""
    for threshold in thresholds:
        if threshold < 100:
            axes.axhline(1 - threshold / 100, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.axhline(1, color=INK, linewidth=0.8)
    lowest = (100 - max([*(t for t in thresholds if t < 100), 50])) / 200
    highest = 1 + min(cap, max(1.3 * points["change"].max(), 50)) / 100
    ticks = [tick for tick in TICKS if lowest <= 1 + tick / 100 <= highest]
    axes.set_yscale("log")
    axes.set(
        ylim=(lowest, highest),
        xlim=(0, 1.03 * max(points["months"].max(), 1)),
        xlabel="Months since the first dose",
    )
    axes.yaxis.set_major_locator(FixedLocator([1 + tick / 100 for tick in ticks]))
    axes.yaxis.set_major_formatter(
        FixedFormatter([f"{t:+d}".replace("-", "−") if t else "0" for t in ticks])
    )
    axes.yaxis.set_minor_locator(NullLocator())
