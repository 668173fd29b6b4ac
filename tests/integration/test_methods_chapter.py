"""The methods chapter of real reports: its abbreviations are complete, its checklist has links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ralu.blocks import Table, from_data
from ralu.printed import from_markdown
from ralu.report.assembly.texts import texts_of
from ralu.tables.methods.reporting import reporting_rows

CAPITALS = re.compile(r"(?<![\w.])[A-Z][A-Z0-9]+(?!\w)")
NO_ABBREVIATIONS = {"SYNTHETIC", "DATA", "NOT"}


@pytest.fixture(params=["ralu", "pilot", "tiny"])
def made(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def texts(made: Any) -> Iterator[str]:
    """Yield titles, footnotes, heads and passages of all chapters, with the place of each.

    Not those of published figures, whose notes cite journals and meetings by their names.
    """
    for file in sorted((made.report / "notebooks").glob("*.ipynb")):
        for block in map(from_data, made.outputs(file.stem)):
            if getattr(block, "id", "").startswith("tab-published-"):
                continue
            for text in texts_of(file.stem, block):
                yield f"{text.where}: {from_markdown(text.text)}"
            if isinstance(block, Table):
                yield from (f"{block.id}: {c.label} {c.group}" for c in block.columns)


def names(made: Any) -> set[str]:
    """Return variables of the datasets, and words of the terms of adverse events."""
    folder = made.report / "adam"
    variables = {column for file in folder.glob("*.parquet") for column in pd.read_parquet(file)}
    terms = pd.read_parquet(folder / "adae.parquet")["AEDECOD"].dropna().unique()
    return variables.union(*(re.findall(r"\w+", term) for term in terms))


def test_every_abbreviation_in_capitals_is_in_the_glossary(made: Any) -> None:
    entries = (row["abbreviation"] for row in reporting_rows("abbreviations.csv"))
    known = {word for entry in entries for word in re.findall(r"\w+", entry)}
    known |= NO_ABBREVIATIONS | names(made)
    unknown: dict[str, str] = {}
    for text in texts(made):
        words = set(CAPITALS.findall(text))
        unknown |= dict.fromkeys(words - known, text)
    assert unknown == {}, "write these into src/ralu/tables/methods/abbreviations.csv"


def table(made: Any, name: str) -> pd.DataFrame:
    return pd.read_csv(Path(made.report) / f"tables/{name}.csv", dtype=str, keep_default_na=False)


def test_abbreviations_are_those_of_this_report(made: Any) -> None:
    printed = set(table(made, "tab-abbreviations")["Abbreviation"])
    assert {"CI", "TEAE", "CTCAE", "STROBE"} <= printed
    assert "EAIR" not in printed or any("EAIR" in text for text in texts(made))
    assert printed < {row["abbreviation"] for row in reporting_rows("abbreviations.csv")}


def test_the_checklist_links_what_there_is_and_leaves_the_rest_open(made: Any) -> None:
    items = table(made, "tab-checklist").set_index("Item")["Where"]
    assert len(items) == 2 + len(reporting_rows("checklist.csv"))
    assert re.fullmatch(r"Table \d+", items["1b"])
    assert "Table" in items["12a"]
    assert items["22"].startswith("open")
    assert not any("@" in where for where in items)
    html = (made.report / "report.html").read_text(encoding="utf-8")
    assert '<a href="#tab-key-results">Table 1</a>' in html
