"""A report whose results can be followed, and a browser that opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ralu.blocks import MEDIA_TYPE, Block, Column, Figure, Passage, Row, Table, to_data
from ralu.ledger import Ledger, LedgerRow, stamp
from ralu.printed import compose, to_markdown
from ralu.report.assembly.assemble import Cover, Report, assemble
from ralu.report.html.page import to_html

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100">'
    '<path d="M 0 0 H 400 V 100 H 0 z" style="fill: #ffffff"/>'
    '<path d="M 0 0 L 400 100" style="stroke: #1b1f24"/></svg>'
)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9"/></svg>'


def cell(*blocks: Block) -> Any:
    """Return a code cell that shows blocks."""
    data = [{MEDIA_TYPE: to_data(block)} for block in blocks]
    return new_code_cell(
        "chapter.show(block)\n" + "# " + "long " * 60,
        outputs=[new_output("display_data", data=d) for d in data],
    )


def survival() -> tuple[LedgerRow, ...]:
    """Return two results that stand in prose, table and figure."""
    ledger = Ledger(
        "os.lu", "km", "tab-os", "Safety population", "ADTTE sha256:1a2b", "Kaplan–Meier"
    )
    for stat, value, text in (("median", 13.17453798767967, "13.2"), ("events", 101, "101")):
        unit = "months" if stat == "median" else ""
        ledger.add(stat, value, text, variable="OS", name="", unit=unit, n=133)
    return tuple(stamp(row, notebook="02_survival", source=ledger.source) for row in ledger.rows)


def terms() -> Table:
    """Return terms below their organ class, with numbers where there are any."""
    ledger = Ledger("teae", "teae_soc_pt", "tab-terms", "Safety population", "ADAE sha256:3c4d")
    total = ledger.add("n", 133, "133")
    lines = [
        ("Blood", 0, 70, "52.6", 9),
        ("Anaemia", 1, 12, "9.0", 2),
        ("Leukopenia", 1, 11, "8.3", 1),
        ("Gut", 0, 8, "6.0", 0),
        ("Vomiting", 1, 7, "5.3", 0),
        ("Dry mouth", 1, 2, "1.5", 0),
    ]
    rows = []
    for name, indent, n, pct, grave in lines:
        added = {"variable": name, "n": 133}
        any_grade = compose(
            "{} ({})",
            ledger.add("n", n, str(n), **added),
            ledger.add("pct", float(pct), pct, unit="%", **added),
        )
        rows.append(Row((name, any_grade, ledger.add("grave", grave, str(grave), **added)), indent))
    ledger.add("n", 3, "3", variable="début")
    rows.append(Row(("Eye", "", "")))
    columns = (
        Column("Class\nTerm", align="left"),
        Column("Any", group=compose("Overall (N = {})", total)),
        Column("Grave", group=compose("Overall (N = {})", total)),
    )
    notes = (compose("Début in {}.", ledger.rows[-1].printed),)
    return Table("tab-terms", "Terms", columns, tuple(rows), notes, ledger=tuple(ledger.rows))


def listing() -> Table:
    """Return rows in sections, wider than a telephone."""
    heads = ("File", "Value", "Long", "Longer")
    columns = tuple(Column(head, align="right" if k else "left") for k, head in enumerate(heads))
    lines = [("a", "10"), ("b", "−3.5"), ("c", "<2")]
    rows = (
        Row(("One", "", "", ""), heading=True),
        *(Row((*line, *["123456 (78.9; 12.3–45.6)"] * 2), 1) for line in lines),
        Row(("Other", "", "", ""), heading=True),
        Row(("d", "n.d.", "", ""), 1),
        Row(("e", "7", "", ""), 1),
    )
    return Table("tab-listing", "Listing", columns, rows, listing=True)


@pytest.fixture(scope="module")
def followed() -> Report:
    """Return a report whose results can be followed."""
    rows = survival()
    median, events = (row.printed for row in rows)
    drawn = Table("", "Curve", (Column("time"),), tuple(Row((str(k),)) for k in range(60)))
    table = Table(
        "tab-os",
        "Survival",
        (Column("", align="left"), Column("Overall")),
        tuple(Row((name, text)) for name, text in (("Median", median), ("Events", events)) * 3),
        ledger=rows,
    )
    figure = Figure("fig-os", "Survival", SVG, compose("Median {}.", median), (), rows, drawn)
    words = f"Median {to_markdown(median)} months, {to_markdown(events)} events, @tab-os."
    text = Passage(words, ledger=rows)
    picture = new_output("display_data", data={"image/svg+xml": PICTURE})
    printed = new_output("stream", name="stdout", text="words " * 80)
    chapters = {
        "01_safety": [new_markdown_cell("# Safety\n\n## Terms"), cell(terms()), cell(listing())],
        "02_survival": [
            new_markdown_cell("# Survival\n\n## Main\n\n| a | b |\n|---|---|\n| c | d |"),
            cell(text),
            cell(table),
            cell(figure),
            new_code_cell("plot()", outputs=[picture, printed]),
            new_markdown_cell("## End\n\n" + "Long. " * 900),
        ],
    }
    cover = Cover(
        "Therapy: a review", "RALU", "DRAFT", "31 July 2021", True, "3f8c68b", ("Made up.",)
    )
    return assemble({name: new_notebook(cells=cells) for name, cells in chapters.items()}, cover)


@pytest.fixture(scope="module")
def file(followed: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("html") / "report.html"
    path.write_text(to_html(followed), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def visit(browser: Any, file: str) -> Iterator[Callable[..., Any]]:
    """Return what opens the report; it may ask for nothing and complain of nothing."""
    asked: list[str] = []
    said: list[str] = []
    contexts = []

    def opened(address: str = "", width: int = 1400, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(file + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert {address.partition("#")[0] for address in asked if address[:5] != "data:"} == {file}
    assert said == []
