"""Kaplan-Meier curves by several groupings, a small panel each."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ralu.blocks import Figure
from ralu.figures.frame.canvas import INK, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.figures.frame.grid import panel_grid
from ralu.figures.survival.drawn_curves import ENDS, draw_curve, drawn_curve, looks_of
from ralu.figures.survival.kaplan_meier import time_ticks
from ralu.printed import Printed, compose, join
from ralu.rounding import NOT_REACHED
from ralu.study import Study
from ralu.tables.survival.curves import Curve, Survival
from ralu.tables.survival.survival_table import footnote, relation
from ralu.typeset import pretty

HEIGHT = 2.1
DRAWN = "curves as drawn, time in months"


def survival_panels(
    study: Study,
    results: list[Survival | None],
    *,
    id: str,
    title: str,
    min_at_risk: int = 0,
) -> Figure | None:
    """Return one panel per grouping: its curves, medians and log-rank test.

    Curves end where fewer than `min_at_risk` patients are at risk, but in a panel of smaller
    groups only.
    """
    shown = [result for result in results if result is not None and result.curves]
    if not shown:
        return None
    lines = {result.by: _lines(result, min_at_risk) for result in shown}
    end = max(float(line["time"].max()) for of in lines.values() for line in of)
    with figure_style():
        drawing, grid = panel_grid(len(shown), height=HEIGHT, left=0.07, gap=0.06, sharey=True)
        for axes, result in zip(grid, shown, strict=True):
            _panel(axes, result, lines[result.by], time_ticks(end))
        svg = to_svg(drawing, study, id)
    notes = [
        footnote(study, shown),
        "Log-rank tests, unweighted and unstratified, over the groups of each panel; exploratory, "
        "not adjusted for their number.",
        *dict.fromkeys(note for result in shown for note in result.notes),
    ]
    if min_at_risk > 1:
        notes.insert(1, ENDS.format(min_at_risk))
    ledger = tuple(row for result in shown for row in result.ledger)
    data = as_table(_data(shown, lines), join(": ", [title, DRAWN]))
    return Figure(id, title, svg, _alt(shown, title), tuple(notes), ledger, data)


def _data(shown: list[Survival], lines: dict[str, list[pd.DataFrame]]) -> pd.DataFrame:
    """Return the rows of all curves that are drawn."""
    named = [line.assign(grouping=_label(result)) for result in shown for line in lines[result.by]]
    frame = pd.concat(named, ignore_index=True)
    return frame[["grouping", *frame.columns.drop("grouping")]]


def _label(result: Survival) -> str:
    return result.curves[0].group.label


def _lines(result: Survival, min_at_risk: int) -> list[pd.DataFrame]:
    """Return the rows of the curves that are drawn."""
    few = all(curve.km.curve["n_risk"].max() < min_at_risk for curve in result.curves)
    limit = 0 if few else min_at_risk
    return [drawn_curve(curve, pretty(curve.group.shown), limit) for curve in result.curves]


def _panel(axes: Axes, result: Survival, lines: list[pd.DataFrame], ticks: list[float]) -> None:
    looks = looks_of(len(lines))
    for curve, line, look in zip(result.curves, lines, looks, strict=True):
        draw_curve(axes, line, f"{pretty(curve.group.shown)}: {_median(result, curve)}", look)
    axes.set(ylim=(0, 1.02), xlim=(0, ticks[-1]), xticks=ticks)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    axes.grid(axis="y")
    axes.axhline(0.5, color=INK, linewidth=0.6, linestyle=(0, (2, 2)))
    axes.set_title(pretty(_label(result)), size=9, weight="semibold", loc="left")
    p = result.logrank
    head = f"Median, months; log-rank p {relation(p)}" if p else "Median, months"
    axes.legend(
        loc="upper right",
        title=head,
        title_fontsize=8,
        fontsize=8,
        handlelength=2.2,
        borderaxespad=0.1,
        labelspacing=0.25,
        alignment="right",
    )


def _median(result: Survival, curve: Curve) -> Printed:
    return result.row("median", curve.group).printed


def _alt(results: list[Survival], title: str) -> Printed:
    """Return medians and tests of all panels, numbers from the ledger."""
    parts = [compose("Kaplan–Meier curves in panels: {}.", title)]
    for result in results:
        medians = []
        for curve in result.curves:
            median = _median(result, curve)
            found = "not reached" if median == NOT_REACHED else compose("{} months", median)
            medians.append(compose("{}: median {}", pretty(curve.group.shown), found))
        p = result.logrank
        test = [compose("log-rank p {}", p.printed)] if p else []
        words = join("; ", [join(", ", medians), *test])
        parts.append(compose("{}: {}.", pretty(_label(result)), words))
    return join(" ", parts)
