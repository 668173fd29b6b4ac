"""Results in the page: marked where they stand, with the ledger and the code behind them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from ralu.blocks import MEDIA_TYPE, Block, Column, Figure, Passage, Row, Table, to_data
from ralu.ledger import Ledger, LedgerRow, stamp
from ralu.printed import compose, to_markdown
from ralu.report.assembly.assemble import Report
from ralu.report.html.page import to_html
from ralu.report.html.results import Results

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M 0 0 L 4 3"/></svg>'
NASTY = '</script><b>&"'


def cell(*blocks: Block, source: str = "show(...)") -> Any:
    """Return a code cell that shows blocks."""
    data = [{MEDIA_TYPE: to_data(block)} for block in blocks]
    return new_code_cell(source, outputs=[new_output("display_data", data=d) for d in data])


@pytest.fixture(scope="module")
def rows() -> tuple[LedgerRow, ...]:
    ledger = Ledger(
        "os.lu", "km", "tab-os", "Safety population", "ADTTE sha256:1a2b", "Kaplan–Meier"
    )
    ledger.add("n", 133, "133", n=133)
    ledger.add("median", 13.17453798767967, "13.2", unit="months", n=133)
    ledger.add("median_upper", None, "NR", unit="months", n=133)
    ledger.add("n", 4, "4", variable=NASTY, n=133)
    source = ledger.source
    return tuple(stamp(row, notebook="01_survival", source=source) for row in ledger.rows)


@pytest.fixture
def report(make: Callable[..., Report], rows: tuple[LedgerRow, ...]) -> Report:
    n, median, upper, four = (row.printed for row in rows)
    table = Table(
        "tab-os",
        compose("Survival of {} patients", n),
        (Column("Statistic", align="left"), Column(compose("Overall\n(N = {})", n))),
        (Row(("Median", compose("{} ({}–{})", median, median, upper))), Row((NASTY, four))),
        (compose("Of {}, see @fig-os.", n),),
        ledger=rows,
    )
    drawn = Table("", "Curve", (Column("time"),), (Row((median,)),))
    figure = Figure("fig-os", "Survival", SVG, compose("Median {}.", median), (), rows, drawn)
    text = f"Median **{to_markdown(median)}** months of {to_markdown(four)}."
    return make(
        **{
            "01_survival": [new_markdown_cell("# Survival"), cell(Passage(text)), cell(table)],
            "02_figures": [new_markdown_cell("# Figures"), cell(figure), cell(source="")],
        }
    )


@pytest.fixture
def page(report: Report) -> Any:
    return BeautifulSoup(to_html(report), "html.parser")


def marked(within: Any) -> list[tuple[str, str, str]]:
    """Return text, value and id of each result."""
    return [(data.text, data["value"], data["data-id"]) for data in within.select("data.result")]


MEDIAN = ("13.2", "13.17453798767967", "os.lu.median")
UPPER = ("NR", "", "os.lu.median_upper")
N = ("133", "133", "os.lu.n")
FOUR = ("4", "4", "os.lu.lt-scriptgtltbgt.n")


def test_every_printed_result_is_marked_at_full_precision(page: Any) -> None:
    table = page.find(id="tab-os")
    assert marked(table.figcaption) == [N]
    assert marked(table.thead) == [N]
    assert [marked(row) for row in table.select("tbody tr")] == [[MEDIAN, MEDIAN, UPPER], [FOUR]]
    assert marked(table.select_one(".notes")) == [N]
    assert marked(page.main.p) == [MEDIAN, FOUR]
    assert page.main.p.text == "Median 13.2 months of 4."
    assert table.td.text == "13.2 (13.2–NR)"
    assert page.find(id="fig-os").svg["aria-label"] == "Median 13.2."
    assert marked(page.find(id="fig-os").details) == [MEDIAN]


def test_heads_keep_their_lines(page: Any) -> None:
    head = page.find(id="tab-os")("th", scope="col")[1]
    assert head.get_text("|") == "Overall|(N = |133|)"
    assert len(head("br")) == 1


def test_ledger_of_the_page_says_what_the_ledger_says(
    report: Report, page: Any, rows: tuple[LedgerRow, ...]
) -> None:
    ledger = json.loads(page.find(id="ledger").string)
    columns = ledger["columns"]
    read = [
        {name: of["values"][of["codes"][k]] for name, of in columns.items()}
        for k in range(len(ledger["id"]))
    ]
    assert ledger["id"] == [row.id for row in report.ledger]
    assert ledger["names"] == {"tab-os": "Table 1", "fig-os": "Figure 1"}
    for row, found in zip(report.ledger, read, strict=True):
        for name in ("text", "unit", "n", "population", "group", "stat", "method", "source"):
            assert found[name] == getattr(row, name)
        assert found["value"] == row.exact
        assert found["variable"] == row.variable
    places = {id: row["place"] for id, row in zip(ledger["id"], read, strict=True)}
    assert places["os.lu.median"] == "01_survival, cell 3", "the first that records it"
    assert places["os.lu.n"] == "01_survival, cell 3"
    shown = {id: row["outputs"] for id, row in zip(ledger["id"], read, strict=True)}
    assert shown["os.lu.median"] == "tab-os fig-os"
    assert shown["os.lu.n"] == "tab-os"


def test_ledger_cannot_end_its_script(report: Report) -> None:
    assert "<" not in Results(report).to_json()


def test_results_lead_to_the_code_that_made_them(page: Any) -> None:
    line = page.find(id="tab-os").select_one(".provenance")
    assert line.a["href"] == "#code-01_survival-3"
    assert page.find(id="code-01_survival-3").name == "details"
    assert line.text.startswith("01_survival, cell 3 · tab-os · source ADTTE sha256:1a2b")
    codes = [code["id"] for code in page.select("details.code")]
    assert codes == ["code-01_survival-2", "code-01_survival-3", "code-02_figures-2"]


def test_a_cell_without_code_is_no_link(make: Callable[..., Report]) -> None:
    table = Table("tab-a", "Inputs", (Column("File"),), (Row(("a",)),))
    page = BeautifulSoup(
        to_html(make(a=[new_markdown_cell("# A"), cell(table, source="")])), "html.parser"
    )
    line = page.select_one(".provenance")
    assert line.text == "a, cell 2"
    assert not line("a")
