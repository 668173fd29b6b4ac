"""Text from outside as Typst source that prints it and means nothing else."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS = files("ralu") / "fonts"
_SPECIAL = re.compile(r"[\\#$*_`<>@\[\]~\"'/=+-]|\.(?=\.)|^\s*\d*\.")
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK_EVERY = 16


@cache
def _face(weight: str) -> tuple[dict[int, str], Any]:
    """Return the character map and the advance widths of a shipped font."""
    with as_file(FONTS / f"SourceSans3-{weight}.ttf") as path, TTFont(path) as font:
        return font.getBestCmap(), dict(font["hmtx"].metrics)


def printable(text: str) -> str:
    """Return text in which a character that the fonts lack stands as its code point: ⟨U+4E2D⟩."""
    known = _face("Regular")[0]
    text = text.replace("\r\n", "\n").expandtabs(4)
    return "".join(c if c == "\n" or ord(c) in known else f"⟨U+{ord(c):04X}⟩" for c in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text in points."""
    characters, advances = _face("Semibold" if bold else "Regular")
    units: int = sum(advances[characters[ord(c)]][0] for c in printable(text))
    return units * size / 1000


def string(text: str) -> str:
    """Return text as a Typst string."""
    quoted = printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"'


def markup(text: str) -> str:
    """Return text for Typst markup; it stays on one line, so nothing starts a list or heading."""
    shown = _SPECIAL.sub(lambda match: match[0][:-1] + "\\" + match[0][-1], printable(text))
    return shown.replace("\n", " ")


def breakable(text: str) -> str:
    """Return text as a Typst expression in which overlong words, such as hashes, may break."""
    if not _LONG_WORD.search(text):
        return string(text)
    parts = _LONG_WORD.sub(lambda match: _chop(match[0]), text).split("\0")
    return "[" + "#h(0.01pt);".join(f"#{string(part)};" for part in parts) + "]"


def _chop(word: str) -> str:
    pieces = range(0, len(word), _BREAK_EVERY)
    return "\0".join(word[start : start + _BREAK_EVERY] for start in pieces)
