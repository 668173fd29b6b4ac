"""Normalisation: a value above the upper limit of normal at baseline, and within it later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import compose
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.biomarkers import Course, confirmed, rate
from ralu.tables.groups import (
    POPULATION,
    Group,
    ci_name,
    column_variables,
    columns_of,
    heads,
    unplaced,
)
from ralu.tables.text import fixed

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
    id, param = f"tab-normalisation-{slug(course.param)}", course.param
    groups = columns_of(study, adam)
    ledger = Ledger("normalisation", "normalisation", id, RAISED, "adlb", METHOD)
    of_all = replace(ledger, population=POPULATION, method="Count", rows=[])
    raised = [_count(g, found.raised, param, "raised", of_all) for g in groups]
    judged = [_count(g, found.judged, param, "judged", of_all) for g in groups]
    followed = [_count(g, found.followed, param, "followed", ledger) for g in groups]
    shares = {
        "normal": [_share(study, g, found.normal, found, param, "normal", ledger) for g in groups],
        "again": [
            _share(study, g, found.again, found, param, "confirmed_normal", ledger) for g in groups
        ],
    }
    days = [_days(g, found.normal, param, ledger) for g in groups]
    ledger.rows += of_all.rows
    return Table(
        id,
        f"{course.name}: normalisation on treatment",
        (Column("", align="left", weight=2.4), *heads(groups, ledger)),
        (
            Row(("Baseline with its upper limit", *judged)),
            Row(("above the upper limit", *raised), indent=1),
            Row(("with a value on treatment", *followed), indent=2),
            Row(("Down to the upper limit or below", *shares["normal"])),
            Row(("confirmed", *shares["again"]), indent=1),
            Row(("Days to the first such value, median (Q1–Q3)", *days)),
        ),
        (
            compose(
                "{}, with a value on treatment; patients, n (%; {} CI, {}). Each value is judged "
                "by the upper limit that stands beside it; values without one are left out. On "
                "treatment: after the first dose and up to {} days after the last. Confirmed: "
                "again within the limit at least {} days later, on treatment. Days from the first "
                "dose, of those who came down.",
                *(RAISED, confidence(study), ci_name(study)),
                str(study.analysis.teae_window_days),
                str(course.marker.confirmation_days),
            ),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
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


def _share(
    study: Study,
    group: Group,
    records: pd.DataFrame,
    found: _Found,
    param: str,
    key: str,
    ledger: Ledger,
) -> str:
    evaluable = found.followed.drop_duplicates("USUBJID")
    return rate(study, group, records, evaluable, param, key, ledger)


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
