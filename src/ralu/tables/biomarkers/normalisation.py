"""Normalisation: a value above the upper limit of normal at baseline, and within it later."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Table
from ralu.ledger import slug
from ralu.printed import compose
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.biomarkers.course import Course, confirmed, marker_sheet, response_row, spread
from ralu.tables.frame.groups import POPULATION, ci_name
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import on_treatment_values

NEEDS = {"adlb": "AVAL ANRHI ABLFL ONTRTFL"}
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


def normalisation_table(
    study: Study, adam: AdamSet, course: Course | None, *, id: str | None = None
) -> Table | None:
    """Return how many patients with a raised value at baseline came down to normal, and when.

    None where the study does not have the biomarker or no upper limit of a baseline value.
    """
    if course is None:
        return None
    id = id or f"tab-normalisation-{slug(course.param)}"
    sheet = marker_sheet(
        study, adam, id, "normalisation", method=METHOD, population=RAISED, needs=NEEDS
    )
    found = _found(course)
    if sheet is None or found.judged.empty:
        return None
    _rows(sheet, found, course.param)
    return sheet.table(
        f"{course.name}: normalisation on treatment",
        compose(
            "{}, with a value on treatment; patients, n (%; {} CI, {}). Each value is judged "
            "by the upper limit that stands beside it; values without one are left out. On "
            "treatment: values {}. Confirmed: again within the limit at least {} days later, "
            "on treatment. Days from the first dose, of those who normalised.",
            *(RAISED, confidence(study), ci_name(study)),
            on_treatment_values(study, adam),
            str(course.marker.confirmation_days),
        ),
    )


def _rows(sheet: Sheet, found: _Found, param: str) -> None:
    """Write who was raised, who came down, and when."""
    of_all = sheet.recorded(population=POPULATION, method="Count")
    for indent, (of, label, key, records) in enumerate(
        (
            (of_all, "Baseline with its upper limit", "judged", found.judged),
            (of_all, "above the upper limit", "raised", found.raised),
            (sheet, "with a value on treatment", "followed", found.followed),
        )
    ):
        counts = [group.of(records)["USUBJID"].nunique() for group in of.groups]
        of.numbers(label, "n", counts, param, key, indent)
    evaluable = found.followed.drop_duplicates("USUBJID")
    label = "Down to the upper limit or below"
    response_row(sheet, label, found.normal, evaluable, param, "normal")
    response_row(sheet, "confirmed", found.again, evaluable, param, "confirmed_normal", indent=1)
    days = found.normal.groupby("USUBJID")["ADY"].min().astype("float64") - 1
    sheet.row(
        "Days to the first such value, median (Q1–Q3)",
        (spread(days, g, sheet.ledger, param, "days", "days", 0) for g in sheet.groups),
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
