"""Figures of cumulative incidence: a panel per cause where there are groups, patients at risk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure
from ralu.figures.frame.canvas import WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.figures.survival.drawn_curves import ENDS, looks_of
from ralu.figures.survival.kaplan_meier import time_ticks
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.frame.groups import Group
from ralu.tables.survival.cumulative_incidence import Cause, Incidence, Part, footnote
from ralu.typeset import pretty

Line = tuple[str, Part, Cause]
"""One curve: its name, whose it is, and of which cause."""


def incidence_figure(
    study: Study,
    result: Incidence | None,
    *,
    id: str,
    title: str,
    footnotes: tuple[str, ...] = (),
) -> Figure | None:
    """Return the causes over each other; with groups a panel per cause, a curve per group."""
    if result is None:
        return None
    panels = _panels(result)
    ticks = time_ticks(max(line["time"].max() for line in _curves(result)))
    top = _top(result)
    with figure_style():
        risk_height = 0.19 * (1 + len(result.groups))
        drawing = Drawing(figsize=(WIDTH, 2.9 + risk_height), layout="constrained")
        grid = drawing.subplots(
            2,
            len(panels),
            sharex=True,
            squeeze=False,
            height_ratios=[2.9, risk_height],
            gridspec_kw={"hspace": 0.02},
        )
        for k, (head, lines) in enumerate(panels):
            looks = looks_of(len(lines))
            for (name, part, cause), look in zip(lines, looks, strict=True):
                curve = part.drawn(cause, result.min_at_risk)
                _draw(grid[0, k], curve, name, look, band=len(lines) < 3)
            _frame(grid[0, k], ticks, top, head, "With event" if k == 0 else "", len(lines))
            _risk(grid[1, k], result.groups, ticks, keyed=k == 0)
        svg = to_svg(drawing, study, id)
    data = as_table(
        _data(panels, result.min_at_risk), join(": ", [title, "curves as drawn, time in months"])
    )
    few = (ENDS.format(result.min_at_risk),) if result.min_at_risk > 1 else ()
    notes = (footnote(study, result), *few, *footnotes, *_not_met(result), *result.notes)
    return Figure(id, title, svg, _alt(study, result, title), notes, result.ledger, data)


def _panels(result: Incidence) -> list[tuple[str, list[Line]]]:
    """Return the head and the curves of each panel; none of a cause that no group has."""
    if not result.by:
        part = result.parts[0]
        return [("", [(pretty(cause.label), part, cause) for cause in result.causes])]
    names = [pretty(part.group.name) for part in result.groups]
    met = [c for c in result.causes if any(part.events(c) for part in result.groups)]
    return [
        (
            pretty(cause.label),
            [(name, part, cause) for name, part in zip(names, result.groups, strict=True)],
        )
        for cause in met or result.causes[:1]
    ]


def _not_met(result: Incidence) -> tuple[str, ...]:
    """Return a footnote on the causes that nobody in the figure has."""
    causes = (c for c in result.causes if not any(part.events(c) for part in result.groups))
    names = ", ".join(pretty(cause.label) for cause in causes)
    return (f"Nobody had: {names}.",) if names else ()


def _curves(result: Incidence) -> list[pd.DataFrame]:
    """Return all that is drawn."""
    few = result.min_at_risk
    return [part.drawn(cause, few) for part in result.groups for cause in result.causes]


def _top(result: Incidence) -> float:
    """Return the end of the scale of shares: a round one, above all that is drawn."""
    highest = max(float(np.nanmax(curve[["estimate", "upper"]])) for curve in _curves(result))
    return next(top for top in (0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if highest <= top)


def _draw(axes: Axes, line: pd.DataFrame, name: str, look: dict[str, Any], *, band: bool) -> None:
    if band:
        limits = (line["lower"].fillna(line["estimate"]), line["upper"].fillna(line["estimate"]))
        axes.fill_between(
            line["time"], *limits, step="post", color=look["color"], alpha=0.16, linewidth=0
        )
    axes.step(line["time"], line["estimate"], where="post", label=name, **look)


def _frame(
    axes: Axes, ticks: list[float], top: float, head: str, y_label: str, curves: int
) -> None:
    axes.set(ylim=(0, 1.02 * top), xlim=(0, ticks[-1]), xticks=ticks, xlabel="Months")
    axes.set_ylabel(y_label)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    axes.tick_params(labelbottom=True)
    axes.grid(axis="y")
    if head:
        axes.set_title(head, size=9, weight="semibold", loc="left")
    if curves > 1:
        axes.legend(loc="upper left", handlelength=2.6)


def _risk(axes: Axes, parts: tuple[Part, ...], ticks: list[float], *, keyed: bool) -> None:
    """Write the patients at risk under the ticks, a line per group, with its key if `keyed`."""
    axes.set_axis_off()
    axes.set_ylim(1 + len(parts), 0)
    axes.text(0, 0.5, "At risk", weight="semibold", va="center", ha="left", size=8.5)
    looks = looks_of(len(parts))
    for k, part in enumerate(parts):
        y = k + 1.5
        if keyed and len(parts) > 1:
            across = axes.get_yaxis_transform()
            axes.plot([-0.15, -0.06], [y, y], transform=across, clip_on=False, **looks[k])
        for tick, left in zip(ticks, part.at_risk(ticks), strict=True):
            axes.text(tick, y, str(left), ha="center", va="center", size=8.5)


def _data(panels: list[tuple[str, list[Line]]], min_at_risk: int) -> pd.DataFrame:
    curves = []
    for head, lines in panels:
        for name, part, cause in lines:
            curve = part.drawn(cause, min_at_risk)
            curve.insert(0, "cause", pretty(cause.label))
            curve.insert(0, "curve", name if head else "All patients")
            curves.append(curve)
    return pd.concat(curves, ignore_index=True)


def _alt(study: Study, result: Incidence, title: str) -> Printed:
    """Return what the figure shows in words, numbers from the ledger."""
    level = f"{study.analysis.landmarks_months[0]:g}"
    months = f"{level} month{'s' if level != '1' else ''}"
    parts = [compose("Cumulative incidence figure: {}.", title)]
    for part in result.groups:
        who = part.group.name if part.group.variable else "All patients"
        said = (_said(result, part.group, cause, level, months) for cause in result.causes)
        number = result.row("n", part.group)
        parts.append(compose("{}: {} patients; {}.", pretty(who), number, join("; ", said)))
    return join(" ", parts)


def _said(result: Incidence, group: Group, cause: Cause, level: str, months: str) -> Printed:
    """Return the events of a cause and, where enough are at risk, its incidence."""
    name, events = pretty(cause.label), result.row("events", group, cause)
    if not result.is_said(group, level):
        return compose("{} in {}", name, events)
    share = result.row("estimate", group, cause, level)
    return compose("{} in {}, within {} {}", name, events, months, share)
