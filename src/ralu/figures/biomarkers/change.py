"""Percent change of a biomarker over the visits: medians and quartiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure, Table
from ralu.figures.frame.canvas import INK, WIDTH, figure_style, palette, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.ledger import OVERALL, LedgerRow, find, slug
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.biomarkers.course import EVALUABLE, Course
from ralu.typeset import pretty

APART = " No line leads to what is of no fixed time."
STATS = ["n", "median", "q1", "q3"]


def change_figure(
    study: Study,
    course: Course | None,
    table: Table | None,
    *,
    min_n: int = 5,
    id: str | None = None,
) -> Figure | None:
    """Return median and quartiles of percent change per visit, from the rows of `table`.

    Visits of a group with fewer than `min_n` patients are left out.
    """
    if course is None or table is None or course.best.empty:
        return None
    id = id or f"fig-change-{slug(course.marker.param)}"
    visits = [row.cells[0] for row in table.rows[1:-1]]
    groups = [g for g in dict.fromkeys(r.group_level for r in table.ledger) if g != OVERALL]
    groups = groups or [OVERALL]
    drawn = _points(table.ledger, visits, groups, min_n)
    if drawn.empty:
        return None
    svg = _draw(study, course, drawn, visits, groups, id)
    title = f"{course.name}: percent change from baseline over time"
    return Figure(
        id,
        title,
        svg,
        _change_alt(course, drawn, table.ledger),
        (
            f"{EVALUABLE}. Median and quartiles; groups of fewer than {min_n} patients at a visit "
            "are left out. Patients who stopped early are not in later visits."
            f"{APART if course.apart.intersection(drawn['visit']) else ''}",
        ),
        ledger=table.ledger,
        data=as_table(drawn, title),
    )


def _draw(
    study: Study,
    course: Course,
    drawn: pd.DataFrame,
    visits: list[str],
    groups: list[str],
    id: str,
) -> str:
    """Return the drawing as SVG."""
    colours = palette(len(groups))
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, 3.1), layout="constrained")
        axes = drawing.subplots()
        for k, group in enumerate(groups):
            shift = 0.14 * (k - (len(groups) - 1) / 2)
            mine = drawn[drawn["group"] == group]
            place = mine["visit"].map(visits.index) + shift
            joined = ~mine["visit"].isin(course.apart)
            _group(axes, mine, place, joined, pretty(group), colours[k], "osD^"[k % 4])
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.grid(axis="y")
        axes.set(
            ylabel="Change from baseline (%)",
            xlim=(-0.5, len(visits) - 0.5),
            xticks=range(len(visits)),
        )
        axes.set_xticklabels([_label(visit, drawn) for visit in visits])
        if len(groups) > 1:
            axes.legend(ncols=len(groups), loc="lower center", bbox_to_anchor=(0.5, 1.0))
        return to_svg(drawing, study, id)


def _group(
    axes: Axes,
    points: pd.DataFrame,
    place: pd.Series,
    joined: pd.Series,
    name: str,
    colour: str,
    marker: str,
) -> None:
    """Draw one group's medians and quartiles beside those of the others, a line through some."""
    spread = np.abs(points[["q1", "q3"]].to_numpy().T - points["median"].to_numpy())
    axes.errorbar(
        place,
        points["median"],
        yerr=spread,
        fmt=marker,
        color=colour,
        markersize=4.5,
        elinewidth=1,
        capsize=2.5,
        label=name,
    )
    axes.plot(place[joined], points.loc[joined, "median"], color=colour, linewidth=1.2)


def _points(
    ledger: tuple[LedgerRow, ...], visits: list[str], groups: list[str], min_n: int
) -> pd.DataFrame:
    """Return one row per group and visit with n, median, q1, q3 from the ledger."""
    found = {(r.group_level, r.variable_level, r.stat): r.value for r in ledger}
    rows = [
        (group, visit, *(found.get((group, visit, stat)) for stat in STATS))
        for group in groups
        for visit in visits
    ]
    points = pd.DataFrame(rows, columns=["group", "visit", *STATS])
    points[STATS] = points[STATS].astype("float64")
    return points[points["n"] >= min_n].reset_index(drop=True)


def _label(visit: str, drawn: pd.DataFrame) -> str:
    """Return the name of a visit over as many lines as fit, with the number of patients."""
    n = drawn.loc[drawn["visit"] == visit, "n"].sum()
    head, _, tail = visit.rpartition(" ")
    name = f"{head}\n{tail}" if head else visit
    return f"{name}\nn = {n:.0f}"


def _change_alt(course: Course, drawn: pd.DataFrame, ledger: tuple[LedgerRow, ...]) -> Printed:
    medians = {(r.group_level, r.variable_level): r.printed for r in find(ledger, stat="median")}
    parts = [compose("Median percent change of {} by visit.", course.name)]
    for group, points in drawn.groupby("group", sort=False):
        values = (compose("{} {}%", v, medians[str(group), v]) for v in points["visit"])
        parts.append(compose("{}: {}.", pretty(str(group)), join(", ", values)))
    return join(" ", parts)
