"""Drawings in the page: themed, apart from each other, without what runs or loads."""

from __future__ import annotations

import re
from importlib.resources import files
from io import StringIO
from xml.etree import ElementTree as Xml

import pytest
from matplotlib.figure import Figure as Drawing

from ralu.figures.frame.canvas import ALERT, GRID, INK, PALETTE, WHITE, figure_style
from ralu.report.html.svg import NEUTRAL, inline_svg

HEAD = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">'
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def inline(content: str, prefix: str = "fig-a") -> str:
    svg = inline_svg(f'{HEAD}<svg {NAMES} viewBox="0 0 2 1">{content}</svg>', prefix, 'a "b" <c>')
    assert svg is not None
    return svg


def test_says_what_it_shows() -> None:
    root = Xml.fromstring(inline(""))
    assert root.attrib == {"role": "img", "aria-label": 'a "b" <c>', "viewBox": "0 0 2 1"}


def test_ids_differ_from_those_of_other_drawings_and_references_follow() -> None:
    content = (
        '<clipPath id="p"><rect width="2"/></clipPath><g id="unused"/><path id="m" d="M 0\n 0"/>'
        '<g clip-path="url(#p)" style="fill: url(#p)"><use xlink:href="#m"/></g>'
    )
    one, other = inline(content, "fig-a"), inline(content, "fig-a-1")
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (one, other)]
    assert ids[0] == {"fig-a.1", "fig-a.2"}
    assert not ids[0] & ids[1]
    assert '<clipPath id="fig-a.1">' in one
    assert '<path id="fig-a.2" d="M 0 0" />' in one
    assert 'clip-path="url(#fig-a.1)" style="fill:url(#fig-a.1)"' in one
    assert '<use href="#fig-a.2" />' in one


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        "<metadata>x</metadata>",
        '<a href="https://example.org"/>',
        "<animate/>",
        "<!-- x -->",
    ],
)
def test_what_does_not_draw_is_left_out(content: str) -> None:
    assert inline(content) == inline("")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<rect onclick="alert(1)" width="2"/>', '<rect width="2" />'),
        ('<image xlink:href="https://example.org/a.png"/>', "<image />"),
        (
            '<image xlink:href="data:image/png;base64,AA=="/>',
            '<image href="data:image/png;base64,AA==" />',
        ),
        ('<rect fill="url(https://example.org/#a)"/>', "<rect />"),
        ('<rect style="fill: URL(x)"/>', '<rect style="fill:URL(x)" />'),
        ('<use href="java&#10;script:alert(1)"/>', "<use />"),
        ("<text> a <tspan>b</tspan> </text>", "<text> a <tspan>b</tspan> </text>"),
    ],
)
def test_attributes_run_and_load_nothing(given: str, kept: str) -> None:
    assert kept in inline(given)


def test_neutral_colours_are_those_of_the_theme() -> None:
    assert list(NEUTRAL) == [WHITE, INK, GRID, ALERT]
    drawn = inline('<path style="fill: #ffffff; stroke: #1b1f24" fill="#0066bd" id="ffffff"/>')
    assert 'style="fill:var(--ground);stroke:var(--ink)" fill="#0066bd"' in drawn
    style = (files("ralu.report.html") / "templates/html_report/style.css").read_text(
        encoding="utf-8"
    )
    for colour, variable in NEUTRAL.items():
        name = variable.removeprefix("var(").removesuffix(")")
        light = re.findall(rf"{name}: light-dark\((#\w+),", style)
        assert [c if len(c) == 7 else "#" + 2 * c[1:] for c in light] == [colour]


@pytest.mark.parametrize(
    "svg", ["<svg", "", f"<svg {NAMES}><style>path {{fill: red}}</style></svg>"]
)
def test_what_would_reach_beyond_the_drawing_stays_a_picture(svg: str) -> None:
    assert inline_svg(svg, "fig-a", "alt") is None


def test_drawings_by_matplotlib_become_part_of_the_page() -> None:
    with figure_style():
        drawing = Drawing(figsize=(3, 2), facecolor=WHITE)
        drawing.subplots().plot([1, 2], [3, 4], color=PALETTE[0])
        out = StringIO()
        drawing.savefig(out, format="svg")
    svg = inline_svg(out.getvalue(), "fig-a", "alt")
    assert svg is not None
    assert not re.search(r"<\?xml|DOCTYPE|metadata|<style|xlink|https?:", svg)
    assert not set(NEUTRAL) & set(re.findall(r"#[0-9a-f]{6}", svg))
    assert PALETTE[0] in svg
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    assert used == set(re.findall(r' id="([^"]+)"', svg))
