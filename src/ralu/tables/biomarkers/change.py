"""Percent change of a biomarker from baseline over the visits, and at its best."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import compose
from ralu.rounding import decimals, fixed
from ralu.study import Study
from ralu.tables.biomarkers.course import BEST, EVALUABLE, Course, baseline_words, not_evaluable
from ralu.tables.frame.groups import Group, column_variables, columns_of, unplaced

BASELINE = "baseline"


def change_table(
    study: Study, adam: AdamSet, course: Course | None, *, min_n: int = 1
) -> Table | None:
    """Return the baseline, and percent change from it by visit and at its best.

    Visits with fewer than `min_n` patients in every column are not printed.
    """
    if course is None:
        return None
    param = course.param
    id = f"tab-change-{slug(param)}"
    groups = columns_of(study, adam)
    ledger = Ledger("biomarker", "biomarker", id, EVALUABLE, "adlb", "Descriptive")
    rows = [_baseline(groups, course, ledger)]
    for name, at_visit in _visits(course):
        texts = _pairs(groups, at_visit, param, name, ledger)
        if max(group.of(at_visit)["USUBJID"].nunique() for group in groups) >= min_n:
            rows.append(Row((name, *texts)))
    best = _pairs(groups, course.best, param, BEST, ledger)
    rows.append(Row(("Best change at any time", *best)))
    return Table(
        id,
        f"{course.name}: percent change from baseline",
        (Column("Visit", align="left", weight=1.8), *_columns(groups, ledger)),
        tuple(rows),
        (
            compose(
                "{}. Last value of each visit, whatever therapy was given by then. {} {}",
                *(EVALUABLE, baseline_words(study), not_evaluable(course, ledger)),
            ),
            *((f"Visits of at least {min_n} patients in any column.",) if min_n > 1 else ()),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _columns(groups: list[Group], ledger: Ledger) -> Iterator[Column]:
    """Yield the two columns of each group under its name."""
    for group in groups:
        span = group.sized(ledger)
        yield Column("n", group=span, weight=0.6)
        yield Column("Median (Q1–Q3)", group=span, weight=1.8)


def _visits(course: Course) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the visits in order, each with the last change of each patient."""
    records = course.values[course.values["ANL01FL"] == "Y"]
    for name in records.sort_values("AVISITN", kind="stable")["AVISIT"].dropna().unique():
        of_visit = records[records["AVISIT"] == name]
        yield name, of_visit.drop_duplicates("USUBJID", keep="last")


def _pairs(
    groups: list[Group], changes: pd.DataFrame, param: str, level: str, ledger: Ledger
) -> list[str]:
    """Return number and quartiles of the changes of each group, one after the other."""
    pairs = (_quartiles(g, g.of(changes)["PCHG"], param, level, ledger) for g in groups)
    return [text for pair in pairs for text in pair]


def _baseline(groups: list[Group], course: Course, ledger: Ledger) -> Row:
    """Return the row of the baseline values of those who can be evaluated."""
    known = course.values.drop_duplicates("USUBJID")[["USUBJID", "BASE"]]
    unit = str(next(iter(course.records["AVALU"].dropna()), ""))
    scale = (decimals(known["BASE"]), unit)
    cells = (
        text
        for group in groups
        for text in _quartiles(
            group, group.of(known)["BASE"], course.param, BASELINE, ledger, *scale
        )
    )
    return Row((f"Baseline value{f', {unit}' if unit else ''}", *cells))


def _quartiles(
    group: Group,
    values: pd.Series,
    param: str,
    level: str,
    ledger: Ledger,
    places: int = 1,
    unit: str = "%",
) -> tuple[str, str]:
    """Return the number of patients, and the quartiles of their values."""
    n = len(values)
    counted = group.add(ledger, "n", n, str(n), param, level)
    texts = [
        group.add(ledger, stat, value, fixed(value, places), param, level, unit=unit, n=n)
        for stat, value in zip(
            ("median", "q1", "q3"), values.quantile([0.5, 0.25, 0.75]), strict=True
        )
    ]
    return counted, compose("{} ({} to {})", *texts) if n else "–"
