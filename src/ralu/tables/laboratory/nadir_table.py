"""Nadir of blood counts on treatment: how deep, when, and whether it was recovered from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Table
from ralu.ctcae import direction
from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.prose import confidence
from ralu.rounding import NOT_ESTIMABLE, NOT_REACHED, with_limits
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group
from ralu.tables.frame.kaplan_meier import add_quantile, estimator, kaplan_meier_of
from ralu.tables.frame.quartiles import quartiles
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import on_treatment_values
from ralu.tables.laboratory.grades import (
    NO_GRADE_4,
    gradable,
    name_of,
    on_treatment,
    printed_limits,
    unit_in_words,
)
from ralu.tables.laboratory.nadirs import Grades, nadirs

NEEDS = {
    "adlb": "PARAMCD PARAM AVAL AVALU? ADT? ADY? PCHG? ONTRTFL? ATOXGR? BTOXGR?",
}
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
    id: str = "tab-lab-nadir",
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
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="lab.nadir",
        analysis="lab_nadir",
        source="adlb",
        by=columns,
    )
    if sheet is None:
        return None
    adlb = sheet.records["adlb"]
    treated = set(on_treatment(adlb)["PARAMCD"])
    shown = [p for p in gradable(study, adlb, params) if p in treated and direction(p) == "L"]
    if not shown:
        return None
    grades = Grades(worst, recovered)
    for param in shown:
        _write(sheet, param, grades)
    return sheet.table(
        "Blood counts: nadir on treatment and recovery",
        *_footnotes(study, adam, params, shown, grades),
    )


def _write(sheet: Sheet, param: str, grades: Grades) -> None:
    """Write the rows of a test."""
    adlb, study = sheet.records["adlb"], sheet.study
    values = adlb[adlb["PARAMCD"] == param]
    found, unit = nadirs(values, grades), str(values["AVALU"].iloc[0])
    columns = [
        list(_cells(study, group, found, param, unit, grades, sheet.ledger))
        for group in sheet.groups
    ]
    sheet.heading(name_of(adlb, param))
    labels = _words(study, unit_in_words(unit), grades)
    for label, *cells in zip(labels, *columns, strict=True):
        sheet.row(label, cells, indent=2 if label.startswith(PART) else 1)


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
        values = mine.set_index("USUBJID")[column]
        yield quartiles(values, group, ledger, param, level, of, to=" to ")
    yield group.share(ledger, len(severe), param, f">={grades.worst}")
    by_grade = replace(ledger, method=f"Count, {grades.words}")
    yield _of(group, severe).share(by_grade, len(worse), param, "worse")
    yield _of(group, worse).share(by_grade, int(worse["RECOVERED"].sum()), param, "recovered")
    by_grade = replace(ledger, method=f"{estimator(study)}, {grades.words}")
    yield _recovery(study, group, worse, param, by_grade)


def _of(group: Group, records: pd.DataFrame) -> Group:
    """Return the patients of some records as the denominator."""
    return replace(group, subjects=pd.Index(records["USUBJID"]))


def _recovery(
    study: Study, group: Group, worse: pd.DataFrame, param: str, ledger: Ledger
) -> Printed:
    """Record the median time to recovery, "NR" where it is not reached; return it with limits."""
    stats, level = ("median", "lower", "upper"), "recovery"
    if worse.empty:
        nobody = [
            group.add(ledger, stat, None, NOT_ESTIMABLE, param, level, unit=DAYS, n=0)
            for stat in stats
        ]
        return nobody[0]
    km = kaplan_meier_of(study, worse.rename(columns={"DAYS": "time", "RECOVERED": "event"}))
    texts = add_quantile(
        ledger, group, km, param, level, stats=stats, unit=DAYS, words="{:g}".format
    )
    return with_limits(*texts, to=" to ")


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
        *printed_limits(adam, shown),
    ]
    if "HGB" in shown:
        notes.append(NO_GRADE_4)
    if left_out := ", ".join(p for p in params if p not in shown):
        notes.append(f"Not graded when low, or without a value on treatment: {left_out}.")
    return tuple(notes)
