"""The report as PDF: an nbconvert exporter to Typst source, and the Typst compiler."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters.templateexporter import TemplateExporter

from ralu.blocks import Figure, Passage, Table
from ralu.report import references
from ralu.report.assemble import Cover, Report
from ralu.report.markdown_typst import MarkdownTypst
from ralu.report.outputs import Image, Piece, PlainText, pieces
from ralu.report.typst_table import table_markup
from ralu.report.typst_text import FONTS, markup, string

_TEMPLATES = files("ralu.report") / "templates"


class PdfError(Exception):
    """Typst refused the report; the message says what and where."""


class TypstExporter(TemplateExporter):
    """Exports a notebook as Typst source; code is not printed."""

    file_extension = ".typ"
    output_mimetype = "text/x-typst"
    template_name = "typst_report"


def to_typst(report: Report) -> str:
    """Return the report as one Typst file that reads no other."""
    writer = _Writer(report)
    with as_file(_TEMPLATES) as folder:
        exporter = TypstExporter(  # type: ignore[no-untyped-call]
            extra_template_basedirs=[str(folder)],
            filters={"markdown_cell": writer.markdown_cell, "pieces": writer.pieces},
        )
        style = Path(folder, "typst_report", "style.typ").read_text(encoding="utf-8")
        exporter.environment.globals.update(report=report, style=style, cover=_cover(report.cover))
        body, _ = exporter.from_notebook_node(report.notebook)
    return str(body)


def to_pdf(report: Report) -> bytes:
    """Return the report as PDF/UA-1, the same bytes for the same report.

    Raises
    ------
    PdfError
        When Typst refuses it, for instance an image without alt text.
    """
    with as_file(FONTS) as fonts:
        try:
            pdf: bytes = typst.compile(
                to_typst(report).encode(),
                font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
                ignore_system_fonts=True,
                pdf_standards="ua-1",
                timestamp=0,
            )
            return pdf
        except typst.TypstError as error:
            hints = "".join(f" {hint}" for hint in error.hints)
            raise PdfError(f"The PDF could not be made: {error.message}.{hints}") from None


def _cover(cover: Cover) -> str:
    """Return the title page as arguments of the Typst function that sets it."""
    notes = "".join(f"{string(note)}," for note in cover.notes)
    return (
        f"title: {string(cover.title)}, short-title: {string(cover.short_title)}, "
        f"status: {string(cover.status)}, cutoff: {string(cover.data_cutoff)}, "
        f"synthetic: {str(cover.synthetic).lower()}, build: {string(cover.build)}, "
        f"notes: ({notes}),"
    )


class _Writer:
    """Writes cells and their outputs; keeps the numbering of headings."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._markdown = MarkdownTypst(report.numbers)

    def markdown_cell(self, cell: Any) -> str:
        return self._markdown.render(cell.source, cell.metadata.chapter)

    def pieces(self, cell: Any) -> str:
        return "\n".join(self._all(pieces(cell), cell.metadata.chapter))

    def _all(self, found: Iterable[Piece], chapter: int) -> Iterable[str]:
        for piece in found:
            match piece:
                case Table():
                    yield table_markup(piece, self._inline(piece.title), self._inline)
                case Figure():
                    yield self._figure(piece)
                case Passage():
                    text = self._markdown.render(piece.markdown, chapter)
                    yield text if piece.tone == "text" else f"#{piece.tone}[{text}]\n"
                case Image():
                    yield f"#picture({_image(piece.content, piece.format, piece.alt)})\n"
                case PlainText():
                    yield f"#raw(block: true, {string(piece.text.rstrip())})\n"

    def _figure(self, figure: Figure) -> str:
        notes = "".join(f"[{self._inline(note)}]," for note in figure.footnotes)
        return (
            f"#report-figure(name: <{figure.id}>, title: [{self._inline(figure.title)}], "
            f"notes: ({notes}), {_image(figure.svg.encode(), 'svg', figure.alt)})\n"
        )

    def _inline(self, text: str) -> str:
        """Return plain text as markup with its references as links."""
        return "".join(
            f"#link(<{name}>)[{self._report.numbers[name]}];" if name else markup(part)
            for part, name in references.split(text)
        )


def _image(content: bytes, kind: str, alt: str) -> str:
    """Return the image with its bytes inside the source, so that no file is needed."""
    if kind == "svg":
        text = content.decode().replace("\\", "\\\\").replace('"', '\\"')
        data = f'bytes("{text}")'
    else:
        data = f"bytes(({','.join(map(str, content))},))"
    given = f"alt: {string(alt)}" if alt.strip() else "alt: none"
    return f'image({data}, format: "{kind}", {given})'
