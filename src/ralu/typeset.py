"""Signs as a reader expects them: ≥ for >=, ¹⁷⁷Lu for 177Lu."""

from __future__ import annotations

import re
from dataclasses import replace

from ralu.blocks import Block, Figure, Passage, Table

_SIGNS = {">=": "≥", "<=": "≤"}
_NUCLIDE = re.compile(r"(?<![\w.])(\d{2,3})(?=(?:Ac|Ga|Lu|Ra)\b)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def pretty(text: str) -> str:
    """Return a text with its comparison signs and nuclides as printed."""
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
            return replace(block, title=pretty(block.title), footnotes=notes)
        case Table():
            columns = (
                replace(c, label=pretty(c.label), group=pretty(c.group)) for c in block.columns
            )
            rows = (replace(row, cells=tuple(map(pretty, row.cells))) for row in block.rows)
            return replace(
                block,
                title=pretty(block.title),
                columns=tuple(columns),
                rows=tuple(rows),
                footnotes=tuple(map(pretty, block.footnotes)),
            )
