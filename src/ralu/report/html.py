"""The report as one self-contained HTML file, by nbconvert and a template of our own."""

from __future__ import annotations

import base64
from functools import cached_property
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter

from ralu.blocks import Figure, Passage, Table
from ralu.report import references
from ralu.report.assemble import Report
from ralu.report.html_table import grid, table_markup
from ralu.report.markdown_html import MarkdownHtml
from ralu.report.outputs import Image, Piece, PlainText, pieces

_TEMPLATES = files("ralu.report") / "templates"
_MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}


def to_html(report: Report) -> str:
    """Return the report as one HTML file that loads nothing from elsewhere."""
    writer = _Writer(report)
    with as_file(_TEMPLATES) as folder:
        exporter = HTMLExporter(  # type: ignore[no-untyped-call]
            extra_template_basedirs=[str(folder)],
            template_name="html_report",
            filters={
                "markdown_cell": writer.markdown_cell,
                "pieces": writer.pieces,
                "references": writer.plain,
            },
        )
        style = Path(folder, "html_report", "style.css").read_text(encoding="utf-8")
        given = {"report": report, "style": style, "contents": writer.markdown.contents}
        exporter.environment.globals.update(given)
        body, _ = exporter.from_notebook_node(report.notebook)
    return str(body)


class _Writer:
    """Writes cells and their outputs; keeps the numbering of headings."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.markdown = MarkdownHtml(report.numbers)

    def markdown_cell(self, cell: Any) -> str:
        return self.markdown.render(cell.source, cell.metadata.chapter)

    def pieces(self, cell: Any) -> str:
        return "".join(self._piece(piece, cell) for piece in pieces(cell))

    def plain(self, text: str) -> str:
        return references.resolve_text(text, self._report.numbers)

    def _piece(self, piece: Piece, cell: Any) -> str:
        match piece:
            case Table(id=""):
                label = f"Output of {escape(cell.metadata.place)}"
                return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">' + (
                    f"{grid(piece)}</div>"
                )
            case Table():
                return table_markup(piece, self._caption(piece), self._inline)
            case Figure():
                return self._figure(piece)
            case Passage():
                text = self.markdown.render(piece.markdown, cell.metadata.chapter)
                return text if piece.tone == "text" else f'<div class="{piece.tone}">{text}</div>'
            case Image():
                picture = _picture(piece.content, piece.format, piece.alt)
                return f'<figure><div class="paper">{self._stamp}{picture}</div></figure>'
            case PlainText():
                return f'<pre tabindex="0">{escape(piece.text)}</pre>'

    def _figure(self, figure: Figure) -> str:
        notes = "".join(f"<p>{self._inline(note)}</p>" for note in figure.footnotes)
        return (
            f'<figure class="drawing" id="{figure.id}"><div class="paper">'
            f"{_picture(figure.svg.encode(), 'svg', figure.alt)}</div>"
            f"<figcaption>{self._caption(figure)}</figcaption>"
            + (f'<div class="notes">{notes}</div>' if notes else "")
            + "</figure>"
        )

    @cached_property
    def _stamp(self) -> str:
        return '<p class="stamp">SYNTHETIC DATA</p>' if self._report.cover.synthetic else ""

    def _caption(self, block: Table | Figure) -> str:
        number = self._report.numbers[block.id]
        return f'<span class="number">{number}.</span> {self._inline(block.title)}'

    def _inline(self, text: str) -> str:
        """Return plain text with its references as links."""
        return "".join(
            f'<a href="#{name}">{self._report.numbers[name]}</a>' if name else escape(part)
            for part, name in references.split(text)
        )


def _picture(content: bytes, kind: str, alt: str) -> str:
    """Return the picture as a data URI: ids inside one SVG cannot collide with another's."""
    data = base64.b64encode(content).decode("ascii")
    return f'<img src="data:{_MEDIA_TYPES[kind]};base64,{data}" alt="{escape(alt)}">'
