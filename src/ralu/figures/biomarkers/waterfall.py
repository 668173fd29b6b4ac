"""Waterfall plots: the percent change of each patient in order, at its best or at a week."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure as Drawing

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
from ralu.tables.biomarkers.course import (
    EVALUABLE,
    EVALUABLE_AT_WEEK,
    WEEK,
    AtWeek,
    Course,
    by_group,
    deepest,
)
from ralu.tables.biomarkers.response import week_words

CAP = 100
BAR = 0.86
"""Width of a bar; the rest is the gap to the next one."""


def waterfall_plot(
    study: Study,
    course: Course | None,
    response: Table | None,
    week: AtWeek | None = None,
    *,
    cap: float = CAP,
    id: str | None = None,
) -> Figure | None:
    """Return the percent change of each patient, in order, coloured by response.

    The change is the best one, or that at a week where it is given; the `response` table, from
    whose ledger rows the numbers in the description come, must have been made with it too.
    Increases beyond `cap` percent are cut there and marked.
    """
    if course is None or response is None:
        return None
    drawn = _bars(course, week.values if week else course.best, cap)
    if drawn.empty:
        return None
    best, at_week = ("", f" at week {week.week}") if week else ("best ", "")
    prefix = WEEK if week else ""
    id = id or f"fig-waterfall-{'week-' if week else ''}{slug(course.param)}"
    svg = _draw(study, course, drawn, cap, id, f"{best}change from baseline{at_week} (%)")
    note = compose(
        "{}: N = {}. Each bar is one patient{}. {}Increases beyond {}% are cut there and marked "
        "by a triangle.",
        EVALUABLE_AT_WEEK if week else EVALUABLE,
        evaluable(response.ledger, prefix),
        "" if week else " at the lowest value at any time after the first dose",
        f"{week_words(week)} " if week else "",
        f"{cap:g}",
    )
    title = f"{course.name}: {best}percent change from baseline{at_week}"
    head = f"Waterfall of the {best}percent change of {course.name}{at_week}."
    alt = join(" ", filter(None, [head, declined(response.ledger, prefix)]))
    data = as_table(without_group(drawn), title)
    return Figure(id, title, svg, alt, (note, *response.footnotes[1:]), response.ledger, data)


def _bars(course: Course, changes: pd.DataFrame, cap: float) -> pd.DataFrame:
    """Return a row per bar: its end, whether it is cut there, the deepest threshold it reaches."""
    ordered = changes.sort_values("PCHG", ascending=False, kind="stable")
    drawn = by_group(course, ordered)
    change = drawn["PCHG"]
    return pd.DataFrame(
        {
            "group": drawn["group"],
            "bar": drawn.groupby("group").cumcount() + 1,
            "change": change.clip(upper=cap),
            "cut": (change > cap).map({True: "Y", False: "N"}),
            "decline_at_least": deepest(change, tuple(thresholds_shown(course))),
        }
    )


def _draw(
    study: Study, course: Course, drawn: pd.DataFrame, cap: float, id: str, label: str
) -> str:
    """Return the drawing as SVG."""
    thresholds = thresholds_shown(course)
    lowest = min([*(-t for t in thresholds), *drawn["change"], 0])
    highest = 1.1 * (cap if (drawn["cut"] == "Y").any() else max(drawn["change"].max(), 10))
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, panels_height(drawn, 3.2)), layout="constrained")
        for axes, bars in panels(drawing, drawn):
            _panel(axes, bars, thresholds, cap)
            axes.set_ylim(1.08 * lowest, highest)
        drawing.axes[0].set_ylabel(label.capitalize())
        draw_key(drawing, thresholds)
        return to_svg(drawing, study, id)


def _panel(axes: Axes, bars: pd.DataFrame, thresholds: list[int], cap: float) -> None:
    """Draw the bars of one group, marks where they are cut, and the thresholds."""
    shades = shades_of(thresholds)
    colours = [shades[depth] for depth in bars["decline_at_least"].fillna(0)]
    place, change = bars["bar"].to_numpy(), bars["change"].to_numpy()
    left, right, zero = place - BAR / 2, place + BAR / 2, np.zeros(len(bars))
    corners = [(left, zero), (left, change), (right, change), (right, zero)]
    shapes = np.moveaxis(np.array(corners, dtype="float64"), 2, 0)
    axes.add_collection(PolyCollection(list(shapes), facecolors=colours, linewidths=0))
    cut = bars.loc[bars["cut"] == "Y", "bar"]
    axes.plot(cut, [cap * 1.04] * len(cut), "^", color=INK, markersize=3)
    for threshold in thresholds:
        axes.axhline(-threshold, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set(xlim=(0, len(bars) + 1), xlabel="Patients", xticks=[])
    axes.spines["bottom"].set_visible(False)
