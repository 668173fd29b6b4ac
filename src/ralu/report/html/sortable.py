"""Which tables a reader may sort."""

from __future__ import annotations

from collections.abc import Mapping

from ralu.blocks import Table
from ralu.ledger import LedgerRow
from ralu.printed import segments

_FEWEST = 4
"""Rows below which there is nothing to sort."""


def sortable(table: Table, ledger: Mapping[str, LedgerRow]) -> bool:
    """Return whether sorting the rows of a table tells the truth.

    Rows that are all of one kind say so in the head of their first column ("Parameter", "Term").
    Where that head is empty the rows are different statistics, which have no order. Nor have
    columns that mix units, nor the columns of a list that goes on in the next column, which
    repeat their heads.
    """
    heads = [(column.group, column.label) for column in table.columns]
    return (
        len(table.rows) >= _FEWEST
        and bool(heads[0][1].strip())
        and len(set(heads)) == len(heads)
        and all(len(_units(table, k, ledger)) < 2 for k in range(1, len(heads)))
    )


def _units(table: Table, column: int, ledger: Mapping[str, LedgerRow]) -> set[str]:
    """Return the units of the numbers by which a column is sorted: the first of each cell."""
    cells = (row.cells[column] for row in table.rows if not row.heading)
    firsts = (next((id for _, id in segments(text) if id), "") for text in cells)
    return {ledger[id].unit for id in firsts if id}
