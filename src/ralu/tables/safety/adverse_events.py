"""Treatment-emergent adverse events (TEAE): which events these are, and their overview."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Table
from ralu.ledger import Ledger, distinct
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, ci_name
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import emergent_events

NEEDS = {"adae": "TRTEMFL? AESER? AETOXGR? RELFL? AEACN?"}
ONCE = "Patients counted once, at the worst grade"
KINDS = {
    "any": "Any TEAE",
    "serious": "Serious",
    "grade_3_4": "Worst grade 3–4",
    "grade_ge3": "Grade 3 or higher",
    "grade_5": "Fatal (grade 5)",
    "related": "Related to treatment",
    "stopped": "Leading to stop of treatment",
}
TOLD_BY = {
    "serious": "AESER",
    "grade_3_4": "AETOXGR",
    "grade_ge3": "AETOXGR",
    "grade_5": "AETOXGR",
    "related": "RELFL",
    "stopped": "AEACN",
}
"""Variable that tells whether an event is of a kind."""
WHAT = {
    "serious": "Seriousness",
    "grade_ge3": "Grade",
    "related": "Relation to treatment",
    "stopped": "Action taken",
}
"""What is not known where that variable is empty."""
WITHDRAWN = "drug withdrawn"
"""Action taken, in any case of letters, that means stop of treatment."""
NOT_RECORDED = "not recorded"


def names_of(events: pd.DataFrame) -> dict[str, str]:
    """Return parts of ledger ids that keep apart terms which differ in case or blanks only."""
    return distinct(events["AEBODSYS"]) | distinct(events["AEDECOD"])


def treatment_emergent(events: pd.DataFrame) -> pd.DataFrame:
    """Return the treatment-emergent ones of adverse events."""
    return events[events["TRTEMFL"] == "Y"]


def of_kind(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the events that put a patient into a row of the overview.

    By grade he is in one row only, that of his worst one.
    """
    grade = events["AETOXGR"].astype("float64").groupby(events["USUBJID"]).transform("max")
    chosen = {
        "any": pd.Series(True, index=events.index),
        "serious": events["AESER"] == "Y",
        "grade_3_4": grade.isin([3, 4]),
        "grade_ge3": grade >= 3,
        "grade_5": grade == 5,
        "related": events["RELFL"] == "Y",
        "stopped": events["AEACN"].str.lower() == WITHDRAWN,
    }
    return events[chosen[kind].astype("bool")]


def graded_by_severity(events: pd.DataFrame) -> pd.Series:
    """Return which events have a severity in the place of a CTCAE grade."""
    if "AESEVFL" not in events:
        return pd.Series(False, index=events.index)
    return (events["AESEVFL"] == "Y") & events["AETOXGR"].notna()


def event_definition(study: Study, adam: AdamSet, ledger: Ledger) -> tuple[str, ...]:
    """Return the footnotes that every table of adverse events carries, recorded in its ledger."""
    graded = _graded(adam.adae, ledger)
    return (compose("{}. TEAE: {} {}", POPULATION, emergent_events(study), graded),)


def _graded(events: pd.DataFrame, ledger: Ledger) -> str:
    """Return where the grades come from: CTCAE, severity, or for so many events severity."""
    by_severity, total = graded_by_severity(events), len(events)
    number = int(by_severity.sum())
    if not number:
        return "Grades as reported; an event without a grade counts as of any grade only."
    stand = "mild, moderate, severe stand as grades 1, 2, 3; a fatal outcome as grade 5."
    if number == events["AETOXGR"].notna().sum():
        return f"No CTCAE grades: {stand}"
    own = Ledger(
        "teae", "teae_overview", ledger.output, POPULATION, "adae", "Descriptive", ledger.rows
    )
    of = (
        own.add("events", count, str(count), variable=variable, n=total)
        for variable, count in (("by_severity", number), ("recorded", total))
    )
    return compose(
        "CTCAE grades as reported. For {} of {} events recorded, which have none, {} An event "
        "without either counts as of any grade only.",
        *of,
        stand,
    )


def event_overview_table(
    study: Study, adam: AdamSet, *, columns: list[str] | None = None, id: str = "tab-teae-overview"
) -> Table | None:
    """Return patients with any, serious, severe, fatal and related events, with limits.

    `columns` are grouping variables; the study's group variable where None.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="teae",
        analysis="teae_overview",
        source="adae",
        method=ONCE,
        by=columns,
    )
    if sheet is None:
        return None
    events = treatment_emergent(sheet.records["adae"])
    for kind in KINDS:
        _kind(sheet, events, kind)
    number = [len(group.of(events)) for group in sheet.groups]
    sheet.numbers("Number of events", "events", number, "any")
    return sheet.table(
        "Treatment-emergent adverse events: overview",
        *event_definition(study, adam, sheet.ledger),
        "Patients, n (%); each counts once per row, and by his worst grade. Confidence "
        f"intervals (CI): {ci_name(study)}, %.",
        *_unknown(events, sheet.ledger),
        weight=2,
    )


def recorded(events: pd.DataFrame, kind: str) -> bool:
    """Return whether the study tells of any event whether it is of a kind."""
    variable = TOLD_BY.get(kind)
    return variable is None or events.empty or bool(events[variable].notna().any())


def _kind(sheet: Sheet, events: pd.DataFrame, kind: str) -> None:
    """Write the row of a kind and that of its limits."""
    if not recorded(events, kind):
        for stat in ("n", "pct"):
            cells = [g.add(sheet.ledger, stat, None, NOT_RECORDED, kind) for g in sheet.groups]
        sheet.row(KINDS[kind], cells)
        return
    who = of_kind(events, kind)["USUBJID"]
    sheet.patients(KINDS[kind], who, kind)
    limits = (
        group.limits(sheet.ledger, sheet.study, int(group.subjects.isin(who).sum()), kind)
        for group in sheet.groups
    )
    sheet.row(f"{confidence(sheet.study)} CI", limits, indent=1)


def _unknown(events: pd.DataFrame, ledger: Ledger) -> Iterator[Printed]:
    """Yield a footnote on each property that is known of some events only."""
    for kind, what in WHAT.items():
        unknown = int(events[TOLD_BY[kind]].isna().sum())
        if unknown and recorded(events, kind):
            text = ledger.add(
                "missing",
                unknown,
                str(unknown),
                variable=kind,
                n=len(events),
                method="Descriptive",
            )
            total = next(r.printed for r in ledger.rows if (r.stat, r.group) == ("events", ""))
            yield compose(f"{what} not recorded for {{}} of {{}} events.", text, total)
