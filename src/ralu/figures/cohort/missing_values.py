"""Map of missing values: variables down, sites across, the darker the larger their share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from ralu.blocks import Figure
from ralu.figures.frame.canvas import GRID, PALETTE, WIDTH, figure_style, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.cohort.missing_values import Missing, missing_in_words
from ralu.typeset import pretty

DARKEST = 0.65
"""Opacity of a cell in which everybody's value is missing; its number can still be read."""
WORDS = 2.5
"""Inches of the names of the variables."""


def missing_figure(
    study: Study, missing: Missing | None, *, id: str = "fig-missing"
) -> Figure | None:
    """Return the map of missing values."""
    if missing is None:
        return None
    title = "Missing values"
    rows, columns = missing.shares.shape
    height = 0.21 * rows + 0.75
    with figure_style():
        drawing = Drawing(figsize=(WIDTH, height))
        across = min(WIDTH - WORDS - 0.1, 0.55 * columns)
        axes = drawing.add_axes((WORDS / WIDTH, 0.02, across / WIDTH, (height - 0.7) / height))
        axes.set(xlim=(0, columns), ylim=(rows, 0))
        axes.xaxis.tick_top()
        names = [pretty(f"{group.shown}\n{group.n}") for group in missing.groups]
        axes.set_xticks(np.arange(columns) + 0.5, names, size=7.5 if columns < 12 else 6.5)
        axes.set_yticks(np.arange(rows) + 0.5, [pretty(label) for label in missing.labels])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        _cells(axes, missing)
        axes.axvline(columns - 1, color=GRID, linewidth=2.5)
        svg = to_svg(drawing, study, id)
    notes = (
        "The darker a cell, the larger the part of the column's patients; below each name stands "
        "how many these are.",
        *missing.notes,
    )
    alt = compose("Map of missing values. Patients without a value, {}.", missing_in_words(missing))
    drawn = as_table(_drawn(missing), title)
    return Figure(id, title, svg, alt, notes, missing.ledger, drawn)


def _cells(axes: Axes, missing: Missing) -> None:
    """Shade each cell by its share and write its number, nothing where nobody lacks a value."""
    for row, counts in enumerate(missing.counts):
        for column, count in enumerate(counts):
            share = missing.shares[row, column]
            if not share > 0:
                continue
            axes.add_artist(
                Rectangle(
                    (column + 0.03, row + 0.05),
                    0.94,
                    0.9,
                    facecolor=PALETTE[0],
                    alpha=DARKEST * share**0.5,
                    linewidth=0,
                )
            )
            axes.text(column + 0.5, row + 0.52, str(count), ha="center", va="center", size=7.5)


def _drawn(missing: Missing) -> pd.DataFrame:
    """Return a row per variable and column with a share."""
    return pd.DataFrame(
        {
            "variable": np.repeat(missing.variables, len(missing.groups)),
            "group": [group.level for group in missing.groups] * len(missing.variables),
            "missing": [str(count) for counts in missing.counts for count in counts],
            "share": missing.shares.ravel(),
        }
    )
