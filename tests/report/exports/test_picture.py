"""Pictures: the size of the drawing at 300 dots per inch, on white."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from matplotlib.image import imread

from ralu.report.exports.picture import to_png

INCH = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="144pt" height="72pt" viewBox="0 0 144 72">'
    '<path d="M 0 0 L 72 0 L 72 72 L 0 72 z" style="fill: #0b5394"/></svg>'
)
HALF = INCH.replace("144", "72")


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + data)
        yield kind, data
        at += 12 + length


def test_is_300_dots_per_inch_and_says_so() -> None:
    found = dict(chunks(to_png(INCH)))
    assert struct.unpack(">II", found[b"IHDR"][:8]) == (600, 300)
    across, down, per_metre = struct.unpack(">IIB", found[b"pHYs"])
    assert per_metre == 1
    assert [round(dots * 0.0254) for dots in (across, down)] == [300, 300]


def test_drawing_stands_on_white() -> None:
    pixels = imread(io.BytesIO(to_png(INCH)))
    assert np.all(pixels[:, 310:] == 1)
    assert np.allclose(pixels[:, :290, :3], [0x0B / 255, 0x53 / 255, 0x94 / 255], atol=0.01)


def test_is_as_large_as_its_drawing() -> None:
    sizes = [imread(io.BytesIO(to_png(svg))).shape[:2] for svg in (INCH, HALF)]
    assert sizes == [(300, 600), (300, 300)]
