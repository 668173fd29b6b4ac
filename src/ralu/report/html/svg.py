"""A drawing as part of the page: in the colours of its theme, colliding with no other drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as Xml

NEUTRAL = {
    "#ffffff": "var(--ground)",
    "#1b1f24": "var(--ink)",
    "#d9dde2": "var(--line)",
    "#b3261e": "var(--alarm)",
}
"""Neutral colours of `ralu.figures.frame.canvas` (which is slow to import) as those of the page."""
_SHAPES = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image"))
_WORDS = frozenset(("text", "tspan", "title", "desc"))
_PAINT = frozenset(("mask", "pattern", "linearGradient", "radialGradient", "stop"))
_DRAWN = _SHAPES | _WORDS | _PAINT | {"g", "defs", "symbol", "use", "clipPath", "marker"}
_COLOURED = frozenset(("style", "fill", "stroke", "stop-color"))
_STYLE_SHEET = "*{stroke-linejoin: round; stroke-linecap: butt}"
"""Of every drawing by matplotlib; in the page it would hold for all of it."""
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_USED = re.compile(r"""(?:href\s*=\s*["']|url\(["']?)#([^"')]+)""")
_URL = re.compile(r"""url\(["']?#([^"')]+)["']?\)""")


def inline_svg(svg: str, prefix: str, alt: str) -> str | None:
    """Return an SVG document as an element of the page.

    What runs or loads is left out, and so are ids that nothing refers to; the others become
    `prefix`, a full stop, which no id of the page has, and a number.

    Parameters
    ----------
    svg
        A complete SVG document.
    prefix
        Unique in the page.
    alt
        What the drawing shows in words.

    Returns
    -------
    str or None
        None where the document is not well-formed or has a style sheet, which in the page would
        reach beyond the drawing: show it as a picture.
    """
    try:
        root = Xml.fromstring(svg)
    except Xml.ParseError:
        return None
    sheets = {"".join(e.itertext()).strip() for e in root.iter() if _local(e.tag) == "style"}
    if sheets - {_STYLE_SHEET}:
        return None
    used = dict.fromkeys(_USED.findall(svg))
    _clean(root, {id: f"{prefix}.{n}" for n, id in enumerate(used, start=1)})
    kept = {name: root.get(name) for name in ("viewBox", "width", "height")}
    root.attrib.clear()
    root.attrib.update({"role": "img", "aria-label": alt})
    root.attrib.update({name: value for name, value in kept.items() if value})
    return Xml.tostring(root, encoding="unicode")


def _clean(element: Xml.Element, ids: Mapping[str, str]) -> None:
    """Name an element and all within it as HTML does; keep what only draws."""
    element.tag = _local(element.tag)
    given = dict(element.attrib)
    element.attrib.clear()
    for name, value in given.items():
        name, value = _local(name), " ".join(value.split())
        if (kept := _attribute(name, value, ids)) is not None:
            element.set(name, kept)
    if element.tag not in _WORDS:
        element.text = None
    for child in list(element):
        if _local(child.tag) not in _DRAWN:
            element.remove(child)
            continue
        _clean(child, ids)
        if element.tag not in _WORDS:
            child.tail = None


def _attribute(name: str, value: str, ids: Mapping[str, str]) -> str | None:
    """Return the value that an attribute gets, None where it is left out."""
    if name == "id":
        return ids.get(value)
    if name == "href" and value.startswith("#"):
        return f"#{ids.get(value[1:], '')}"
    if name.startswith("on") or (name == "href" and not value.startswith("data:image/")):
        return None
    if "url(" in _URL.sub("", value):
        return None
    value = _URL.sub(lambda found: f"url(#{ids.get(found[1], '')})", value)
    if name in _COLOURED:
        value = value.replace(": ", ":").replace("; ", ";")
        value = _COLOUR.sub(lambda colour: NEUTRAL.get(colour[0], colour[0]), value)
    return value


def _local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]
