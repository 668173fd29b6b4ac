"""Scaled Schoenfeld residuals over time, a panel per factor level."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from ralu.blocks import Figure
from ralu.figures.frame.canvas import INK, figure_style, palette, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.figures.frame.grid import panel_grid
from ralu.figures.survival.kaplan_meier import time_ticks
from ralu.ledger import find
from ralu.printed import Printed, compose, join
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.survival.cox_multivariable import Model
from ralu.tables.survival.proportional_hazards import Residuals
from ralu.typeset import pretty

HEIGHT = 1.7


def schoenfeld_figure(
    study: Study,
    model: Model | None,
    shown: tuple[Residuals, ...] | None,
    *,
    id: str = "fig-ph",
) -> Figure | None:
    """Return the residuals of each level against its reference, with a smooth line."""
    if model is None or not shown:
        return None
    ticks = time_ticks(float(shown[0].points["time"].max()))
    with figure_style():
        drawing, grid = panel_grid(len(shown), height=HEIGHT, left=0.1, gap=0.14, sharey=False)
        for axes, one in zip(grid, shown, strict=True):
            _draw(axes, one)
        grid[0].set(xticks=ticks, xlim=(0, ticks[-1]))
        drawing.supylabel("Log hazard ratio over time", size=9, x=0.005, ha="left")
        svg = to_svg(drawing, study, id)
    title = f"{model.factors.label}: hazard ratios over time"
    lines = [one.points.assign(term=one.words, coef=one.coef) for one in shown]
    data = pd.concat(lines)[["term", *lines[0].columns.drop("term")]]
    return Figure(
        id,
        title,
        svg,
        _alt(model, shown, title),
        (_footnote(study, model),),
        ledger=model.ledger,
        data=as_table(data, join(": ", [title, "as drawn, time in months"])),
    )


def _footnote(study: Study, model: Model) -> str:
    return (
        f"{model.factors.population}. Points: scaled Schoenfeld residuals of the model of all "
        "factors together, with the coefficient added. Line and band: natural cubic spline "
        f"with {confidence(study)} CI, drawn where the residuals tell one. "
        "Dashed: the coefficient of the model; a level line there is what proportional "
        "hazards look like. The scale of each panel is its own."
    )


def _draw(axes: Axes, one: Residuals) -> None:
    points, colour = one.points, palette(1)[0]
    axes.plot(points["time"], points["residual"], ".", color=INK, alpha=0.35, markersize=4)
    if points["smooth"].notna().all():
        limits = (points["lower"], points["upper"])
        axes.fill_between(points["time"], *limits, color=colour, alpha=0.16, linewidth=0)
        axes.plot(points["time"], points["smooth"], color=colour, linewidth=1.5)
    axes.axhline(one.coef, color=INK, linewidth=0.7, linestyle=(0, (4, 2)))
    axes.set_title(pretty(one.words), size=9, weight="semibold", loc="left")


def _alt(model: Model, shown: tuple[Residuals, ...], title: str) -> Printed:
    """Return the panels with the hazard ratio of each, numbers from the ledger."""
    ratios = {row.variable_level: row.printed for row in find(model.ledger, stat="hr")}
    each = (
        compose("{}: hazard ratio of the model {}", pretty(one.words), ratios[one.name])
        for one in shown
    )
    words = "Scaled Schoenfeld residuals with a smooth line, a panel each. {}. {}."
    return compose(words, title, join("; ", each))
