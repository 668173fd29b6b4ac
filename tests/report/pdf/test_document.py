"""The PDF report: every page says what it is, tables hold together, any text can be printed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from pypdf import PdfReader

from ralu.blocks import MEDIA_TYPE, Column, Row, Table, to_data
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.typed_numbers import Allowed
from ralu.report.pdf.document import PdfError, to_pdf, to_typst
from ralu.report.pdf.markdown import MarkdownTypst
from ralu.report.pdf.text import FONTS, breakable, markup, string

Make = Callable[..., Report]


@pytest.fixture(scope="module")
def pdf(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(report)))


@pytest.fixture(scope="module")
def pages(pdf: PdfReader) -> list[str]:
    return [page.extract_text() for page in pdf.pages]


def words(report: Report) -> str:
    """Return the text of all pages."""
    reader = PdfReader(io.BytesIO(to_pdf(report)))
    return "\n".join(page.extract_text() for page in reader.pages)


def printed(source: str) -> str:
    """Return the text that a piece of Typst source prints, without its white space."""
    page = "#set document(title: [T])\n#set page(width: auto, height: auto)\n"
    page += '#set text(font: "Source Sans 3", hyphenate: false, lang: "en")\n'
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    made = typst.compile((page + source).encode(), font_paths=fonts, pdf_standards="ua-1")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return re.sub(r"\s", "", text)


def test_every_page_says_what_it_is(pages: list[str]) -> None:
    total = len(pages)
    for number, page in enumerate(pages, start=1):
        assert "SYNTHETIC DATA" in page
        assert f"Page {number} of {total}" in page
        assert "revision 3f8c68b" in page
        assert "DRAFT" in page
        assert "31 July 2021" in page


def test_real_data_are_not_called_synthetic(report: Report) -> None:
    real = replace(report, cover=replace(report.cover, synthetic=False))
    assert "SYNTHETIC" not in words(real)


def test_outline_and_metadata(pdf: PdfReader) -> None:
    titles = [entry["/Title"] for entry in pdf.outline if isinstance(entry, dict)]
    assert [t for t in titles if t[0].isdigit()] == ["1 Cohort", "2 Safety", "3 Survival"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Therapy after therapy: a chart review"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert "pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data().decode()


def test_contents_and_lists_name_pages(pages: list[str]) -> None:
    assert re.search(r"2 Safety[ .]+\d", pages[1])
    assert re.search(r"Table 2 +Adverse events by term[ .]+\d", pages[1])
    assert re.search(r"Figure 1 +Overall survival[ .]+\d", pages[1])


def test_heads_and_notes_repeat_over_the_pages_of_a_table(pages: list[str]) -> None:
    parts = [page for page in pages if re.search(r"Term \d", page)]
    assert len(parts) >= 3
    for page in parts:
        assert "Grade 5" in page
        assert "Worst grade." in page
    found = [int(n) for page in parts for n in re.findall(r"Term (\d+)", page)]
    assert found == list(range(150))


def test_landscape_table_lies_across(pdf: PdfReader) -> None:
    across = [page for page in pdf.pages if page.mediabox.width > page.mediabox.height]
    assert len(across) == 1
    assert "Table 3." in across[0].extract_text()


def test_outputs_without_a_block_are_printed_and_code_is_not(pages: list[str]) -> None:
    text = "\n".join(pages)
    for shown in ("printed line", "101.5", "As in Table 1.", "plain result", "Nothing is known"):
        assert shown in text
    for hidden in ("show(...)", "for the lab", "alert(1)", "color:red"):
        assert hidden not in text


def test_prose_is_printed_as_it_stands(pages: list[str]) -> None:
    assert "Costs $5 #1 <b>x</b> a_b [x] ~ @home // -- 'q'." in "\n".join(pages)


def test_same_bytes(report: Report) -> None:
    assert to_pdf(report) == to_pdf(report)


def test_an_image_without_alt_text_is_refused(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = (
        to_typst(report)
        .replace("Survival falls to one half.", "", 1)
        .replace('alt: ""', "alt: none")
    )
    monkeypatch.setattr("ralu.report.pdf.document.to_typst", lambda _: without)
    with pytest.raises(PdfError, match="alt"):
        to_pdf(report)


@pytest.mark.parametrize("columns", [6, 12, 16])
def test_numbers_do_not_wrap(make: Make, columns: int) -> None:
    heads = (Column("Label", align="left"), *(Column(f"Long head {n}") for n in range(columns)))
    rows = (Row(("A label of some words that may well wrap", *["105 (78.9)"] * columns)),)
    data = {MEDIA_TYPE: to_data(Table("tab-a", "T", heads, rows, listing=True))}
    cell = new_code_cell("", outputs=[new_output("display_data", data=data)])
    assert words(make(a=[cell])).count("105 (78.9)") == columns


@pytest.mark.parametrize(
    "table",
    [
        Table("tab-a", "No rows", (Column("A"), Column("B")), ()),
        Table(
            "tab-a", "Ends in a section", (Column("A"),), (Row(("1",)), Row(("S",), heading=True))
        ),
        Table(
            "tab-a",
            "Too wide",
            tuple(Column(f"C{n}") for n in range(40)),
            (Row(("105 (78.9)",) * 40),),
            listing=True,
        ),
        Table("tab-a", "A hash", (Column("H", align="left"),), (Row(("f" * 200,)),)),
    ],
    ids=lambda table: table.title,
)
def test_odd_tables_can_be_set(make: Make, table: Table) -> None:
    data = {MEDIA_TYPE: to_data(table)}
    cell = new_code_cell("", outputs=[new_output("display_data", data=data)])
    assert table.title in words(make(a=[cell]))


MARKDOWN = """# Title with [a link](https://example.org) and `code`

