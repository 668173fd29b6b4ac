"""Spider plot: the percent change of each patient over time, coloured by his best response."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure, Table
from ralu.figures import biomarkers as common
from ralu.figures.canvas import INK, WIDTH, style, to_svg
from ralu.figures.drawn import as_table
from ralu.ledger import slug
from ralu.printed import compose, join
from ralu.study import Study
from ralu.tables.biomarkers import EVALUABLE, Course

CAP = 200


def spider(
    study: Study,
    course: Course | None,
    response: Table | None,
    points: pd.DataFrame | None,
    *,
    cap: float = CAP,
) -> Figure | None:
    """Return a line per patient through the `points` of `ralu.tables.biomarkers.lines`.

    Values beyond `cap` percent are drawn there. Numbers in the description come from the
    ledger rows of the `response` table.
    """
    if course is None or response is None or points is None or points.empty:
        return None
    id = f"fig-spider-{slug(course.param)}"
    drawn = points.assign(
        change=points["change"].clip(upper=cap),
        cut=(points["change"] > cap).map({True: "Y", False: "N"}),
    )
    thresholds = common.shown(course)
    with style():
        drawing = Drawing(figsize=(WIDTH, 3.4), layout="constrained")
        axes = drawing.subplots()
        for depth, colour in common.shades(thresholds).items():
            deepest = drawn["decline_at_least"].fillna(0).where(lambda d: d.isin(thresholds), 0)
            _lines(axes, drawn[deepest == depth], colour)
        cut = drawn[drawn["cut"] == "Y"]
        axes.plot(cut["months"], [cap * 1.03] * len(cut), "^", color=INK, markersize=2.5)
        _frame(axes, drawn, thresholds, cap)
        common.key(axes, thresholds, (1, 0.94))
        svg = to_svg(drawing, study, id)
    title = f"{course.name}: percent change from baseline of each patient"
    note = compose(
        "{}: N = {}. A line per patient from the baseline, drawn at the first dose, through every "
        "later value, coloured by the best response at any time. Values beyond {}% are drawn there "
        "and marked by a triangle. 1 month = {} days.",
        *(EVALUABLE, common.evaluable(response.ledger), f"{cap:g}"),
        f"{study.analysis.month_days:g}",
    )
    head = f"Spider plot of the percent change of {course.name} over the months since first dose."
    alt = join(" ", filter(None, [head, common.declined(response.ledger)]))
    return Figure(id, title, svg, alt, (note,), response.ledger, as_table(drawn, title))


def _lines(axes: Axes, points: pd.DataFrame, colour: str) -> None:
    """Draw the lines of one response, and a point at the end of each."""
    paths = [line[["months", "change"]].to_numpy() for _, line in points.groupby("line")]
    axes.add_collection(LineCollection(paths, colors=colour, linewidths=0.7, alpha=0.8))
    last = points.drop_duplicates("line", keep="last")
    axes.plot(last["months"], last["change"], ".", color=colour, markersize=3)


def _frame(axes: Axes, drawn: pd.DataFrame, thresholds: list[int], cap: float) -> None:
    """Draw the thresholds, and give every line its room."""
    for threshold in thresholds:
        axes.axhline(-threshold, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.axhline(0, color=INK, linewidth=0.8)
    top = min(cap, drawn["change"].max())
    axes.set(
        ylim=(-105, max(1.1 * top, 10)),
        xlim=(0, 1.03 * max(drawn["months"].max(), 1)),
        xlabel="Months since the first dose",
        ylabel="Change from baseline (%)",
    )
