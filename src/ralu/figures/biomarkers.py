"""Biomarker figures: waterfall of the best change, and percent change over the visits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch

from ralu.blocks import Figure, Table
from ralu.figures.canvas import INK, WIDTH, palette, style, to_svg
from ralu.ledger import OVERALL, LedgerRow, slug
from ralu.study import Study
from ralu.tables.biomarkers import BEST, EVALUABLE, EVALUABLE_LEVEL, Course, fell
from ralu.typeset import pretty

CAP = 100
SHADES = ("#9aa3ad", "#56b4e9", "#0173b2", "#003a66")
"""No response, then deeper and deeper ones: dark is good, legible in grey as well."""


def waterfall(
    study: Study, course: Course | None, response: Table | None, *, cap: float = CAP
) -> Figure | None:
    """Return the best percent change of each patient, in order, coloured by response.

    Increases beyond `cap` percent are cut there and marked. Numbers in the description come
    from the ledger rows of the `response` table.
    """
    if course is None or response is None or course.best.empty:
        return None
    id = f"fig-waterfall-{slug(course.marker.param)}"
    best = course.best["PCHG"].sort_values(ascending=False, ignore_index=True)
    change = best.to_numpy()
    thresholds = sorted(course.marker.declines)[-3:]
    depth = sum((fell(best, t).astype("int64") for t in thresholds), 0 * best.index)
    with style():
        drawing = Drawing(figsize=(WIDTH, 3.1), layout="constrained")
        axes = drawing.subplots()
        place = np.arange(1, len(change) + 1)
        colours = [SHADES[d] for d in depth]
        axes.bar(place, np.minimum(change, cap), width=0.86, color=colours, linewidth=0)
        cut = change > cap
        axes.plot(place[cut], np.full(cut.sum(), cap * 1.04), "^", color=INK, markersize=3)
        for threshold in thresholds:
            axes.axhline(-threshold, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.set(
            ylim=(1.08 * min([*(-t for t in thresholds), *change, 0]), cap * 1.1),
            xlim=(0, max(len(change), 1) + 1),
            xlabel="Patients",
            ylabel="Best change from baseline (%)",
            xticks=[],
        )
        axes.spines["bottom"].set_visible(False)
        words = [f"Decline of at least {t}%" for t in thresholds]
        handles = [
            Patch(color=SHADES[k], label=label) for k, label in enumerate(["Less or none", *words])
        ]
        axes.legend(handles=handles, loc="upper right", bbox_to_anchor=(1, 0.94), handlelength=1)
        svg = to_svg(drawing, study, id)
    return Figure(
        id,
        f"{course.name}: best percent change from baseline",
        svg,
        _waterfall_alt(course, response.ledger),
        (
            f"{EVALUABLE}: N = {_evaluable(response.ledger)}. Each bar is one patient at the "
            "lowest value at any time after the first dose. Increases beyond "
            f"{cap:g}% are cut there and marked by a triangle.",
        ),
        ledger=response.ledger,
    )


def _evaluable(ledger: tuple[LedgerRow, ...]) -> str:
    return next(r.text for r in ledger if r.variable_level == EVALUABLE_LEVEL and not r.group)


def _waterfall_alt(course: Course, ledger: tuple[LedgerRow, ...]) -> str:
    rates = [
        f"at least {row.variable_level.removeprefix('decline_')}% in {row.text} of {row.n}"
        for row in ledger
        if row.stat == "n" and not row.group and row.variable_level.startswith("decline_")
    ]
    declines = f" Decline of {', '.join(rates)} patients." if rates else ""
    return f"Waterfall of the best percent change of {course.name}.{declines}"


def change_over_time(
    study: Study, course: Course | None, table: Table | None, *, min_n: int = 5
) -> Figure | None:
    """Return median and quartiles of percent change per visit, from the rows of `table`.

    Visits of a group with fewer than `min_n` patients are left out.
    """
    if course is None or table is None or course.best.empty:
        return None
    id = f"fig-change-{slug(course.marker.param)}"
    visits = [row.cells[0] for row in table.rows[:-1]]
    shown = _points(table.ledger, visits, min_n)
    if shown.empty:
        return None
    groups = [g for g in dict.fromkeys(r.group_level for r in table.ledger) if g != OVERALL]
    groups = groups or [OVERALL]
    colours = palette(len(groups))
    with style():
        drawing = Drawing(figsize=(WIDTH, 3.1), layout="constrained")
        axes = drawing.subplots()
        for k, group in enumerate(groups):
            shift = 0.14 * (k - (len(groups) - 1) / 2)
            mine = shown[shown["group_level"] == group]
            _group(axes, mine, group, shift, colours[k], "osD^"[k % 4])
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.grid(axis="y")
        axes.set(
            ylabel="Change from baseline (%)",
            xlim=(-0.5, len(visits) - 0.5),
            xticks=range(len(visits)),
        )
        axes.set_xticklabels([_label(visit, shown, groups) for visit in visits])
        if len(groups) > 1:
            axes.legend(ncols=len(groups), loc="lower center", bbox_to_anchor=(0.5, 1.0))
        svg = to_svg(drawing, study, id)
    return Figure(
        id,
        f"{course.name}: percent change from baseline over time",
        svg,
        _change_alt(course, shown, groups),
        (
            f"{EVALUABLE}. Median and quartiles; groups of fewer than {min_n} patients at a visit "
            "are left out. Patients who stopped early are not in later visits.",
        ),
        ledger=table.ledger,
    )


def _group(
    axes: Axes, points: pd.DataFrame, name: str, shift: float, colour: str, marker: str
) -> None:
    """Draw one group's medians and quartiles, beside those of the others."""
    spread = np.abs(points[["q1", "q3"]].to_numpy().T - points["median"].to_numpy())
    axes.errorbar(
        points["place"] + shift,
        points["median"],
        yerr=spread,
        fmt=f"{marker}-",
        color=colour,
        markersize=4.5,
        linewidth=1.2,
        elinewidth=1,
        capsize=2.5,
        label=pretty(name),
    )


