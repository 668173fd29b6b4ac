"""Percent change of a biomarker from baseline over the visits, and at its best."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Table
from ralu.ledger import slug
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.biomarkers.course import (
    BEST,
    EVALUABLE,
    Course,
    baseline_words,
    marker_sheet,
    not_evaluable,
    spread,
)
from ralu.tables.frame.sheet import Sheet

BASELINE = "baseline"


def change_table(
    study: Study,
    adam: AdamSet,
    course: Course | None,
    *,
    min_n: int = 1,
    id: str | None = None,
) -> Table | None:
    """Return the baseline, and percent change from it by visit and at its best.

    Visits with fewer than `min_n` patients in every column are not printed.
    """
    if course is None:
        return None
    id = id or f"tab-change-{slug(course.param)}"
    sheet = marker_sheet(study, adam, id, "biomarker", population=EVALUABLE)
    if sheet is None:
        return None
    unit = str(next(iter(course.records["AVALU"].dropna()), ""))
    label = f"Baseline value{f', {unit}' if unit else ''}"
    bases = course.values.drop_duplicates("USUBJID").set_index("USUBJID")["BASE"]
    sheet.row(label, _pairs(sheet, bases, course.param, BASELINE, unit))
    for name, changes in _visits(course):
        cells = _pairs(sheet, changes, course.param, name)
        if max(group.subjects.isin(changes.index).sum() for group in sheet.groups) >= min_n:
            sheet.row(name, cells)
    best = course.best.set_index("USUBJID")["PCHG"]
    sheet.row("Best change at any time", _pairs(sheet, best, course.param, BEST))
    return sheet.table(
        f"{course.name}: percent change from baseline",
        compose(
            "{}. Last value of each visit, whatever therapy was given by then. {} {}",
            *(EVALUABLE, baseline_words(study), not_evaluable(course, sheet.ledger)),
        ),
        *((f"Visits of at least {min_n} patients in any column.",) if min_n > 1 else ()),
        columns=(Column("Visit", align="left", weight=1.8), *_columns(sheet)),
    )


def _columns(sheet: Sheet) -> Iterator[Column]:
    """Yield the two columns of each group under its name."""
    for group in sheet.groups:
        span = group.sized(sheet.ledger)
        yield Column("n", group=span, weight=0.6)
        yield Column("Median (Q1–Q3)", group=span, weight=1.8)


def _visits(course: Course) -> Iterator[tuple[str, pd.Series]]:
    """Yield the visits in order, each with the last change of each patient."""
    records = course.values[course.values["ANL01FL"] == "Y"]
    for name in records.sort_values("AVISITN", kind="stable")["AVISIT"].dropna().unique():
        of_visit = records[records["AVISIT"] == name]
        yield name, of_visit.drop_duplicates("USUBJID", keep="last").set_index("USUBJID")["PCHG"]


def _pairs(
    sheet: Sheet, values: pd.Series, param: str, level: str, unit: str | None = None
) -> list[str]:
    """Return number and quartiles of each group, one after the other; percent without `unit`."""
    scale = ("%", 1) if unit is None else (unit, None)
    cells: list[str] = []
    for group in sheet.groups:
        n = int(values.index.isin(group.subjects).sum())
        cells.append(group.add(sheet.ledger, "n", n, str(n), param, level))
        cells.append(spread(values, group, sheet.ledger, param, level, *scale))
    return cells
