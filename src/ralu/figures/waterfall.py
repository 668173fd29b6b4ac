"""Waterfall plots: the percent change of each patient in order, at its best or at a week."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure, Table
from ralu.figures import biomarkers as common
from ralu.figures.canvas import INK, WIDTH, style, to_svg
from ralu.figures.drawn import as_table
from ralu.ledger import slug
from ralu.printed import compose, join
from ralu.study import Study
from ralu.tables.biomarker_response import week_words
from ralu.tables.biomarkers import EVALUABLE, WEEK, AtWeek, Course, deepest
from ralu.tables.groups import POPULATION

CAP = 100
CUT = "Increases beyond {}% are cut there and marked by a triangle."


def waterfall(
    study: Study, course: Course | None, response: Table | None, *, cap: float = CAP
) -> Figure | None:
    """Return the best percent change of each patient, in order, coloured by response.

    Increases beyond `cap` percent are cut there and marked. Numbers in the description come
    from the ledger rows of the `response` table.
    """
    if course is None or response is None or course.best.empty:
        return None
    id = f"fig-waterfall-{slug(course.param)}"
    drawn = _bars(course, course.best["PCHG"], cap)
    svg = _draw(study, course, drawn, cap, id, "Best change from baseline (%)")
    note = compose(
        "{}: N = {}. Each bar is one patient at the lowest value at any time after the first dose. "
        + CUT,
        *(EVALUABLE, common.evaluable(response.ledger), f"{cap:g}"),
    )
    title = f"{course.name}: best percent change from baseline"
    head = compose("Waterfall of the best percent change of {}.", course.name)
    alt = join(" ", filter(None, [head, common.declined(response.ledger)]))
    return Figure(id, title, svg, alt, (note,), response.ledger, as_table(drawn, title))


def waterfall_at_week(
    study: Study,
    course: Course | None,
    week: AtWeek | None,
    response: Table | None,
    *,
    cap: float = CAP,
) -> Figure | None:
    """Return the percent change of each patient at a week, as `waterfall` does its best one.

    The `response` table must have been made with the same week.
    """
    if course is None or week is None or response is None or week.values.empty:
        return None
    id = f"fig-waterfall-week-{slug(course.param)}"
    drawn = _bars(course, week.values["PCHG"], cap)
    svg = _draw(study, course, drawn, cap, id, f"Change from baseline at week {week.week} (%)")
    note = compose(
        "{} with a baseline above zero and a value near week {}: N = {}. {} " + CUT,
        *(POPULATION, str(week.week), common.evaluable(response.ledger, WEEK)),
        *(week_words(week), f"{cap:g}"),
    )
    title = f"{course.name}: percent change from baseline at week {week.week}"
    head = f"Waterfall of the percent change of {course.name} at week {week.week}."
    alt = join(" ", filter(None, [head, common.declined(response.ledger, WEEK)]))
    return Figure(id, title, svg, alt, (note,), response.ledger, as_table(drawn, title))


def _bars(course: Course, changes: pd.Series, cap: float) -> pd.DataFrame:
    """Return a row per bar: its end, whether it is cut there, the deepest threshold it reaches."""
    change = changes.sort_values(ascending=False, ignore_index=True)
    return pd.DataFrame(
        {
            "bar": range(1, len(change) + 1),
            "change": change.clip(upper=cap),
            "cut": (change > cap).map({True: "Y", False: "N"}),
            "decline_at_least": deepest(change, tuple(common.shown(course))),
        }
    )


def _draw(
    study: Study, course: Course, drawn: pd.DataFrame, cap: float, id: str, label: str
) -> str:
    """Return the drawing as SVG."""
    thresholds = common.shown(course)
    shades = common.shades(thresholds)
    with style():
        drawing = Drawing(figsize=(WIDTH, 3.1), layout="constrained")
        axes = drawing.subplots()
        colours = [shades[depth] for depth in drawn["decline_at_least"].fillna(0)]
        axes.bar(drawn["bar"], drawn["change"], width=0.86, color=colours, linewidth=0)
        cut = drawn.loc[drawn["cut"] == "Y", "bar"]
        axes.plot(cut, [cap * 1.04] * len(cut), "^", color=INK, markersize=3)
        _frame(axes, drawn, thresholds, cap)
        axes.set_ylabel(label)
        common.key(axes, thresholds, (1, 0.94))
        return to_svg(drawing, study, id)


def _frame(axes: Axes, drawn: pd.DataFrame, thresholds: list[int], cap: float) -> None:
    """Draw the thresholds, and give every bar and mark its room."""
    for threshold in thresholds:
        axes.axhline(-threshold, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.axhline(0, color=INK, linewidth=0.8)
    lowest = min([*(-t for t in thresholds), *drawn["change"], 0])
    axes.set(ylim=(1.08 * lowest, cap * 1.1), xlim=(0, len(drawn) + 1), xlabel="Patients")
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
