"""Curves as drawn: where they end, their rows, their look."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ralu.figures.frame.canvas import DASHES, palette
from ralu.tables.survival.curves import Curve

DRAWN = ["time", "n_risk", "n_event", "n_censor", "survival", "lower", "upper"]
ENDS = "Curves end where fewer than {} patients are at risk."


def looks_of(n: int) -> list[dict[str, Any]]:
    """Return the look of each of `n` curves."""
    return [
        {"color": colour, "linestyle": DASHES[k % len(DASHES)], "linewidth": 1.5}
        for k, colour in enumerate(palette(n))
    ]


def end_of(curve: Curve, min_at_risk: int) -> float:
    """Return the last time at which enough patients are at risk; 0 where they never are."""
    rows = curve.km.curve
    enough = rows.loc[rows["n_risk"] >= min_at_risk, "time"]
    return float(enough.max()) if len(enough) else 0.0


def drawn_curve(curve: Curve, name: str, min_at_risk: int) -> pd.DataFrame:
    """Return the rows of the curve that are drawn, from its start on."""
    rows = curve.km.curve
    rows = rows.loc[rows["time"] <= end_of(curve, min_at_risk), DRAWN]
    events = {"n_event": 0, "n_censor": 0, "survival": 1.0, "lower": 1.0, "upper": 1.0}
    start = {"time": curve.start, **events}
    first = pd.DataFrame({**start, "n_risk": curve.km.at([curve.start])["n_risk"]})[DRAWN]
    line = pd.concat([first, rows], ignore_index=True) if len(rows) else first
    line.insert(0, "curve", name)
    return line


def draw_curve(axes: Axes, line: pd.DataFrame, name: str, look: dict[str, Any]) -> None:
    """Draw band, curve and censoring marks."""
    time, colour = line["time"], look["color"]
    axes.fill_between(
        time, line["lower"], line["upper"], step="post", color=colour, alpha=0.16, linewidth=0
    )
    axes.step(time, line["survival"], where="post", label=name, **look)
    censored = line[line["n_censor"] > 0]
    marks: Any = {"markersize": 5, "markeredgewidth": 0.9}
    axes.plot(censored["time"], censored["survival"], "|", color=colour, **marks)
