"""Texts that were spoilt before they came here."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from ralu.extract.texts import decoded_once

from .conftest import Files, workbook

SOUND = ["Universität", "5 µg – „TSCHÖ“", "à la carte", "≥ 2 × ULN", "Ærø", "naïve…", "SPÄ", "łódź"]


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_what_was_decoded_twice_is_known(text: str, codec: str) -> None:
    assert decoded_once(text) == text
    try:
        twice = text.encode().decode(codec)
    except UnicodeDecodeError:  # Windows-1252 does not know five bytes
        return
    if not text.isascii() and twice != text:
        assert decoded_once(twice) == text


def test_such_a_cell_is_a_problem_in_any_format(files: Files) -> None:
    text = "UniversitÃ¤t"
    frame = io.BytesIO()
    pd.DataFrame({"a": [1], "b": [text]}).to_parquet(frame)
    for name, content in (
        ("t.csv", f"a,b\n1,{text}\n".encode()),
        ("t.xlsx", workbook(["a", "b"], [1, text])),
        ("t.parquet", frame.getvalue()),
    ):
        _, problems = files.read(name, content)
        assert [str(problem) for problem in problems] == [
            f"{name}, row 2, b: '{text}': was saved in the wrong encoding; it is UTF-8 read as "
            "another, of 'Universität'. Export the file again from its source, as UTF-8."
        ]


def test_a_lost_character_is_a_problem(files: Files) -> None:
    _, problems = files.read("t.csv", "a,b\n1,M\ufffdnster\n")
    assert [(p.row, p.column, p.value) for p in problems] == [(2, "b", "M\ufffdnster")]
    assert "saved in the wrong encoding" in problems[0].message


def test_a_cell_longer_than_a_spreadsheet_can_hold(files: Files) -> None:
    files.sound("t.csv", f"a,b\n1,{'x' * 32_767}\n")
    _, problems = files.read("t.csv", f"a,b\n1,{'x' * 32_768}\n")
    assert [(p.row, p.column) for p in problems] == [(2, "b")]
    assert problems[0].message == "has 32,768 characters; a cell may have 32,767."
