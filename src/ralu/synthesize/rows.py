"""What happened, as rows of the source tables: everything still known and exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from numpy.random import Generator

from ralu.synthesize.actions import WITHDRAWN, draw_actions
from ralu.synthesize.adverse_events import Event
from ralu.synthesize.assays import SITE_WITHOUT_LIMITS, assay_at, written
from ralu.synthesize.calibrate import draw_ages
from ralu.synthesize.draw import bounded_normal, pick, stream
from ralu.synthesize.laboratory import LabValue
from ralu.synthesize.stops import stop_reasons
from ralu.synthesize.therapies import History
from ralu.synthesize.treatment import Course

Row = dict[str, str]

GLEASON = {"6": 0.05, "7": 0.24, "8": 0.24, "9": 0.33, "10": 0.06, "NK": 0.08}
DEATH_CAUSE = {"prostate cancer": 0.82, "other": 0.08, "unknown": 0.1}
SITES_WITH_PSMA_I_AND_T = {"S02", "S05"}
RADIUM_MBQ_PER_KG = 0.055


def patient_rows(
    courses: Sequence[Course], histories: Sequence[History], events: Sequence[Row]
) -> list[Row]:
    """Return the table of patients, whose end of therapy agrees with that of adverse events."""
    withdrawn = {row["patient_id"] for row in events if row["action_taken"] == WITHDRAWN}
    rng = stream("patients")
    ages = draw_ages(rng, [c.patient for c in courses])
    return [
        {
            "patient_id": c.patient.id,
            "site_id": c.patient.site,
            "birth_year": str(c.start.year - age),
            "diagnosis_date": history.diagnosis.isoformat(),
            "gleason_score": pick(rng, GLEASON),
            "mcrpc_date": history.mcrpc.isoformat(),
            "ecog": str(c.patient.ecog),
            "bone_mets": "Y",
            "lymph_node_mets": c.patient.lymph_nodes,
            "liver_mets": c.patient.liver,
            "lung_mets": c.patient.lung,
            "other_visceral_mets": c.patient.other_visceral,
            "death_date": _written(c.death),
            "death_cause": pick(rng, DEATH_CAUSE) if c.death else "",
            "last_contact_date": c.last_contact.isoformat(),
            "lutetium_stop_reason": reason,
        }
        for c, history, age, reason in zip(
            courses, histories, ages, stop_reasons(courses, withdrawn), strict=True
        )
    ]


def radium_rows(courses: Iterable[Course]) -> list[Row]:
    """Return the table of 223Ra injections: 55 kBq per kg of body weight."""
    rng = stream("radium")
    rows = []
    for course in courses:
        activity = RADIUM_MBQ_PER_KG * bounded_normal(rng, 83, 10, 65, 108)
        for number, day in enumerate(course.radium, 1):
            rows.append(
                {
                    "patient_id": course.patient.id,
                    "injection_no": str(number),
                    "date": day.isoformat(),
                    "activity_mbq": f"{activity * rng.normal(1, 0.01):.2f}",
                }
            )
    return rows


def lutetium_rows(courses: Iterable[Course]) -> list[Row]:
    """Return the table of 177Lu-PSMA infusions."""
    rng = stream("lutetium")
    rows = []
    for course in courses:
        other = course.patient.site in SITES_WITH_PSMA_I_AND_T
        usual = bounded_normal(rng, 6.9, 0.35, 6.1, 7.4)
        for number, day in enumerate(course.infusions, 1):
            rows.append(
                {
                    "patient_id": course.patient.id,
                    "infusion_no": str(number),
                    "date": day.isoformat(),
                    "activity_gbq": f"{bounded_normal(rng, usual, 0.12, 6.0, 7.4):.2f}",
                    "ligand": "PSMA-I&T" if other else "PSMA-617",
                }
            )
    return rows


def therapy_rows(histories: Iterable[History]) -> list[Row]:
    """Return the table of therapies other than 223Ra and 177Lu-PSMA."""
    return [
        {
            "patient_id": therapy.patient,
            "therapy": therapy.name,
            "therapy_class": therapy.kind,
            "life_prolonging": "Y" if therapy.life_prolonging else "N",
            "start_date": therapy.start.isoformat(),
            "end_date": _written(therapy.end),
        }
        for history in histories
        for therapy in sorted(history.therapies, key=lambda t: (t.start, t.name))
    ]


def event_rows(events: Sequence[Event]) -> list[Row]:
    """Return the table of adverse events."""
    return [
        {
            "patient_id": event.course.patient.id,
            "term": event.term.name,
            "soc": event.term.soc,
            "grade": str(event.grade),
            "serious": "Y" if event.serious else "N",
            "related_to": event.related_to,
            "outcome": event.outcome,
            "start_date": event.start.isoformat(),
            "end_date": _written(event.end),
            "action_taken": action,
        }
        for event, action in zip(events, draw_actions(events), strict=True)
    ]


def lab_rows(values: Iterable[LabValue]) -> list[Row]:
    """Return the table of laboratory values in the units of each site, gaps as charts have them."""
    rng = stream("laboratory gaps")
    return [_lab_row(rng, value) for value in values]


def _lab_row(rng: Generator, lab: LabValue) -> Row:
    site = lab.course.patient.site
    assay = assay_at(site, lab.code)
    lost = not lab.essential and rng.random() < 0.012
    limits = site != SITE_WITHOUT_LIMITS and rng.random() > 0.02
    if lab.value is None:
        shown = "NK"
    else:
        shown = (
            pick(rng, {"NA": 0.4, "ND": 0.3, "": 0.3})
            if lost
            else written(lab.code, lab.value, assay)
        )
    return {
        "patient_id": lab.course.patient.id,
        "date": lab.day.isoformat(),
        "test": lab.code,
        "value": shown,
        "unit": assay.unit,
        "lln": assay.lln if limits else "",
        "uln": assay.uln if limits else "",
    }


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
