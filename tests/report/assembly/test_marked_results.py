"""A marked text prints its ledger row or choice, and only `chapter.say` and `Ledger.add` mark."""

from __future__ import annotations

from typing import Any

import pytest

from ralu.blocks import Column, Figure, Passage, Row, Table
from ralu.ledger import LedgerRow
from ralu.printed import compose, result
from ralu.report.assembly.marked_results import by_hand, unfilled, wrong_marks
from ralu.report.assembly.texts import Text, cells_of, texts_of

CHOICES = {"teae_window_days": "30", "short_title": "177Lu"}


def row(id: str, value: float | None, text: str, n: int | None = None) -> LedgerRow:
    stat = id.rpartition(".")[2]
    return LedgerRow(id, "km", "tab-a", "All", "", "Overall", "OS", "", stat, value, text, n=n)


ROWS = (
    row("os.lu.median", 13.207, "13.2"),
    row("os.lu.12.surv", 0.549, "54.9%"),
    row("os.lu.upper", None, "NR"),
    row("teae.any.n", 105, "105", n=133),
    row("cox.p", 0.0004, "<0.001"),
    row("logrank.p", 0.0123, "0.012"),
    row("b.coef", -0.285, "−0.29"),
)
LEDGER = {one.id: one for one in ROWS}


def wrong(markdown: str) -> list[str]:
    return list(wrong_marks([Text("x, cell 1", "", markdown, markdown=True)], LEDGER, CHOICES))


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("13.2", "os.lu.median"),
        ("13.21", "os.lu.median"),
        ("13", "os.lu.median"),
        ("54.9%", "os.lu.12.surv"),
        ("NR", "os.lu.upper"),
        ("105", "teae.any.n"),
        ("105/133", "teae.any.n"),
        ("<0.001", "cox.p"),
        ("< 0.001", "cox.p"),
        ("0.012", "logrank.p"),
        ("−0.3", "b.coef"),
    ],
)
def test_what_a_row_prints(text: str, id: str) -> None:
    assert wrong(f"It is [{text}](ledger:{id}).") == []


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("99.9", "os.lu.median"),
        ("13.3", "os.lu.median"),
        ("13.20", "os.lu.median"),
        ("13.2 months", "os.lu.median"),
        ("13/133", "os.lu.median"),
        ("1", "os.lu.12.surv"),
        ("54.9", "os.lu.12.surv"),
        ("0.55", "os.lu.12.surv"),
        ("NE", "os.lu.upper"),
        ("105/134", "teae.any.n"),
        ("0.000", "cox.p"),
        ("0.01", "logrank.p"),
        ("-0.29", "b.coef"),
    ],
)
def test_what_it_does_not(text: str, id: str) -> None:
    assert wrong(f"It is [{text}](ledger:{id}).") == [
        f"x, cell 1: “{text}” is marked as {id}, which prints {LEDGER[id].text}."
    ]


def test_results_that_the_ledger_does_not_have() -> None:
    assert wrong("[13.2](<ledger:os.lu.medain>)") == [
        "x, cell 1: no ledger row has the id 'os.lu.medain'; the nearest: os.lu.median, "
        "os.lu.upper."
    ]


def test_choices_print_what_study_yml_says() -> None:
    assert wrong("[30](study:teae_window_days), [177Lu](study:short_title)") == []
    assert wrong("[¹⁷⁷Lu](study:short_title)") == []
    assert wrong("[31](study:teae_window_days)") == [
        "x, cell 1: “31” is marked as teae_window_days of study.yml, which is 30."
    ]
    assert wrong("[30](study:teae_window)")[0].startswith(
        "x, cell 1: study.yml has no 'teae_window' to print; the nearest: teae_window_days"
    )


def test_every_text_of_a_block_is_compared() -> None:
    bad = compose("Of {}", result("9.9", "os.lu.median"))
    data = Table("", bad, (Column(bad),), (Row((bad,)),))
    table = Table("tab-a", bad, (Column(bad, group=bad),), (Row((bad,)),), (bad,), listing=True)
    figure = Figure("fig-a", bad, "<svg/>", bad, (bad,), data=data)
    blocks: Any = (table, figure, Passage("[9.9](ledger:os.lu.median)"))
    texts = [text for block in blocks for of in (texts_of, cells_of) for text in of("x", block)]
    places = [line.partition(": ")[0] for line in wrong_marks(texts, LEDGER, CHOICES)]
    assert places == [
        "x, title of tab-a",
        "x, footnote of tab-a",
        "x, head of tab-a",
        "x, head of tab-a",
        "x, cell of tab-a",
        "x, title of fig-a",
        "x, footnote of fig-a",
        "x, alt text of fig-a",
        "x, data of fig-a",
        "x, data of fig-a",
        "x, data of fig-a",
        "x",
    ]


def test_links_written_by_hand_are_refused_even_where_they_are_true() -> None:
    cell = Text(
        "x, cell 1",
        "",
        "[13.2][r], [30](study:teae_window_days)\n\n[r]: ledger:os.lu.median",
        markdown=True,
    )
    assert list(by_hand([cell])) == [
        "x, cell 1: “13.2” is linked to os.lu.median by hand. "
        "Write it as {os.lu.median} in chapter.say(...).",
        "x, cell 1: “30” is linked to study:teae_window_days by hand. "
        "Write it as {study.teae_window_days} in chapter.say(...).",
    ]
    assert list(by_hand([Text("x, cell 1", "", "[13](https://e.org) @tab-a", markdown=True)])) == []


def test_what_was_not_filled_in_is_refused() -> None:
    cell = Text(
        "x, cell 1",
        "",
        "{os.lu.median:unit ci}, {teae.any:n/N}, `{study.title}`, {word}, {a b.c}, {}\n\n"
        "```\n{os.lu.median}\n```",
        markdown=True,
    )
    assert list(unfilled([cell, Text("x, cell 2", "title of tab-a", "Of {a=b.n}")], str)) == [
        "x, cell 1: {os.lu.median:unit ci} is not filled in. "
        "Say it by chapter.say(...), which fills it in.",
        "x, cell 1: {teae.any:n/N} is not filled in. "
        "Say it by chapter.say(...), which fills it in.",
        "x, cell 1: {study.title} is not filled in. Say it by chapter.say(...), which fills it in.",
        "x, cell 2, title of tab-a: {a=b.n} is not filled in. "
        "Compose the text of what Ledger.add returned.",
    ]
