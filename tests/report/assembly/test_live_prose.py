"""Prose in whole reports: what is filled in can be followed, what is wrong makes no report."""

from __future__ import annotations

from typing import Any

import pytest

from ralu.cli import main

CHAPTER = """\
from ralu.blocks import Passage
from ralu.ledger import Ledger
from ralu.notebook import open_chapter
chapter = open_chapter("01_first")
book = Ledger("teae", "teae_overview", "tab-x", "All", "adsl")
book.add("n", 105, "105", variable="any", n=133)
book.add("pct", 78.947, "78.9", variable="any", unit="%", n=133)
any_event = Passage("Counted.", ledger=tuple(book.rows))
chapter.show(any_event)"""


def say(project: Any, prose: str, markdown: str = "# First") -> None:
    """Write a chapter that says something."""
    project.notebook("01_first", markdown, CHAPTER, f"chapter.say({prose!r}, any_event)")


def test_results_can_be_followed_and_choices_are_plain(project: Any) -> None:
    say(project, "In {teae.any:n/N} within {study.teae_window_days} days.")
    assert main(["report", "tiny"]) == 0
    html = (project.report / "report.html").read_text(encoding="utf-8")
    assert ">105/133</data>" in html
    assert 'data-id="teae.any.pct"' in html
    assert "within 30 days." in html
    assert "study:" not in html.partition("<main")[2]


def test_a_result_that_is_gone_fails_the_build_and_says_where(project: Any, capsys: Any) -> None:
    say(project, "In {teae.anny:n/N}.")
    assert main(["report", "tiny"]) == 3
    told = capsys.readouterr().err
    assert "Notebook 01_first failed in cell 3 of 3:" in told
    assert "    chapter.say('In {teae.anny:n/N}.', any_event)" in told
    assert "LedgerError: No ledger row has the id 'teae.anny.n'; the nearest: teae.any.n" in told
    assert not project.report.exists()


@pytest.mark.parametrize("typed", ["In 105 of them.", "In {teae.any.n} of 133."])
def test_typed_numbers_are_all_told_and_the_last_report_stays(
    project: Any, capsys: Any, typed: str
) -> None:
    say(project, "In {teae.any:n/N}.")
    assert main(["report", "tiny"]) == 0
    good = (project.report / "report.html").read_bytes()
    say(project, typed, "# First\n\nOf them 78.9% had any TEAE.")
    assert main(["report", "tiny"]) == 3
    *lines, last = capsys.readouterr().err.splitlines()[-3:]
    assert lines[0].startswith("01_first, cell 1: 78.9% in “Of them 78.9% had any TEAE.” is typed.")
    assert lines[0].endswith("teae.any.pct prints it.")
    assert lines[1].startswith("01_first, cell 3: 1")
    assert last == "The last good report is as it was."
    assert (project.report / "report.html").read_bytes() == good


@pytest.mark.parametrize(
    ("prose", "markdown", "told"),
    [
        (
            "In [99](ledger:teae.any.n).",
            "# First",
            "01_first, cell 3: “99” is marked as teae.any.n, which prints 105.",
        ),
        (
            "Within [31](study:teae_window_days) days.",
            "# First",
            "01_first, cell 3: “31” is marked as teae_window_days of study.yml, which is 30.",
        ),
        (
            "Any.",
            "# First\n\nIn [105](ledger:teae.any.n).",
            "01_first, cell 1: “105” is linked to teae.any.n by hand. "
            "Write it as {teae.any.n} in chapter.say(...).",
        ),
        (
            "Any.",
            "# First\n\nIn {teae.any:n/N}.",
            "01_first, cell 1: {teae.any:n/N} is not filled in. "
            "Say it by chapter.say(...), which fills it in.",
        ),
    ],
)
def test_links_by_hand_and_false_ones_make_no_report(
    project: Any, capsys: Any, prose: str, markdown: str, told: str
) -> None:
    say(project, prose, markdown)
    assert main(["report", "tiny"]) == 3
    assert told in capsys.readouterr().err.splitlines()
    assert not project.report.exists()
