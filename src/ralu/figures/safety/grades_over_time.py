"""Heat map of the worst grade of adverse events by month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure
from ralu.figures.frame.canvas import PALETTE, WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group
from ralu.tables.safety.grades_over_time import GRADE_3, GRADES, NO_EVENT, GradesOverTime
from ralu.typeset import pretty

SHADES = LinearSegmentedColormap.from_list(
    "share", [(*to_rgb(PALETTE[0]), 0.0), (*to_rgb(PALETTE[0]), 0.7)]
)
"""Ever more of one hue over the ground, so that figures stay legible on white and on dark."""
CENTRED: Any = {"ha": "center", "va": "center", "size": 7.5, "in_layout": False}
AT_RISK = -0.85
"""Height of the line of patients at risk, below the lowest grade."""


def grades_heat_map(
    study: Study,
    result: GradesOverTime | None,
    *,
    min_at_risk: int = 10,
    id: str = "fig-grades-over-time",
) -> Figure | None:
    """Return the share of patients at risk by worst grade and month, a panel per group.

    Months of a group in which fewer than `min_at_risk` patients are at risk stay empty.
    """
    if result is None or not result.months:
        return None
    drawn = _drawn(result, min_at_risk)
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, 0.75 + 1.75 * len(result.groups)), layout="constrained")
        panels = drawing.subplots(len(result.groups), 1, sharex=True, squeeze=False)[:, 0]
        for axes, group in zip(panels, result.groups, strict=True):
            _panel(axes, drawn[drawn["group"] == _name(group)], result, group)
        panels[-1].set_xlabel("Month since the first dose")
        svg = to_svg(drawing, study, id)
    title = "Worst grade of the adverse events that go on, by month"
    note = (
        f"{POPULATION}. Percent of the patients at risk by the worst grade of the TEAE that go on "
        "in the month; at risk: in the treatment-emergent window when the month begins. An event "
        "without an end goes on to the end of the window; one without a start or grade is left "
        f"out. Empty: nobody, or a month with fewer "
        f"than {min_at_risk} patients at risk."
    )
    notes = (note, *result.notes)
    return Figure(id, title, svg, _alt(result, title), notes, result.ledger, as_table(drawn, title))


def _name(group: Group) -> str:
    return pretty(group.name) if group.variable else "All patients"


def _words(grade: str) -> str:
    return grade.replace("_", " ").capitalize()


def _drawn(result: GradesOverTime, min_at_risk: int) -> pd.DataFrame:
    """Return a row per group, month and grade that is drawn."""
    rows = []
    for group in result.groups:
        shares, at_risk = result.rows(group, "pct"), result.rows(group, "at_risk")
        for month in result.months:
            n = at_risk["", month].value or 0
            for grade in GRADES if n >= min_at_risk else ():
                row = shares[grade, month]
                rows.append((_name(group), month, _words(grade), n, row.value, row.text))
    return pd.DataFrame(rows, columns=["group", "month", "grade", "at_risk", "percent", "shown"])


def _panel(axes: Axes, drawn: pd.DataFrame, result: GradesOverTime, group: Group) -> None:
    """Draw one group: a cell per month and grade with its number, patients at risk below."""
    months = len(result.months)
    words = [_words(grade) for grade in GRADES]
    shares = np.full((len(GRADES), months), np.nan)
    for grade, month, percent, text in drawn[["grade", "month", "percent", "shown"]].itertuples(
        index=False, name=None
    ):
        y = words.index(grade)
        shares[y, month - 1] = percent
        if percent:
            axes.text(month, y, text, **CENTRED)
    edges = (np.arange(months + 1) + 0.5, np.arange(len(GRADES) + 1) - 0.5)
    axes.pcolormesh(*edges, shares, cmap=SHADES, vmin=0, vmax=100, linewidth=0)
    labels = ["At risk", *words]
    axes.set_yticks([AT_RISK, *range(len(GRADES))], labels)
    axes.set_xticks(result.months)
    at_risk = result.rows(group, "at_risk")
    for month in result.months:
        axes.text(month, AT_RISK, at_risk["", month].text, **CENTRED)
    axes.set_ylim(-1.2, len(GRADES) - 0.4)
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    if group.variable:
        axes.set_title(_name(group), size=9, weight="semibold", loc="left")


def _alt(result: GradesOverTime, title: str) -> Printed:
    """Return what the figure shows in words: patients without an event at its ends."""
    parts = [compose("Heat map: {}.", title)]
    ends = list(dict.fromkeys((result.months[0], result.months[-1])))
    for group in result.groups:
        shares, at_risk = result.rows(group, "pct"), result.rows(group, "at_risk")
        said = (
            compose(
                "month {}, {} at risk, {}% without an event, {}% at grade 3",
                str(month),
                at_risk["", month].printed,
                shares[NO_EVENT, month].printed,
                shares[GRADE_3, month].printed,
            )
            for month in ends
        )
        parts.append(compose("{}: {}.", _name(group), join("; ", said)))
    return join(" ", parts)
