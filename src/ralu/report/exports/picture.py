"""Figures as PNG, drawn by Typst from their SVG at their own size."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import typst

DPI = 300
_DOTS_PER_METRE = round(DPI / 0.0254)
_SIGNATURE_AND_HEAD = 33
"""Bytes of a PNG before the place of its resolution."""


def to_png(drawings: Sequence[str]) -> list[bytes]:
    """Return SVG documents as pictures of 300 dots per inch on white."""
    if not drawings:
        return []
    # One document for all: each compilation of its own would cost 50 ms more.
    images = "\n#pagebreak()\n".join(map(_image, drawings))
    source = f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{images}\n"
    made = typst.compile(source.encode(), format="png", ppi=DPI, ignore_system_fonts=True)
    return [_with_resolution(page) for page in (made if isinstance(made, list) else [made])]


def _image(svg: str) -> str:
    quoted = svg.replace("\\", "\\\\").replace('"', '\\"')
    return f'#image(bytes("{quoted}"), format: "svg")'


def _with_resolution(png: bytes) -> bytes:
    """Return the picture with its resolution, which Typst does not tell."""
    data = b"pHYs" + struct.pack(">IIB", _DOTS_PER_METRE, _DOTS_PER_METRE, 1)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:_SIGNATURE_AND_HEAD] + chunk + png[_SIGNATURE_AND_HEAD:]
