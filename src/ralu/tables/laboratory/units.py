"""Units of the laboratory source, and how they were converted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import NAMES
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import Printed, compose
from ralu.tables.frame.groups import SOURCE_RECORDS
from ralu.tables.frame.needs import records_of
from ralu.tables.laboratory.grades import unit_in_words

NEEDS = {"dqunit": "PARAMCD UNIT STANDARD RECORDS PATIENTS FACTOR? ROWS?"}
HEADS = (
    Column("Test", align="left", weight=2.2),
    Column("Unit as written", align="left"),
    Column("Records", weight=0.8),
    Column("Patients", weight=0.8),
    Column("Multiplied by", weight=0.9),
    Column("Converted to", align="left"),
)
NO_UNIT = "no unit"
NO_FACTOR = "–"


def laboratory_units_table(adam: AdamSet, *, id: str = "tab-lab-units") -> Table | None:
    """Return records and patients by test and unit as written, with what became of them."""
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    used = records["dqunit"]
    ledger = Ledger("lab.unit", "lab_unit", id, SOURCE_RECORDS, "dqunit", "Count")
    parts = {
        "Converted": used["FACTOR"].notna(),
        "Not convertible: left out": used["FACTOR"].isna() & (used["STANDARD"] != ""),
        "Test not known: not used": used["STANDARD"] == "",
    }
    rows, seen, blank = [], Counter[str](), [""] * (len(HEADS) - 1)
    for heading, chosen in parts.items():
        found = used[chosen]
        rows += [Row((heading, *blank), heading=True)] if len(found) else []
        rows += _rows(found, seen, ledger)
    return Table(
        id,
        "Laboratory values: units as written in the source",
        HEADS,
        tuple(rows),
        (_note(used, ledger),),
        ledger=tuple(ledger.rows),
    )


def _rows(used: pd.DataFrame, seen: Counter[str], ledger: Ledger) -> Iterator[Row]:
    columns = ("PARAMCD", "UNIT", "RECORDS", "PATIENTS", "FACTOR", "STANDARD", "ROWS")
    for test, unit, records, patients, factor, standard, rows in zip(
        *(used[name] for name in columns), strict=True
    ):
        written = unit or NO_UNIT
        name = _name(seen, test, written)
        add = partial(_add, ledger, test, written, name)
        counts = (add("n", records), add("patients", patients))
        left_out = (NO_FACTOR, f"rows {rows}" if rows else NO_FACTOR)
        became = left_out if pd.isna(factor) else (add("factor", factor), unit_in_words(standard))
        yield Row((NAMES.get(test, test), written, *counts, *became), indent=1)


def _name(seen: Counter[str], test: str, written: str) -> str:
    """Return what names a test in the ids of a unit: another one for another spelling of it."""
    seen[key := f"{test}.{slug(written)}"] += 1
    return slug(test) + (f".spelling-{seen[key]}" if seen[key] > 1 else "")


def _add(ledger: Ledger, test: str, written: str, name: str, stat: str, value: float) -> Printed:
    text = f"{value:.6g}" if stat == "factor" else str(value)
    return ledger.add(stat, value, text, variable=test, level=written, name=name)


def _note(used: pd.DataFrame, ledger: Ledger) -> str:
    """Say what is counted, and how many values could not be converted."""
    lost = used[used["FACTOR"].isna() & (used["STANDARD"] != "")]
    number = int(lost["RECORDS"].sum())
    total = int(used.loc[used["STANDARD"] != "", "RECORDS"].sum())
    texts = (
        ledger.add("n", number, str(number), variable="not_convertible", n=total),
        ledger.add("n", total, str(total), variable="records"),
    )
    return compose(
        "Records of the source with a value, of all patients. Not convertible: {} of {} records of "
        "known tests; rows are those of the file as a spreadsheet shows them. A conversion is "
        "never guessed from the value.",
        *texts,
    )
