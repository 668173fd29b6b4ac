"""Laboratory values over the visits: a panel per test, medians with quartiles."""

from __future__ import annotations

import math
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator

from ralu.blocks import Figure, Table
from ralu.figures.frame.canvas import DASHES, INK, WIDTH, figure_style, palette, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.ledger import LedgerRow
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group
from ralu.tables.laboratory.course import LabCourse
from ralu.typeset import pretty

STATS = ["n", "median", "q1", "q3"]
MARKERS = {"o": "●", "s": "■", "D": "◆", "^": "▲"}
SMALL = 7
ACROSS = 2
TOP, TITLE, HIGH, LINE, GAP, LEFT, RIGHT = 0.28, 0.24, 1.15, 0.125, 0.1, 0.6, 0.08
"""Inches: above all panels; title, axes and each line below a panel; around it."""


def laboratory_course_figure(
    study: Study,
    tests: tuple[LabCourse, ...] | None,
    table: Table | None,
    groups: list[Group],
    *,
    min_n: int = 5,
    id: str = "fig-lab-course",
) -> Figure | None:
    """Return median and quartiles by visit, from the rows of `table`, a panel per test.

    Visits of a group with fewer than `min_n` patients are left out.
    """
    if tests is None or table is None:
        return None
    drawn = _points(table.ledger, tests, groups)
    drawn = drawn[drawn["n"] >= min_n].reset_index(drop=True)
    shown = [test for test in tests if test.name in set(drawn["test"])]
    if not shown:
        return None
    with figure_style():
        drawing, panels = _frame(shown, len(groups))
        for axes, test in zip(panels, shown, strict=True):
            _panel(axes, test, drawn[drawn["test"] == test.name], groups)
        if len(groups) > 1:
            look: Any = {"loc": "upper left", "ncols": len(groups), "borderaxespad": 0.2}
            drawing.legend(*panels[0].get_legend_handles_labels(), **look)
        svg = to_svg(drawing, study, id)
    title = "Laboratory values over the visits"
    return Figure(
        id,
        title,
        svg,
        _alt(drawn, shown, groups, table.ledger),
        (_note(shown, min_n),),
        ledger=table.ledger,
        data=as_table(drawn, title),
    )


def _note(shown: list[LabCourse], min_n: int) -> str:
    limits = any(not math.isnan(test.limit) for test in shown)
    apart = dict.fromkeys(visit for test in shown for visit in test.apart)
    parts = [
        f"{POPULATION}. Median and quartiles, below them the number of patients; groups of fewer "
        f"than {min_n} patients at a visit are left out. Patients who stopped early are not in "
        "later visits.",
        "Dashed: limit of normal, where all records that have one agree." if limits else "",
        f"{', '.join(apart)}: at no fixed time, so joined to no other visit." if apart else "",
    ]
    return " ".join(filter(None, parts))


def _points(
    ledger: tuple[LedgerRow, ...], tests: tuple[LabCourse, ...], groups: list[Group]
) -> pd.DataFrame:
    """Return one row per test, group and visit with n, median, q1, q3 from the ledger."""
    found = {
        (r.variable, r.group, r.group_level, r.variable_level, r.stat): r.value for r in ledger
    }
    rows = [
        (
            *(test.name, group.name, visit, "Y" if visit in test.apart else "N"),
            *(found.get((test.param, group.variable, group.level, visit, s)) for s in STATS),
        )
        for test in tests
        for group in groups
        for visit in test.visits
    ]
    points = pd.DataFrame(rows, columns=["test", "group", "visit", "apart", *STATS])
    points[STATS] = points[STATS].astype("float64")
    return points


