"""Rates of adverse events: by patients and their time to the first one, and by all events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import NOT_ESTIMABLE, fixed
from ralu.stats import incidence_rate
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    everybody,
    unplaced,
)
from ralu.tables.frame.window import window_end
from ralu.tables.safety.adverse_events import event_definition, names_of, treatment_emergent
from ralu.tables.safety.event_terms import frequent_terms
from ralu.tables.safety.risk_window import dated, days_at_risk, last_seen, risk_windows

PATIENTS = "all patients"
PER = 100
"""Rates are per so many patient-years."""
METHOD = "Person-time, exact Poisson"
UNIT = f"per {PER} patient-years"
KINDS: dict[str, tuple[str, Callable[[pd.DataFrame], pd.Series]]] = {
    "any": ("Any TEAE", lambda events: pd.Series(True, index=events.index)),
    "serious": ("Serious", lambda events: events["AESER"] == "Y"),
    "grade_ge3": ("Grade 3 or higher", lambda events: (events["AETOXGR"] >= 3).fillna(False)),
    "related": ("Related to treatment", lambda events: events["RELFL"] == "Y"),
}
"""Which events, of each kind, in words and as a choice of records."""
CONSTANT = (
    "The incidence rate takes the hazard as constant over the window and the same for all "
    "patients, which haematotoxicity after radioligand therapy is not: read it beside the "
    "cumulative incidence. Events of one patient depend on each other: no limits of the event rate."
)


def of_kind(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the events that are of a kind themselves, whatever else the patient had."""
    return events[KINDS[kind][1](events).astype("bool")]


def event_rates_table(
    study: Study, adam: AdamSet, *, columns: list[str] | None = None, min_percent: float = 10
) -> Table | None:
    """Return exposure-adjusted incidence rates with exact limits, beside event rates.

    Parameters
    ----------
    columns
        Grouping variables; the study's group variable where None.
    min_percent
        Terms that fewer percent of the patients of every group have are left out.
    """
    if adam.adae.empty:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("teae.rate", "teae_rate", "tab-teae-rates", POPULATION, "adae", METHOD)
    ledger.names = names_of(adam)
    of_terms = groups if study.analysis.group else [everybody(adam)]
    window, all_events = risk_windows(study, adam), treatment_emergent(adam)
    events = dated(all_events, window)
    rows: list[Row] = []
    for kind, (label, _) in KINDS.items():
        rows += _rows(study, label, (kind, ""), of_kind(events, kind), window, groups, ledger)
    terms = frequent_terms(of_terms, all_events, min_percent)
    of_all = len(groups) > len(of_terms) == 1
    if terms and of_all:
        rows.append(Row((f"Terms, {PATIENTS}", *[""] * 6), heading=True))
    for soc, term in terms:
        mine = events[(events["AEBODSYS"] == soc) & (events["AEDECOD"] == term)]
        more = _rows(study, term, (soc, term), mine, window, of_terms, ledger)
        rows += [replace(row, indent=1) for row in more] if of_all else more
    without = len(all_events) - len(events)
    return _table(study, adam, columns, rows, min_percent, without, ledger)


def _rows(
    study: Study,
    label: str,
    key: tuple[str, str],
    events: pd.DataFrame,
    window: pd.DataFrame,
    groups: list[Group],
    ledger: Ledger,
) -> list[Row]:
    """Return the row of a set of events, or a heading and a row per group."""
    at_risk = days_at_risk(window, events)
    cells = [_cells(study, group, window, at_risk, events, key, ledger) for group in groups]
    if len(groups) == 1:
        return [Row((label, *cells[0]))]
    named = zip(groups, cells, strict=True)
    rows = [Row((group.sized(ledger), *mine), indent=1) for group, mine in named]
    return [Row((label, *[""] * 6), heading=True), *rows]


def _table(
    study: Study,
    adam: AdamSet,
    columns: list[str] | None,
    rows: list[Row],
    min_percent: float,
    without: int,
    ledger: Ledger,
) -> Table:
    first, every = "First event of a patient (incidence rate)", "All events (event rate)"
    least = f"Terms of at least {min_percent:g}% of all patients or of those of an arm."
    book = Ledger("teae.rate", "teae_rate", ledger.output, POPULATION, "adae", "Descriptive")
    text = book.add("left_out", without, str(without), variable="any")
    ledger.rows += book.rows
    return Table(
        ledger.output,
        "Treatment-emergent adverse events: exposure-adjusted rates",
        (
            Column("", align="left", weight=2.2),
            Column("Patients", group=first, weight=0.8),
            Column("Patient-\nyears", group=first, weight=0.8),
            Column(f"{UNIT.capitalize()}\n({confidence(study)} CI)", group=first, weight=1.8),
            Column("Events", group=every, weight=0.8),
            Column("Patient-\nyears", group=every, weight=0.8),
            Column(UNIT.capitalize().replace(f"{PER} ", f"{PER}\n"), group=every, weight=1),
        ),
        tuple(rows),
        (
            *event_definition(study, adam),
            "Time at risk: from the first dose to the first event, or to the end of the window "
            f"({window_end(study, last='the last dose')}), death or the day last seen; for the "
            f"event rate through all of it; a year is twelve months of "
            f"{study.analysis.month_days:g} days. {last_seen(study)}Confidence intervals (CI): "
            "exact, Poisson. NE: not estimable. " + least,
            CONSTANT,
            compose("Events left out, without a start date or after the last contact: {}.", text),
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        ledger=tuple(ledger.rows),
    )


def _cells(
    study: Study,
    group: Group,
    window: pd.DataFrame,
    at_risk: pd.DataFrame,
    events: pd.DataFrame,
    key: tuple[str, str],
    ledger: Ledger,
) -> list[Printed]:
    """Record the two rates of a group and return its cells."""
    mine = at_risk[at_risk.index.isin(group.subjects)]
    whole = window[window.index.isin(group.subjects)]
    year = 12 * study.analysis.month_days
    with_event, years = int(mine["event"].sum()), float(mine["days"].sum()) / year
    exposure = float((whole["end"] - whole["first"]).dt.days.sum()) / year
    number = len(group.of(events))

    def add(stat: str, value: float, digits: int, unit: str = "") -> Printed:
        return group.add(ledger, stat, value, fixed(value, digits), *key, unit=unit)

    found = incidence_rate(with_event, years, alpha=1 - study.analysis.confidence_level)
    names = ("rate", "rate_lower", "rate_upper")
    limits = [add(s, PER * value, 1, UNIT) for s, value in zip(names, found, strict=True)]
    event_rate = PER * number / exposure if exposure else float("nan")
    return [
        add("n", with_event, 0),
        add("person_years", years, _digits(years), "years"),
        limits[0] if limits[0] == NOT_ESTIMABLE else compose("{} ({}–{})", *limits),
        add("events", number, 0),
        add("exposure_years", exposure, _digits(exposure), "years"),
        add("event_rate", event_rate, 1, UNIT),
    ]


def _digits(years: float) -> int:
    """Return the decimals of a time, so that a short one, be it a day, does not print as none."""
    return 1 if years == 0 or years >= 0.05 else 2 if years >= 0.005 else 4
