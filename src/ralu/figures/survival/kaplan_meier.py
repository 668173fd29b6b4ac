"""Kaplan-Meier figures in KMunicate form: bands, censoring marks, extended risk table."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure
from ralu.figures.frame.canvas import INK, WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.figures.survival.drawn_curves import ENDS, draw_curve, drawn_curve, end_of, looks_of
from ralu.printed import Printed, compose, join
from ralu.rounding import NOT_REACHED
from ralu.study import Study
from ralu.tables.frame.kaplan_meier import MEDIAN
from ralu.tables.survival.curves import Curve, Survival, numbers_at_risk
from ralu.tables.survival.survival_table import footnotes
from ralu.typeset import pretty

RISK_ROWS = (("at_risk", "At risk"), ("censored", "Censored"), ("events", "Events"))


def survival_figure(
    study: Study,
    results: list[Survival | None],
    *,
    id: str,
    title: str,
    labels: list[str] | None = None,
    min_at_risk: int = 0,
) -> Figure | None:
    """Return the curves of one or several results over one risk table.

    Parameters
    ----------
    results
        Usually one; two to set estimates beside each other.
    labels
        Names of the curves; where None the levels of the groups, or what tells the results apart.
    min_at_risk
        Curves end where fewer patients are at risk; in a figure of smaller groups only, it does
        not apply.
    """
    shown = [result for result in results if result is not None and result.curves]
    if not shown:
        return None
    curves = [curve for result in shown for curve in result.curves]
    names = labels or _names(shown)
    if all(curve.km.curve["n_risk"].max() < min_at_risk for curve in curves):
        min_at_risk = 0
    end = max(end_of(curve, min_at_risk) for curve in curves)
    ticks = time_ticks(end)
    looks = looks_of(len(curves))
    lines = [drawn_curve(c, name, min_at_risk) for c, name in zip(curves, names, strict=True)]
    with figure_style():
        risk_height = 0.17 * (len(RISK_ROWS) + 1) * len(curves)
        drawing = Drawing(figsize=(WIDTH, 3.2 + risk_height), layout="constrained")
        main, risk = drawing.subplots(
            2, 1, sharex=True, height_ratios=[3.2, risk_height], gridspec_kw={"hspace": 0.02}
        )
        for k, (line, look) in enumerate(zip(lines, looks, strict=True)):
            draw_curve(main, line, names[k], look)
        _frame(main, ticks, len(curves))
        _risk(risk, curves, names, looks, ticks)
        svg = to_svg(drawing, study, id)
    notes = [*footnotes(study, shown)]
    if min_at_risk > 1:
        notes.insert(1, ENDS.format(min_at_risk))
    ledger = tuple(row for result in shown for row in result.ledger)
    data = as_table(pd.concat(lines), join(": ", [title, "curves as drawn, time in months"]))
    return Figure(id, title, svg, _alt(shown, names, title), tuple(notes), ledger, data)


def time_ticks(end: float) -> list[float]:
    """Return about six to nine round times from zero to beyond `end`."""
    step = next(s for s in (0.5, 1, 2, 3, 6, 12, 24, 60, 120) if end / s <= 9 or s == 120)
    return [step * k for k in range(max(math.ceil(end / step), 1) + 1)]


def _names(results: list[Survival]) -> list[str]:
    if len(results) > 1:
        return [result.kind for result in results for _ in result.curves]
    return [pretty(curve.group.name) for curve in results[0].curves]


def _frame(axes: Axes, ticks: list[float], curves: int) -> None:
    axes.set(ylim=(0, 1.02), xlim=(0, ticks[-1]), ylabel="Without event", xticks=ticks)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Months")
    axes.grid(axis="y")
    axes.axhline(0.5, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    if curves > 1:
        axes.legend(loc="upper right", bbox_to_anchor=(1, 0.97), handlelength=2.6)


def _risk(
    axes: Axes,
    curves: list[Curve],
    names: list[str],
    looks: list[dict[str, Any]],
    ticks: list[float],
) -> None:
    """Write at risk, censored and events under the ticks, a block per curve."""
    axes.set_axis_off()
    lines = (len(RISK_ROWS) + 1) * len(curves)
    axes.set_ylim(lines, 0)
    for k, (curve, name) in enumerate(zip(curves, names, strict=True)):
        top = k * (len(RISK_ROWS) + 1)
        head = name if len(curves) > 1 else "Patients"
        axes.text(0, top + 0.5, head, weight="semibold", va="center", ha="left")
        if len(curves) > 1:
            _key(axes, top + 0.5, looks[k])
        counts = numbers_at_risk(curve, ticks)
        for j, (column, label) in enumerate(RISK_ROWS, start=1):
            y = top + j + 0.5
            beside: Any = {"xytext": (-16, 0), "textcoords": "offset points"}
            axes.annotate(label, (0, y), **beside, ha="right", va="center", size=8.5)
            for tick, count in zip(ticks, counts[column], strict=True):
                if tick >= curve.start:
                    axes.text(tick, y, f"{count:.0f}", ha="center", va="center", size=8.5)


def _key(axes: Axes, y: float, look: dict[str, Any]) -> None:
    """Draw a piece of the curve to the left of its name."""
    across = axes.get_yaxis_transform()
    axes.plot([-0.065, -0.012], [y, y], transform=across, clip_on=False, **look)


def _alt(results: list[Survival], names: list[str], title: str) -> Printed:
    """Return what the figure shows in words, numbers from the ledger."""
    parts = [compose("Kaplan–Meier figure: {}.", title)]
    pairs = [(result, curve) for result in results for curve in result.curves]
    for name, (result, curve) in zip(names, pairs, strict=True):
        n, events, median, lower, upper = result.texts(curve.group, "n", "events", *MEDIAN)
        reached = compose("{} months ({} to {})", median, lower, upper)
        found = "not reached" if median == NOT_REACHED else reached
        parts.append(compose("{}: {} patients, {} events, median {}.", name, n, events, found))
    return join(" ", parts)
