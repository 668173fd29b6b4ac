"""Drawing old and new Kaplan-Meier curves over each other."""

from __future__ import annotations

import io
import math
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.compare.curves import FigureChange, Point
from ralu.figures.frame.canvas import ALERT, INK, STAMP, figure_style, palette

OLD: dict[str, Any] = {"color": INK, "linestyle": (0, (3, 1.5)), "linewidth": 1.0}
NEW: dict[str, Any] = {"color": palette(1)[0], "linestyle": "-", "linewidth": 2.0}
DOTTED: dict[str, Any] = {"color": INK, "linestyle": (0, (1, 1.5)), "linewidth": 0.6}
ACROSS, WIDE, HIGH = 2, 8.5, 3.0
"""Panels beside each other, and inches of the drawing and of a row of panels."""
LEFT, RIGHT, TOP, BOTTOM, BETWEEN = 0.55, 0.1, 0.55, 0.45, 0.75
"""Inches around and between the panels."""


def overlay(figure: FigureChange, *, synthetic: bool) -> str:
    """Return an SVG document with one panel per curve that differs, the same bytes every time."""
    names = figure.curves
    across = min(len(names), ACROSS)
    down = -(-len(names) // across)
    high = HIGH * down + TOP
    with figure_style():
        drawing = Drawing(figsize=(WIDE, high))
        panels = list(drawing.subplots(down, across, squeeze=False, sharex=True).flat)
        for axes, name in zip(panels, names, strict=False):
            _panel(axes, figure.old.get(name, []), figure.new.get(name, []), name)
        for axes in panels[len(names) :]:
            axes.set_axis_off()
        _key(drawing, synthetic)
        drawing.subplots_adjust(
            LEFT / WIDE,
            BOTTOM / high,
            1 - RIGHT / WIDE,
            1 - TOP / high,
            wspace=0.12,
            hspace=BETWEEN / (HIGH - BETWEEN),
        )
        out = io.StringIO()
        with mpl.rc_context({"svg.hashsalt": figure.id}):
            drawing.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _panel(axes: Axes, old: list[Point], new: list[Point], name: str) -> None:
    """Draw the new curve with its limits shaded, the old one over it with its limits dotted."""
    if new:
        times, survival, lower, upper = _lines(new)
        axes.fill_between(
            times, lower, upper, step="post", color=NEW["color"], alpha=0.16, linewidth=0
        )
        axes.step(times, survival, where="post", **NEW)
    if old:
        times, survival, lower, upper = _lines(old)
        axes.step(times, survival, where="post", **OLD)
        for limit in (lower, upper):
            axes.step(times, limit, where="post", **DOTTED)
    axes.set_title(name, loc="left", size=9, weight="semibold", color=INK)
    axes.set(ylim=(0, 1.02), xlim=(0, None), xlabel="Months")
    axes.tick_params(labelbottom=True)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    axes.grid(axis="y")


def _lines(points: list[Point]) -> list[list[float]]:
    """Return times, survival and its limits, not a number where there is none."""
    return [
        [point.get(name, math.nan) for point in points]
        for name in ("time", "survival", "lower", "upper")
    ]


def _key(drawing: Drawing, synthetic: bool) -> None:
    """Write the meaning of the lines above the panels, and the stamp."""
    handles = [mpl.lines.Line2D([], [], **look) for look in (OLD, NEW)]
    labels = ["old (limits dotted)", "new (limits shaded)"]
    drawing.legend(handles, labels, loc="upper left", ncols=2, handlelength=3, borderaxespad=0.2)
    if synthetic:
        words: dict[str, Any] = {"size": 8, "weight": "bold", "color": ALERT, "gid": STAMP}
        drawing.text(0.995, 0.99, "SYNTHETIC DATA", ha="right", va="top", **words)
