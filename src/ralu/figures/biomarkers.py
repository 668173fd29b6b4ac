"""Biomarker figures: waterfall of the best change, and percent change over the visits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch

from ralu.blocks import Figure, Table
from ralu.figures.canvas import INK, WIDTH, palette, style, to_svg
from ralu.figures.drawn import as_table
from ralu.ledger import OVERALL, LedgerRow, slug
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.biomarkers import EVALUABLE, EVALUABLE_LEVEL, Course, fell
from ralu.typeset import pretty

CAP = 100
STATS = ["n", "median", "q1", "q3"]
SHADES = ("#8f9194", "#3f94dc", "#4a5fd0", "#ab339d")
"""No response, then deeper and deeper ones; each has contrast 3:1 on white and on dark."""


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
    thresholds = sorted(course.marker.declines)[-3:]
    drawn = _bars(course.best["PCHG"], thresholds, cap)
    with style():
        drawing = Drawing(figsize=(WIDTH, 3.1), layout="constrained")
        axes = drawing.subplots()
        shades = dict(zip([0, *thresholds], SHADES, strict=False))
        colours = [shades[depth] for depth in drawn["decline_at_least"].fillna(0)]
        axes.bar(drawn["bar"], drawn["change"], width=0.86, color=colours, linewidth=0)
        cut = drawn.loc[drawn["cut"] == "Y", "bar"]
        axes.plot(cut, [cap * 1.04] * len(cut), "^", color=INK, markersize=3)
        for threshold in thresholds:
            axes.axhline(-threshold, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.set(
            ylim=(1.08 * min([*(-t for t in thresholds), *drawn["change"], 0]), cap * 1.1),
            xlim=(0, len(drawn) + 1),
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
    title = f"{course.name}: best percent change from baseline"
    note = compose(
        "{}: N = {}. Each bar is one patient at the lowest value at any time after the first dose. "
        "Increases beyond {}% are cut there and marked by a triangle.",
        EVALUABLE,
        _evaluable(response.ledger),
        f"{cap:g}",
    )
    alt, data = _waterfall_alt(course, response.ledger), as_table(drawn, title)
    return Figure(id, title, svg, alt, (note,), response.ledger, data)


def _bars(best: pd.Series, thresholds: list[int], cap: float) -> pd.DataFrame:
    """Return a row per bar: its end, whether it is cut there, the deepest threshold it reaches."""
    change = best.sort_values(ascending=False, ignore_index=True)
    deepest = pd.Series(pd.NA, index=change.index, dtype="Int64")
    for threshold in thresholds:
        deepest[fell(change, threshold)] = threshold
    return pd.DataFrame(
        {
            "bar": range(1, len(change) + 1),
            "change": change.clip(upper=cap),
            "cut": (change > cap).map({True: "Y", False: "N"}),
            "decline_at_least": deepest,
        }
    )


def _evaluable(ledger: tuple[LedgerRow, ...]) -> Printed:
    return next(r.printed for r in ledger if r.variable_level == EVALUABLE_LEVEL and not r.group)


def _waterfall_alt(course: Course, ledger: tuple[LedgerRow, ...]) -> Printed:
    head = compose("Waterfall of the best percent change of {}.", course.name)
    total = _evaluable(ledger)
    rates = [
        compose("at least {}% in {} of {}", threshold, row.printed, total)
        for row in ledger
        if (threshold := row.variable_level.removeprefix("decline_")) != row.variable_level
        and row.stat == "n"
        and not row.group
    ]
    return compose("{} Decline of {} patients.", head, join(", ", rates)) if rates else head


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
    groups = [g for g in dict.fromkeys(r.group_level for r in table.ledger) if g != OVERALL]
    groups = groups or [OVERALL]
    drawn = _points(table.ledger, visits, groups, min_n)
    if drawn.empty:
        return None
    colours = palette(len(groups))
    with style():
        drawing = Drawing(figsize=(WIDTH, 3.1), layout="constrained")
        axes = drawing.subplots()
        for k, group in enumerate(groups):
            shift = 0.14 * (k - (len(groups) - 1) / 2)
            mine = drawn[drawn["group"] == group]
            place = mine["visit"].map(visits.index) + shift
            _group(axes, mine, place, pretty(group), colours[k], "osD^"[k % 4])
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
        svg = to_svg(drawing, study, id)
    title = f"{course.name}: percent change from baseline over time"
    return Figure(
        id,
        title,
        svg,
        _change_alt(course, drawn, table.ledger),
        (
            f"{EVALUABLE}. Median and quartiles; groups of fewer than {min_n} patients at a visit "
            "are left out. Patients who stopped early are not in later visits.",
        ),
        ledger=table.ledger,
        data=as_table(drawn, title),
    )


def _group(
    axes: Axes, points: pd.DataFrame, place: pd.Series, name: str, colour: str, marker: str
) -> None:
    """Draw one group's medians and quartiles, beside those of the others."""
    spread = np.abs(points[["q1", "q3"]].to_numpy().T - points["median"].to_numpy())
    axes.errorbar(
        place,
        points["median"],
        yerr=spread,
        fmt=f"{marker}-",
        color=colour,
        markersize=4.5,
        linewidth=1.2,
        elinewidth=1,
        capsize=2.5,
        label=name,
    )


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
    medians = {(r.group_level, r.variable_level): r.printed for r in ledger if r.stat == "median"}
    parts = [compose("Median percent change of {} by visit.", course.name)]
    for group, points in drawn.groupby("group", sort=False):
        values = (compose("{} {}%", v, medians[str(group), v]) for v in points["visit"])
        parts.append(compose("{}: {}.", pretty(str(group)), join(", ", values)))
    return join(" ", parts)
