"""A table as Typst source: its column widths, heads that repeat, foot notes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, zip_longest

from ralu.blocks import Column, Row, Table
from ralu.report.markup.columns import NO_WRAP, spans
from ralu.report.pdf.text import breakable, string, width

PORTRAIT, LANDSCAPE = 482.0, 728.0
"""Width of the text area in points: A4 with side margins of 20 mm."""
_SIZE, _SMALLEST = 8.5, 6.0
_INSET = 9.0
"""Space between two columns, points."""
_GAP = _INSET + 0.5
"""The same with some play for rounding."""
_INDENT = 9.0
_WIDENED, _NARROW = 1.3, 0.6
"""A table fills the page, or this share of it where that is so many times the width it needs."""
_LONGEST_WORD = 24
_KEPT_WHOLE = 420.0
"""A table up to so many points high, with its notes, is not divided between pages."""
_REPEATED = 5
"""More foot notes than these stand once, below the last row, and not on each page of a table."""
_NOTE = 7.5
"""Size of the notes; a line of them is 9 points high."""


Cell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is set: widths of its columns and size of its type, points."""

    widths: tuple[float, ...]
    size: float
    landscape: bool
    whole: bool


def table_markup(
    table: Table, plan: Layout, *, caption: str, notes: str, lead: str, cell: Cell = breakable
) -> str:
    """Return the call that sets a table.

    Parameters
    ----------
    table
        The table.
    plan
        Its layout.
    caption
        Typst markup of the caption; "" for a table without a number.
    notes
        The foot notes as items of a Typst array.
    lead
        Typst markup of what stands above a table on a page of its own.
    cell
        Makes the Typst expression of the text of a cell.
    """
    sizes = "".join(f"{size:.2f}pt," for size in plan.widths)
    name = f"<{table.id}>" if table.id else "none"
    head = ",\n    ".join(_head(table.columns))
    repeat = len(table.footnotes) <= _REPEATED
    lines = _rows(table, cell, divided=not plan.whole, notes=not repeat)
    rows = "\n  ".join(f"{row}," for row in lines)
    return f"""#report-table(
  name: {name}, title: [{caption}], notes: ({notes}), lead: [{lead}],
  columns: ({sizes}), align: ({"".join(f"{c.align}," for c in table.columns)}),
  size: {plan.size:.2f}pt, landscape: {_flag(plan.landscape)}, whole: {_flag(plan.whole)},
  notes-repeat: {_flag(repeat)},
  padding: {_padding(table)}pt, gap: {_INSET * plan.size / _SIZE:.2f}pt,
  heads: {2 if any(c.group for c in table.columns) else 1},
  head: (
    {head},
  ),
  {rows}
)
"""


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _padding(table: Table) -> float:
    """Return the space above and below a row: more where there is prose to tell apart."""
    return 3.6 if any(column.align == "left" for column in table.columns[1:]) else 2.4


def _head(columns: tuple[Column, ...]) -> Iterator[str]:
    """Yield the cells of one or two header rows."""
    two = any(column.group for column in columns)
    labels = []
    for group, members in spans(columns):
        if group:
            yield f"spanning({len(members)}, {string(group)})"
            labels += [f"strong({string(column.label)})" for column in members]
        else:
            cell = f"strong({string(members[0].label)})"
            yield f"table.cell(rowspan: 2, {cell})" if two else cell
    yield from labels


def _rows(table: Table, cell: Cell, *, divided: bool, notes: bool) -> Iterator[str]:
    """Yield the rows; where a page may end, one that heads the next stays with it.

    So does the last row with the `notes`, where these stand once.
    """
    for row, after in zip_longest(table.rows, table.rows[1:]):
        if row.heading:
            yield f"section({len(table.columns)}, {string(row.cells[0] if row.cells else '')})"
            continue
        first, *rest = map(cell, row.cells)
        if row.indent:
            first = f"indented({row.indent * _INDENT:.0f}pt, {first})"
        cells = ", ".join((first, *rest))
        heads = not after.heading and after.indent > row.indent if after else notes
        yield f"kept({row.indent}, {cells})" if divided and heads else cells


