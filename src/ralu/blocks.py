"""What a notebook cell puts into the report: tables, figures and passages, as plain data.

A block travels inside the executed notebook as JSON (media type `MEDIA_TYPE`), together with
the ledger rows its numbers were taken from; in the assembled report it stands there itself, and
HTML and Typst writers turn it into pages. Texts may be `Printed`: they say which of their parts
are which result of the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal, Self

from ralu import printed
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


class _Fixed:
    """Never changes, so a copy of it is itself."""

    __slots__ = ()

    def __deepcopy__(self, memo: object) -> Self:
        return self


@dataclass(frozen=True, slots=True)
class Table(_Fixed):
    """A numbered table. `id` begins with ``tab-``.

    A `listing` shows records, choices or texts as they stand: none of its cells is a result.

    Two kinds only the whole report can complete: with `only_used`, rows whose first cell no other
    text of the report uses are left out; with `instead`, its cells may refer to tables and figures,
    references to what the report does not have are left out, and a cell that named nothing else
    says `instead`.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    footnotes: tuple[str, ...] = ()
    landscape: bool = False
    ledger: tuple[LedgerRow, ...] = field(default=(), repr=False)
    listing: bool = False
    only_used: bool = False
    instead: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Figure(_Fixed):
    """A numbered figure. `id` begins with ``fig-``; `svg` is a complete SVG document.

    `data` is what the figure draws, as a table without a number (its id is "").
    """

    id: str
    title: str
    svg: str = field(repr=False)
    alt: str
    footnotes: tuple[str, ...] = ()
    ledger: tuple[LedgerRow, ...] = field(default=(), repr=False)
    data: Table | None = field(default=None, repr=False)
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Passage(_Fixed):
    """Text of the report in Markdown whose numbers were filled in from the ledger.

    Each stands as a link, ``[13.2](ledger:os.lu.median)``.

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
    given: dict[str, Any] = _plain(block)
    return given


def _plain(value: Any) -> Any:
    """Return a block or a part of it as JSON knows it; `asdict` would copy each text first."""
    if isinstance(value, str):
        return printed.to_data(value)
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def from_data(data: Mapping[str, Any] | Block) -> Block:
    """Return the block that `to_data` wrote; a block is returned as it is."""
    if isinstance(data, Block):
        return data
    match data["kind"]:
        case "table":
            return _table(data)
        case "figure":
            alt, drawn = printed.from_data(data["alt"]), data["data"]
            given = {**data, **_common(data), "alt": alt, "data": drawn and _table(drawn)}
            return Figure(**given)
        case "passage":
            return Passage(**{**data, "ledger": tuple(from_records(data["ledger"]))})
        case other:
            raise ValueError(f"no block is of kind {other!r}")


def _table(data: Mapping[str, Any]) -> Table:
    columns = tuple(map(_column, data["columns"]))
    rows = tuple(
        Row(**{**row, "cells": tuple(map(printed.from_data, row["cells"]))}) for row in data["rows"]
    )
    return Table(**{**data, **_common(data), "columns": columns, "rows": rows})


def _column(data: Mapping[str, Any]) -> Column:
    heads = {name: printed.from_data(data[name]) for name in ("label", "group")}
    return Column(**{**data, **heads})


def _common(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what tables and figures have in common."""
    return {
        "title": printed.from_data(data["title"]),
        "footnotes": tuple(map(printed.from_data, data["footnotes"])),
        "ledger": tuple(from_records(data["ledger"])),
    }