def _points(ledger: tuple[LedgerRow, ...], visits: list[str], min_n: int) -> pd.DataFrame:
    """Return one row per group and visit with place, n, median, q1, q3 from the ledger."""
    rows = [r for r in ledger if r.variable_level in visits and r.variable_level != BEST]
    long = pd.DataFrame(
        [(r.group_level, r.variable_level, r.stat, r.value, r.text) for r in rows],
        columns=["group_level", "visit", "stat", "value", "text"],
    )
    index = ["group_level", "visit"]
    wide = long.pivot_table(index=index, columns="stat", values="value", sort=False).reset_index()
    for stat in ("n", "median", "q1", "q3"):
        wide[stat] = wide.get(stat, np.nan)
    texts = {(r.group_level, r.variable_level): r.text for r in rows if r.stat == "median"}
    wide["text"] = [texts.get(k, "") for k in zip(wide["group_level"], wide["visit"], strict=True)]
    wide["place"] = wide["visit"].map({visit: k for k, visit in enumerate(visits)})
    return wide[wide["n"] >= min_n].sort_values("place", kind="stable")


def _label(visit: str, shown: pd.DataFrame, groups: list[str]) -> str:
    """Return the name of a visit over as many lines as fit, with the number of patients."""
    here = shown[(shown["visit"] == visit) & shown["group_level"].isin(groups)]
    head, _, tail = visit.rpartition(" ")
    name = f"{head}\n{tail}" if head else visit
    return f"{name}\nn = {here['n'].sum():.0f}"


def _change_alt(course: Course, shown: pd.DataFrame, groups: list[str]) -> str:
    parts = [f"Median percent change of {course.name} by visit."]
    for group in groups:
        points = shown[shown["group_level"] == group]
        values = ", ".join(f"{p.visit} {p.text}%" for p in points.itertuples())
        parts.append(f"{pretty(group)}: {values}.")
    return " ".join(parts)
