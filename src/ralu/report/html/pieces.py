"""What stands in the cells of the report, as HTML: prose, tables, figures, other outputs."""

from __future__ import annotations

import base64
from html import escape
from typing import Any

from ralu.blocks import Figure, Passage, Table
from ralu.printed import segments
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.cell_outputs import Image, Piece, PlainText, pieces
from ralu.report.assembly.provenance import provenance
from ralu.report.assembly.references import resolve_text, split
from ralu.report.html.markdown import MarkdownHtml
from ralu.report.html.results import Results, code_id
from ralu.report.html.sortable import sortable
from ralu.report.html.svg import inline_svg
from ralu.report.markup.table import grid, table_markup

_MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}


class PieceWriter:
    """Writes cells and their outputs; keeps the numbering of headings."""

    def __init__(self, report: Report, results: Results) -> None:
        self._report = report
        self._results = results
        self.markdown = MarkdownHtml(report.numbers, results.mark)

    def markdown_cell(self, cell: Any) -> str:
        """Return the HTML of a Markdown cell."""
        return self.markdown.render(cell.source, cell.metadata.chapter)

    def pieces(self, cell: Any) -> str:
        """Return the HTML of the outputs of a code cell."""
        return "".join(self._piece(piece, cell) for piece in pieces(cell))

    def plain(self, text: str) -> str:
        """Return a text with its references as words."""
        return resolve_text(text, self._report.numbers)

    def _piece(self, piece: Piece, cell: Any) -> str:
        place = str(cell.metadata.place)
        match piece:
            case Table(id=""):
                return _scroll(grid(piece), f"Output of {place}")
            case Table():
                cells = self._inline if piece.instead else self._marked
                rows = grid(piece, cells, sortable=sortable(piece, self._results.rows))
                return table_markup(piece, self._caption(piece), self._notes(piece, cell), rows)
            case Figure():
                return self._figure(piece, cell)
            case Passage():
                text = self.markdown.render(piece.markdown, cell.metadata.chapter)
                return text if piece.tone == "text" else f'<div class="{piece.tone}">{text}</div>'
            case Image():
                return f"<figure>{self._picture(piece.content, piece.format, piece.alt)}</figure>"
            case PlainText():
                return f'<pre tabindex="0">{escape(piece.text)}</pre>'

    def _figure(self, figure: Figure, cell: Any) -> str:
        drawn = inline_svg(figure.svg, figure.id, figure.alt)
        if drawn is None:
            drawn = _on_paper(figure.svg.encode(), "svg", figure.alt)
        return (
            f'<figure class="drawing" id="{figure.id}">'
            f"{_scroll(drawn, self._report.numbers[figure.id])}"
            f"<figcaption>{self._caption(figure)}</figcaption>"
            f'<div class="notes">{self._notes(figure, cell)}</div>'
            f"{self._data(figure.data, figure) if figure.data else ''}</figure>"
        )

    def _data(self, data: Table, figure: Figure) -> str:
        title = f"<p>{self._inline(data.title)}</p>" if data.title != figure.title else ""
        table = _scroll(grid(data, self._marked), f"Data of {self._report.numbers[figure.id]}")
        return (
            f'<details class="data"><summary>Data of this figure</summary>{title}{table}</details>'
        )

    def _picture(self, content: bytes, kind: str, alt: str) -> str:
        stamp = '<p class="stamp">SYNTHETIC DATA</p>' if self._report.cover.synthetic else ""
        return _on_paper(content, kind, alt, stamp)

    def _caption(self, block: Table | Figure) -> str:
        number = self._report.numbers[block.id]
        return f'<span class="number">{number}.</span> {self._inline(block.title)}'

    def _notes(self, block: Table | Figure, cell: Any) -> str:
        """Return the foot notes, and below them where the numbers come from."""
        notes = "".join(f"<p>{self._inline(note)}</p>" for note in block.footnotes)
        place = escape(cell.metadata.place)
        if cell.source.strip():
            place = f'<a href="#{escape(code_id(cell.metadata.place))}">{place}</a>'
        line = " · ".join(filter(None, (place, escape(provenance(block)))))
        return f'{notes}<p class="provenance">{line}</p>'

    def _inline(self, text: str) -> str:
        """Return text with its references as links and its results marked."""
        return "".join(
            self._results.mark(escape(part), id) if id else self._linked(part)
            for part, id in segments(text)
        )

    def _marked(self, text: str) -> str:
        """Return text with its results marked."""
        return "".join(
            self._results.mark(escape(part), id) if id else escape(part)
            for part, id in segments(text)
        )

    def _linked(self, text: str) -> str:
        return "".join(
            f'<a href="#{name}">{self._report.numbers[name]}</a>' if name else escape(part)
            for part, name in split(text)
        )


def _scroll(markup: str, label: str) -> str:
    """Return what may be wider than the page in a region that scrolls."""
    region = f'role="group" tabindex="0" aria-label="{escape(label)}"'
    return f'<div class="scroll" {region}>{markup}</div>'


def _on_paper(content: bytes, kind: str, alt: str, stamp: str = "") -> str:
    """Return a picture as it is, on white in every theme."""
    data = base64.b64encode(content).decode("ascii")
    image = f'<img src="data:{_MEDIA_TYPES[kind]};base64,{data}" alt="{escape(alt)}">'
    return f'<div class="paper">{stamp}{image}</div>'