def layout(table: Table) -> Layout:
    """Return widths that keep numbers on one line, in a smaller size or across if need be."""
    least = [_least(column, cells) for column, cells in _cells(table)]
    natural = [_natural(column, cells) for column, cells in _cells(table)]
    _room_for_groups(table.columns, natural)
    landscape = table.landscape or sum(least) * 7 / _SIZE > PORTRAIT
    room = LANDSCAPE if landscape else PORTRAIT
    scale = max(min(1.0, room / sum(least)), _SMALLEST / _SIZE)
    least, natural = ([size * scale for size in sizes] for sizes in (least, natural))
    room *= _NARROW if _WIDENED * sum(natural) <= _NARROW * room else 1
    if sum(least) > room:  # even in the smallest size: numbers must break after all
        least = natural = [size * room / sum(least) for size in least]
    widths = _share(least, natural, [column.weight for column in table.columns], room)
    height = _height(table, widths, _SIZE * scale)
    return Layout(tuple(widths), _SIZE * scale, landscape, height <= _KEPT_WHOLE)


def _cells(table: Table) -> Iterator[tuple[Column, list[tuple[str, float]]]]:
    """Yield each column with its texts and their indents."""
    rows = [row for row in table.rows if not row.heading]
    for position, column in zip(count(), table.columns, strict=False):
        indents = [row.indent * _INDENT if position == 0 else 0.0 for row in rows]
        yield column, [(row.cells[position], i) for row, i in zip(rows, indents, strict=True)]


def _least(column: Column, cells: list[tuple[str, float]]) -> float:
    """Return the width below which a number or a word would break."""
    sizes = [width(word, _SIZE, bold=True) for word in column.label.split()]
    for text, indent in cells:
        whole = column.align != "left" and len(text) <= NO_WRAP
        parts = text.split("\n") if whole else [word[:_LONGEST_WORD] for word in text.split()]
        sizes += [indent + width(part, _SIZE) for part in parts]
    return max(sizes, default=0.0) + _GAP


def _natural(column: Column, cells: list[tuple[str, float]]) -> float:
    """Return the width at which neither a body cell nor a short head wraps."""
    lines = [indent + width(line, _SIZE) for text, indent in cells for line in text.split("\n")]
    heads = [line for line in column.label.split("\n") if len(line) <= NO_WRAP]
    lines += [width(line, _SIZE, bold=True) for line in heads]
    return max(_least(column, cells), max(lines, default=0.0) + _GAP)


def _room_for_groups(columns: tuple[Column, ...], natural: list[float]) -> None:
    """Widen columns so that their spanning head stays on one line."""
    position = 0
    for group, members in spans(columns):
        here = slice(position, position + len(members))
        lines = [width(line, _SIZE, bold=True) for line in group.split("\n")]
        missing = max(lines) + 2 * _GAP - sum(natural[here])
        if missing > 0 and group:
            natural[here] = [size + missing / len(members) for size in natural[here]]
        position = here.stop


def _share(
    least: list[float], natural: list[float], weights: list[float], room: float
) -> list[float]:
    """Return widths that fill the room: first towards natural, the rest by weight."""
    wish = [n - m for n, m in zip(natural, least, strict=True)]
    spare = max(room - sum(least), 0.0)
    granted = min(1.0, spare / sum(wish)) if sum(wish) else 0.0
    widths = [m + granted * w for m, w in zip(least, wish, strict=True)]
    rest = max(room - sum(widths), 0.0)
    return [w + rest * weight / sum(weights) for w, weight in zip(widths, weights, strict=True)]


def _height(table: Table, widths: list[float], size: float) -> float:
    """Return about how high a table gets, without its caption and head."""
    rows = sum(_row_height(row, widths, size) + 2 * _padding(table) for row in table.rows)
    notes = sum(math.ceil(width(note, _NOTE) / sum(widths)) * 9 for note in table.footnotes)
    return rows + notes


def _row_height(row: Row, widths: list[float], size: float) -> float:
    if row.heading:
        return 1.25 * size
    lines = max(
        sum(max(1, math.ceil(width(line, size) / (room - _GAP / 2))) for line in text.split("\n"))
        for text, room in zip(row.cells, widths, strict=True)
    )
    return lines * 1.25 * size
