"""Where the report answers the items of checklists, and what its abbreviations mean.

Both tables name more than a report has; the report completes them when all chapters are there.

Sources: STROBE, cohort studies (PLoS Med 2007;4:e296), and RECORD (PLoS Med 2015;12:e1001885);
numbers and sense of ``checklist.csv`` checked against copies of both lists.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from ralu.blocks import Column, Row, Table
from ralu.study import Study

NOTES = "notes"
"""Answer of the checklists that the title page gives, where study.yml has notes."""
SITES = {"STROBE": "strobe-statement.org", "RECORD": "record-statement.org"}


@cache
def reporting_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV file of this package."""
    text = files("ralu.tables.methods").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def checklist_table(
    study: Study, names: list[str], *, open_item: str, id: str = "tab-checklist"
) -> Table | None:
    """Return the items of checklists with where this report answers them.

    Parameters
    ----------
    names
        Checklists in order; those that are not in ``checklist.csv`` are passed over.
    open_item
        What stands beside an item that the report does not answer.
    """
    rows: list[Row] = []
    for name in names:
        items = [item for item in reporting_rows("checklist.csv") if item["checklist"] == name]
        rows += [Row((name, "", ""), heading=True)] if items else []
        rows += [
            Row((one["item"], one["topic"], _answer(study, one["answer"], open_item)), indent=1)
            for one in items
        ]
    if not rows:
        return None
    notes = ("Notes of the study's author answer as far as they go.",) if study.notes else ()
    known = [f"{name}, {SITES[name]}" for name in names if name in SITES]
    return Table(
        id,
        "Items of reporting guidelines and where this report answers them",
        (
            Column("Item", align="left", weight=0.5),
            Column("Topic", align="left", weight=2),
            Column("Where", align="left", weight=3),
        ),
        tuple(rows),
        (
            f"Topics in words of this report; the items themselves: {'; '.join(known)}. Headings "
            "are those of this chapter. An item whose table or figure this study does not have "
            "is open.",
            *notes,
        ),
        listing=True,
        instead=open_item,
    )


def _answer(study: Study, answer: str, open_item: str) -> str:
    if answer == NOTES:
        answer = "Title page, notes on the study" if study.notes else ""
    return answer or open_item


def abbreviations_table(*, id: str = "tab-abbreviations") -> Table:
    """Return all abbreviations that are known; the report leaves those that it uses."""
    known = sorted(
        reporting_rows("abbreviations.csv"), key=lambda row: row["abbreviation"].casefold()
    )
    return Table(
        id,
        "Abbreviations",
        (Column("Abbreviation", align="left"), Column("Meaning", align="left", weight=4)),
        tuple(Row((row["abbreviation"], row["meaning"])) for row in known),
        ("Those that the texts and tables of this report use.",),
        listing=True,
        only_used=True,
    )
