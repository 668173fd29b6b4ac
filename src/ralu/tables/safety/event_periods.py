"""Adverse events by when they began, and terms that came back."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose, join
from ralu.rounding import count_percent, fixed
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    unplaced,
)
from ralu.tables.frame.window import after_last_dose
from ralu.tables.safety.adverse_events import event_definition, treatment_emergent
from ralu.tables.safety.event_rates import of_kind
from ralu.tables.safety.risk_window import risk_windows

UNKNOWN = "unknown"
KINDS = {"any": "With an event", "grade_ge3": "Grade 3 or higher", "serious": "Serious"}
TIMES = {"once": "Each term once", "twice": "A term twice", "more": "A term three times or more"}
"""How often the same term came in a patient at most."""


def event_periods_table(
    study: Study, adam: AdamSet, *, columns: list[str] | None = None
) -> Table | None:
    """Return patients and events by period, and how often the same term came back.

    `columns` are grouping variables; the study's group variable where None.
    """
    if adam.adae.empty:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger(
        "ae.period", "ae_period", "tab-teae-periods", POPULATION, "adae", "Patients counted once"
    )
    window = risk_windows(study, adam)
    began = _period(adam.adae, window)
    rows: list[Row] = []
    for period, label in _labels(study, window).items():
        events = adam.adae[began == period]
        seen = window.index[_observed(window, period) | window.index.isin(events["USUBJID"])]
        rows.append(Row((label, *[""] * len(groups)), heading=True))
        rows += _period_rows(groups, events, seen, period, ledger)
    undated = adam.adae[began == UNKNOWN]
    cells = [g.add(ledger, "events", k := len(g.of(undated)), str(k), UNKNOWN) for g in groups]
    rows.append(Row(("Events without a start date", *cells)))
    rows += _recurrence(groups, treatment_emergent(adam), ledger)
    return Table(
        ledger.output,
        "Adverse events by period, and recurrence",
        (Column("", align="left", weight=2.4), *heads(groups, ledger)),
        tuple(rows),
        (
            *event_definition(study, adam),
            "Periods by the start of an event, all events recorded, TEAE or not. Patients, n (%) "
            "of those observed in the period; each counts once per row and period. NE: not "
            "estimable.",
            "Recurrence: patients with a TEAE, by how often the same term came at most.",
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        ledger=tuple(ledger.rows),
    )


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


def _period_rows(
    groups: list[Group], events: pd.DataFrame, seen: pd.Index, period: str, ledger: Ledger
) -> list[Row]:
    sizes = [int(group.subjects.isin(seen).sum()) for group in groups]
    pairs = list(zip(groups, sizes, strict=True))
    observed = (g.add(ledger, "observed", size, str(size), period) for g, size in pairs)
    rows = [Row(("Patients observed", *observed), indent=1)]
    for kind, label in KINDS.items():
        mine = of_kind(events, kind)
        cells = (_share(g, size, mine, period, kind, ledger) for g, size in pairs)
        rows.append(Row((label, *cells), indent=1))
    number = [g.add(ledger, "events", k := len(g.of(events)), str(k), period) for g in groups]
    return [*rows, Row(("Events", *number), indent=1)]


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


def _recurrence(groups: list[Group], events: pd.DataFrame, ledger: Ledger) -> list[Row]:
    """Return patients by the most episodes of one term, and events per patient."""
    most = events.groupby(["USUBJID", "AEDECOD"]).size().groupby("USUBJID").max()
    number = events.groupby("USUBJID").size()
    often = {"once": most == 1, "twice": most == 2, "more": most > 2}
    rows = [Row(("TEAE: recurrence", *[""] * len(groups)), heading=True)]
    for times, label in TIMES.items():
        subjects = most.index[often[times]]
        counts = (int(group.subjects.isin(subjects).sum()) for group in groups)
        cells = (g.share(ledger, n, "teae", times) for g, n in zip(groups, counts, strict=True))
        rows.append(Row((label, *cells), indent=1))
    cells = (_per_patient(group, number, ledger) for group in groups)
    label = "Events per patient with any: median (range)"
    return [*rows, Row((label, *cells), indent=1)]


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
