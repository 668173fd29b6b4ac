"""All numbered tables as one Word document."""

from __future__ import annotations

import io
from itertools import groupby
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ralu.blocks import Table
from ralu.report.assembly.assemble import Cover, Report
from ralu.report.assembly.references import resolve_text
from ralu.report.exports.archive import timeless
from ralu.report.exports.cells import xml_text
from ralu.report.exports.word_table import is_wide, table_xml

_FONT = "Arial"
_LANGUAGE = "en-GB"
_TITLE, _TEXT, _NOTE = "Report Title", "Table Text", "Table Note"
_BLACK, _ALERT = RGBColor(0, 0, 0), RGBColor(0xB3, 0x26, 0x1E)
_A4 = Mm(210), Mm(297)
_FIELD = '<w:fldSimple {} w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def to_docx(report: Report) -> bytes:
    """Return all tables of the report as a Word document."""
    document = Document()
    _styles(document)
    _properties(document, report.cover)
    _page(document.sections[0])
    _running(document.sections[0], report.cover)
    _paragraph(document, report.cover.title, _TITLE)
    for wide, tables in groupby(report.tables, key=is_wide):
        section = document.sections[-1]
        if wide != (section.orientation == WD_ORIENT.LANDSCAPE):
            _page(document.add_section(WD_SECTION.NEW_PAGE), wide=wide)
        for table in tables:
            _table(document, table, report)
    out = io.BytesIO()
    document.save(out)
    return timeless(out.getvalue())


def _table(document: Any, table: Table, report: Report) -> None:
    name = report.numbers[table.id]
    title = resolve_text(table.title, report.numbers)
    _paragraph(document, f"{name}. {title}", "Caption")
    # python-docx makes its tables cell by cell, which takes a hundred times as long.
    made = parse_xml(table_xml(table, nsdecls("w"), name))
    document.element.body.insert_element_before(made, "w:sectPr")
    for note in table.footnotes or ("",):  # Word joins tables that nothing separates
        text = resolve_text(note, report.numbers).replace("\n", " ")
        _paragraph(document, text, _NOTE)


def _paragraph(document: Any, text: str, style: str) -> None:
    added = document.add_paragraph(xml_text(text))
    added._p.style = style.replace(" ", "")  # by id: python-docx takes 3 ms to look a name up


def _styles(document: Any) -> None:
    """Set the type, and remove the hundred table styles of the library's own template."""
    styles = document.styles
    for style in [s for s in styles if s.type == WD_STYLE_TYPE.TABLE and s.name != "Normal Table"]:
        style.delete()
    styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), _LANGUAGE)
    for name in (_TITLE, _TEXT, _NOTE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, size, before, after in (
        ("Normal", 10, 0, 6),
        (_TITLE, 14, 0, 6),
        ("Caption", 10, 18, 4),
        (_TEXT, 9, 1, 1),
        (_NOTE, 8, 2, 0),
        ("Header", 8, 0, 0),
        ("Footer", 8, 0, 0),
    ):
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _BLACK
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.0
    styles[_TITLE].font.bold = True
    styles["Caption"].paragraph_format.keep_with_next = True


def _properties(document: Any, cover: Cover) -> None:
    properties = document.core_properties
    properties.title = xml_text(f"{cover.short_title}: tables")
    properties.subject = xml_text(f"{cover.title} ({cover.build})")
    properties.author, properties.last_modified_by, properties.comments = "", "", ""
    properties.language = _LANGUAGE


def _page(section: Any, *, wide: bool = False) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = reversed(_A4) if wide else _A4
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)


def _running(section: Any, cover: Cover) -> None:
    """Write the head and foot of the pages, which later sections take over."""
    head = section.header.paragraphs[0]
    words = f"{cover.short_title} · {cover.status} · Data cut-off {cover.data_cutoff}"
    head.add_run(xml_text(words))
    if cover.synthetic:
        stamp = head.add_run(" · SYNTHETIC DATA")
        stamp.bold, stamp.font.color.rgb = True, _ALERT
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(words)
        foot._p.append(parse_xml(_FIELD.format(nsdecls("w"), field)))
