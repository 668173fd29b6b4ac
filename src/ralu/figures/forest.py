"""Forest plot of hazard ratios with the numbers beside it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FixedLocator, NullLocator

from ralu.blocks import Figure
from ralu.figures.canvas import INK, WIDTH, palette, style, to_svg
from ralu.ledger import slug
from ralu.study import Study
from ralu.tables.cox_model import Factors, Term
from ralu.tables.text import fixed
from ralu.typeset import pretty

TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10)


def forest(study: Study, factors: Factors | None) -> Figure | None:
    """Return the hazard ratios of `factors` with their intervals on a log scale."""
    if factors is None:
        return None
    id = f"fig-forest-{slug(factors.param)}"
    lines = _lines(factors.terms)
    level = fixed(100 * study.analysis.confidence_level, 0)
    with style():
        height = 0.24 * (len(lines) + 1) + 0.55
        drawing = Drawing(figsize=(WIDTH, height), layout="constrained")
        words, plot, numbers = drawing.subplots(
            1, 3, sharey=True, width_ratios=[2.9, 2.6, 1.6], gridspec_kw={"wspace": 0}
        )
        for axes in (words, numbers):
            axes.set_axis_off()
            axes.set_xlim(0, 1)
        plot.set_ylim(len(lines) + 0.5, -0.8)
        words.text(0.78, -0.4, "n", ha="right", weight="semibold")
        words.text(0.98, -0.4, "Events", ha="right", weight="semibold")
        numbers.text(0.02, -0.4, f"Hazard ratio ({level}% CI)", weight="semibold")
        for y, line in enumerate(lines):
            _line(words, plot, numbers, y + 0.4, line)
        _scale(plot, factors.terms)
        svg = to_svg(drawing, study, id)
    return Figure(
        id,
        f"{factors.label}: hazard ratios, one factor at a time",
        svg,
        _alt(factors),
        (
            f"{factors.population}. Cox models of one factor each; all numbers and notes as in the "
            "table of the same name.",
        ),
        ledger=factors.ledger,
    )


def _lines(terms: tuple[Term, ...]) -> list[str | Term]:
    """Return the lines from the top: each factor's name, then its levels."""
    lines: list[str | Term] = []
    for k, term in enumerate(terms):
        if k == 0 or terms[k - 1].factor != term.factor:
            lines.append(term.factor)
        lines.append(term)
    return lines


def _line(words: Axes, plot: Axes, numbers: Axes, y: float, line: str | Term) -> None:
    if isinstance(line, str):
        words.text(0, y, pretty(line), va="center", weight="semibold")
        return
    words.text(0.05, y, pretty(line.level), va="center")
    words.text(0.78, y, line.rows["n"].text, va="center", ha="right")
    words.text(0.98, y, line.rows["events"].text, va="center", ha="right")
    numbers.text(0.02, y, line.ratio, va="center")
    colour = palette(1)[0]
    if line.reference:
        plot.plot(1, y, "s", color="white", markeredgecolor=INK, markersize=4)
    elif all(limits := _numbers(line)):
        low, ratio, high = limits
        plot.plot([low, high], [y, y], color=colour, linewidth=1.4)
        plot.plot(ratio, y, "s", color=colour, markersize=5.5)


def _numbers(term: Term) -> list[float]:
    """Return lower limit, ratio and upper limit; 0 where not estimable."""
    rows = (term.rows.get(stat) for stat in ("lower", "hr", "upper"))
    return [row.value or 0.0 if row else 0.0 for row in rows]


def _scale(plot: Axes, terms: tuple[Term, ...]) -> None:
    values = [v for term in terms for v in _numbers(term) if v]
    low = min([*values, 0.5])
    high = max([*values, 2.0])
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


def _alt(factors: Factors) -> str:
    parts = [f"Forest plot of hazard ratios for {factors.label}."]
    compared = (term for term in factors.terms if not term.reference)
    parts += [f"{term.factor}, {term.level}: {term.ratio}." for term in compared]
    return " ".join(parts)
