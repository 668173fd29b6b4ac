"""A small report with one of everything a notebook can put on the page."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ralu.blocks import MEDIA_TYPE, Block, Column, Figure, Passage, Row, Table, to_data
from ralu.ledger import LedgerRow
from ralu.report.assembly.assemble import Cover, Report, assemble
from ralu.report.assembly.typed_numbers import NOTHING_MORE, Allowed

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="150" viewBox="0 0 300 150">'
    '<clipPath id="a"><rect width="300" height="150"/></clipPath>'
    '<rect clip-path="url(#a)" width="300" height="75" fill="#0b5394"/></svg>'
)
COVER = Cover(
    "Therapy after therapy: a chart review",
    "RALU",
    "DRAFT",
    "31 July 2021",
    True,
    "revision 3f8c68b, input 9f86d081",
    ("The data are made up.",),
)
ALLOWED = Allowed(
    phrases=("Costs $5 #1", "Age at the first ¹⁷⁷Lu infusion", "(N = 42)", "(N = 90)"),
    patterns=(r"\b101\.5\b",),
)


def png() -> str:
    """Return a PNG of one dot in base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def block_cell(*blocks: Block, tags: tuple[str, ...] = ()) -> Any:
    """Return a code cell that shows blocks."""
    outputs = [
        new_output("display_data", data={MEDIA_TYPE: to_data(block), "text/html": "for the lab"})
        for block in blocks
    ]
    return new_code_cell("show(...)", outputs=outputs, metadata={"tags": list(tags)})


def ledger_row(name: str) -> LedgerRow:
    """Return a ledger row."""
    return LedgerRow(name, "cohort", "tab-age", "All", "", "Overall", "", "", "n", 1.0, "1")


def age() -> Table:
    """Return a short table with a spanning head, a section and a reference."""
    return Table(
        "tab-age",
        "Age at the first ¹⁷⁷Lu infusion",
        (
            Column("Characteristic", align="left", weight=3),
            Column("< 6 months\n(N = 42)", group="Interval"),
            Column("≥ 6 months\n(N = 90)", group="Interval"),
            Column("Overall"),
        ),
        (
            Row(("Age, years",), heading=True),
            Row(("Median", "72", "74", "73"), indent=1),
            Row(("≥ 75, n (%)", "30 (71.4)", "60 (66.7)", "105 (78.9)"), indent=1),
        ),
        ("SD: standard deviation. See @fig-os.",),
        listing=True,
        ledger=(ledger_row("b"), ledger_row("a")),
    )


def terms() -> Table:
    """Return a table that is longer than two pages."""
    columns = (
        Column("Term", align="left"),
        *(Column(f"Grade {g}", group="n (%)") for g in "12345"),
    )
    rows = tuple(Row((f"Term {n}", *["105 (78.9)"] * 5)) for n in range(150))
    return Table(
        "tab-terms", "Adverse events by term", columns, rows, ("Worst grade.",), listing=True
    )


def shift() -> Table:
    """Return a table that lies across the page."""
    columns = (Column("Parameter", align="left"), *(Column(f"Visit {n}") for n in range(12)))
    row = Row(("Haemoglobin", *["12 (28.6)"] * 12))
    return Table("tab-shift", "Shifts", columns, (row,), landscape=True, listing=True)


def curve(name: str = "fig-os") -> Figure:
    """Return a figure."""
    notes = ("Ticks: censored. See @tab-age.",)
    return Figure(name, "Overall survival", SVG, "Survival falls to one half.", notes)


@pytest.fixture
def make() -> Callable[..., Report]:
    """Return a maker of reports from the cells of their chapters."""

    def made(
        cover: Cover = COVER, allowed: Allowed = NOTHING_MORE, **chapters: list[Any]
    ) -> Report:
        notebooks = {name: new_notebook(cells=cells) for name, cells in chapters.items()}
        return assemble(notebooks, cover, allowed)

    return made


@pytest.fixture(scope="session")
def report() -> Report:
    """Return a report of three chapters."""
    frame = "<style>td{color:red}</style><table><thead><tr><th></th><th>mean</th></tr></thead>"
    frame += "<tbody><tr><th>HGB</th><td>101.5</td></tr></tbody></table><script>alert(1)</script>"
    cells = {
        "01_cohort": [
            new_markdown_cell("# Cohort\n\nSee @tab-age, **@fig-os** and `@tab-none`."),
            block_cell(age(), tags=("setup",)),
            new_markdown_cell("## Patients\n\nCosts $5 #1 <b>x</b> a_b [x] ~ @home // -- 'q'."),
            block_cell(age()),
            block_cell(Passage("Nothing is known (@tab-shift).", "absent")),
        ],
        "02_safety": [
            new_markdown_cell("# Safety"),
            block_cell(terms(), shift()),
            new_code_cell(
                "frame",
                outputs=[
                    new_output("stream", name="stdout", text="printed \x1b[31mline\x1b[0m\n"),
                    new_output("execute_result", data={"text/html": frame}),
                    new_output("display_data", data={"image/png": png(), "text/plain": "<F>"}),
                    new_output("display_data", data={"image/svg+xml": SVG}),
                    new_output("display_data", data={"text/markdown": "*As* in @tab-age."}),
                    new_output("display_data", data={"text/plain": "plain result"}),
                ],
            ),
        ],
        "03_survival": [
            new_markdown_cell("# Survival"),
            block_cell(curve()),
            block_cell(curve("fig-2")),
        ],
    }
    return assemble({name: new_notebook(cells=c) for name, c in cells.items()}, COVER, ALLOWED)
