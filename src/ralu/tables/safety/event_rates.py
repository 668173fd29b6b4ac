"""Rates of adverse events: by patients and their time to the first one, and by all events."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Table
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import NE_NOTE, NOT_ESTIMABLE, fixed, with_limits
from ralu.stats import incidence_rate
from ralu.study import Study
from ralu.tables.frame.groups import Group, everybody
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import still_on_treatment, window_end
from ralu.tables.safety.adverse_events import event_definition, names_of, treatment_emergent
from ralu.tables.safety.event_terms import frequent_terms
from ralu.tables.safety.risk_window import (
    days_at_risk,
    last_seen,
    placed,
    risk_windows,
    without_window,
)

NEEDS = {"adsl": "TRTSDT", "adae": "AEDECOD AEBODSYS ASTDT AETOXGR? AESER? RELFL? TRTEMFL?"}
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
    study: Study,
    adam: AdamSet,
    *,
    columns: list[str] | None = None,
    min_percent: float = 10,
    id: str = "tab-teae-rates",
) -> Table | None:
    """Return exposure-adjusted incidence rates with exact limits, beside event rates.

    Parameters
    ----------
    columns
        Grouping variables; the study's group variable where None.
    min_percent
        Terms that fewer percent of the patients of every group have are left out.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="teae.rate",
        analysis="teae_rate",
        source="adae",
        method=METHOD,
        by=columns,
    )
    if sheet is None:
        return None
    sheet.ledger.names = names_of(sheet.records["adae"])
    window, all_events = risk_windows(study, adam), treatment_emergent(sheet.records["adae"])
    events = placed(all_events, window)
    if events is None:
        return None
    for kind, (label, _) in KINDS.items():
        _write(sheet, label, (kind, ""), of_kind(all_events, kind), window, sheet.groups)
    groups = sheet.groups if study.analysis.group else [everybody(adam)]
    terms = frequent_terms(groups, all_events, min_percent)
    of_all = len(sheet.groups) > len(groups) == 1
    if terms and of_all:
        sheet.heading(f"Terms, {PATIENTS}")
    for soc, term in terms:
        mine = all_events[(all_events["AEBODSYS"] == soc) & (all_events["AEDECOD"] == term)]
        _write(sheet, term, (soc, term), mine, window, groups, 1 if of_all else 0)
    notes = without_window(adam, window, sheet.ledger)
    return _table(sheet, min_percent, len(all_events) - len(events), notes)


def _write(
    sheet: Sheet,
    label: str,
    key: tuple[str, str],
    events: pd.DataFrame,
    window: pd.DataFrame,
    groups: list[Group],
    indent: int = 0,
) -> None:
    """Write the rates of a set of events, a row per group; "NE" where none has a place in time."""
    found = placed(events, window)
    if found is None:
        sheet.row_per_group(label, lambda group: _unknown(sheet, group, key), groups, indent)
        return
    at_risk = days_at_risk(window, found)
    sheet.row_per_group(
        label, lambda group: _cells(sheet, group, window, at_risk, found, key), groups, indent
    )


def _table(sheet: Sheet, min_percent: float, without: int, notes: tuple[str, ...]) -> Table:
    """Return the table; `without` events have no place in the time at risk."""
    study = sheet.study
    first, every = "First event of a patient (incidence rate)", "All events (event rate)"
    least = f"Terms of at least {min_percent:g}% of all patients or of those of an arm."
    text = sheet.ledger.add("left_out", without, str(without), variable="any", method="Descriptive")
    return sheet.table(
        "Treatment-emergent adverse events: exposure-adjusted rates",
        *event_definition(study, sheet.adam, sheet.ledger),
        "Time at risk: from the first dose to the first event, or to the end of the window "
        f"({window_end(study, last='the last dose')}{still_on_treatment(sheet.adam)}), death or "
        "the day last seen; for the event rate through all of it; a year is twelve months of "
        f"{study.analysis.month_days:g} days. "
        f"{last_seen(study)}Confidence intervals (CI): "
        f"exact, Poisson. {NE_NOTE} " + least,
        CONSTANT,
        compose("Events left out, without a start date or after the last contact: {}.", text),
        *notes,
        columns=(
            Column("", align="left", weight=2.2),
            Column("Patients", group=first, weight=0.8),
            Column("Patient-\nyears", group=first, weight=0.8),
            Column(f"{UNIT.capitalize()}\n({confidence(study)} CI)", group=first, weight=1.8),
            Column("Events", group=every, weight=0.8),
            Column("Patient-\nyears", group=every, weight=0.8),
            Column(UNIT.capitalize().replace(f"{PER} ", f"{PER}\n"), group=every, weight=1),
        ),
        landscape=False,
    )


def _cells(
    sheet: Sheet,
    group: Group,
    window: pd.DataFrame,
    at_risk: pd.DataFrame,
    events: pd.DataFrame,
    key: tuple[str, str],
) -> list[Printed]:
    """Record the two rates of a group and return its cells."""
    analysis = sheet.study.analysis
    mine = at_risk[at_risk.index.isin(group.subjects)]
    whole = window[window.index.isin(group.subjects)]
    with_event, years = int(mine["event"].sum()), analysis.years(float(mine["days"].sum()))
    exposure = analysis.years(float((whole["end"] - whole["first"]).dt.days.sum()))
    number = len(group.of(events))

    def add(stat: str, value: float, digits: int, unit: str = "") -> Printed:
        return group.add(sheet.ledger, stat, value, fixed(value, digits), *key, unit=unit)

    found = incidence_rate(with_event, years, alpha=analysis.alpha)
    names = ("rate", "rate_lower", "rate_upper")
    limits = [add(s, PER * value, 1, UNIT) for s, value in zip(names, found, strict=True)]
    event_rate = PER * number / exposure if exposure else float("nan")
    return [
        add("n", with_event, 0),
        add("person_years", years, _digits(years), "years"),
        limits[0] if limits[0] == NOT_ESTIMABLE else with_limits(*limits),
        add("events", number, 0),
        add("exposure_years", exposure, _digits(exposure), "years"),
        add("event_rate", event_rate, 1, UNIT),
    ]


def _unknown(sheet: Sheet, group: Group, key: tuple[str, str]) -> list[Printed]:
    """Record that the rates of a group are not known and return its cells."""
    shown = ("n", "person_years", "rate", "events", "exposure_years", "event_rate")
    return [group.add(sheet.ledger, stat, None, NOT_ESTIMABLE, *key) for stat in shown]


def _digits(years: float) -> int:
    """Return the decimals of a time, so that a short one, be it a day, does not print as none."""
    return 1 if years == 0 or years >= 0.05 else 2 if years >= 0.005 else 4
