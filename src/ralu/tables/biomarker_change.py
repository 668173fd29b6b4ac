"""Percent change of a biomarker from baseline over the visits, and at its best."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.biomarkers import BEST, EVALUABLE, Course, baseline_words, not_evaluable
from ralu.tables.groups import Group, column_variables, columns_of, unplaced
from ralu.tables.text import fixed


def change_table(
    study: Study, adam: AdamSet, course: Course | None, *, min_n: int = 1
) -> Table | None:
    """Return percent change from baseline by visit and at its best.

    Visits with fewer than `min_n` patients in every column are not printed.
    """
    if course is None:
        return None
    param = course.param
    id = f"tab-change-{slug(param)}"
    groups = columns_of(study, adam)
    ledger = Ledger("biomarker", "biomarker", id, EVALUABLE, "adlb", "Descriptive")
    visits = course.values[course.values["ANL01FL"] == "Y"]
    rows = []
    for name in visits.sort_values("AVISITN", kind="stable")["AVISIT"].dropna().unique():
        of_visit = visits[visits["AVISIT"] == name]
        at_visit = of_visit.drop_duplicates("USUBJID", keep="last")
        cells = [_quartiles(group, at_visit, param, name, ledger) for group in groups]
        if max(group.of(at_visit)["USUBJID"].nunique() for group in groups) >= min_n:
            rows.append(Row((name, *(text for pair in cells for text in pair))))
    best = [_quartiles(group, course.best, param, BEST, ledger) for group in groups]
    rows.append(Row(("Best change at any time", *(text for pair in best for text in pair))))
    return Table(
        id,
        f"{course.name}: percent change from baseline",
        (
            Column("Visit", align="left", weight=1.8),
            *(
                Column(label, group=span, weight=weight)
                for span in [group.sized(ledger) for group in groups]
                for label, weight in (("n", 0.6), ("Median (Q1–Q3)", 1.8))
            ),
        ),
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


def _quartiles(
    group: Group, records: pd.DataFrame, param: str, visit: str, ledger: Ledger
) -> tuple[str, str]:
    """Return the number of patients, and the quartiles of their change."""
    change = group.of(records)["PCHG"]
    ledger_n = group.add(ledger, "n", len(change), str(len(change)), param, visit)
    texts = [
        group.add(ledger, stat, value, fixed(value, 1), param, visit, unit="%", n=len(change))
        for stat, value in zip(
            ("median", "q1", "q3"), change.quantile([0.5, 0.25, 0.75]), strict=True
        )
    ]
    return ledger_n, compose("{} ({} to {})", *texts) if len(change) else "–"
