"""Figures as PNG, drawn by Typst from their SVG at their own size."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import typst

DPI = 300
_DOTS_PER_METRE = round(DPI / 0.0254)
_SIGNATURE_AND_HEAD = 33
"""Bytes of a PNG before the place of its resolution."""


def to_png(svg: str) -> bytes:
    """Return an SVG document as a picture of 300 dots per inch on white."""
    quoted = svg.replace("\\", "\\\\").replace('"', '\\"')
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
        f'#image(bytes("{quoted}"), format: "svg")\n'
    )
    made: Any = typst.compile(source.encode(), format="png", ppi=DPI, ignore_system_fonts=True)
    return _with_resolution(made)


def _with_resolution(png: bytes) -> bytes:
    """Return the picture with its resolution, which Typst does not tell."""
    data = b"pHYs" + struct.pack(">IIB", _DOTS_PER_METRE, _DOTS_PER_METRE, 1)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:_SIGNATURE_AND_HEAD] + chunk + png[_SIGNATURE_AND_HEAD:]