def _frame(shown: list[LabCourse], groups: int) -> tuple[Drawing, list[Axes]]:
    """Return the drawing with an axes per test, two in a row, each with room for its labels."""
    down = math.ceil(len(shown) / ACROSS)
    above = TITLE + HIGH + LINE * (3 + groups) + GAP
    height = down * above + TOP
    drawing = Drawing(figsize=(WIDTH, height))
    wide = WIDTH / ACROSS - LEFT - RIGHT
    panels = []
    for k in range(len(shown)):
        left = LEFT + (k % ACROSS) * WIDTH / ACROSS
        bottom = height - TOP - (k // ACROSS) * above - TITLE - HIGH
        x, y, w, h = left / WIDTH, bottom / height, wide / WIDTH, HIGH / height
        panels.append(drawing.add_axes((round(x, 6), round(y, 6), round(w, 6), round(h, 6))))
    return drawing, panels


def _panel(axes: Axes, test: LabCourse, drawn: pd.DataFrame, groups: list[Group]) -> None:
    """Draw one test: a line per group, visits apart from the line, limits of normal."""
    visits = [visit for visit in test.visits if visit in set(drawn["visit"])]
    places = {v: k + (v in test.apart) for k, v in enumerate(visits)}
    for k, group in enumerate(groups):
        mine = drawn[drawn["group"] == group.name]
        _line(axes, mine, mine["visit"].map(places) + 0.16 * (k - (len(groups) - 1) / 2), k, group)
    if not math.isnan(test.limit):
        axes.axhline(test.limit, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.set_title(test.head, loc="left", size=8.5, weight="semibold", pad=4)
    axes.grid(axis="y")
    axes.set(xlim=(-1, max(places.values()) + 0.8), xticks=list(places.values()))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.tick_params(labelsize=SMALL, labelbottom=False)
    counts = [drawn[drawn["group"] == g.name].set_index("visit")["n"] for g in groups]
    head, *labels = _labels(visits, counts)
    below: Any = {"va": "top", "size": SMALL}
    axes.text(-0.02, -0.07, head, ha="right", transform=axes.transAxes, **below)
    for place, label in zip(places.values(), labels, strict=True):
        axes.text(place, -0.07, label, ha="center", transform=axes.get_xaxis_transform(), **below)


def _line(axes: Axes, points: pd.DataFrame, place: pd.Series, k: int, group: Group) -> None:
    """Draw the medians and quartiles of one group; those apart are joined to nothing."""
    look: Any = {"color": palette(k + 1)[k], "markersize": 3.4, "linewidth": 1.1}
    look["marker"] = list(MARKERS)[k % len(MARKERS)]
    axes.vlines(place, points["q1"], points["q3"], color=look["color"], linewidth=0.8)
    joined, line = points["apart"] == "N", DASHES[k % len(DASHES)]
    for these, kind in ((joined, line), (~joined, "none")):
        name = pretty(group.name) if kind == line else "_apart"
        axes.plot(place[these], points.loc[these, "median"], linestyle=kind, label=name, **look)


def _labels(visits: list[str], counts: list[pd.Series]) -> list[str]:
    """Return the names of the visits, numbers alone where they count the same, over the n.

    The first label is the head of the others.
    """
    stems = {v.rpartition(" ")[0] for v in visits if v.rpartition(" ")[2].isdigit()}
    stem = stems.pop() if len(stems) == 1 else ""
    names = [fill(v.removeprefix(f"{stem} ") if stem else v, 9) for v in visits]
    head = fill(stem, 9)
    deep = max(name.count("\n") for name in [head, *names])
    signs = list(MARKERS.values())
    marks = [f"n {signs[k % len(signs)]}" for k in range(len(counts))] if len(counts) > 1 else ["n"]
    columns = [[head, *marks]] + [
        [name, *(f"{of.get(visit, 0):.0f}" for of in counts)]
        for name, visit in zip(names, visits, strict=True)
    ]
    return ["\n".join([c[0] + "\n" * (deep - c[0].count("\n")), *c[1:]]) for c in columns]


def _alt(
    drawn: pd.DataFrame, shown: list[LabCourse], groups: list[Group], ledger: tuple[LedgerRow, ...]
) -> Printed:
    """Return the first and the last median of each line in words."""
    medians = {
        (r.variable, r.group, r.group_level, r.variable_level): r.printed
        for r in ledger
        if r.stat == "median"
    }
    parts: list[str] = ["Median and quartiles by visit, a panel per test."]
    for test in shown:
        for group in groups:
            line = drawn[(drawn["test"] == test.name) & (drawn["group"] == group.name)]
            joined = list(line.loc[line["apart"] == "N", "visit"])
            if not joined:
                continue
            ends = list(dict.fromkeys([joined[0], joined[-1]]))
            of = (medians[test.param, group.variable, group.level, visit] for visit in ends)
            words = join(", ", (compose("{} {}", *pair) for pair in zip(ends, of, strict=True)))
            name = join(", ", [test.name, *([pretty(group.name)] if group.variable else [])])
            parts.append(compose("{}: {}.", name, words))
    return join(" ", parts)
