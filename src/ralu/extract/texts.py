"""Texts of cells that are certainly not as someone wrote them, in whichever format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ralu.extract.grid import RawTable
from ralu.problems import Problem

LONGEST = 32_767
"""Characters of a cell, the limit of spreadsheet programs."""
LOST = "\N{REPLACEMENT CHARACTER}"
_ONE_BYTE = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0x100)}
_ONE_BYTE |= {chr(code): code for code in range(0x80, 0x100)}
_ONE_BYTE.pop(LOST)
"""Characters that a byte means in Windows-1252 or Latin-1, with the byte."""
_OTHERS = re.compile(f"[^\\x00-\\x7f{re.escape(''.join(_ONE_BYTE))}]+")


def text_problems(table: RawTable, name: str) -> Iterator[Problem]:
    """Yield cells whose text was spoilt before it came here, or is no cell at all."""
    fault_of = cache(_fault)
    for number, cells in table.rows:
        for column, cell in zip(table.columns, cells, strict=True):
            suspect = isinstance(cell, str) and (not cell.isascii() or len(cell) > LONGEST)
            if suspect and (fault := fault_of(cell)):
                yield Problem(name, number, column, cell, *fault)


def _fault(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a text and what to do, None where nothing is."""
    if len(text) > LONGEST:
        found = f"has {len(text):,} characters; a cell may have {LONGEST:,}."
        return found, "Shorten it; is a quote before it not closed?"
    remedy = "Export the file again from its source, as UTF-8."
    if LOST in text:
        return f"holds {LOST}: the file was saved in the wrong encoding.", remedy
    if (meant := decoded_once(text)) != text:
        found = f"was saved in the wrong encoding; it is UTF-8 read as another, of '{meant}'."
        return found, remedy
    return None


def decoded_once(text: str) -> str:
    """Return what a text was before UTF-8 was taken for Windows-1252 or Latin-1.

    All of the text must then be UTF-8 again, which letters with accents hardly ever are; other
    characters, which cannot have come that way, only part it. Else it is returned as it is.

    Examples
    --------
    >>> decoded_once("Universit\u00c3\u00a4t"), decoded_once("Universität")
    ('Universität', 'Universität')
    """
    parts = _OTHERS.split(text)
    try:
        meant = [bytes(_ONE_BYTE.get(c, ord(c)) for c in part).decode() for part in parts]
    except UnicodeDecodeError:
        return text
    others = [*_OTHERS.findall(text), ""]
    return "".join(part + other for part, other in zip(meant, others, strict=True))
