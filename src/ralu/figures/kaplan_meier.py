"""Kaplan-Meier figures in KMunicate form: bands, censoring marks, extended risk table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ralu.blocks import Figure
from ralu.figures.canvas import DASHES, WIDTH, palette, style, to_svg
from ralu.study import Study
from ralu.tables.survival import Curve, Survival, risk_table
from ralu.tables.survival_tables import footnotes
from ralu.tables.text import NOT_REACHED
from ralu.typeset import pretty

RISK_ROWS = (("at_risk", "At risk"), ("censored", "Censored"), ("events", "Events"))


def survival_figure(
    study: Study,
    results: list[Survival | None],
    *,
    id: str,
    title: str,
    y_label: str = "Without event",
    labels: list[str] | None = None,
    min_at_risk: int = 0,
) -> Figure | None:
    """Return the curves of one or several results over one risk table.

    Parameters
    ----------
    results
        Usually one; two to set estimates beside each other.
    labels
        Names of the curves; the levels of the groups where None.
    min_at_risk
        Curves end where fewer patients are at risk; in a figure of smaller groups only, it does
        not apply.
    """
    shown = [result for result in results if result is not None and result.curves]
    if not shown:
        return None
    curves = [curve for result in shown for curve in result.curves]
    names = labels or [pretty(curve.group.name) for curve in curves]
    if all(curve.km.curve["n_risk"].max() < min_at_risk for curve in curves):
        min_at_risk = 0
    end = max(_end(curve, min_at_risk) for curve in curves)
    ticks = _ticks(end)
    with style():
        risk_height = 0.17 * (len(RISK_ROWS) + 1) * len(curves)
        drawing = Drawing(figsize=(WIDTH, 3.2 + risk_height), layout="constrained")
        main, risk = drawing.subplots(
            2, 1, sharex=True, height_ratios=[3.2, risk_height], gridspec_kw={"hspace": 0.02}
        )
        for k, curve in enumerate(curves):
            _draw(main, curve, names[k], palette(len(curves))[k], DASHES[k % 4], min_at_risk)
        _frame(main, ticks, y_label, len(curves))
        _risk(risk, curves, names, ticks)
        svg = to_svg(drawing, study, id)
    notes = [*footnotes(study, shown)]
    if min_at_risk > 1:
        notes.insert(1, f"Curves end where fewer than {min_at_risk} patients are at risk.")
    ledger = tuple(row for result in shown for row in result.ledger)
    return Figure(id, title, svg, _alt(shown, names, title), tuple(notes), ledger)


def _end(curve: Curve, min_at_risk: int) -> float:
    """Return the last time at which enough patients are at risk; 0 where they never are."""
    rows = curve.km.curve
    enough = rows.loc[rows["n_risk"] >= min_at_risk, "time"]
    return float(enough.max()) if len(enough) else 0.0


def _ticks(end: float) -> list[float]:
    """Return about six to nine round times from zero to beyond `end`."""
    step = next(s for s in (0.5, 1, 2, 3, 6, 12, 24, 60, 120) if end / s <= 9 or s == 120)
    return [step * k for k in range(max(math.ceil(end / step), 1) + 1)]


def _draw(
    axes: Axes, curve: Curve, name: str, colour: str, dashes: object, min_at_risk: int
) -> None:
    rows = curve.km.curve
    rows = rows[rows["time"] <= _end(curve, min_at_risk)]
    time = np.concatenate([[0.0], rows["time"]])
    lines = {c: np.concatenate([[1.0], rows[c]]) for c in ("survival", "lower", "upper")}
    axes.fill_between(
        time, lines["lower"], lines["upper"], step="post", color=colour, alpha=0.16, linewidth=0
    )
    axes.step(
        time,
        lines["survival"],
        where="post",
        color=colour,
        linestyle=dashes,
        linewidth=1.5,
        label=name,
    )
    censored = rows[rows["n_censor"] > 0]
    marks: Any = {"markersize": 5, "markeredgewidth": 0.9}
    axes.plot(censored["time"], censored["survival"], "|", color=colour, **marks)


def _frame(axes: Axes, ticks: list[float], y_label: str, curves: int) -> None:
    axes.set(ylim=(0, 1.02), xlim=(0, ticks[-1]), ylabel=y_label, xticks=ticks)
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Months")
    axes.grid(axis="y")
    axes.axhline(0.5, color="#8a9199", linewidth=0.7, linestyle=(0, (2, 2)))
    if curves > 1:
        axes.legend(loc="upper right", bbox_to_anchor=(1, 0.97), handlelength=2.6)


def _risk(axes: Axes, curves: list[Curve], names: list[str], ticks: list[float]) -> None:
    """Write at risk, censored and events under the ticks, a block per curve."""
    axes.set_axis_off()
    lines = (len(RISK_ROWS) + 1) * len(curves)
    axes.set_ylim(lines, 0)
    for k, (curve, name) in enumerate(zip(curves, names, strict=True)):
        top = k * (len(RISK_ROWS) + 1)
        colour = palette(len(curves))[k]
        head = name if len(curves) > 1 else "Patients"
        axes.text(0, top + 0.5, head, weight="semibold", color=colour, va="center", ha="left")
        counts = risk_table(curve, ticks)
        for j, (column, label) in enumerate(RISK_ROWS, start=1):
            y = top + j + 0.5
            beside: Any = {"xytext": (-16, 0), "textcoords": "offset points"}
            axes.annotate(label, (0, y), **beside, ha="right", va="center", size=8.5)
            for tick, count in zip(ticks, counts[column], strict=True):
                axes.text(tick, y, f"{count:.0f}", ha="center", va="center", size=8.5)


def _alt(results: list[Survival], names: list[str], title: str) -> str:
    """Return what the figure shows in words, numbers from the ledger."""
    parts = [f"Kaplan–Meier figure: {title}."]
    pairs = [(result, curve) for result in results for curve in result.curves]
    for name, (result, curve) in zip(names, pairs, strict=True):
        n, events, median, lower, upper = (
            result.row(stat, curve.group).text
            for stat in ("n", "events", "median", "median_lower", "median_upper")
        )
        reached = f"{median} months ({lower} to {upper})"
        found = "not reached" if median == NOT_REACHED else reached
        parts.append(f"{name}: {n} patients, {events} events, median {found}.")
    return " ".join(parts)
