"""Nadir of blood counts on treatment: how deep, when, and whether it was recovered from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import nan

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ctcae import direction
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import NOT_ESTIMABLE, NOT_REACHED, decimals, fixed, quantile_texts
from ralu.stats import kaplan_meier
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    unplaced,
)
from ralu.tables.frame.window import on_treatment_values
from ralu.tables.laboratory.grades import NO_GRADE_4, gradable, name_of, on_treatment, unit_in_words
from ralu.tables.laboratory.nadirs import Grades, nadirs

DAYS = "days"
PART = "of these"


def nadir_table(
    study: Study,
    adam: AdamSet,
    params: list[str],
    *,
    columns: list[str] | None = None,
    worst: int = 2,
    recovered: int = 1,
) -> Table | None:
    """Return depth and day of the nadir, and recovery from it, of those `params` graded when low.

    Parameters
    ----------
    columns
        Grouping variables; the study's group variable where None.
    worst
        Recovery is asked of patients whose worst grade on treatment was at least this one and
        worse than at baseline.
    recovered
        They have recovered at a later value of this grade or lower, or of that at baseline.
    """
    treated = set(on_treatment(adam.adlb)["PARAMCD"])
    graded = gradable(study, adam, params)
    shown = [p for p in graded if p in treated and direction(p) == "L"]
    if not shown:
        return None
    grades = Grades(worst, recovered)
    groups = columns_of(study, adam, columns)
    ledger = Ledger("lab.nadir", "lab_nadir", "tab-lab-nadir", POPULATION, "adlb", "Descriptive")
    rows: list[Row] = []
    for param in shown:
        values = adam.adlb[adam.adlb["PARAMCD"] == param]
        found, unit = nadirs(values, grades), str(values["AVALU"].iloc[0])
        cells = [list(_cells(study, g, found, param, unit, grades, ledger)) for g in groups]
        rows.append(Row((name_of(adam, param), *[""] * len(groups)), heading=True))
        lines = zip(_words(study, unit_in_words(unit), grades), *cells, strict=True)
        rows += [Row(line, indent=2 if line[0].startswith(PART) else 1) for line in lines]
    return Table(
        "tab-lab-nadir",
        "Blood counts: nadir on treatment and recovery",
        (Column("", align="left", weight=2.4), *heads(groups, ledger)),
        tuple(rows),
        (
            *_footnotes(study, adam, params, shown, grades),
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _words(study: Study, unit: str, grades: Grades) -> tuple[str, ...]:
    return (
        "Patients with a value on treatment",
        f"Nadir ({unit})",
        "Change from baseline at nadir (%)",
        "Days from first dose to nadir",
        f"Worst grade {grades.worst} or higher",
        f"{PART}, worse than at baseline",
        f"{PART}, recovered later",
        f"Days from nadir to recovery, median ({confidence(study)} CI)",
    )


def _cells(
    study: Study,
    group: Group,
    found: pd.DataFrame,
    param: str,
    unit: str,
    grades: Grades,
    ledger: Ledger,
) -> Iterator[Printed]:
    """Yield what stands in the column of a group, in the order of `_words`."""
    mine = group.of(found)
    severe = mine[mine["WORST"] >= grades.worst]
    worse = severe[severe["WORSE"]]
    yield group.share(ledger, len(mine), param, "evaluable")
    for level, column, of in (
        ("nadir", "VALUE", unit),
        ("change", "CHANGE", "%"),
        ("day", "DAY", DAYS),
    ):
        yield _quartiles(group, mine[column], param, level, of, ledger)
    yield group.share(ledger, len(severe), param, f">={grades.worst}")
    by_grade = replace(ledger, method=f"Count, {grades.words}")
    yield _of(group, severe).share(by_grade, len(worse), param, "worse")
    yield _of(group, worse).share(by_grade, int(worse["RECOVERED"].sum()), param, "recovered")
    estimator = f"Kaplan–Meier, {study.analysis.km_conf_type}"
    by_grade = replace(ledger, method=f"{estimator}, {grades.words}")
    yield _recovery(study, group, worse, param, by_grade)


def _of(group: Group, records: pd.DataFrame) -> Group:
    """Return the patients of some records as the denominator."""
    return replace(group, subjects=pd.Index(records["USUBJID"]))


def _quartiles(
    group: Group, values: pd.Series, param: str, level: str, unit: str, ledger: Ledger
) -> Printed:
    known, digits = values.dropna(), decimals(values)
    texts = [
        group.add(ledger, stat, value, fixed(value, digits), param, level, unit=unit, n=len(known))
        for stat, value in zip(
            ("median", "q1", "q3"), known.quantile([0.5, 0.25, 0.75]), strict=True
        )
    ]
    return compose("{} ({} to {})", *texts) if len(known) else texts[0]


def _recovery(
    study: Study, group: Group, worse: pd.DataFrame, param: str, ledger: Ledger
) -> Printed:
    """Record the median time to recovery, "NR" where it is not reached; return it with limits."""
    analysis = study.analysis
    estimates, printed = (nan, nan, nan), (NOT_ESTIMABLE,) * 3
    if len(worse):
        alpha = 1 - analysis.confidence_level
        km = kaplan_meier(
            worse["DAYS"], worse["RECOVERED"], conf_type=analysis.km_conf_type, alpha=alpha
        )
        estimates = km.quantile(0.5)
        printed = quantile_texts(estimates, "{:g}".format)
    texts = [
        group.add(
            ledger,
            stat,
            value,
            text,
            param,
            "recovery",
            unit=DAYS,
            n=len(worse),
        )
        for stat, value, text in zip(("median", "lower", "upper"), estimates, printed, strict=True)
    ]
    return compose("{} ({} to {})", *texts) if len(worse) else texts[0]


def _footnotes(
    study: Study, adam: AdamSet, params: list[str], shown: list[str], grades: Grades
) -> tuple[str, ...]:
    analysis = study.analysis
    notes = [
        f"{POPULATION}. Nadir: the lowest value {on_treatment_values(study, adam)}; the first of "
        f"several. Median (Q1–Q3); patients, n (%). Grades by CTCAE {analysis.ctcae_version}.",
        f"Recovered: at any time after the nadir a value of grade {grades.recovered} or lower, or "
        "of the grade at baseline, whatever therapy was given by then. Where the grade at baseline "
        "is not known, the worst one counts as worse.",
        f"Time to recovery: Kaplan–Meier from the nadir, {analysis.km_conf_type} limits, censored "
        f"at the last graded value, also where the patient died. {NOT_REACHED}: not reached; "
        f"{NOT_ESTIMABLE}: not estimable, with too few such patients.",
    ]
    if "HGB" in shown:
        notes.append(NO_GRADE_4)
    if left_out := ", ".join(p for p in params if p not in shown):
        notes.append(f"Not graded when low, or without a value on treatment: {left_out}.")
    return tuple(notes)
