"""Markdown as running text is what a page has of it."""

from __future__ import annotations

import pytest

from ralu.printed import segments
from ralu.report.assembly.running_text import running_text


@pytest.mark.parametrize(
    ("markdown", "texts"),
    [
        ("# Head\n\nOne *two*\n`three`", ["Head", "One two\nthree"]),
        ("1. a\n2. b\n   - c", ["a", "b", "c"]),
        ("7) a\n8) b", ["7.", "a", "b"]),
        ("Line\n7. is no list", ["Line\n7. is no list"]),
        ("| a | b |\n|--|--|\n| c | d |", ["a", "b", "c", "d"]),
        ("> quoted\n\n---", ["quoted"]),
        ("```\ncode\n```\n\n    indented\n\n<!-- nothing -->", []),
        ("a <!-- nothing -->b <br> <!-- or", ["a b <br> <!-- or"]),
        ("<div>x</div>", ["<div>x</div>\n"]),
        (
            "a\\_b &amp; &frac12; ~~c~~ [d](https://e.org/1) ![f](g.png) <https://h.org>",
            ["a_b & ½ c d f https://h.org"],
        ),
        ("", []),
    ],
)
def test_what_a_reader_sees(markdown: str, texts: list[str]) -> None:
    assert list(running_text(markdown)) == texts


@pytest.mark.parametrize(
    "link",
    [
        "[9.9](ledger:os.lu.median)",
        "[9.9](<ledger:os.lu.median>)",
        '[9.9](ledger:os.lu.median "title")',
        "[**9**.9](ledger:os.lu.median)",
        "[9.9][r]\n\n[r]: ledger:os.lu.median",
    ],
)
def test_results_are_marked_however_they_are_linked(link: str) -> None:
    (text,) = running_text(f"It is {link}")
    assert list(segments(text)) == [("It is ", ""), ("9.9", "os.lu.median")]


def test_ids_are_as_the_ledger_has_them() -> None:
    (text,) = running_text("[1](ledger:a.\u00e4=\u2265b.n) [2](study:x) [3](https://e.org)")
    assert [mark.id for mark in text.marks] == ["a.\u00e4=\u2265b.n", "study:x"]
