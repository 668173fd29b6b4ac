"""Tables that only the whole report can complete: where it answers what, which words it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from ralu.blocks import MEDIA_TYPE, Block, Row, Table
from ralu.report.assembly.texts import Text, cells_of, texts_of

SEPARATOR = "; "
"""Between the places that a cell of a table with `Table.instead` names."""


def is_open(block: Block) -> bool:
    """Say whether a block is still to be completed."""
    return isinstance(block, Table) and bool(block.only_used or block.instead)


def complete(
    shown: Sequence[tuple[str, Any, Block]],
    numbers: Mapping[str, str],
    prose: Iterable[Text],
    others: Iterable[str],
) -> list[tuple[str, Block]]:
    """Return the blocks of a report with their places, completed here and in their outputs.

    Parameters
    ----------
    shown
        Place, output and block, in the order of the report.
    numbers
        The tables and figures of the report.
    prose, others
        Its Markdown, and texts that stand in no cell.
    """
    if not any(is_open(block) for _, _, block in shown):
        return [(place, block) for place, _, block in shown]
    texts = list(prose)
    for place, _, block in shown:
        if not (isinstance(block, Table) and block.only_used):
            texts += [*texts_of(place, block), *cells_of(place, block)]
    text = "\n".join([*others, *(one.text for one in texts)])
    found: list[tuple[str, Block]] = []
    for place, output, block in shown:
        if isinstance(block, Table) and is_open(block):
            block = completed(block, numbers, text)
            output.data = {MEDIA_TYPE: block}
        found.append((place, block))
    return found


def completed(table: Table, numbers: Mapping[str, str], text: str) -> Table:
    """Return a table without what does not concern this report.

    Parameters
    ----------
    table
        A table that `is_open`.
    numbers
        The tables and figures of the report.
    text
        All text of the report.
    """
    rows: tuple[Row, ...] = table.rows
    if table.only_used:
        rows = tuple(row for row in rows if uses(text, row.cells[0]))
    if table.instead:
        rows = tuple(
            replace(row, cells=tuple(_present(cell, numbers, table.instead) for cell in row.cells))
            for row in rows
        )
    return replace(table, rows=rows)


def uses(text: str, word: str) -> bool:
    """Say whether a text has a word that stands by itself."""
    return word in text and bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def _present(cell: str, numbers: Mapping[str, str], instead: str) -> str:
    """Return the words of a cell, and after them its references in the order of the report.

    ``@tab-cox-*`` refers to every such table.
    """
    if "@" not in cell:
        return cell
    names = cell.split(SEPARATOR)
    words = [name for name in names if not name.startswith("@")]
    wanted = [name.removeprefix("@") for name in names if name.startswith("@")]
    present = [f"@{id}" for id in numbers if any(fnmatchcase(id, name) for name in wanted)]
    return SEPARATOR.join([*words, *present]) or instead
