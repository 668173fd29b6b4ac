"""A table as an Excel workbook: one sheet, numbers as numbers, nothing that calculates."""

from __future__ import annotations

import io
import math
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from ralu.blocks import Column, Table
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.references import resolve_text
from ralu.report.exports.archive import timeless
from ralu.report.exports.cells import begins_like_formula, head_rows, number, xml_text

_NARROWEST, _WIDEST = 7, 44
"""Width of a column in characters."""
_LETTERS = 1.12
"""How many letters stand in the width of one digit, which widths are counted in."""
_FONT, _SIZE, _NOTE_SIZE = "Calibri", 11, 9
_LEADING = 1.3
"""Height of a line for 1 point of type."""
_BOLD, _SMALL = Font(name=_FONT, size=_SIZE, bold=True), Font(name=_FONT, size=_NOTE_SIZE)
_ALERT = Font(name=_FONT, size=_SIZE, bold=True, color="B3261E")
_THICK, _THIN = Side(style="medium"), Side(style="thin")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_A4 = 9


def to_xlsx(table: Table, report: Report) -> bytes:
    """Return a numbered table of the report as a workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = report.numbers[table.id]
    title = f"{report.numbers[table.id]}. {resolve_text(table.title, report.numbers)}"
    book.properties.title = xml_text(title)
    book.properties.creator = report.cover.short_title
    widths = _widths(table)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    top = _titles(sheet, title, report, widths)
    body = top + _head(sheet, table, top)
    end = body + _rows(sheet, table, body, widths)
    notes = (resolve_text(note, report.numbers) for note in table.footnotes)
    for row, note in enumerate(notes, start=end):
        _across(sheet, row, note, _SMALL, widths)
    sheet.freeze_panes = f"B{body}"
    _page(sheet, table, f"{top}:{body - 1}")
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _titles(sheet: Any, title: str, report: Report, widths: list[int]) -> int:
    """Write what stands above the table and return the row after it."""
    cover = report.cover
    origin = f"{cover.short_title}, {cover.status}, data cut-off {cover.data_cutoff}, {cover.build}"
    lines = [(title, _BOLD), (origin, _SMALL)]
    lines += [("SYNTHETIC DATA", _ALERT)] if cover.synthetic else []
    for row, (text, font) in enumerate(lines, start=1):
        _across(sheet, row, text, font, widths)
    return len(lines) + 1


def _head(sheet: Any, table: Table, top: int) -> int:
    """Write the head of the table and return its height in rows."""
    rows = head_rows(table)
    for row, cells in enumerate(rows, start=top):
        for text, place, span in cells:
            cell = _write(sheet, row, place + 1, text)
            cell.font = _BOLD
            aligned = "center" if span > 1 else table.columns[place].align
            gap = 1 if place and aligned == "left" else 0
            cell.alignment = Alignment(
                horizontal=aligned, vertical="bottom", wrap_text=True, indent=gap
            )
            if len(rows) > 1 and row == top:
                sheet.merge_cells(None, row, place + 1, row, place + span)
        lines = max((text.count("\n") + 1 for text, _, _ in cells), default=1)
        sheet.row_dimensions[row].height = lines * _SIZE * _LEADING
    _rule(sheet, table, top, Border(top=_THICK, bottom=None if len(rows) > 1 else _THIN))
    if len(rows) > 1:
        _rule(sheet, table, top + 1, Border(bottom=_THIN))
    return len(rows)


def _rows(sheet: Any, table: Table, first: int, widths: list[int]) -> int:
    """Write the body of the table and return its height in rows."""
    for row, content in enumerate(table.rows, start=first):
        for place, (column, text) in enumerate(zip(table.columns, content.cells, strict=False)):
            cell = _write(sheet, row, place + 1, text, column)
            if content.heading:
                cell.font = _BOLD
                continue
            gap = 1 if column.align == "left" else 0  # from the numbers before it
            cell.alignment = _alignment(column.align, gap if place else content.indent * 2)
        if not content.heading:
            room = zip(content.cells, widths, strict=True)
            lines = max(_lines(text, width) for text, width in room)
            sheet.row_dimensions[row].height = lines * _SIZE * _LEADING
    last = first + len(table.rows) - 1
    _rule(sheet, table, last, Border(bottom=_THICK))
    return len(table.rows)


@cache
def _alignment(horizontal: str, indent: int) -> Alignment:
    return Alignment(horizontal=horizontal, indent=indent, vertical="top", wrap_text=True)


def _write(sheet: Any, row: int, place: int, text: str, column: Column | None = None) -> Any:
    """Write a cell: a number in a column of numbers, else a text and never a formula."""
    cell = sheet.cell(row, place)
    found = number(text) if column and column.align != "left" else None
    if found:
        cell.value = found.value
        shown = "0" + f".{'0' * found.decimals}" * bool(found.decimals)
        cell.number_format = f'{shown};"−"{shown}' if found.sign == "−" else shown
    elif text:
        cell.value = xml_text(text)
        cell.data_type = "s"
        cell.quotePrefix = begins_like_formula(text)
    return cell


def _across(sheet: Any, row: int, text: str, font: Font, widths: list[int]) -> None:
    """Write a text over the whole width of the table, in a row high enough for it."""
    cell = _write(sheet, row, 1, text)
    cell.font, cell.alignment = font, _WRAPPED
    sheet.merge_cells(None, row, 1, row, len(widths))
    lines = _lines(text, sum(widths) * _SIZE / font.size)
    sheet.row_dimensions[row].height = lines * font.size * _LEADING


def _lines(text: str, width: float) -> int:
    """Return about how many lines a text takes."""
    room = width * _LETTERS
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def _rule(sheet: Any, table: Table, row: int, border: Border) -> None:
    for place in range(1, len(table.columns) + 1):
        sheet.cell(row, place).border = border


def _widths(table: Table) -> list[int]:
    longest = [_length(column.label) for column in table.columns]
    for row in table.rows:
        for place, text in enumerate(() if row.heading else row.cells):
            indent = 3 * row.indent if place == 0 else 0
            longest[place] = max(longest[place], indent + _length(text))
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in longest]


def _length(text: str) -> int:
    return max(map(len, text.split("\n")))


def _page(sheet: Any, table: Table, head: str) -> None:
    """Set the page for printing: the whole width of the table, its head on each page."""
    sheet.print_title_rows = head
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if table.landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
