"""The line under a table or figure that says where its numbers come from."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_output
from pypdf import PdfReader

from ralu.blocks import MEDIA_TYPE, Column, Figure, Row, Table, to_data
from ralu.ledger import LedgerRow
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.provenance import provenance
from ralu.report.pdf.document import to_pdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/>'
SVG += "</svg>"


def row(
    id: str, source: str = "ADTTE sha256:1a2b3c4d5e6f", method: str = "Kaplan–Meier"
) -> LedgerRow:
    """Return a ledger row."""
    given = {"population": "All", "group": "", "group_level": "Overall", "variable": ""}
    return LedgerRow(
        id,
        analysis="km",
        output="tab-os",
        **given,
        variable_level="",
        stat="n",
        value=1.0,
        text="1",
        method=method,
        source=source,
    )


def table(*rows: LedgerRow) -> Table:
    """Return a table with ledger rows."""
    columns = (Column("Patients", align="left"), Column("n"))
    cells = ("All", rows[0].printed if rows else "")
    return Table("tab-os", "Survival", columns, (Row(cells),), ("A note.",), ledger=rows)


def test_each_source_and_method_stands_once_in_order() -> None:
    rows = (
        row("os.lu.n"),
        row("os.lu.p", method="Log-rank"),
        row("cohort.missing", source="ADSL sha256:0a0b0c0d0e0f", method=""),
        row("os.lu.median"),
    )
    assert provenance(table(*rows)) == (
        "tab-os · source ADTTE sha256:1a2b3c4d5e6f, ADSL sha256:0a0b0c0d0e0f"
        " · method Kaplan–Meier; Log-rank · ledger os.lu.*, cohort.missing"
    )


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        (["os.lu.median"], "os.lu.median"),
        (["os.lu.median", "os.lu.median"], "os.lu.median"),
        (["os.lu.n", "os.ra.n", "ttntd.n", "ttntd.events"], "os.*, ttntd.*"),
        (["os.lu", "os.lu.n"], "os.lu.*"),
        (["os.lu.n", "osra.n"], "os.lu.n, osra.n"),
        (["b.x", "a.x", "b.y"], "b.*, a.x"),
        (["a.x", "b.x", "c.x", "d.x", "e.x"], "a.x, b.x, c.x, d.x, …"),
    ],
)
def test_ids_are_named_by_what_they_share(ids: list[str], short: str) -> None:
    assert provenance(table(*map(row, ids))).endswith(f" · ledger {short}")


def test_a_table_without_results_says_nothing() -> None:
    assert provenance(table()) == ""


def test_unknown_sources_and_methods_are_left_out() -> None:
    assert provenance(table(row("os.n", source="", method=""))) == "tab-os · ledger os.n"


def test_pdf_prints_it_under_tables_and_figures(make: Callable[..., Report]) -> None:
    long = row("cohort." + "anylevel" * 40 + ".n")
    blocks = (
        table(row("os.lu.n"), long),
        Figure("fig-os", "Survival", SVG, "A square.", ledger=(row("os.lu.n"),)),
    )
    cells: list[Any] = [
        new_code_cell("", outputs=[new_output("display_data", data={MEDIA_TYPE: to_data(block)})])
        for block in blocks
    ]
    pages = PdfReader(io.BytesIO(to_pdf(make(a=cells)))).pages
    text = "\n".join(page.extract_text() for page in pages)
    for block in blocks:
        assert re.sub(r"\s", "", provenance(block)) in re.sub(r"\s", "", text)
    assert max(len(line) for line in text.split("\n") if "anylevel" in line) < 100
