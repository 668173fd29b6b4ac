"""Signs as a reader expects them: ≥ for >=, ¹⁷⁷Lu for 177Lu."""

from __future__ import annotations

import re
from dataclasses import replace

from ralu.blocks import Block, Figure, Passage, Table
from ralu.printed import Printed, assemble, segments

_SIGNS = {">=": "≥", "<=": "≤"}
_NUCLIDE = re.compile(r"(?<![\w.])(\d{2,3})(?=(?:Ac|Ga|Lu|Ra)\b)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def pretty(text: str) -> str:
    """Return a text with its comparison signs and nuclides as printed; marks stay."""
    if isinstance(text, Printed):
        return assemble((pretty(part), id) for part, id in segments(text))
    for plain, sign in _SIGNS.items():
        text = text.replace(plain, sign)
    return _NUCLIDE.sub(lambda number: number[1].translate(_RAISED), text)


def typeset(block: Block) -> Block:
    """Return the block with every text a reader sees as printed; ledger and alt text stay."""
    match block:
        case Passage():
            return replace(block, markdown=pretty(block.markdown))
        case Figure():
            notes = tuple(map(pretty, block.footnotes))
            drawn = _table(block.data) if block.data else None
            return replace(block, title=pretty(block.title), footnotes=notes, data=drawn)
        case Table():
            return _table(block)


def _table(table: Table) -> Table:
    columns = (replace(c, label=pretty(c.label), group=pretty(c.group)) for c in table.columns)
    rows = (replace(row, cells=tuple(map(pretty, row.cells))) for row in table.rows)
    return replace(
        table,
        title=pretty(table.title),
        columns=tuple(columns),
        rows=tuple(rows),
        footnotes=tuple(map(pretty, table.footnotes)),
    )
