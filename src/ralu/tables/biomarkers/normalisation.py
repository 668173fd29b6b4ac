"""Normalisation: a value above the upper limit of normal at baseline, and within it later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import compose
from ralu.prose import confidence
from ralu.rounding import fixed
from ralu.study import Study
from ralu.tables.biomarkers.course import Course, confirmed, response_rate
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    ci_name,
    column_variables,
    columns_of,
    heads,
    unplaced,
)
from ralu.tables.frame.window import on_treatment_values

METHOD = "Values on treatment, each against its own upper limit"
RAISED = f"{POPULATION} above the upper limit of normal at baseline"


@dataclass(frozen=True)
class _Found:
    """Patients: at baseline judged, and raised; raised with a judged value; normal, again."""

    judged: pd.DataFrame
    raised: pd.DataFrame
    followed: pd.DataFrame
    normal: pd.DataFrame
    again: pd.DataFrame


def normalisation_table(study: Study, adam: AdamSet, course: Course | None) -> Table | None:
    """Return how many patients with a raised value at baseline came down to normal, and when.

    None where the study does not have the biomarker or no upper limit of a baseline value.
    """
    if course is None:
        return None
    found = _found(course)
    if found.judged.empty:
        return None
    id = f"tab-normalisation-{slug(course.param)}"
    groups = columns_of(study, adam)
    ledger = Ledger("normalisation", "normalisation", id, RAISED, "adlb", METHOD)
    return Table(
        id,
        f"{course.name}: normalisation on treatment",
        (Column("", align="left", weight=2.4), *heads(groups, ledger)),
        _rows(study, groups, found, course.param, ledger),
        (
            compose(
                "{}, with a value on treatment; patients, n (%; {} CI, {}). Each value is judged "
                "by the upper limit that stands beside it; values without one are left out. On "
                "treatment: values {}. Confirmed: again within the limit at least {} days later, "
                "on treatment. Days from the first dose, of those who came down.",
                *(RAISED, confidence(study), ci_name(study)),
                on_treatment_values(study, adam),
                str(course.marker.confirmation_days),
            ),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _rows(
    study: Study, groups: list[Group], found: _Found, param: str, ledger: Ledger
) -> tuple[Row, ...]:
    """Return the rows of who was raised, who came down, and when."""
    of_all = replace(ledger, population=POPULATION, method="Count", rows=[])
    counts = [
        [_count(group, records, param, key, book) for group in groups]
        for key, records, book in (
            ("judged", found.judged, of_all),
            ("raised", found.raised, of_all),
            ("followed", found.followed, ledger),
        )
    ]
    evaluable = found.followed.drop_duplicates("USUBJID")
    shares = [
        [response_rate(study, group, records, evaluable, param, key, ledger) for group in groups]
        for key, records in (("normal", found.normal), ("confirmed_normal", found.again))
    ]
    days = [_days(group, found.normal, param, ledger) for group in groups]
    ledger.rows += of_all.rows
    return (
        Row(("Baseline with its upper limit", *counts[0])),
        Row(("above the upper limit", *counts[1]), indent=1),
        Row(("with a value on treatment", *counts[2]), indent=2),
        Row(("Down to the upper limit or below", *shares[0])),
        Row(("confirmed", *shares[1]), indent=1),
        Row(("Days to the first such value, median (Q1–Q3)", *days)),
    )


def _found(course: Course) -> _Found:
    """Return who is judged, raised, followed and normal."""
    records = course.records[course.records["ANRHI"].notna()]
    judged = records[records["ABLFL"] == "Y"].drop_duplicates("USUBJID", keep="last")
    raised = judged[judged["AVAL"] > judged["ANRHI"]]
    later = records[(records["ONTRTFL"] == "Y") & (records["ADY"] > 1)]
    followed = later[later["USUBJID"].isin(raised["USUBJID"])]
    normal = followed[followed["AVAL"] <= followed["ANRHI"]]
    again = confirmed(normal, course.marker.confirmation_days)
    return _Found(judged, raised, followed, normal, again)


def _count(group: Group, records: pd.DataFrame, param: str, key: str, ledger: Ledger) -> str:
    count = group.of(records)["USUBJID"].nunique()
    return group.add(ledger, "n", count, str(count), param, key)


def _days(group: Group, normal: pd.DataFrame, param: str, ledger: Ledger) -> str:
    """Return the quartiles of the days from the first dose to the first normal value."""
    days = group.of(normal).groupby("USUBJID")["ADY"].min().astype("float64") - 1
    texts = [
        group.add(ledger, stat, value, fixed(value, 0), param, "days", unit="days", n=len(days))
        for stat, value in zip(
            ("median", "q1", "q3"), days.quantile([0.5, 0.25, 0.75]), strict=True
        )
    ]
    return compose("{} ({} to {})", *texts) if len(days) else "–"
