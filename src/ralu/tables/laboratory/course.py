"""Laboratory values over the visits: median and quartiles per test and group."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import FOLLOW_UP, FOLLOW_UP_VISIT
from ralu.blocks import Column, Table
from ralu.ctcae import GRADABLE, VERSIONS, direction
from ralu.ledger import Ledger
from ralu.rounding import decimals
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, column_variables, columns_of
from ralu.tables.frame.needs import records_of
from ralu.tables.frame.quartiles import QUARTILES, add_quartiles
from ralu.tables.frame.sheet import Sheet
from ralu.tables.laboratory.grades import name_of, unit_in_words

NEEDS = {
    "adlb": "PARAMCD PARAM AVAL AVALU? ADY? ABLFL? ANL01FL? AVISIT? AVISITN? ANRLO? ANRHI?",
}
BASELINE = "Baseline"
LOW = {param for param in GRADABLE[VERSIONS[-1]] if direction(param) == "L"}
VISIT = ["USUBJID", "AVISIT", "AVISITN", "AVAL"]


@dataclass(frozen=True)
class LabCourse:
    """The values of one test at its visits.

    Attributes
    ----------
    param, name, unit
        PARAMCD, its words and the standard unit.
    values
        One record per patient and visit: USUBJID, AVISIT, AVAL.
    visits
        Names of the visits in order, the baseline first where anybody has one.
    apart
        Those of them that have no place in the order of time, such as follow-up.
    limit
        Limit of normal beyond which values are graded, nan where records differ in it or none has
        it: the lower one of blood counts, else the upper one.
    """

    param: str
    name: str
    unit: str
    values: pd.DataFrame = field(repr=False)
    visits: tuple[str, ...]
    apart: tuple[str, ...]
    limit: float

    @property
    def head(self) -> str:
        """Name and unit."""
        return f"{self.name} ({unit_in_words(self.unit)})"


def laboratory_courses(adam: AdamSet, params: list[str]) -> tuple[LabCourse, ...] | None:
    """Return the course of each of `params` that the study has, None where it has none."""
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    adlb = records["adlb"]
    found = (_course(param, adlb[adlb["PARAMCD"] == param]) for param in params)
    return tuple(course for course in found if course is not None) or None


def _course(param: str, records: pd.DataFrame) -> LabCourse | None:
    baseline = records[records["ABLFL"] == "Y"].assign(AVISIT=BASELINE, AVISITN=-np.inf)
    later = records[(records["ADY"] > 1) & (records["ANL01FL"] == "Y")]
    values = later[later["AVISIT"].notna() & (later["AVISIT"] != BASELINE)]
    parts = [part[VISIT] for part in (baseline, values) if len(part)]
    values = pd.concat(parts) if parts else values
    values = values.drop_duplicates(["USUBJID", "AVISIT"], keep="last")
    if values.empty:
        return None
    order = values.sort_values("AVISITN", kind="stable").drop_duplicates("AVISIT")
    apart = order.loc[order["AVISITN"] == FOLLOW_UP_VISIT, "AVISIT"]
    return LabCourse(
        param,
        name_of(records, param),
        str(records["AVALU"].iloc[0]),
        values[["USUBJID", "AVISIT", "AVAL"]],
        tuple(order["AVISIT"]),
        tuple(apart),
        _common(records["ANRLO" if param in LOW else "ANRHI"]),
    )


def _common(limits: pd.Series) -> float:
    """Return the limit that all records have which have one, else nan."""
    found = limits.dropna().round(9).unique()
    return float(found[0]) if len(found) == 1 else np.nan


def laboratory_course_table(
    study: Study,
    adam: AdamSet,
    tests: tuple[LabCourse, ...] | None,
    *,
    columns: list[str] | None = None,
    min_n: int = 1,
    id: str = "tab-lab-course",
) -> Table | None:
    """Return median and quartiles by test and visit.

    `columns` are grouping variables; the study's group variable where None. Visits with fewer
    than `min_n` patients in every column are not printed, but are in the ledger.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="lab.course",
        analysis="lab_course",
        source="adlb",
        by=columns,
    )
    if tests is None or sheet is None:
        return None
    for test in tests:
        sheet.heading(test.head)
        cells = [_cells(group, test, sheet.ledger) for group in sheet.groups]
        for visit, *of_visit in zip(test.visits, *cells, strict=True):
            if max(int(count) for count, _ in of_visit) >= min_n:
                sheet.row(visit, (text for pair in of_visit for text in pair), indent=1)
    spans = [group.sized(sheet.ledger) for group in sheet.groups]
    return sheet.table(
        "Laboratory values by visit",
        *_footnotes(study, min_n),
        columns=(
            Column("Visit", align="left", weight=1.8),
            *(
                Column(label, group=span, weight=weight)
                for span in spans
                for label, weight in (("n", 0.6), ("Median (Q1–Q3)", 1.8))
            ),
        ),
        landscape=len(spans) > 3,
    )


def _cells(group: Group, test: LabCourse, ledger: Ledger) -> list[tuple[str, str]]:
    """Return the number of patients and the quartiles of a group at each visit."""
    at_visit = group.of(test.values).groupby("AVISIT")["AVAL"]
    sizes = at_visit.size().reindex(test.visits, fill_value=0)
    numbers = [at_visit.quantile(p).reindex(test.visits) for p in QUARTILES.values()]
    digits, key = decimals(test.values["AVAL"]), test.param
    cells: list[tuple[str, str]] = []
    for visit, n, *found in zip(test.visits, map(int, sizes), *numbers, strict=True):
        count = group.add(ledger, "n", n, str(n), key, visit)
        text = add_quartiles(found, n, digits, group, ledger, key, visit, test.unit, to=" to ")
        cells.append((count, text if n else "–"))
    return cells


def _footnotes(study: Study, min_n: int) -> tuple[str, ...]:
    window = study.analysis.baseline_window_days
    last = f"the last value on or before the first dose, at most {window} days old"
    if study.source == "adam":
        when = f"Baseline: as flagged in the study's own ADLB, else {last}."
    else:
        when = f"Baseline: {last}. Follow-up: more than {FOLLOW_UP} days after the last infusion."
    least = f" Visits of at least {min_n} patients in any column." if min_n > 1 else ""
    return (
        f"{POPULATION}. Last value of each visit, in standard units, whatever therapy was given by "
        f"then; patients who stopped early are not in later visits. {when}{least}",
    )


def drawn_groups(study: Study, adam: AdamSet, columns: list[str] | None) -> list[Group]:
    """Return the groups that a figure compares: those of the first variable, else everybody."""
    groups = columns_of(study, adam, columns)
    first = next(iter(column_variables(study, adam, columns)), "")
    return [group for group in groups if group.variable == first and group.n] or groups[:1]
