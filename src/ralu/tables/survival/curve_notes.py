"""Footnotes on Kaplan-Meier curves whose numbers stand in the ledger."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.stats import NobodyAtRisk
from ralu.tables.frame.groups import Group

CONDITION = (
    "Conditional curve: of patients alive {} months after the origin, when {} were under "
    "observation and at risk; times count from the origin."
)
SAME_DAY = (
    "Patients who die or are censored on the day on which they come under observation, and are at "
    "risk on that day: {}."
)
ENTERED = "Delayed entry: patients are at risk from their time of entry on."
GAP = {"gap_start": "months", "gap_end": "months", "gap_surv": ""}
"""Statistics of where delayed entry leaves nobody at risk, with their units."""


def condition_note(param: str, month: float, records: pd.DataFrame, ledger: Ledger) -> Printed:
    """Record from when a conditional curve starts, with how many at risk; return it in words."""
    start = replace(ledger, prefix=f"{ledger.prefix}.start", analysis="km_start", rows=[])
    at_risk = int((records["entry"] < month).sum())
    texts = [
        start.add(stat, value, f"{value:g}", variable=param, name="", unit=unit, n=len(records))
        for stat, value, unit in (("month", month, "months"), ("n_risk", at_risk, ""))
    ]
    ledger.rows += start.rows
    return compose(CONDITION, *texts)


def same_day_notes(param: str, records: pd.DataFrame, ledger: Ledger) -> list[Printed]:
    """Record how many leave on the day on which they come under observation; say it."""
    count = int(records["same_day"].sum())
    if not count:
        return []
    text = ledger.add("same_day", count, str(count), variable=param, name="", n=len(records))
    return [compose(SAME_DAY, text)]


def warning_note(param: str, group: Group, n: int, warning: Warning | str, ledger: Ledger) -> str:
    """Write the numbers of a warning to the ledger and return its words."""
    if not isinstance(warning, NobodyAtRisk):
        return str(warning)
    texts = (
        group.add(ledger, stat, number, f"{number:g}", param, unit=unit, n=n, name="")
        for (stat, unit), number in zip(GAP.items(), warning.numbers, strict=True)
    )
    return compose(warning.WORDS, *texts)
