"""Forest plot of hazard ratios with the numbers beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, NullLocator

from ralu.blocks import Figure
from ralu.figures.frame.canvas import INK, WHITE, WIDTH, figure_style, palette, to_svg
from ralu.figures.frame.drawn_data import as_table
from ralu.printed import Printed, compose, join
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.survival.cox_model import Factors, Term
from ralu.typeset import pretty

RATIO = ["hr", "lower", "upper"]
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10)


def forest_plot(study: Study, factors: Factors | None, *, id: str | None = None) -> Figure | None:
    """Return the hazard ratios of `factors` with their intervals on a log scale."""
    if factors is None or not factors.terms:
        return None
    id = id or f"fig-forest-{factors.name}"
    drawn = _drawn(factors.terms)
    ratios = drawn[RATIO].to_numpy()
    lines = _lines(factors.terms)
    with figure_style():
        height = 0.2 * (len(lines) + 1) + 0.55
        drawing = Drawing(figsize=(WIDTH, height), layout="constrained")
        words, plot, numbers = drawing.subplots(
            1, 3, sharey=True, width_ratios=[2.9, 2.6, 1.6], gridspec_kw={"wspace": 0}
        )
        for axes in (words, numbers):
            axes.set_axis_off()
            axes.set_xlim(0, 1)
        plot.set_ylim(len(lines) + 0.5, -0.8)
        for place, head in ((0.78, "n"), (0.98, "Events")):
            words.text(place, -0.4, head, ha="right", weight="semibold")
        numbers.text(0.02, -0.4, f"Hazard ratio ({confidence(study)} CI)", weight="semibold")
        for y, line in enumerate(lines):
            if isinstance(line, str):
                words.text(0, y + 0.4, pretty(line), va="center", weight="semibold")
            else:
                _words(words, numbers, y + 0.4, factors.terms[line])
                _mark(plot, y + 0.4, ratios[line], factors.terms[line].reference)
        _scale(plot, drawn)
        svg = to_svg(drawing, study, id)
    note = (
        f"{factors.population}. {factors.method}. All numbers and notes as in the table of the "
        "same name."
    )
    data = as_table(drawn, factors.title)
    return Figure(id, factors.title, svg, _alt(factors), (note,), factors.ledger, data)


def _drawn(terms: tuple[Term, ...]) -> pd.DataFrame:
    """Return a row per level; the reference has the ratio 1 without limits."""
    rows = [
        {
            "factor": term.factor,
            "level": term.level,
            **{count: term.rows[count].value for count in ("n", "events")},
            **{stat: term.rows[stat].value if stat in term.rows else None for stat in RATIO},
        }
        for term in terms
    ]
    drawn = pd.DataFrame(rows, columns=["factor", "level", "n", "events", *RATIO])
    drawn[RATIO] = drawn[RATIO].astype("float64")
    drawn.loc[[term.reference for term in terms], "hr"] = 1.0
    return drawn


def _lines(terms: tuple[Term, ...]) -> list[str | int]:
    """Return the lines from the top: each factor's name, then the places of its levels."""
    lines: list[str | int] = []
    for k, term in enumerate(terms):
        if k == 0 or terms[k - 1].factor != term.factor:
            lines.append(term.factor)
        lines.append(k)
    return lines


def _words(words: Axes, numbers: Axes, y: float, term: Term) -> None:
    words.text(0.05, y, pretty(term.level), va="center")
    words.text(0.78, y, term.rows["n"].text, va="center", ha="right")
    words.text(0.98, y, term.rows["events"].text, va="center", ha="right")
    numbers.text(0.02, y, term.ratio, va="center")


def _mark(plot: Axes, y: float, values: Any, reference: bool) -> None:
    """Draw one ratio with its limits, nothing where it is not estimable."""
    colour = palette(1)[0]
    ratio, low, high = values
    if reference:
        plot.plot(ratio, y, "s", color=WHITE, markeredgecolor=INK, markersize=4)
    elif (values > 0).all():
        plot.plot([low, high], [y, y], color=colour, linewidth=1.4)
        plot.plot(ratio, y, "s", color=colour, markersize=5.5)


def _scale(plot: Axes, drawn: pd.DataFrame) -> None:
    values = drawn[RATIO].to_numpy()
    low = min([*values[values > 0], 0.5])
    high = max([*values[values > 0], 2.0])
    plot.set_xscale("log")
    plot.set_xlim(max(low / 1.2, 0.05), min(high * 1.2, 20))
    plot.xaxis.set_major_locator(FixedLocator(TICKS))
    plot.xaxis.set_minor_locator(NullLocator())
    plot.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    plot.axvline(1, color=INK, linewidth=0.8)
    plot.grid(axis="x")
    plot.spines["left"].set_visible(False)
    plot.tick_params(left=False, labelleft=False)
    plot.set_xlabel("lower hazard  ←  hazard ratio  →  higher hazard")


def _alt(factors: Factors) -> Printed:
    parts = [compose("Forest plot. {}.", factors.title)]
    compared = (term for term in factors.terms if not term.reference)
    parts += [compose("{}, {}: {}.", t.factor, t.level, t.ratio) for t in compared]
    return join(" ", parts)