1986\\. year

- one
  - nested **bold**

5. five

> quoted

| a | b |
|---|--:|
| x | `y` |

```
block # $ "code"
```

*a*.b **c**(d) `e`[f] ~~g~~; <br> line\\
break ![picture](x.png) <!-- not this -->

---
"""


def test_all_of_markdown_can_be_printed(make: Make) -> None:
    text = words(make(a=[new_markdown_cell(MARKDOWN)], allowed=Allowed(patterns=[r"5\."])))
    for shown in (
        "a link",
        "1986. year",
        "nested bold",
        "5. five",
        "quoted",
        'block # $ "code"',
        "a.b c(d) e[f]",
    ):
        assert shown in text
    assert "not this" not in text


printable_ascii = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


@settings(max_examples=40, deadline=None)
@given(printable_ascii)
@example("1. = + - / // /* -- ... #x $y$ *a* _b_ `c` <d> @e \\f [g] ~ \"h\" 'i' https://j.k")
@example("-5")
def test_markup_prints_the_very_text(text: str) -> None:
    assert printed(markup(text)) == re.sub(r"\s", "", text)


@settings(max_examples=20, deadline=None)
@given(printable_ascii)
@example("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
def test_strings_print_the_very_text(text: str) -> None:
    assert printed(f"#{string(text)};#linebreak();#{breakable(text)}") == 2 * text


@settings(max_examples=40, deadline=None)
@given(st.text())
@example("漢字 \x00 \u202e \ud7ff")
def test_any_text_and_any_markdown_compile(text: str) -> None:
    page: Any = MarkdownTypst({}).render(text, 1)
    printed(f"#{string(text)};\n\n{markup(text)}\n\n{page}")


def test_needed_characters_are_in_the_fonts() -> None:
    needed = "≥≤–−×µ→²³⁹¹⁷⁷Lu±†‡°αβ"
    assert string(needed) == f'"{needed}"'
    assert string("漢") == '"⟨U+6F22⟩"'
