"""Listing of serious and fatal adverse events, one row each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adae import FATAL
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.needs import records_of
from ralu.tables.safety.adverse_events import event_definition, recorded

NEEDS = {
    "adsl": "TRTSDT?",
    "adae": "AEDECOD AETOXGR? ASTDT? AENDT? AEREL? AEACN? AEOUT? AESER? TRTEMFL?",
}
NOT_KNOWN = "–"
COLUMNS = {
    "USUBJID": "Patient",
    "AEDECOD": "Term",
    "AETOXGR": "Grade",
    "ASTDY": "Start\n(day)",
    "AENDY": "End\n(day)",
    "AEREL": "Related to",
    "AEACN": "Action taken",
    "AEOUT": "Outcome",
}
NUMBERS = ("AETOXGR", "ASTDY", "AENDY")
WEIGHTS = {"AEDECOD": 2.2, "AEREL": 1.3, "AEACN": 1.4, "AEOUT": 1.4} | dict.fromkeys(NUMBERS, 0.6)


ONLY_FATAL = "The study does not record which events are serious; these are the fatal ones."


def event_listing_table(
    study: Study, adam: AdamSet, *, id: str = "tab-sae-listing"
) -> Table | None:
    """Return the serious treatment-emergent and all fatal events; None without events."""
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    adae = records["adae"]
    fatal = (adae["AEOUT"].str.lower() == FATAL) | (adae["AETOXGR"] == 5).fillna(False)
    serious = (adae["AESER"] == "Y") & (adae["TRTEMFL"] == "Y")
    chosen = _with_days(adae[(serious | fatal).astype("bool")], records["adsl"])
    chosen = chosen.sort_values(["USUBJID", "ASTDT", "AEDECOD"], kind="stable")
    ledger = Ledger("sae.listing", "sae_listing", id, POPULATION, "adae", "Listed")
    counts = (
        ledger.add("events", len(chosen), str(len(chosen)), variable="listed", name=""),
        ledger.add("n", k := chosen["USUBJID"].nunique(), str(k), variable="listed", name=""),
        ledger.add("fatal", k := int(fatal.sum()), str(k), variable="listed", name=""),
    )
    texts = [[_text(value) for value in chosen[name]] for name in COLUMNS]
    return Table(
        id,
        "Listing of serious and fatal adverse events",
        tuple(
            Column(
                head,
                align="right" if name in NUMBERS else "left",
                weight=WEIGHTS.get(name, 1),
            )
            for name, head in COLUMNS.items()
        ),
        tuple(Row(cells) for cells in zip(*texts, strict=True)),
        (
            *event_definition(study, adam, ledger),
            compose(
                "{} events of {} patients: serious TEAE, and all fatal events ({}) whenever they "
                "began. Days count from the first dose, which is on day one; earlier ones have a "
                f"minus sign. {NOT_KNOWN}: not recorded, or no end.",
                *counts,
            ),
            *([] if recorded(adae, "serious") else [ONLY_FATAL]),
        ),
        listing=True,
        ledger=tuple(ledger.rows),
    )


def _with_days(events: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the events with study days of start and end; there is no day 0."""
    first = events["USUBJID"].map(adsl.set_index("USUBJID")["TRTSDT"])
    days = {}
    for name, date in (("ASTDY", "ASTDT"), ("AENDY", "AENDT")):
        passed = (events[date] - first).dt.days
        days[name] = passed.where(passed < 0, passed + 1)
    return events.assign(**days)


def _text(value: Any) -> str:
    """Return a cell as printed."""
    if value is None or pd.isna(value):
        return NOT_KNOWN
    return f"{value:.0f}".replace("-", "−") if isinstance(value, int | float) else str(value)
