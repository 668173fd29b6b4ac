"""The report as PDF: an nbconvert exporter to Typst source, and the Typst compiler."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters.templateexporter import TemplateExporter

from ralu.blocks import Figure, Passage, Table
from ralu.report.assembly.assemble import Cover, Report
from ralu.report.assembly.cell_outputs import Image, PlainText
from ralu.report.assembly.provenance import provenance
from ralu.report.assembly.references import in_text, split, worded
from ralu.report.pdf.flow import Step, lead, leads, steps
from ralu.report.pdf.markdown import MarkdownTypst
from ralu.report.pdf.table import Layout, layout, table_markup
from ralu.report.pdf.text import FONTS, breakable, markup, string

_TEMPLATES = files("ralu.report.pdf") / "templates"


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
            filters={"printed": writer.printed},
        )
        style = Path(folder, "typst_report", "style.typ").read_text(encoding="utf-8")
        exporter.environment.globals.update(report=report, style=style, cover=_cover(report.cover))
        body, _ = exporter.from_notebook_node(report.notebook)
    return str(body)


def to_pdf(report: Report) -> bytes:
    """Return the report as PDF/UA-1 and PDF/A-2a, the same bytes for the same report.

    PDF/A wants a date of creation. It is the first second of 1970: no clock may tell it.

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
                pdf_standards=["ua-1", "a-2a"],
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
        blocks: list[Table | Figure] = [*report.tables, *report.figures]
        self._origins = {block.id: provenance(block) for block in blocks}
        self._printed: defaultdict[str, str] = defaultdict(str)
        self._write(steps(report.notebook.cells))

    def printed(self, cell: Any) -> str:
        """Return what a cell puts on the page; code is not printed."""
        return self._printed[cell.id]

    def _write(self, flow: list[Step]) -> None:
        """Write all steps; what leads up to a table that lies across goes onto its page."""
        numbers = self._report.numbers
        plans = {
            n: layout(worded(step.piece, numbers))
            for n, step in enumerate(flow)
            if isinstance(step.piece, Table)
        }
        across = [n for n, plan in plans.items() if plan.landscape]
        moved = {before for n in across for before in lead(flow, n)}
        held = ""
        for place, step in enumerate(flow):
            if isinstance(step.piece, Table):
                text, held = self._table(step.piece, plans[place], held), ""
            else:
                text = self._step(step, leads=leads(flow, place))
            if place in moved:
                held += text
            else:
                self._printed[step.cell.id] += text

    def _step(self, step: Step, *, leads: bool) -> str:
        """Return one step that is no table; `leads`: a table, figure or box follows."""
        match step.piece:
            case Figure() as figure:
                return self._figure(figure)
            case Image(content, kind, alt):
                return f"#picture({_image(content, kind, alt)})\n"
            case PlainText(text):
                return f"#raw(block: true, {string(text.rstrip())})\n"
            case Passage(tone="note" | "absent" as tone, markdown=markdown):
                return f"#{tone}[{self._markdown.render(markdown, step.cell.metadata.chapter)}]\n"
        return self._markdown.render(step.text, step.cell.metadata.chapter, leads=leads)

    def _table(self, table: Table, plan: Layout, held: str) -> str:
        title = self._inline(table.title)
        notes = self._notes(table)
        cell = self._cell if table.instead else breakable
        return table_markup(table, plan, caption=title, notes=notes, lead=held, cell=cell)

    def _figure(self, figure: Figure) -> str:
        return (
            f"#report-figure(name: <{figure.id}>, title: [{self._inline(figure.title)}], "
            f"notes: ({self._notes(figure)}), {_image(figure.svg.encode(), 'svg', figure.alt)})\n"
        )

    def _notes(self, block: Table | Figure) -> str:
        """Return the foot notes and where the numbers come from, as items of an array."""
        notes = "".join(f"[{self._inline(note)}]," for note in block.footnotes)
        origin = self._origins.get(block.id)  # a table that came as HTML has none
        return f"{notes}origin({breakable(origin)})," if origin else notes

    def _cell(self, text: str) -> str:
        """Return the text of a cell as an expression, its references as links."""
        return f"[{self._inline(text)}]" if in_text(text) else breakable(text)

    def _inline(self, text: str) -> str:
        """Return plain text as markup with its references as links."""
        return "".join(
            f"#link(<{name}>)[{self._report.numbers[name]}];" if name else markup(part)
            for part, name in split(text)
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
