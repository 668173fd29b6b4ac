"""Checklists and abbreviations as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ralu.report.assembly.completed_tables import SEPARATOR
from ralu.report.assembly.references import ID
from ralu.tables.methods.reporting import (
    NOTES,
    abbreviations_table,
    checklist_table,
    reporting_rows,
)

OPEN = "open"
CHAPTER = Path(__file__).parents[3] / "notebooks/06_methods.ipynb"
HEADINGS = set(re.findall(r'"## ([^"\\]+)', CHAPTER.read_text(encoding="utf-8")))


def items(name: str) -> list[str]:
    return [row["item"] for row in reporting_rows("checklist.csv") if row["checklist"] == name]


def test_strobe_has_its_items_for_cohort_studies_and_record_its_13() -> None:
    strobe = (
        "1a 1b 2 3 4 5 6a 6b 7 8 9 10 11 12a 12b 12c 12d 12e 13a 13b 13c 14a 14b 14c 15 "
        "16a 16b 16c 17 18 19 20 21 22"
    )
    assert items("STROBE") == strobe.split()
    record = "1.1 1.2 1.3 6.1 6.2 6.3 7.1 12.1 12.2 12.3 13.1 19.1 22.1"
    assert items("RECORD") == record.split()


def test_answers_are_references_headings_of_the_chapter_or_notes() -> None:
    for row in reporting_rows("checklist.csv"):
        for place in filter(None, row["answer"].split(SEPARATOR)):
            name = place.removeprefix("@").replace("*", "x")
            known = place in HEADINGS or place == NOTES
            assert known or (place != name and ID.fullmatch(name)), place


@pytest.mark.parametrize(
    ("item", "output"),
    [("8", "@tab-completeness"), ("9", "@tab-influence"), ("12c", "@fig-missing")],
)
def test_counts_and_repetitions_do_not_pass_for_methods(item, output) -> None:
    answers = {row["item"]: row["answer"] for row in reporting_rows("checklist.csv")}
    assert output not in answers[item].split(SEPARATOR)


def test_items_without_an_answer_are_open(study_of) -> None:
    table = checklist_table(study_of(), ["RECORD", "unknown"], open_item=OPEN)
    assert table is not None
    assert table.instead == OPEN
    cells = {row.cells[0]: row.cells[2] for row in table.rows}
    assert cells["RECORD"] == ""
    assert cells["6.2"] == OPEN
    assert cells["13.1"] == "@tab-flow; @fig-flow"
    assert "record-statement.org" in table.footnotes[0]
    assert "strobe" not in table.footnotes[0]


@pytest.mark.parametrize(("notes", "where"), [((), OPEN), (("A note.",), "Title page")])
def test_notes_of_the_study_answer_where_there_are_any(study_of, notes, where) -> None:
    study = study_of().model_copy(update={"notes": notes})
    table = checklist_table(study, ["STROBE"], open_item=OPEN)
    assert table is not None
    design = next(row.cells[2] for row in table.rows if row.cells[0] == "4")
    assert design.startswith(where)
    assert any("as far as they go" in note for note in table.footnotes) == bool(notes)


def test_no_checklist_no_table(study_of) -> None:
    assert checklist_table(study_of(), ["unknown"], open_item=OPEN) is None
    assert checklist_table(study_of(), [], open_item=OPEN) is None


def test_abbreviations_stand_once_in_order() -> None:
    table = abbreviations_table()
    known = [row.cells[0] for row in table.rows]
    assert table.only_used
    assert known == sorted(set(known), key=str.casefold)
    assert all(row.cells[1].strip() for row in table.rows)
