"""Every number that a table, a figure's notes or a passage prints can be followed to the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ralu.blocks import Block, Figure, Passage, Table, from_data
from ralu.printed import CHOICES, from_markdown, segments
from ralu.rounding import fixed
from ralu.typeset import pretty

NOTEBOOKS = (
    "00_data_quality",
    "01_cohort",
    "02_safety",
    "02_safety_laboratory",
    "03_survival",
    "04_biomarkers",
    "05_synopsis",
)
PUBLISHED = "tab-published-"  # beside the results figures of others; notes on both
STATED = {
    r"\b[\d.]+% CI": "confidence level of study.yml",
    r"\b(1 month =|twelve months of) [\d.]+ days": "definition of a month, of study.yml",
    r"\b\d+ days": "windows of study.yml",
    r"(?i:\bweek) \d+|\b\d+ weeks": "parameters of the notebooks",
    r"\bat least [\d.]+ ng/mL": "least rise of PSA, of study.yml",
    r"\bCTCAE \d\.\d+": "version of the criteria, of study.yml",
    r"\bgrades? \d((–|, )\d)*": "grades, as words",
    r"\b(at least|fewer than|beyond) [\d.]+(%|\spatients)": "parameters of the notebooks",
    r"\b10(?:\^[39]|⁹)/u?L": "units of cell counts",
    r"\bR type 7|\(?Q1–Q3\)?|\bPCWG\d": "names of definitions",
    r"[<≥]\d+ months": "levels of a grouping of the study",
    r"^1 \(reference\)": "hazard ratio of the level that others are compared with",
}
SIZE = re.compile(r"N\s=\s\d|\d rows")


@pytest.fixture(params=["ralu", "pilot"])
def made(request: pytest.FixtureRequest) -> Any:
    """Return the report of each study in turn."""
    return request.getfixturevalue(request.param)


def blocks(made: Any) -> Iterator[Block]:
    return (from_data(data) for name in NOTEBOOKS for data in made.outputs(name))


def results(block: Block) -> list[str]:
    """Return the texts of a block in which every number is a result or stated."""
    match block:
        case Passage():
            return [from_markdown(block.markdown)]
        case Figure():
            return list(block.footnotes)
        case Table(id=id, listing=listing) if listing or id.startswith(PUBLISHED):
            return []
        case Table(id="tab-key-results"):  # its last column names the ledger rows
            return [cell for row in block.rows for cell in row.cells[1:-1]]
        case Table():
            return [*block.footnotes, *(cell for row in block.rows for cell in row.cells[1:])]


def labels(block: Block) -> list[str]:
    """Return the texts of a table in which numbers may be names."""
    if not isinstance(block, Table):
        return []
    heads = [text for column in block.columns for text in (column.label, column.group)]
    return [block.title, *heads, *(row.cells[0] for row in block.rows)]


def unmarked(text: str) -> str:
    """Return a text with … for its results."""
    return "".join("…" if id else part for part, id in segments(text))


def test_every_number_is_marked_or_stated(made: Any) -> None:
    found = {}
    for block in blocks(made):
        name = getattr(block, "id", "passage")
        for text in results(block):
            left = unmarked(text)
            for pattern in STATED:
                left = re.sub(pattern, "", left)
            if re.search(r"\d", left):
                found[name, text] = left
        found |= {(name, text): text for text in labels(block) if SIZE.search(unmarked(text))}
    assert not found


def test_every_exception_is_needed(ralu: Any) -> None:
    texts = [unmarked(text) for block in blocks(ralu) for text in results(block)]
    assert [p for p in STATED if not any(re.search(p, text) for text in texts)] == []


def test_every_mark_prints_its_row(made: Any) -> None:
    ledger = made.results()
    wrong, count = {}, 0
    for block in blocks(made):
        name = getattr(block, "id", "passage")
        for text in (*results(block), *labels(block), *compared(block)):
            for part, id in segments(text):
                if id and not id.startswith(CHOICES):
                    count += 1
                    if not prints(part, ledger.loc[id], name):
                        wrong[name, id] = (part, ledger.loc[id, "text"])
    assert not wrong
    assert count > 1000


def compared(block: Block) -> list[str]:
    """Return the cells of a table of published figures."""
    if not isinstance(block, Table) or not block.id.startswith(PUBLISHED):
        return []
    return [cell for row in block.rows for cell in row.cells]


def prints(part: str, row: Any, name: str) -> bool:
    """Return whether a marked text is that of its row.

    In a sentence p stands as "< 0.001", and a count may stand with what it is of, "40/133".
    Prose names its decimals; beside a published figure a result has those of the figure.
    """
    text = row["text"]
    if part in (pretty(text), text.replace("<", "< "), f"{text}/{row['n']:g}"):
        return True
    digits = len(part.partition(".")[2])
    return name.startswith(("passage", PUBLISHED)) and part == fixed(row["value"], digits)
