"""What belongs together on the pages of the PDF stays together."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from string import ascii_letters, ascii_lowercase
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from pypdf import PdfReader

from ralu.blocks import MEDIA_TYPE, Block, Column, Passage, Row, Table, to_data
from ralu.ledger import LedgerRow
from ralu.report.assembly.assemble import Report
from ralu.report.pdf.document import to_pdf
from ralu.report.pdf.table import LANDSCAPE, PORTRAIT, layout

Make = Callable[..., Report]
COLUMNS = (Column("System organ class", align="left"), Column("n"))


def shown(*blocks: Block) -> Any:
    """Return a code cell that shows blocks."""
    data = [{MEDIA_TYPE: to_data(block)} for block in blocks]
    return new_code_cell("", outputs=[new_output("display_data", data=d) for d in data])


def read(report: Report) -> list[Any]:
    """Return the pages of a report."""
    return list(PdfReader(io.BytesIO(to_pdf(report))).pages)


def lines(pages: list[Any]) -> list[list[str]]:
    """Return the lines of text of each page."""
    return [page.extract_text().split("\n") for page in pages]


@pytest.mark.parametrize("heading", [False, True], ids=["counted", "section row"])
def test_a_class_does_not_part_from_its_first_term(make: Make, heading: bool) -> None:
    rows: list[Row] = []
    for n in range(90):
        rows.append(Row((f"Class {n}",) if heading else (f"Class {n}", "9"), heading=heading))
        rows += [Row((f"Term {n}", "1"), indent=1)] * (1 + n % 3)
    pages = lines(
        read(make(a=[shown(Table("tab-a", "Terms", COLUMNS, tuple(rows), listing=True))]))
    )
    bodies = [[s for s in page if s.startswith(("Class", "Term"))] for page in pages]
    bodies = [body for body in bodies if len(body) > 3]
    assert len(bodies) >= 5
    assert all(body[-1].startswith("Term") for body in bodies)
    printed = [s for body in bodies for s in body if s.startswith("Term")]
    assert len(printed) == sum(1 for row in rows if row.indent)


def test_the_words_before_a_table_stay_with_it(make: Make) -> None:
    """Chapters that begin with one filler more each: some table does not fit on the first page."""
    table = Table("tab-a", "Short", COLUMNS, (Row(("Any", "1")),) * 12, listing=True)
    chapters = {}
    for n, name in enumerate(ascii_lowercase[:16]):
        filler = ["Filler."] * (16 + n)
        text = "\n\n".join(["# Chapter", *filler, "## Part", f"Words before {name}."])
        own = replace(table, id=f"tab-{name}", title=f"Short of {name}")
        chapters[f"chapter_{name}"] = [
            new_markdown_cell(text),
            shown(Passage("A sentence between."), own),
        ]
    pages = ["\n".join(page) for page in lines(read(make(**chapters)))][2:]
    alone = 0
    for name in ascii_lowercase[:16]:
        (place,) = [n for n, page in enumerate(pages) if f"Words before {name}." in page]
        assert f"Short of {name}\n" in pages[place]
        assert "Part\n" in pages[place]
        alone += "Filler." not in pages[place]
    assert 0 < alone < 16


@pytest.mark.parametrize("first", [True, False], ids=["chapter begins", "inside a chapter"])
def test_a_heading_moves_onto_the_page_of_a_table_that_lies_across(make: Make, first: bool) -> None:
    before = [] if first else [new_markdown_cell("Prose of a page of its own.\n\n## Part")]
    table = Table("tab-a", "Wide", COLUMNS, (Row(("Any", "1")),), landscape=True, listing=True)
    cells = [new_markdown_cell("# Chapter"), *before, shown(Passage("Words before."), table)]
    cells.append(new_markdown_cell("## After\n\nWords after."))
    pages = read(make(a=cells))
    (across,) = [page for page in pages if page.mediabox.width > page.mediabox.height]
    text = across.extract_text()
    assert all(part in text for part in ("Words before.", "Wide", "Chapter" if first else "Part"))
    assert "Words after." not in text
    assert len(pages) == 4  # title, contents, this page, the next
    assert ("Prose of a page" in text) is (not first)


def test_a_long_text_before_a_table_that_lies_across_keeps_its_own_page(make: Make) -> None:
    table = Table("tab-a", "Wide", COLUMNS, (Row(("Any", "1")),), landscape=True, listing=True)
    pages = read(make(a=[new_markdown_cell("# Chapter\n\n" + "Words. " * 200), shown(table)]))
    (across,) = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert "Words." not in across.extract_text()


def test_a_table_fills_the_page_or_is_narrow() -> None:
    wide = Table("tab-w", "W", COLUMNS, (Row(("A label of many words " * 6, "1")),), listing=True)
    narrow = Table("tab-n", "N", COLUMNS, (Row(("Any", "1")),), listing=True)
    across = replace(wide, landscape=True)
    room = [PORTRAIT, 0.6 * PORTRAIT, LANDSCAPE]
    assert [sum(layout(table).widths) for table in (wide, narrow, across)] == pytest.approx(room)


def test_results_in_prose_print_as_text(make: Make) -> None:
    row = LedgerRow(
        "os.lu.median", "km", "tab-a", "All", "", "Overall", "OS", "", "median", 13.2, "13.2"
    )
    passage = Passage(
        "[13.2](ledger:os.lu.median). Then *[13.2](ledger:os.lu.median)*.", ledger=(row,)
    )
    pages = read(make(a=[new_markdown_cell("# Chapter"), shown(passage)]))
    assert "13.2. Then 13.2." in pages[-1].extract_text()
    assert "/Annots" not in pages[-1]


def test_a_long_id_stays_inside_its_table(make: Make) -> None:
    name = "cohort." + ascii_letters * 3
    columns = (Column("Result", align="left"), Column("Ledger", align="left"))
    pages = read(make(a=[shown(Table("tab-a", "Ids", columns, (Row(("Any", name)),)))]))
    text = pages[-1].extract_text()
    assert name in re.sub(r"\s", "", text)
    assert max(map(len, text.split("\n"))) < 120


def test_a_hash_breaks_inside_a_narrow_column(make: Make) -> None:
    columns = tuple(Column(f"Column {letter}", align="left") for letter in "abcdef")
    row = Row(("f" * 64,) + ("some words to fill a column",) * 5)
    text = read(make(a=[shown(Table("tab-a", "Hash", columns, (row,)))]))[-1].extract_text()
    runs = re.findall("f{4,}", text)
    assert sum(map(len, runs)) == 64
    assert max(map(len, runs)) <= 32


def test_notes_that_stand_once_have_a_row_above_them(make: Make) -> None:
    """Tables of one row more each: with some, only the notes do not fit on the page."""
    notes = tuple(f"Note {letter}." for letter in "abcdefgh")
    divided = 0
    for length in range(30, 62, 2):
        rows = tuple(Row((f"Term {n}", "1")) for n in range(length))
        table = Table("tab-a", "Terms", COLUMNS, rows, notes, listing=True)
        pages = lines(read(make(a=[new_markdown_cell("# Chapter"), shown(table)])))
        (noted,) = [page for page in pages if notes[0] in page]
        assert any(line.startswith("Term") for line in noted)
        divided += not any(line.startswith("Term 0") for line in noted)
    assert 0 < divided < 16


@pytest.mark.parametrize("tone", ["note", "absent"])
def test_the_words_before_a_box_stay_with_it(make: Make, tone: Any) -> None:
    box = Passage("Boxed. " * 40, tone=tone)
    begun = set()
    for length in range(24, 36):
        text = "\n\n".join(["# Chapter", *["Filler."] * length, "## Part", "Words before."])
        pages = [
            "\n".join(page) for page in lines(read(make(a=[new_markdown_cell(text), shown(box)])))
        ]
        (page,) = [page for page in pages if "Words before." in page]
        assert page.count("Boxed.") == 40
        begun.add("Filler." in page)
    assert begun == {True, False}
