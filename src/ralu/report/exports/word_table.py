"""A table as WordprocessingML: three rules, a head that repeats, rows that do not split."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ralu.blocks import Column, Row, Table
from ralu.report.exports.cells import head_rows, xml_text
from ralu.report.markup.columns import NO_WRAP

PORTRAIT, LANDSCAPE = 9638, 13948
"""Width of the text area in twentieths of a point: A4 with side margins of 20 mm."""
_SIZES, _SMALLER = (18, 17, 16), (16, 15, 14, 13)
"""Sizes of type in half points: at which no cell should wrap, else at which no number may."""
_CHARACTER, _BOLD, _CAPITAL = 5.7, 1.1, 1.25
"""Width of a digit of 1 half point, in twentieths of a point; how much wider bold and capitals."""
_GAP = 160
_INDENT = 200
_WIDEST = 40
_LONGEST_WORD = 20
_KEPT_WHOLE = 28
"""A table of up to so many rows is not divided between pages."""
_THICK, _THIN = 'w:val="single" w:sz="12" w:color="auto"', 'w:val="single" w:sz="6" w:color="auto"'


def is_wide(table: Table) -> bool:
    """Say whether a table needs a page across."""
    return table.landscape or sum(_least(table, _SMALLER[0])) > PORTRAIT


def table_xml(table: Table, namespaces: str, name: str) -> str:
    """Return the element ``w:tbl`` of a table.

    Parameters
    ----------
    table
        The table.
    namespaces
        Declaration of the prefix w.
    name
        What a screen reader calls the table.
    """
    widths, size = _layout(table)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [*_head(table, widths, size), *_body(table, widths, size)]
    return (
        f"<w:tbl {namespaces}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders><w:top {_THICK}/><w:bottom {_THICK}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
        '<w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1"/><w:tblCaption w:val={quoteattr(xml_text(name))}/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _head(table: Table, widths: list[int], size: int) -> Iterator[str]:
    """Yield the rows of the head; a cell that spans none of the others closes the gap between."""
    rows = head_rows(table)
    for number, cells in enumerate(rows, start=1):
        found, made, place = {at: (text, span) for text, at, span in cells}, "", 0
        while place < len(widths):
            text, span = found.get(place, ("", 1))
            align = "center" if span > 1 else table.columns[place].align
            ruled = number == len(rows) or bool(text)
            width = sum(widths[place : place + span])
            content = _paragraphs(text, align, size, bold=True, keep=True)
            made += _cell(content, width, span=span, ruled=ruled, bottom=True)
            place += span
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{made}</w:tr>"


def _body(table: Table, widths: list[int], size: int) -> Iterator[str]:
    last = len(table.rows) - 1
    for place, row in enumerate(table.rows):
        keep = row.heading or place >= last - 1 or last < _KEPT_WHOLE
        if row.heading:
            text = row.cells[0] if row.cells else ""
            content = _paragraphs(text, "left", size, bold=True, keep=keep)
            cells = _cell(content, sum(widths), span=len(widths))
        else:
            cells = "".join(_row(row, table.columns, widths, size, keep))
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _row(
    row: Row, columns: tuple[Column, ...], widths: list[int], size: int, keep: bool
) -> Iterator[str]:
    for place, (column, text) in enumerate(zip(columns, row.cells, strict=True)):
        indent = row.indent * _INDENT if place == 0 else 0
        content = _paragraphs(text, column.align, size, indent=indent, keep=keep)
        yield _cell(content, widths[place])


def _cell(
    content: str, width: int, *, span: int = 1, ruled: bool = False, bottom: bool = False
) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    rule = f"<w:tcBorders><w:bottom {_THIN}/></w:tcBorders>" if ruled else ""
    down = '<w:vAlign w:val="bottom"/>' if bottom else ""
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{rule}{down}</w:tcPr>'
    return f"<w:tc>{properties}{content}</w:tc>"


def _paragraphs(
    text: str, align: str, size: int, *, bold: bool = False, indent: int = 0, keep: bool = False
) -> str:
    """Return the text of a cell as one paragraph, which stays with the next where `keep`."""
    style = f"{'<w:b/>' * bold}" + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(escape, xml_text(text).split("\n")))
    properties = (
        '<w:pStyle w:val="TableText"/>'
        + "<w:keepNext/>" * keep
        + f'<w:ind w:left="{indent}"/>' * bool(indent)
        + f'<w:jc w:val="{align}"/>'
    )
    run = f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{lines}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _layout(table: Table) -> tuple[list[int], int]:
    """Return the widths of the columns and the size of type at which numbers do not break."""
    room = LANDSCAPE if is_wide(table) else PORTRAIT
    for size in _SIZES:
        natural = _natural(table, size)
        if sum(natural) <= room:
            return list(map(int, natural)), size
    fitting = (size for size in _SMALLER if sum(_least(table, size)) <= room)
    size = next(fitting, _SMALLER[-1])
    least, natural = _least(table, size), _natural(table, size)
    wish = [n - m for n, m in zip(natural, least, strict=True)]
    share = max(0.0, room - sum(least)) / sum(wish) if sum(wish) else 0.0
    widths = [m + share * w for m, w in zip(least, wish, strict=True)]
    return [int(width * min(1.0, room / sum(widths))) for width in widths], size


def _least(table: Table, size: int) -> list[float]:
    """Return the widths below which a number or a word would break."""
    return [
        max(_longest(_unbroken(text, column)) * bold for text, bold in texts) * _CHARACTER * size
        + _GAP
        for column, texts in _texts(table)
    ]


def _natural(table: Table, size: int) -> list[float]:
    """Return the widths at which only long texts wrap."""
    widths = (
        max(min(_longest(text.split("\n")), _WIDEST) * bold for text, bold in texts)
        for _, texts in _texts(table)
    )
    least = _least(table, size)
    return [max(m, w * _CHARACTER * size + _GAP) for m, w in zip(least, widths, strict=True)]


def _texts(table: Table) -> Iterator[tuple[Column, list[tuple[str, float]]]]:
    """Yield each column with its texts and how wide their type is; an indent counts as blanks."""
    rows = [row for row in table.rows if not row.heading]
    for place, column in enumerate(table.columns):
        indents = ("   " * row.indent if place == 0 else "" for row in rows)
        texts = [(i + row.cells[place], 1.0) for i, row in zip(indents, rows, strict=True)]
        yield column, [(column.label, _BOLD), *texts]


def _unbroken(text: str, column: Column) -> list[str]:
    """Return the parts of a text that must stay on one line."""
    if column.align != "left" and len(text) <= NO_WRAP:
        return text.split("\n")
    return [word[:_LONGEST_WORD] for word in text.split()]


def _longest(parts: list[str]) -> float:
    """Return the width of the widest part in digits."""
    capitals = (sum(map(str.isupper, part)) for part in parts)
    widths = (len(part) + n * (_CAPITAL - 1) for part, n in zip(parts, capitals, strict=True))
    return max(widths, default=0.0)
