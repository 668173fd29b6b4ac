"""Outputs of a code cell as the few kinds of pieces that the writers can print."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ralu.blocks import MEDIA_TYPE, Block, Passage, from_data
from ralu.report.assembly.foreign_tables import read_html

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_RASTER = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class PlainText:
    """Printed text, set in a fixed pitch."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a cell that makes no block."""

    content: bytes
    format: str
    alt: str


Piece = Block | PlainText | Image


def pieces(cell: Any) -> Iterator[Piece]:
    """Yield what the outputs of a cell put on the page, in their order."""
    for output in cell.get("outputs", ()):
        yield from pieces_of(output, cell.metadata.place)


def pieces_of(output: Any, place: str) -> Iterator[Piece]:
    """Yield what one output of a cell puts on the page.

    A table without an id came as HTML, such as a DataFrame; it gets no number.
    """
    match output.output_type:
        case "stream":
            yield PlainText(_ANSI.sub("", output.text))
        case "error":
            yield PlainText(f"{output.ename}: {_ANSI.sub('', output.evalue)}")
        case _:
            yield from _shown(output.data, place)


def _shown(data: Any, place: str) -> Iterator[Piece]:
    """Yield the richest form that both writers can print."""
    alt = f"Picture without a description, made by {place}."
    raster = next((kind for kind in _RASTER if kind in data), None)
    if MEDIA_TYPE in data:
        yield from_data(data[MEDIA_TYPE])
    elif "image/svg+xml" in data:
        yield Image(data["image/svg+xml"].encode(), "svg", alt)
    elif raster:
        yield Image(base64.b64decode(data[raster]), _RASTER[raster], alt)
    elif "text/markdown" in data:
        yield Passage(data["text/markdown"])
    elif "text/html" in data:
        for part in read_html(data["text/html"]):
            yield PlainText(part) if isinstance(part, str) else part
    elif "text/plain" in data:
        yield PlainText(_ANSI.sub("", data["text/plain"]))
