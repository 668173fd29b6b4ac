"""Numbers of tables and figures, each counted through the whole report."""

from __future__ import annotations

from collections.abc import Iterable

from ralu.blocks import Block, Figure, Table


def numbers_of(blocks: Iterable[Block]) -> dict[str, str]:
    """Return what a reference to each table and figure prints: ``{"tab-os": "Table 3"}``."""
    given = list(blocks)
    tables = (block.id for block in given if isinstance(block, Table))
    figures = (block.id for block in given if isinstance(block, Figure))
    numbers = {id: f"Table {n}" for n, id in enumerate(tables, start=1)}
    return numbers | {id: f"Figure {n}" for n, id in enumerate(figures, start=1)}
