"""Colours of the page have the contrast that WCAG asks for, in both themes."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = (files("ralu.report.html") / "templates/html_report/style.css").read_text(encoding="utf-8")
HEX = r"(#[0-9a-f]{3,6})"
THEMED = {
    name: (light, dark)
    for name, light, dark in re.findall(rf"--(\w+): light-dark\({HEX}, {HEX}\);", STYLE)
}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    light = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_of_the_page_is_one_of_both_themes() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    assert used - set(THEMED) == {"sans", "serif", "mono", "on-banner"}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "ground", "least"),
    [
        *((text, on, 4.5) for text in ("ink", "soft", "accent") for on in ("ground", "raised")),
        *((text, "panel", 4.5) for text in ("ink", "soft", "keyword", "string", "digit")),
        *((text, "tint", 4.5) for text in ("ink", "accent")),
        ("alarm", "ground", 4.5),
        *((edge, on, 3) for edge in ("edge", "accent") for on in ("ground", "raised")),
    ],
)
def test_contrast(colour: str, ground: str, least: float, theme: int) -> None:
    assert contrast(THEMED[colour][theme], THEMED[ground][theme]) >= least


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_banner_is_white_on_red(theme: int) -> None:
    assert "--on-banner: #fff;" in STYLE
    assert contrast("#fff", THEMED["banner"][theme]) >= 4.5
