"""What the figures of biomarkers share: shades of response, and words of it from the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch

from ralu.ledger import LedgerRow, find
from ralu.printed import Printed, compose, join
from ralu.tables.biomarkers.course import EVALUABLE_LEVEL, Course
from ralu.typeset import pretty

SHADES = ("#8f9194", "#3f94dc", "#4a5fd0", "#ab339d")
"""No response, then deeper and deeper ones; each has contrast 3:1 on white and on dark."""

ACROSS = 3
"""Most panels beside each other."""


def thresholds_shown(course: Course) -> list[int]:
    """Return the thresholds that have a shade of their own: the deepest ones."""
    return sorted(course.marker.declines)[-len(SHADES) + 1 :]


def shades_of(thresholds: list[int]) -> dict[int, str]:
    """Return the shade of each threshold, and of 0 for none of them."""
    return dict(zip([0, *thresholds], SHADES, strict=False))


def panels(drawing: Drawing, drawn: pd.DataFrame) -> Iterator[tuple[Axes, pd.DataFrame]]:
    """Yield axes and records of each group; the name of a group stands above its own."""
    groups = list(dict.fromkeys(drawn["group"]))
    columns = min(len(groups), ACROSS)
    grid = drawing.subplots(-(-len(groups) // columns), columns, squeeze=False, sharey=True)
    for axes in grid.flat[len(groups) :]:
        axes.remove()
    for axes, group in zip(grid.flat, groups, strict=False):
        if len(groups) > 1:
            axes.set_title(pretty(group), fontsize=9)
        yield axes, drawn[drawn["group"] == group]


def panels_height(drawn: pd.DataFrame, of_row: float) -> float:
    """Return the height of a drawing of so much per row of panels, in inches."""
    return of_row * -(-drawn["group"].nunique() // ACROSS)


def without_group(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the records without their group where there is only one."""
    return drawn.drop(columns="group") if drawn["group"].nunique() < 2 else drawn


def draw_key(drawing: Drawing, thresholds: list[int]) -> None:
    """Draw what the shades mean, below all panels."""
    words = ["Less or none", *(f"Decline of at least {t}%" for t in thresholds)]
    handles = [Patch(color=SHADES[k], label=label) for k, label in enumerate(words)]
    drawing.legend(handles=handles, loc="outside lower center", ncols=len(words), handlelength=1)


def evaluable(ledger: tuple[LedgerRow, ...], prefix: str = "") -> Printed:
    """Return how many can be evaluated, at their best or at the week that `prefix` stands for."""
    level = f"{prefix}{EVALUABLE_LEVEL}"
    return find(ledger, variable_level=level, group="")[0].printed


def declined(ledger: tuple[LedgerRow, ...], prefix: str = "") -> Printed:
    """Return in how many patients the marker fell by each threshold, "" where there is none."""
    total, begin = evaluable(ledger, prefix), f"{prefix}decline_"
    rates = [
        compose("at least {}% in {} of {}", threshold, row.printed, total)
        for row in find(ledger, stat="n", group="")
        if (threshold := row.variable_level.removeprefix(begin)) != row.variable_level
    ]
    return compose("Decline of {} patients.", join(", ", rates)) if rates else Printed("")
