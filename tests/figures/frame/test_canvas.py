"""The common look of figures: the same bytes whatever the user's own settings are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl

from ralu.figures.frame.canvas import figure_style

DRAW = """\
from types import SimpleNamespace
from matplotlib.figure import Figure
from ralu.figures.frame.canvas import figure_style, to_svg
with figure_style():
    drawing = Figure(figsize=(3, 2), layout="constrained")
    axes = drawing.subplots()
    axes.plot([1, 2, 3], [1, 3, 2], "o-", label="PSA")
    axes.set(xlabel="Months", title="Course")
    axes.legend()
    print(to_svg(drawing, SimpleNamespace(synthetic=True), "fig-x"))
"""


def drawn(folder: Path, settings: str) -> str:
    """Return a figure as drawn by a user with a matplotlibrc."""
    (folder / "matplotlibrc").write_text(settings, encoding="utf-8")
    environment = {**os.environ, "MATPLOTLIBRC": str(folder / "matplotlibrc")}
    command = [sys.executable, "-c", DRAW]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return ran.stdout


def test_a_matplotlibrc_of_the_user_changes_no_figure(tmp_path: Path) -> None:
    own = (
        "lines.linewidth: 7\naxes.titlesize: 22\nsavefig.facecolor: red\nsvg.image_inline: False\n"
        "legend.loc: lower left\npath.simplify: False\naxes.xmargin: 0.4\nlines.marker: x\n"
    )
    assert drawn(tmp_path, own) == drawn(tmp_path, "")


def test_the_look_ends_with_its_block() -> None:
    with mpl.rc_context({"lines.linewidth": 7}):
        with figure_style():
            assert mpl.rcParams["lines.linewidth"] == 1.5
        assert mpl.rcParams["lines.linewidth"] == 7
