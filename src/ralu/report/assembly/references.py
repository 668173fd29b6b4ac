"""References to numbered tables and figures, written ``@tab-os`` or ``@fig-os``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ralu.blocks import Table

ID = re.compile(r"(?:tab|fig)-\w+(?:-\w+)*", re.ASCII)
_REFERENCE = re.compile(rf"(?<![\w@/.])@({ID.pattern})", re.ASCII)
_CODE_OR_REFERENCE = re.compile(rf"(```.*?```|`[^`]*`)|{_REFERENCE.pattern}", re.ASCII | re.DOTALL)


def in_text(text: str) -> list[str]:
    """Return the ids that plain text refers to."""
    return _REFERENCE.findall(text)


def in_markdown(text: str) -> list[str]:
    """Return the ids that Markdown refers to outside its code."""
    return [match[2] for match in _CODE_OR_REFERENCE.finditer(text) if match[2]]


def resolve_markdown(text: str, numbers: Mapping[str, str]) -> str:
    """Return Markdown with each reference as a link: ``[Table 3](#tab-os)``."""
    return _CODE_OR_REFERENCE.sub(
        lambda match: match[1] or f"[{numbers[match[2]]}](#{match[2]})", text
    )


def resolve_text(text: str, numbers: Mapping[str, str]) -> str:
    """Return plain text with each reference as the words it stands for."""
    return _REFERENCE.sub(lambda match: numbers[match[1]], text)


def worded(table: Table, numbers: Mapping[str, str]) -> Table:
    """Return the table with each reference in its cells as the words it stands for.

    Cells refer to nothing, whatever they hold, unless the table says so.
    """
    if not table.instead:
        return table
    rows = (
        replace(row, cells=tuple(resolve_text(cell, numbers) for cell in row.cells))
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def split(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of plain text as ``(text, "")`` and ``("", id)``."""
    parts = _REFERENCE.split(text)
    for position, part in enumerate(parts):
        if position % 2:
            yield "", part
        elif part:
            yield part, ""
