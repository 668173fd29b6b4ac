"""Chapters are numbered through, references resolved, misfits refused with their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from ralu.blocks import MEDIA_TYPE, Figure, Passage, Row, Table, to_data
from ralu.ledger import LedgerError, LedgerRow
from ralu.printed import result
from ralu.report.assembly.assemble import AssembleError, Report

TABLE = Table("tab-a", "A", (), ())
FIGURE = Figure("fig-a", "A", "<svg/>", "What it shows.")
ROW = LedgerRow("os", "km", "tab-a", "All", "", "Overall", "OS", "", "n", 1.0, "1")
Make = Callable[..., Report]


def show(*blocks: Any) -> Any:
    data = [{MEDIA_TYPE: to_data(block)} for block in blocks]
    return new_code_cell("show", outputs=[new_output("display_data", data=d) for d in data])


def text(markdown: str) -> Any:
    return new_markdown_cell(markdown)


def test_numbers_run_over_all_chapters(report: Report) -> None:
    assert report.numbers == {
        "tab-age": "Table 1",
        "tab-terms": "Table 2",
        "tab-shift": "Table 3",
        "fig-os": "Figure 1",
        "fig-2": "Figure 2",
    }
    assert [table.id for table in report.tables] == ["tab-age", "tab-terms", "tab-shift"]
    assert [figure.id for figure in report.figures] == ["fig-os", "fig-2"]


def test_merged_notebook_is_valid(report: Report) -> None:
    nbformat.validate(report.notebook)
    assert {cell.metadata.chapter for cell in report.notebook.cells} == {1, 2, 3}


def test_references_become_links_but_not_in_code(report: Report) -> None:
    source = report.notebook.cells[0].source
    assert "[Table 1](#tab-age), **[Figure 1](#fig-os)** and `@tab-none`" in source


def test_reference_at_the_end_of_a_sentence_and_in_an_address(make: Make) -> None:
    report = make(a=[text("# T\n\nSee @tab-a. Write to me@tab-a.org."), show(TABLE)])
    assert report.notebook.cells[0].source.endswith("See [Table 1](#tab-a). Write to me@tab-a.org.")


def test_alt_text_names_the_number(make: Make) -> None:
    report = make(a=[show(TABLE, replace(FIGURE, alt="As in @tab-a."))])
    assert "As in Table 1." in str(report.notebook)


def test_ledger_is_sorted_and_of_all_blocks(report: Report) -> None:
    assert [row.id for row in report.ledger] == ["a", "b"]


def test_outputs_of_setup_cells_are_dropped(report: Report) -> None:
    assert report.notebook.cells[1].outputs == []


def test_a_notebook_without_a_heading_is_titled_by_its_name(make: Make) -> None:
    report = make(**{"07_late_effects": [text("Only text.\n\n```\n# comment\n```")]})
    assert report.notebook.cells[0].source == "# Late effects"


def test_input_is_not_changed(make: Make) -> None:
    cell = text("# T\n\n@tab-a")
    make(a=[cell, show(TABLE)])
    assert cell.source == "# T\n\n@tab-a"
    assert "chapter" not in cell.metadata


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [text("# T\n\n@tab-aa"), show(TABLE)],
            "03_x, cell 1: @tab-aa is no table or figure of this report. Nearest: tab-a.",
        ),
        (
            [show(Passage("@fig-a")), show(TABLE)],
            "03_x, cell 1: @fig-a is no table or figure",
        ),
        (
            [show(replace(TABLE, footnotes=("See @fig-a.",)))],
            "03_x, cell 1: @fig-a is no table or figure",
        ),
        (
            [show(TABLE), show(TABLE)],
            "03_x, cell 2: tab-a is already used by 03_x, cell 1.",
        ),
        ([show(replace(TABLE, id="tab a"))], "03_x, cell 1: 'tab a' cannot be referred to."),
        ([show(replace(FIGURE, alt=" "))], "03_x, cell 1: fig-a has no alt text."),
        ([text("# T\n\nOf 133.")], "03_x, cell 1: 133 in “Of 133.” is typed."),
        ([show(Passage("Of 133."))], "03_x, cell 1: 133 in “Of 133.” is typed."),
        (
            [text("Of [13](<ledger:os>).")],
            "03_x, cell 1: “13” is linked to os by hand. Write it as {os} in chapter.say(...).",
        ),
        ([text("Of {os.n}.")], "03_x, cell 1: {os.n} is not filled in. Say it by chapter.say"),
        (
            [show(replace(TABLE, rows=(Row(("Any", "13")),)))],
            "03_x, cell 1, cell of tab-a: 13 in “13” is typed.",
        ),
        (
            [show(Passage("[9](ledger:os)", ledger=(ROW,)))],
            "03_x, cell 1: “9” is marked as os, which prints 1.",
        ),
        ([show(Passage("[9](study:x)"))], "03_x, cell 1: study.yml has no 'x' to print"),
        (
            [show(replace(TABLE, rows=(Row((result("13.2", "os"),)),)))],
            "03_x, cell 1, cell of tab-a: no ledger row has the id 'os'; the nearest: none.",
        ),
        (
            [show(replace(FIGURE, data=Table("", "", (), (Row((result("13.2", "os"),)),))))],
            "03_x, cell 1, data of fig-a: no ledger row has the id 'os'; the nearest: none.",
        ),
    ],
)
def test_misfits_are_refused_with_their_place(make: Make, cells: list[Any], message: str) -> None:
    with pytest.raises(AssembleError) as caught:
        make(**{"03_x": cells})
    assert message in str(caught.value)


def test_all_misfits_are_named_at_once(make: Make) -> None:
    with pytest.raises(AssembleError) as caught:
        make(a=[text("@tab-x and @tab-y")], b=[show(replace(FIGURE, alt=""))])
    assert len(str(caught.value).splitlines()) == 3


def test_misfits_stand_in_the_order_of_the_report(make: Make) -> None:
    cells = [show(Passage("Of 1.")), text("Of 2."), show(replace(FIGURE, alt="Of 3."))]
    with pytest.raises(AssembleError) as caught:
        make(b=[text("Of 0.")], a=cells)
    assert [line.partition(" in ")[0] for line in str(caught.value).splitlines()] == [
        "b, cell 1: 0",
        "a, cell 1: 1",
        "a, cell 2: 2",
        "a, cell 3, alt text of fig-a: 3",
    ]


def test_cells_are_counted_as_their_author_sees_them(make: Make) -> None:
    injected = new_code_cell("x = 1", metadata={"tags": ["injected-parameters"]})
    with pytest.raises(AssembleError, match=r"^a, cell 2: 133 in"):
        make(a=[text("# T"), injected, text("Of 133.")])


def test_markdown_of_other_outputs_is_searched_too(make: Make) -> None:
    output = new_output("display_data", data={"text/markdown": "Of 133."})
    with pytest.raises(AssembleError, match=r"^a, cell 1: 133 in"):
        make(a=[new_code_cell("x", outputs=[output])])


FRAME = "<table><thead><tr><th></th><th>n</th></tr></thead><tr><th>Any</th><td>13</td></tr></table>"


@pytest.mark.parametrize(
    ("output", "found"),
    [
        (new_output("stream", name="stdout", text="Of 13\n"), "printed output: 13 in “Of 13”"),
        (new_output("execute_result", data={"text/plain": "13"}), "printed output: 13 in “13”"),
        (new_output("display_data", data={"text/html": FRAME}), "printed table: 13 in “13”"),
        (new_output("display_data", data={"text/html": "<p>13</p>"}), "printed output: 13 in “13”"),
    ],
)
def test_what_a_cell_prints_is_searched_too(make: Make, output: Any, found: str) -> None:
    with pytest.raises(AssembleError) as caught:
        make(a=[new_code_cell("x", outputs=[output])])
    assert str(caught.value) == (
        f"a, cell 1, {found} is typed. Put it into a table or passage, by chapter.show(...) or "
        "chapter.say(...); no row of the ledger prints it."
    )


def test_a_warning_or_a_listing_does_not_keep_a_report_from_being_made(make: Make) -> None:
    warning = new_output("stream", name="stderr", text="a.py:13: a warning\n")
    listing = replace(TABLE, rows=(Row(("13", "14")),), listing=True)
    make(a=[new_code_cell("x", outputs=[warning]), show(listing)])


def test_two_statistics_of_one_id_are_refused(make: Make) -> None:
    row = LedgerRow("os.n", "km", "tab-a", "All", "", "Overall", "", "", "n", 1.0, "1")
    with pytest.raises(LedgerError, match="used more than once: os"):
        make(a=[show(replace(TABLE, ledger=(row, replace(row, value=2.0))))])
