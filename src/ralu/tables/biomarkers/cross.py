"""Response of one biomarker against that of another, at their best."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import fell
from ralu.blocks import Column, Table
from ralu.ledger import slug
from ralu.study import Study
from ralu.tables.biomarkers.course import METHOD, Course, marker_sheet
from ralu.tables.frame.groups import POPULATION, Group
from ralu.tables.frame.sheet import Sheet

MISSING = "missing"


def cross_table(
    study: Study,
    adam: AdamSet,
    courses: tuple[Course | None, Course | None],
    declines: tuple[int, int],
    *,
    id: str | None = None,
) -> Table | None:
    """Return patients by best decline of two biomarkers, the first in rows, with totals.

    None where the study does not have both.
    """
    first, second = courses
    if first is None or second is None:
        return None
    id = id or f"tab-{slug(first.param)}-by-{slug(second.param)}"
    sheet = marker_sheet(study, adam, id, "cross_response", method=METHOD)
    if sheet is None:
        return None
    for group in sheet.groups:
        if len(sheet.groups) > 1:
            sheet.heading(group.sized(sheet.ledger))
        _write(sheet, group, (first, second), declines)
    return sheet.table(
        f"{first.param} response by {second.param} response",
        f"{POPULATION}. Patients, n (%) of all. Best decline from baseline at any time after "
        "the first dose. Not evaluable: no baseline above zero, or no later value. "
        "Agreement is not tested.",
        columns=(
            Column("", align="left", weight=2),
            *(Column(words, group=second.name) for words in _levels(declines[1]).values()),
            Column("All"),
        ),
        landscape=False,
    )


def _levels(decline: int) -> dict[str, str]:
    """Return the levels of a response with their words."""
    return {
        f"decline_{decline}": f"Decline of at least {decline}%",
        f"less_{decline}": "Less or none",
        MISSING: "Not evaluable",
    }


def _write(
    sheet: Sheet, group: Group, courses: tuple[Course, Course], declines: tuple[int, int]
) -> None:
    """Write the rows of one group, the last with the totals."""
    down, across = (
        _response(group, course, decline) for course, decline in zip(courses, declines, strict=True)
    )
    pair = "->".join(course.param for course in courses)
    names, others = map(_levels, declines)
    for level, words in {**names, "all": "All"}.items():
        mine = (down == level) | (level == "all")
        cells = []
        for other in (*others, "all"):
            count = int((mine & ((across == other) | (other == "all"))).sum())
            cells.append(group.share(sheet.ledger, count, pair, f"{level}->{other}"))
        label = f"{courses[0].param}: {words[0].lower()}{words[1:]}" if level != "all" else words
        sheet.row(label, cells)


def _response(group: Group, course: Course, decline: int) -> pd.Series:
    """Return the level of response of each patient of the group."""
    best = course.best.set_index("USUBJID")["PCHG"].reindex(group.subjects)
    level = pd.Series(f"less_{decline}", index=best.index, dtype="object")
    return level.mask(fell(best, decline), f"decline_{decline}").mask(best.isna(), MISSING)
