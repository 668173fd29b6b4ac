"""Swimmer plot: a bar per patient, from the first treatment to death or last contact."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D

from ralu.adam.adex import LUTETIUM, RADIUM
from ralu.blocks import Figure
from ralu.figures.frame.canvas import GRID, INK, PALETTE, WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.cohort.swimmer import (
    CONTACT,
    DEATH,
    FOLLOWED,
    OTHER,
    STUDIED,
    UNDATED,
    PatientCourses,
)
from ralu.tables.frame.groups import POPULATION
from ralu.typeset import pretty

COLOURS = {
    FOLLOWED: GRID,
    OTHER: PALETTE[2],
    RADIUM: PALETTE[0],
    LUTETIUM: PALETTE[1],
    STUDIED: PALETTE[1],
}
"""Colour of each kind of bar, the lowest first: no other therapy hides the studied ones."""
MARKERS = {DEATH: "x", UNDATED: "+", CONTACT: ">"}
HIGHEST, PER_PATIENT, AROUND = 8.2, 0.075, 1.35
"""Inches of the figure, of a patient in it where there is room, and of what is around them."""
SHORTEST = 0.005
"""Part of the axis that a bar is drawn long at least, so that a single dose is seen."""
GAP = 3
"""Rows between groups."""


def swimmer_figure(
    study: Study, courses: PatientCourses | None, *, id: str = "fig-swimmer"
) -> Figure | None:
    """Return the course of each patient in time."""
    if courses is None:
        return None
    end = "death or last contact" if courses.observed else "the last dose"
    title = f"Course of each patient from the first treatment to {end}"
    rows = _rows(courses)
    high = int(rows.max()) + 1
    height = min(HIGHEST, PER_PATIENT * high + AROUND)
    thick = 72 * (height - AROUND) / high * 0.72
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, height))
        axes = drawing.add_axes((0.05, 1.1 / height, 0.94, 1 - AROUND / height))
        _frame(axes, courses, rows)
        for kind, colour in COLOURS.items():
            bars = courses.bars[courses.bars["kind"] == kind]
            _bars(axes, bars, rows, colour, 0.7 if kind == FOLLOWED else thick)
        for kind, marker in MARKERS.items():
            marks = courses.marks[courses.marks["kind"] == kind]
            size, at = min(3.2, 1.3 * thick), rows[marks["USUBJID"]].to_numpy()
            axes.plot(marks["at"], at, marker, color=INK, markersize=size, markeredgewidth=0.6)
        drawing.legend(handles=_legend(courses), loc="lower center", ncols=3, handlelength=1.2)
        svg = to_svg(drawing, study, id)
    drawn, notes = as_table(_drawn(courses), title), _notes(courses)
    return Figure(id, title, svg, _alt(courses), notes, courses.ledger, drawn)


def _rows(courses: PatientCourses) -> pd.Series:
    """Return the row of each patient from the top."""
    place = np.arange(len(courses.patients)) + GAP * courses.patients["group"].to_numpy()
    return pd.Series(place, index=courses.patients["USUBJID"])


def _bars(axes: Axes, bars: pd.DataFrame, rows: pd.Series, colour: str, thick: float) -> None:
    """Draw all bars of a kind as one line with gaps."""
    bars = bars[bars["USUBJID"].isin(rows.index)]
    low, high = axes.get_xlim()
    start = bars["start"].to_numpy()
    end = np.maximum(bars["end"].to_numpy(), start + SHORTEST * (high - low))
    y, gap = rows[bars["USUBJID"]].to_numpy(dtype="float64"), np.full(len(bars), np.nan)
    across, down = (np.column_stack(parts).ravel() for parts in ((start, end, gap), (y, y, gap)))
    axes.plot(across, down, color=colour, linewidth=thick, solid_capstyle="butt")


def _frame(axes: Axes, courses: PatientCourses, rows: pd.Series) -> None:
    """Set limits and axes; where there are several groups, name each at its middle."""
    ends = pd.concat([courses.bars["start"], courses.bars["end"], courses.marks["at"]]).dropna()
    low, high = min(ends.min(), 0), max(ends.max(), 1)
    axes.set(
        xlim=(low - 0.01 * (high - low), high + 0.01 * (high - low)),
        ylim=(rows.max() + 1, -1),
        xlabel="Months from the first dose of the studied treatment",
        yticks=[],
    )
    axes.axvline(0, color=INK, linewidth=0.6)
    axes.spines["left"].set_visible(False)
    if len(courses.groups) == 1:
        axes.set_ylabel("Patients")
        return
    of = courses.patients.set_index("USUBJID")["group"]
    middles = rows.groupby(of).mean()
    axes.set_yticks(middles.to_list(), [pretty(courses.groups[k].name) for k in middles.index])
    axes.tick_params(axis="y", length=0, rotation=90)
    for label in axes.get_yticklabels():
        label.set_verticalalignment("center")


def _legend(courses: PatientCourses) -> list[Line2D]:
    found = set(courses.bars["kind"]) | set(courses.marks["kind"])
    bars = [
        Line2D([], [], color=colour, linewidth=1 if kind == FOLLOWED else 5, label=pretty(kind))
        for kind, colour in COLOURS.items()
        if kind in found
    ]
    marks = [
        Line2D([], [], color=INK, marker=marker, linestyle="", markersize=4, label=kind)
        for kind, marker in MARKERS.items()
        if kind in found
    ]
    return [*bars, *marks]


def _drawn(courses: PatientCourses) -> pd.DataFrame:
    """Return bars and marks in the order of the drawing; a mark has no end."""
    marks = courses.marks.rename(columns={"at": "start"})
    both = pd.concat([courses.bars, marks], ignore_index=True)
    place = pd.Series(range(1, len(courses.patients) + 1), index=courses.patients["USUBJID"])
    both.insert(0, "row", both["USUBJID"].map(place))
    return both.sort_values(["row", "start", "kind"], ignore_index=True)


def _notes(courses: PatientCourses) -> tuple[str, ...]:
    notes: list[str] = [
        f"{POPULATION}. One line per patient, the longest time from the first dose first."
    ]
    if OTHER in courses.counts:
        notes.append(
            "Other anticancer therapies: those that started after the first 223Ra injection, or "
            "where there is none after the first dose; one without an end is drawn to the end of "
            "the course."
        )
    if 0 < courses.observed < len(courses.patients):
        notes.append(
            "Where neither death nor last contact is known, a line ends with the last dose."
        )
    if UNDATED in courses.counts:
        notes.append("A death without a date is marked where the line ends.")
    if courses.undated:
        words = "223Ra not drawn, as its injections have no date: {} of {} patients."
        notes.append(compose(words, courses.undated, courses.counts[""]))
    return tuple(notes)


def _alt(courses: PatientCourses) -> Printed:
    counts = [compose("{}: {}", kind, count) for kind, count in courses.counts.items() if kind]
    return compose(
        "Swimmer plot of {} patients. Patients with each: {}.",
        courses.counts[""],
        join("; ", counts),
    )
