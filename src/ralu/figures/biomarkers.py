"""What the figures of biomarkers share: shades of response, and words of it from the ledger."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from ralu.ledger import LedgerRow
from ralu.printed import Printed, compose, join
from ralu.tables.biomarkers import EVALUABLE_LEVEL, Course

SHADES = ("#8f9194", "#3f94dc", "#4a5fd0", "#ab339d")
"""No response, then deeper and deeper ones; each has contrast 3:1 on white and on dark."""


def shown(course: Course) -> list[int]:
    """Return the thresholds that have a shade of their own: the deepest ones."""
    return sorted(course.marker.declines)[-len(SHADES) + 1 :]


def shades(thresholds: list[int]) -> dict[int, str]:
    """Return the shade of each threshold, and of 0 for none of them."""
    return dict(zip([0, *thresholds], SHADES, strict=False))


def key(axes: Axes, thresholds: list[int], place: tuple[float, float]) -> None:
    """Draw what the shades mean."""
    words = ["Less or none", *(f"Decline of at least {t}%" for t in thresholds)]
    handles = [Patch(color=SHADES[k], label=label) for k, label in enumerate(words)]
    axes.legend(handles=handles, loc="upper right", bbox_to_anchor=place, handlelength=1)


def evaluable(ledger: tuple[LedgerRow, ...], prefix: str = "") -> Printed:
    """Return how many can be evaluated, at their best or at the week that `prefix` stands for."""
    level = f"{prefix}{EVALUABLE_LEVEL}"
    return next(r.printed for r in ledger if r.variable_level == level and not r.group)


def declined(ledger: tuple[LedgerRow, ...], prefix: str = "") -> Printed:
    """Return in how many patients the marker fell by each threshold, "" where there is none."""
    total, begin = evaluable(ledger, prefix), f"{prefix}decline_"
    rates = [
        compose("at least {}% in {} of {}", threshold, row.printed, total)
        for row in ledger
        if (threshold := row.variable_level.removeprefix(begin)) != row.variable_level
        and row.stat == "n"
        and not row.group
    ]
    return compose("Decline of {} patients.", join(", ", rates)) if rates else Printed("")
