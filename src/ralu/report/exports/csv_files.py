"""Tables and the ledger as CSV.

A text that begins like a formula gets an apostrophe before it (`cells.inert`), so that a
spreadsheet shows it and does not calculate it; plain numbers stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ralu import ledger
from ralu.blocks import Table
from ralu.ledger import LedgerRow
from ralu.report.exports.cells import inert


def to_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of texts as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([inert(text) for text in row] for row in rows)
    return out.getvalue()


def table_csv(table: Table) -> str:
    """Return a table as CSV text; a column under a spanning head is named by both."""
    heads = [": ".join(part for part in (c.group, c.label) if part) for c in table.columns]
    return to_csv([[" ".join(head.split()) for head in heads], *(row.cells for row in table.rows)])


def ledger_csv(rows: Iterable[LedgerRow]) -> str:
    """Return the ledger as CSV text."""
    return ledger.to_csv(_inert(rows))


def _inert(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    for row in rows:
        texts = {
            name: text for name, text in ledger.as_record(row).items() if isinstance(text, str)
        }
        changed: dict[str, Any] = {n: inert(text) for n, text in texts.items()}
        yield replace(row, **changed)
