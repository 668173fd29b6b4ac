"""Worst laboratory grades on treatment by the two versions of CTCAE, beside each other."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import graded
from ralu.blocks import Column, Table
from ralu.ctcae import GRADABLE, VERSIONS, max_lab_grade
from ralu.ctcae.criteria import criteria
from ralu.printed import Printed
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, everybody
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import on_treatment_values
from ralu.tables.laboratory.grades import (
    ABNORMAL,
    BY_BASELINE,
    NO_GRADE,
    NO_GRADE_4,
    name_of,
    on_treatment,
    printed_limits,
)

NEEDS = {
    "adlb": "PARAMCD PARAM ADY? ONTRTFL? ATOXGR? AVAL? AVALU? LBORRESU? ANRLO? ANRHI? BASE? ABLFL?"
}
SHOWN = tuple(reversed(VERSIONS))
"""The newer version first."""
LEAST = (1, 2, 3, 4)
DIFFER = "differ"
ALIKE = "The same criteria in both versions, so patients of all groups together"


def ctcae_versions_table(
    study: Study,
    adam: AdamSet,
    params: list[str],
    *,
    columns: list[str] | None = None,
    id: str = "tab-lab-versions",
) -> Table | None:
    """Return patients by least grade under each version, and how many the versions grade apart.

    `columns` are grouping variables whose groups stand below each other, of tests that can differ;
    the study's group variable where None.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="lab.version",
        analysis="lab_version",
        source="adlb",
        method="Count",
        by=columns,
    )
    if sheet is None:
        return None
    adlb = sheet.records["adlb"]
    present = set(adlb["PARAMCD"])
    shown = [p for p in params if p in present and any(p in GRADABLE[v] for v in SHOWN)]
    if not shown:
        return None
    worst = _worst(study, adlb)
    for param in shown:
        cells = partial(_cells, sheet, param, worst[worst["PARAMCD"] == param])
        groups = [everybody(adam)] if _reason(param) == ALIKE else sheet.groups
        sheet.row_per_group(name_of(adlb, param), cells, groups)
    return sheet.table(
        "Laboratory values: worst grade on treatment by CTCAE 5.0 and by CTCAE 4.03",
        *_footnotes(study, adam, adlb, shown),
        columns=(
            Column("Parameter", align="left", weight=2.4),
            *(Column(v, group=_head(least)) for least in LEAST for v in SHOWN),
            Column("Differ"),
        ),
        landscape=False,
    )


def _head(least: int) -> str:
    return f"Grade {least}" if least == LEAST[-1] else f"Grade {least} or higher"


def _worst(study: Study, adlb: pd.DataFrame) -> pd.DataFrame:
    """Return the worst grade on treatment per parameter and patient, a column per version."""
    values = on_treatment(adlb.rename(columns={"ATOXGR": study.analysis.ctcae_version}))
    for version in SHOWN:
        if version not in values:
            values = values.assign(**{version: graded(adlb, version)[values.index]})
    return values.groupby(["PARAMCD", "USUBJID"])[list(SHOWN)].max().reset_index()


def _cells(sheet: Sheet, param: str, worst: pd.DataFrame, group: Group) -> list[str]:
    mine = group.of(worst)
    cells: list[str] = []
    for least in LEAST:
        for version in SHOWN:
            if param not in GRADABLE[version] or least > max_lab_grade(param, version):
                cells.append(NO_GRADE)
                continue
            count, level = int((mine[version] >= least).sum()), f"CTCAE {version} >={least}"
            cells.append(group.share(sheet.ledger, count, param, level))
    return [*cells, _differing(sheet, param, mine, group)]


def _differing(sheet: Sheet, param: str, mine: pd.DataFrame, group: Group) -> str | Printed:
    """Return how many patients the two versions give another worst grade."""
    if any(param not in GRADABLE[version] for version in SHOWN):
        return NO_GRADE
    one, other = (mine[version] for version in SHOWN)
    count = int((one.notna() & other.notna() & (one != other)).sum())
    return group.share(sheet.ledger, count, param, DIFFER)


def _footnotes(
    study: Study, adam: AdamSet, adlb: pd.DataFrame, shown: list[str]
) -> tuple[str, ...]:
    window, version = on_treatment_values(study, adam), study.analysis.ctcae_version
    notes = [
        f"{POPULATION}. Patients, n (%), by worst grade of the values {window}. All other tables "
        f"grade by CTCAE {version}. Differ: graded by both versions, but not alike. {NO_GRADE}: "
        "the criteria have no such grade.",
        *printed_limits(adam, shown),
    ]
    reasons = _reasons(shown)
    for why in dict.fromkeys(reasons.values()):
        names = ", ".join(name_of(adlb, p) for p in shown if reasons[p] == why)
        notes.append(f"{why}: {names}.")
    if not set(BY_BASELINE).isdisjoint(shown):
        notes.append(ABNORMAL)
    return (*notes, NO_GRADE_4) if "HGB" in shown else tuple(notes)


def _reasons(shown: list[str]) -> dict[str, str]:
    """Return per parameter why its grades can differ between the versions, or that they cannot."""
    return {param: _reason(param) for param in shown}


def _reason(param: str) -> str:
    old, new = (criteria(version).get(param, ()) for version in VERSIONS)
    if not old:
        return "No term in CTCAE 4.03"
    if any(rule.baseline for rule in new):
        return (
            "CTCAE 5.0 grades by multiples of the baseline where that was abnormal, CTCAE 4.03 "
            "always by multiples of the upper limit of normal"
        )
    bare = [{(r.grade, r.comparison, r.threshold, r.unit) for r in rules} for rules in (old, new)]
    if bare[0] == bare[1]:
        return ALIKE
    return "CTCAE 4.03 counts any rise over the baseline as grade 1, CTCAE 5.0 does not"
