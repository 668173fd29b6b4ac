"""Adverse events by when they began, and terms that came back."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose, join
from ralu.rounding import NE_NOTE, count_percent, fixed
from ralu.study import Study
from ralu.tables.frame.groups import Group
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import after_last_dose
from ralu.tables.safety.adverse_events import event_definition, treatment_emergent
from ralu.tables.safety.event_rates import of_kind
from ralu.tables.safety.risk_window import risk_windows, without_window

NEEDS = {"adsl": "TRTSDT", "adae": "AEDECOD ASTDT AETOXGR? AESER? TRTEMFL?"}
UNKNOWN = "unknown"
KINDS = {"any": "With an event", "grade_ge3": "Grade 3 or higher", "serious": "Serious"}
TIMES = {"once": "Each term once", "twice": "A term twice", "more": "A term three times or more"}
"""How often the same term came in a patient at most."""


def event_periods_table(
    study: Study, adam: AdamSet, *, columns: list[str] | None = None, id: str = "tab-teae-periods"
) -> Table | None:
    """Return patients and events by period, and how often the same term came back.

    `columns` are grouping variables; the study's group variable where None.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="ae.period",
        analysis="ae_period",
        source="adae",
        method="Patients counted once",
        by=columns,
    )
    if sheet is None:
        return None
    window = risk_windows(study, adam)
    _write_periods(sheet, window)
    _write_recurrence(sheet, treatment_emergent(sheet.records["adae"]))
    return sheet.table(
        "Adverse events by period, and recurrence",
        *event_definition(study, adam, sheet.ledger),
        "Periods by the start of an event, all events recorded, TEAE or not. Patients, n (%) "
        "of those observed in the period; each counts once per row and period. "
        f"{NE_NOTE}",
        "Recurrence: patients with a TEAE, by how often the same term came at most.",
        *without_window(adam, window, sheet.ledger),
    )


def _write_periods(sheet: Sheet, window: pd.DataFrame) -> None:
    """Write the events of each period, and how many have no start date."""
    adae = sheet.records["adae"]
    at_risk = adae[adae["USUBJID"].isin(window.index)]
    began = _period(at_risk, window)
    for period, label in _labels(sheet.study, window).items():
        events = at_risk[began == period]
        seen = window.index[_observed(window, period) | window.index.isin(events["USUBJID"])]
        sheet.heading(label)
        _write_period(sheet, events, seen, period)
    undated = at_risk[began == UNKNOWN]
    number = [len(group.of(undated)) for group in sheet.groups]
    sheet.numbers("Events without a start date", "events", number, UNKNOWN)


def _labels(study: Study, window: pd.DataFrame) -> dict[str, str]:
    """Return the periods in words; that after the next therapy only where there is one."""
    labels = {
        "before": "Before the first dose",
        "on": "From the first to the last dose",
        "window": after_last_dose(study),
        "later": "Later",
    }
    if window["next"].notna().any():
        labels["later"] += ", before the next therapy"
        labels["next"] = "Later, after the next therapy"
    return labels


def _period(events: pd.DataFrame, window: pd.DataFrame) -> pd.Series:
    """Return the period in which each event began."""
    start = events["ASTDT"]
    first, last, until, following = (
        events["USUBJID"].map(window[name]) for name in ("first", "last", "until", "next")
    )
    unknown = pd.Series(UNKNOWN, index=events.index)
    return unknown.case_when(
        [
            (start < first, "before"),
            ((start >= first) & (start <= last), "on"),
            ((start > last) & (start <= until), "window"),
            ((start > until) & (start >= following), "next"),
            (start > until, "later"),
        ]
    )


def _observed(window: pd.DataFrame, period: str) -> pd.Series:
    """Return which patients were followed in a period; all where the study does not say."""
    seen = window["seen"].fillna(pd.Timestamp.max)
    following = window["next"].fillna(pd.Timestamp.max)
    if period == "window":
        return seen > window["last"]
    if period == "later":
        return (seen > window["until"]) & (following > window["until"])
    if period == "next":
        return (seen > window["until"]) & (seen >= following)
    return pd.Series(True, index=window.index)


def _write_period(sheet: Sheet, events: pd.DataFrame, seen: pd.Index, period: str) -> None:
    """Write who was observed in a period, who had an event then, and how many these were."""
    sizes = [int(group.subjects.isin(seen).sum()) for group in sheet.groups]
    sheet.numbers("Patients observed", "observed", sizes, period, indent=1)
    for kind, label in KINDS.items():
        mine = of_kind(events, kind)
        pairs = zip(sheet.groups, sizes, strict=True)
        cells = (_share(group, size, mine, period, kind, sheet.ledger) for group, size in pairs)
        sheet.row(label, cells, indent=1)
    number = [len(group.of(events)) for group in sheet.groups]
    sheet.numbers("Events", "events", number, period, indent=1)


def _share(
    group: Group, size: int, events: pd.DataFrame, period: str, kind: str, ledger: Ledger
) -> Printed:
    """Record the patients of a group with an event, of those observed."""
    count = group.of(events)["USUBJID"].nunique()
    percent = 100 * count / size if size else None
    parts = (("n", count, str(count), ""), ("pct", percent, fixed(percent, 1), "%"))
    texts = (
        group.add(ledger, stat, value, text, period, kind, unit=unit, n=size)
        for stat, value, text, unit in parts
    )
    return count_percent(*texts)


def _write_recurrence(sheet: Sheet, events: pd.DataFrame) -> None:
    """Write patients by the most episodes of one term, and events per patient."""
    most = events.groupby(["USUBJID", "AEDECOD"]).size().groupby("USUBJID").max()
    number = events.groupby("USUBJID").size()
    often = {"once": most == 1, "twice": most == 2, "more": most > 2}
    sheet.heading("TEAE: recurrence")
    for times, label in TIMES.items():
        sheet.patients(label, most.index[often[times]], "teae", times, indent=1)
    cells = (_per_patient(group, number, sheet.ledger) for group in sheet.groups)
    sheet.row("Events per patient with any: median (range)", cells, indent=1)


def _per_patient(group: Group, number: pd.Series, ledger: Ledger) -> Printed:
    mine = number[number.index.isin(group.subjects)].astype("float64")
    middle = mine.median()
    values = (
        ("median", middle, 0 if middle % 1 == 0 else 1),
        ("min", mine.min(), 0),
        ("max", mine.max(), 0),
    )
    texts = [
        group.add(ledger, stat, value, fixed(value, digits), "teae", "events", n=len(mine))
        for stat, value, digits in values
    ]
    return compose("{} ({})", texts[0], join("–", texts[1:])) if len(mine) else texts[0]
