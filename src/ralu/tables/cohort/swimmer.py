"""Courses of the patients in time: treatments, later therapies, death and last contact."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adcm import NOT_ANTICANCER
from ralu.adam.adex import LUTETIUM, RADIUM
from ralu.adam.observation import observation
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, everybody, split
from ralu.tables.frame.needs import records_of

NEEDS = {
    "adsl": "TRTSDT TRTEDT? RANINJ? RATRTSDT? RATRTEDT? DTHFL? DTHDT? LSTALVDT?",
    "adcm?": "CMCLAS? ASTDT? AENDT?",
}
STUDIED, OTHER, FOLLOWED = "Studied treatment", "Other anticancer therapy", "Under observation"
DEATH, UNDATED, CONTACT = "Death", "Death, date not known", "Alive at last contact"


@dataclass(frozen=True)
class PatientCourses:
    """What the swimmer plot shows, in months from the first dose of the studied treatment.

    Attributes
    ----------
    groups
        The arms, or everybody where there are none or somebody is in none.
    patients
        USUBJID and `group`, in the order of the drawing: by group, the longest course first.
    bars
        USUBJID, `kind`, `start` and `end`.
    marks
        USUBJID, `kind` and `at`; a death without a date stands where the line ends.
    observed
        How many lines end with death or last contact; the others end with the last dose.
    counts
        Patients with each kind of bar and mark, as printed; those drawn under "".
    undated
        Patients with 223Ra that is not drawn, as no injection has a date; None where there is none.
    """

    groups: tuple[Group, ...]
    patients: pd.DataFrame = field(repr=False)
    bars: pd.DataFrame = field(repr=False)
    marks: pd.DataFrame = field(repr=False)
    observed: int
    counts: dict[str, Printed] = field(repr=False)
    undated: Printed | None
    ledger: tuple[LedgerRow, ...] = field(repr=False)


def patient_courses(
    study: Study, adam: AdamSet, *, id: str = "fig-swimmer"
) -> PatientCourses | None:
    """Return the course of each patient; None where nobody has a dated first dose."""
    records = records_of(adam, NEEDS)
    if records is None or records["adsl"].empty:
        return None
    safe = records["adsl"].dropna(subset="TRTSDT").set_index("USUBJID")
    ends = _ends(study, safe)
    parts = [_span(ends["start"], ends["end"], FOLLOWED)] if ends["known"].any() else []
    name = LUTETIUM if study.source == "extract" else STUDIED
    parts += [
        _span(safe["TRTSDT"], safe["TRTEDT"].fillna(ends["end"]), name),
        _others(records["adcm"], safe, ends["end"]),
        _span(safe["RATRTSDT"], safe["RATRTEDT"], RADIUM),
    ]
    dated = pd.concat([part for part in parts if len(part)], ignore_index=True)
    origin, months = safe["TRTSDT"], study.analysis.months
    zero = dated["USUBJID"].map(origin)
    bars = dated[["USUBJID", "kind"]].assign(
        start=months((dated["start"] - zero).dt.days), end=months((dated["end"] - zero).dt.days)
    )
    at = months((ends["end"] - origin).dt.days).rename("at")
    marks = pd.DataFrame({"USUBJID": at.index, "kind": ends["mark"], "at": at})
    marks = marks.dropna(subset="kind").reset_index(drop=True)
    groups = _groups(study, adam, len(safe))
    ledger = Ledger("swimmer", "swimmer", id, POPULATION, "adsl", "Count")
    counts = _counts(bars, marks, len(safe), ledger)
    undated = _undated(safe, ledger)
    observed = int(ends["known"].sum())
    return PatientCourses(
        groups, _in_order(groups, at), bars, marks, observed, counts, undated, tuple(ledger.rows)
    )


def _groups(study: Study, adam: AdamSet, treated: int) -> tuple[Group, ...]:
    """Return the arms, or everybody where there are none or somebody is in none."""
    arm = study.analysis.group
    if not arm or arm.variable not in adam.adsl:
        return (everybody(adam),)
    arms = tuple(group for group in split(study, adam, arm.variable) if group.n)
    return arms if sum(group.n for group in arms) == treated else (everybody(adam),)


def _ends(study: Study, safe: pd.DataFrame) -> pd.DataFrame:
    """Return start and end of each course, whether the end is known, and the mark at the end.

    Who has no date of a last dose is on treatment to the data cut-off (`treatment_windows`).
    """
    cutoff = pd.Timestamp(study.data_cutoff)
    found = observation(study, safe.reset_index())
    known, dated = found["end"].notna(), found["death"].notna()
    contact = pd.Series(None, index=safe.index, dtype="object").mask(known, CONTACT)
    died = found["died"].fillna(False).astype("bool")
    return pd.DataFrame(
        {
            "start": safe["RATRTSDT"].fillna(safe["TRTSDT"]),
            "end": found["end"].fillna(safe["TRTEDT"]).fillna(cutoff),
            "known": known,
            "mark": contact.mask(died, UNDATED).mask(dated, DEATH),
        }
    )


def _span(start: pd.Series, end: pd.Series, kind: str) -> pd.DataFrame:
    """Return a bar per patient of whom the start is known."""
    spans = pd.DataFrame({"kind": kind, "start": start, "end": end})
    return spans[spans["start"].notna()].rename_axis("USUBJID").reset_index()


def _others(adcm: pd.DataFrame, safe: pd.DataFrame, until: pd.Series) -> pd.DataFrame:
    """Return the therapies that started after the first 223Ra injection, else the first dose.

    One without an end is drawn up to the end of the course.
    """
    adcm = adcm[adcm["CMCLAS"] != NOT_ANTICANCER]
    since = safe["RATRTSDT"].fillna(safe["TRTSDT"])
    adcm = adcm[adcm["ASTDT"] > adcm["USUBJID"].map(since)]
    last = adcm["USUBJID"].map(until)
    end = adcm["AENDT"].fillna(last)
    return pd.DataFrame(
        {
            "USUBJID": adcm["USUBJID"],
            "kind": OTHER,
            "start": adcm["ASTDT"],
            "end": end.where(end < last, last),
        }
    )


def _in_order(groups: tuple[Group, ...], at: pd.Series) -> pd.DataFrame:
    """Return the patients by group, those of the longest course first."""
    rows = [
        pd.DataFrame({"USUBJID": ends.index, "group": place})
        for place, group in enumerate(groups)
        if len(
            ends := at[at.index.isin(group.subjects)].sort_values(ascending=False, kind="stable")
        )
    ]
    return pd.concat(rows, ignore_index=True)


def _counts(
    bars: pd.DataFrame, marks: pd.DataFrame, total: int, ledger: Ledger
) -> dict[str, Printed]:
    drawn = pd.concat([bars[["USUBJID", "kind"]], marks[["USUBJID", "kind"]]])
    kinds = drawn.groupby("kind")["USUBJID"].nunique().drop(FOLLOWED, errors="ignore")
    counts = {"": ledger.add("n", total, str(total), variable="drawn", n=total)}
    for kind, n in kinds.items():
        counts[str(kind)] = ledger.add("n", int(n), str(n), variable=str(kind), n=total)
    return counts


def _undated(safe: pd.DataFrame, ledger: Ledger) -> Printed | None:
    """Record how many had 223Ra at times not known."""
    n = int((safe["RANINJ"].notna() & safe["RATRTSDT"].isna()).sum())
    return ledger.add("n", n, str(n), variable="undated", n=len(safe)) if n else None
