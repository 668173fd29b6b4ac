"""The PDF is PDF/A-2a and PDF/UA-1, as another library and an independent validator see it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import typst
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from ralu.report.assembly.assemble import Report
from ralu.report.pdf.document import to_pdf
from ralu.report.pdf.text import FONTS

PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
BUNDLED = {"LibertinusSerif", "DejaVuSansMono"}
"""Families inside the Typst compiler that the report uses."""


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    return to_pdf(report)


@pytest.fixture(scope="module")
def pdf(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


@pytest.fixture(scope="module")
def root(pdf: PdfReader) -> Any:
    return pdf.trailer["/Root"]


def elements(node: Any) -> Iterator[Any]:
    """Yield every structure element below a node of the structure tree."""
    children = node.get("/K", [])
    for child in children if isinstance(children, ArrayObject) else [children]:
        found = child.get_object()
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from elements(found)


def attributes(element: Any) -> dict[str, Any]:
    """Return the attributes of a structure element."""
    given = element.get("/A", [])
    given = given.get_object()
    parts = given if isinstance(given, ArrayObject) else [given]
    return {key: value for part in parts for key, value in part.get_object().items()}


def fonts(resources: Any, seen: set[int]) -> Iterator[Any]:
    """Yield the fonts of a page and of the drawings on it."""
    resources = resources.get_object()
    for font in resources.get("/Font", {}).values():
        yield font.get_object()
    for kind in ("/XObject", "/Pattern"):
        for item in resources.get(kind, {}).values():
            drawing = item.get_object()
            if id(drawing) not in seen and "/Resources" in drawing:
                seen.add(id(drawing))
                yield from fonts(drawing["/Resources"], seen)


def test_metadata_claim_both_standards(root: Any) -> None:
    metadata = ElementTree.fromstring(root["/Metadata"].get_data())
    claims = {e.tag: e.text for e in metadata.iter() if e.tag.startswith((PDFA, PDFUA))}
    for e in metadata.iter():
        claims |= {k: v for k, v in e.attrib.items() if k.startswith((PDFA, PDFUA))}
    assert claims == {f"{PDFA}part": "2", f"{PDFA}conformance": "A", f"{PDFUA}part": "1"}


def test_document_says_language_and_title(root: Any, pdf: PdfReader) -> None:
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Therapy after therapy: a chart review"


def test_no_clock_tells_the_date(pdf: PdfReader) -> None:
    assert pdf.metadata is not None
    assert pdf.metadata.creation_date is not None
    assert pdf.metadata.creation_date.isoformat() == "1970-01-01T00:00:00+00:00"


def test_every_figure_has_alt_text(root: Any) -> None:
    figures = [e for e in elements(root["/StructTreeRoot"]) if e["/S"] == "/Figure"]
    assert len(figures) == 4
    assert all(figure.get("/Alt", "").strip() for figure in figures)


def test_every_table_has_heads_with_a_scope(root: Any) -> None:
    tables = [e for e in elements(root["/StructTreeRoot"]) if e["/S"] == "/Table"]
    assert len(tables) == 4
    for table in tables:
        heads = [e for e in elements(table) if e["/S"] == "/TH"]
        assert heads
        assert {attributes(head)["/Scope"] for head in heads} <= {"/Column", "/Row", "/Both"}


def test_bookmarks_are_the_headings(pdf: PdfReader) -> None:
    def titles(outline: list[Any]) -> Iterator[Any]:
        for entry in outline:
            yield list(titles(entry)) if isinstance(entry, list) else entry["/Title"]

    contents = ["Contents", "Tables", "Figures"]
    chapters = ["1 Cohort", ["1.1 Patients"], "2 Safety", "3 Survival"]
    assert [t for t in titles(pdf.outline) if t not in contents] == chapters


def test_fonts_ship_with_the_report_and_can_be_read_aloud(pdf: PdfReader) -> None:
    shipped = {
        TTFont(str(path))["name"].getDebugName(6)
        for path in FONTS.iterdir()
        if path.name.endswith(".ttf")
    }
    seen: set[int] = set()
    found = [font for page in pdf.pages for font in fonts(page["/Resources"], seen)]
    assert found
    for font in found:
        name = font["/BaseFont"].removeprefix("/").split("+")[-1].removesuffix("-Identity-H")
        assert name in shipped or name.split("-")[0] in BUNDLED
        assert "/ToUnicode" in font
        below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"])


def test_nothing_is_locked_or_runs(pdf: PdfReader, root: Any) -> None:
    assert not pdf.is_encrypted
    assert not {"/OpenAction", "/AA"} & set(root)
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    assert links
    assert all(link["/Subtype"] == "/Link" for link in links)
    assert all(link.get("/A", {}).get("/S", "/URI") in {"/URI", "/GoTo"} for link in links)


def test_colours_have_a_profile(root: Any) -> None:
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp"


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_an_independent_validator_agrees(made: bytes, profile: str) -> None:
    page = pytest.importorskip("page", reason="page-validation, a PDF validator, is not installed")
    failures = page.validate_pdf_bytes(made, profile=profile).failures
    assert [(failure.rule_id, failure.message) for failure in failures] == []
    plain = typst.compile(b"Plain.", pdf_standards="1.7")
    assert page.validate_pdf_bytes(plain, profile=profile).failures
