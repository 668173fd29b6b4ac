"""Colours of figures: legible on white and on dark, told apart by the colour-blind."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest

from ralu.figures.biomarkers.response_shades import SHADES
from ralu.figures.frame.canvas import PALETTE, palette

STYLE = files("ralu.report.html") / "templates/html_report/style.css"
VISION = {
    "normal": np.eye(3),
    # Machado, Oliveira and Fernandes 2009, severity 1, for linear light.
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE_POINT = TO_XYZ.sum(axis=1)


def light(colour: str) -> np.ndarray:
    """Return the linear light of a colour of sRGB."""
    given = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    darker, lighter = sorted(float(TO_XYZ[1] @ light(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(seen: np.ndarray) -> np.ndarray:
    """Return CIELAB of linear light."""
    xyz = TO_XYZ @ seen.clip(0, 1) / WHITE_POINT
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_as_the_standard_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", [*PALETTE, *SHADES])
def test_lines_and_marks_stand_out_on_both_grounds(colour: str) -> None:
    style = STYLE.read_text(encoding="utf-8")
    (dark,) = re.findall(r"--ground: light-dark\(#fff, (#[0-9a-f]{6})\)", style)
    assert contrast(colour, "#ffffff") >= 3
    assert contrast(colour, dark) >= 3


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("colours", [PALETTE, SHADES], ids=["palette", "shades"])
def test_colours_differ_for_everybody(colours: tuple[str, ...], vision: str) -> None:
    seen = [lab(VISION[vision] @ light(colour)) for colour in colours]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > 15


def test_as_many_colours_as_asked_for() -> None:
    assert palette(7) == [*PALETTE, *PALETTE[:2]]
