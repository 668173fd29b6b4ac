"""Panels of one kind in rows, laid out by hand."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.figures.frame.canvas import WIDTH

COLUMNS = 2
BELOW, ABOVE = 0.5, 0.32
"""Inches of the lower edge, for ticks and their name, and of the upper one."""


def panel_grid(
    n: int, *, height: float, left: float, gap: float, sharey: bool
) -> tuple[Drawing, list[Axes]]:
    """Return a drawing of `n` panels over months, all of the same extent, and the panels.

    Parameters
    ----------
    height
        Inches of a row.
    left, gap
        Room to the left of the panels and between them, as shares of the width.
    sharey
        Whether the panels have one vertical scale.
    """
    rows = math.ceil(n / COLUMNS)
    whole = height * rows + BELOW
    drawing = Drawing(figsize=(WIDTH, whole))
    grid = drawing.subplots(rows, COLUMNS, squeeze=False, sharex=True, sharey=sharey)
    # matplotlib's solver would take as long as the drawing.
    drawing.subplots_adjust(
        left=left, right=0.99, bottom=BELOW / whole, top=1 - ABOVE / whole, wspace=gap, hspace=0.25
    )
    panels: list[Axes] = list(grid.flat)
    for axes in panels[n:]:
        axes.set_axis_off()
    for axes in panels[max(n - COLUMNS, 0) : n]:
        axes.set_xlabel("Months")
        axes.tick_params(labelbottom=True)
    return drawing, panels[:n]
