"""A table as HTML, for the report and for display in JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from ralu.blocks import Column, Row, Table
from ralu.report.markup.columns import NO_WRAP, NO_WRAP_WORDS, spans

_STYLE = """<style>
.ralu-table table{border-collapse:collapse;border-block:2px solid;font-variant-numeric:tabular-nums}
.ralu-table :is(th,td){padding:.2em .6em;vertical-align:top;text-align:right;font-weight:400}
.ralu-table thead th{vertical-align:bottom;font-weight:600;border-bottom:1px solid}
.ralu-table .section th{font-weight:600}
.ralu-table .left{text-align:left!important}.ralu-table .center{text-align:center!important}
.ralu-table .number{white-space:nowrap}
.ralu-table figcaption{font-weight:600;text-align:left}.ralu-table .notes p{margin:.2em 0}
</style>
"""

Inline = Callable[[str], str]
"""Makes HTML of a text."""


def table_to_html(table: Table) -> str:
    """Return the table with its own style, for display in JupyterLab."""
    caption = escape(f"{table.id}: {table.title}")
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.footnotes)
    return _STYLE + table_markup(table, caption, notes, grid(table))


def table_markup(table: Table, caption: str, notes: str, grid: str) -> str:
    """Return the table as a figure with its caption above and its notes below, all as HTML."""
    name = escape(table.id)
    return (
        f'<figure class="ralu-table" id="{name}">'
        f'<figcaption id="{name}-caption">{caption}</figcaption>'
        f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{name}-caption">'
        f"{grid}</div>" + (f'<div class="notes">{notes}</div>' if notes else "") + "</figure>"
    )


def grid(table: Table, inline: Inline = escape, *, sortable: bool = False) -> str:
    """Return the bare table element; the columns of a `sortable` one know their places."""
    bodies: list[list[str]] = [[]]
    for row in table.rows:
        if row.heading and bodies[-1]:
            bodies.append([])
        bodies[-1].append(_row(row, table.columns, inline))
    body = "".join(f"<tbody>{''.join(rows)}</tbody>" for rows in bodies if rows)
    head = ""
    if any(column.label for column in table.columns):
        head = f"<thead>{_Head(table.columns, inline, sortable).rows()}</thead>"
    kind = ' class="sortable"' if sortable else ""
    return f"<table{kind}>{head}{body}</table>"


class _Head:
    """The rows of column heads."""

    def __init__(self, columns: tuple[Column, ...], inline: Inline, sortable: bool) -> None:
        self._columns = columns
        self._inline = inline
        self._sortable = sortable

    def rows(self) -> str:
        if not any(column.group for column in self._columns):
            cells = (self._label(column, place) for place, column in enumerate(self._columns))
            return f"<tr>{''.join(cells)}</tr>"
        first, second, place = "", "", 0
        for group, members in spans(self._columns):
            if group:
                keep = _keep(group, "center")
                first += f'<th class="group{keep}" scope="colgroup" colspan="{len(members)}">'
                first += f"<span>{_lines(group, self._inline)}</span></th>"
                second += "".join(self._label(c, place + k) for k, c in enumerate(members))
            else:
                first += self._label(members[0], place, ' rowspan="2"')
            place += len(members)
        return f"<tr>{first}</tr><tr>{second}</tr>"

    def _label(self, column: Column, place: int, attributes: str = "") -> str:
        if not column.label.strip():
            return f"<td{attributes}></td>"
        if self._sortable:
            attributes += f' data-column="{place}"'
        text = _lines(column.label, self._inline)
        keep = _keep(column.label, column.align)
        return f'<th class="{column.align}{keep}" scope="col"{attributes}>{text}</th>'


def _row(row: Row, columns: tuple[Column, ...], inline: Inline) -> str:
    first = _lines(row.cells[0], inline) if row.cells else ""
    if row.heading:
        return (
            f'<tr class="section"><th class="left" scope="rowgroup" colspan="{len(columns)}">'
            f"{first}</th></tr>"
        )
    level = f' data-level="{row.indent}"' if row.indent else ""
    style = f' style="padding-left:{0.6 + 1.2 * row.indent:.1f}em"' if row.indent else ""
    cells = [f'<th class="{columns[0].align}" scope="row"{style}>{first}</th>']
    for column, text in zip(columns[1:], row.cells[1:], strict=True):
        keep = _keep(text, column.align)
        cells.append(f'<td class="{column.align}{keep}">{_lines(text, inline)}</td>')
    return f"<tr{level}>{''.join(cells)}</tr>"


def _keep(text: str, align: str) -> str:
    """Return the class of cells whose lines must not break: numbers, and words of a few letters."""
    longest = max(map(len, text.split("\n")))
    return " number" if longest <= (NO_WRAP_WORDS if align == "left" else NO_WRAP) else ""


def _lines(text: str, inline: Inline) -> str:
    return inline(text).replace("\n", "<br>")
