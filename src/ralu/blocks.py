"""What a notebook cell puts into the report: tables, figures and passages, as plain data.

A block travels inside the executed notebook as JSON (media type `MEDIA_TYPE`), together with
the ledger rows its numbers were taken from; HTML and Typst writers turn it into pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ralu.ledger import LedgerRow, from_records

MEDIA_TYPE = "application/vnd.ralu.block+json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `label` may hold line breaks. Neighbouring columns with the same `group` stand under one
    spanning head. Numbers are aligned right, everything else left.
    """

    label: str
    group: str = ""
    align: Literal["left", "right", "center"] = "right"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a text per column; `indent` levels for the first, `heading` for a section row."""

    cells: tuple[str, ...]
    indent: int = 0
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table. `id` begins with ``tab-``."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    footnotes: tuple[str, ...] = ()
    landscape: bool = False
    ledger: tuple[LedgerRow, ...] = field(default=(), repr=False)
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    """A numbered figure. `id` begins with ``fig-``; `svg` is a complete SVG document."""

    id: str
    title: str
    svg: str = field(repr=False)
    alt: str
    footnotes: tuple[str, ...] = ()
    ledger: tuple[LedgerRow, ...] = field(default=(), repr=False)
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of the report in Markdown whose numbers were filled in from the ledger.

    `tone` sets it off: ``note`` for what a reader must know before he reads on, ``absent`` for
    what the study does not have.
    """

    markdown: str
    tone: Literal["text", "note", "absent"] = "text"
    ledger: tuple[LedgerRow, ...] = field(default=(), repr=False)
    kind: Literal["passage"] = "passage"


Block = Table | Figure | Passage


def to_data(block: Block) -> dict[str, Any]:
    """Return the block as JSON-ready data."""
    return asdict(block)


def from_data(data: Mapping[str, Any]) -> Block:
    """Return the block that `to_data` wrote."""
    given: dict[str, Any] = dict(data)
    given["ledger"] = tuple(from_records(given["ledger"]))
    if "footnotes" in given:
        given["footnotes"] = tuple(given["footnotes"])
    match given["kind"]:
        case "table":
            given["columns"] = tuple(Column(**c) for c in given["columns"])
            given["rows"] = tuple(Row(**{**r, "cells": tuple(r["cells"])}) for r in given["rows"])
            return Table(**given)
        case "figure":
            return Figure(**given)
        case "passage":
            return Passage(**given)
        case other:
            raise ValueError(f"no block is of kind {other!r}")
