"""Columns of a table, for every writer: their spanning heads, and which cells must not wrap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ralu.blocks import Column

NO_WRAP = 24
"""Cells of numbers up to so many characters stay on one line."""
NO_WRAP_WORDS = 12
"""The same for words."""


def spans(columns: tuple[Column, ...]) -> Iterator[tuple[str, list[Column]]]:
    """Yield spanning heads with their columns; a column without a group stands alone."""
    for group, members in groupby(columns, key=lambda column: column.group):
        if group:
            yield group, list(members)
        else:
            yield from (("", [column]) for column in members)
