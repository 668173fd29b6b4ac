"""The common look of all figures, and their drawing as SVG with the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ralu.study import Study

WIDTH = 6.7
"""Inches: the text width of an A4 page."""
FONT = "Source Sans 3"
STAMP = "synthetic-data"
"""Id of the words SYNTHETIC DATA in a drawing, whose letters are paths."""
GROUND = "ground"
"""Id of the rectangle behind a drawing, which is as wide and as high as the drawing."""
WHITE, INK, GRID, ALERT = "#ffffff", "#1b1f24", "#d9dde2", "#b3261e"
"""Neutral colours and the stamp's. A page with a dark ground replaces them; none of `PALETTE`."""
PALETTE = ("#1473d0", "#db7b00", "#048c67", "#b87fb9", "#ab4515")
"""Hues of Okabe and Ito, their lightness set so that each has contrast 3:1 on white and on dark."""
DASHES = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.5, 1.5)))
"""Line styles, so that curves differ without colour as well."""


@cache
def _fonts() -> None:
    for path in sorted(str(p) for p in (files("ralu") / "fonts").iterdir()):
        if path.endswith(".ttf"):
            font_manager.fontManager.addfont(path)


def palette(n: int) -> list[str]:
    """Return `n` colours that the colour-blind can tell apart; after five they come again."""
    return [PALETTE[k % len(PALETTE)] for k in range(n)]


@contextmanager
def figure_style() -> Iterator[None]:
    """Set the look of figures drawn within, whatever the user's matplotlibrc says."""
    _fonts()
    look: Any = {
        "font.family": FONT,
        "font.size": 9,
        "figure.facecolor": WHITE,
        "axes.facecolor": "none",
        "axes.labelsize": 9,
        "axes.edgecolor": INK,
        "axes.linewidth": 0.7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "svg.fonttype": "path",
        "axes.unicode_minus": True,
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(sns.axes_style("ticks") | look)
        yield


def _room_above(drawing: Drawing) -> None:
    """Keep the drawing clear of the stamp at its upper edge."""
    engine = drawing.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, 0, 1, 1 - 0.16 / drawing.get_figheight()))


def _settle(drawing: Drawing) -> None:
    """Lay the drawing out and fix the axes on round numbers.

    The solver's last bits differ from run to run, and names inside the SVG are made of them. A
    drawing without a layout engine has its axes where they were put.
    """
    if drawing.get_layout_engine() is None:
        return
    drawing.draw_without_rendering()
    drawing.set_layout_engine("none")
    for axes in drawing.axes:
        left, bottom, width, height = (round(size, 6) for size in axes.get_position().bounds)
        axes.set_position((left, bottom, width, height))


def to_svg(drawing: Drawing, study: Study, id: str) -> str:
    """Return the drawing as SVG; `id` seeds the names inside it, so that bytes repeat."""
    if study.synthetic:
        _room_above(drawing)
        drawing.text(
            0.995,
            0.995,
            "SYNTHETIC DATA",
            ha="right",
            va="top",
            size=8,
            weight="bold",
            color=ALERT,
            gid=STAMP,
        )
    drawing.patch.set_gid(GROUND)
    _settle(drawing)
    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": id}):
        # savefig would draw all of it once more beforehand, to lay it out.
        canvas = FigureCanvasSVG(drawing)
        canvas.print_svg(out, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    return out.getvalue()
