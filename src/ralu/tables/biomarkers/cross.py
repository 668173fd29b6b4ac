"""Response of one biomarker against that of another, at their best."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import fell
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.study import Study
from ralu.tables.biomarkers.course import METHOD, Course
from ralu.tables.frame.groups import POPULATION, Group, column_variables, columns_of, unplaced

MISSING = "missing"


def cross_table(
    study: Study,
    adam: AdamSet,
    courses: tuple[Course | None, Course | None],
    declines: tuple[int, int],
) -> Table | None:
    """Return patients by best decline of two biomarkers, the first in rows, with totals.

    None where the study does not have both.
    """
    first, second = courses
    if first is None or second is None:
        return None
    id = f"tab-{slug(first.param)}-by-{slug(second.param)}"
    ledger = Ledger("cross_response", "cross_response", id, POPULATION, "adlb", METHOD)
    groups = columns_of(study, adam)
    sides = [_levels(course, decline) for course, decline in zip(courses, declines, strict=True)]
    rows: list[Row] = []
    for group in groups:
        if len(groups) > 1:
            rows.append(Row((group.sized(ledger), *[""] * 4), heading=True))
        rows += _rows(group, (first, second), declines, ledger)
    return Table(
        id,
        f"{first.param} response by {second.param} response",
        (
            Column("", align="left", weight=2),
            *(Column(words, group=second.name) for words in sides[1].values()),
            Column("All"),
        ),
        tuple(rows),
        (
            f"{POPULATION}. Patients, n (%) of all. Best decline from baseline at any time after "
            "the first dose. Not evaluable: no baseline above zero, or no later value. "
            "Agreement is not tested.",
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=False,
        ledger=tuple(ledger.rows),
    )


def _levels(course: Course | None, decline: int) -> dict[str, str]:
    """Return the levels of a response with their words."""
    return {
        f"decline_{decline}": f"Decline of at least {decline}%",
        f"less_{decline}": "Less or none",
        MISSING: "Not evaluable",
    }


def _rows(
    group: Group, courses: tuple[Course, Course], declines: tuple[int, int], ledger: Ledger
) -> list[Row]:
    """Return the rows of one group, the last with the totals."""
    down, across = (
        _response(group, course, decline) for course, decline in zip(courses, declines, strict=True)
    )
    pair = "->".join(course.param for course in courses)
    names, others = (_levels(c, d) for c, d in zip(courses, declines, strict=True))
    rows = []
    for level, words in {**names, "all": "All"}.items():
        mine = (down == level) | (level == "all")
        cells = []
        for other in (*others, "all"):
            count = int((mine & ((across == other) | (other == "all"))).sum())
            cells.append(group.share(ledger, count, pair, f"{level}->{other}"))
        label = f"{courses[0].param}: {words[0].lower()}{words[1:]}" if level != "all" else words
        rows.append(Row((label, *cells)))
    return rows


def _response(group: Group, course: Course, decline: int) -> pd.Series:
    """Return the level of response of each patient of the group."""
    best = course.best.set_index("USUBJID")["PCHG"].reindex(group.subjects)
    level = pd.Series(f"less_{decline}", index=best.index, dtype="object")
    return level.mask(fell(best, decline), f"decline_{decline}").mask(best.isna(), MISSING)
