"""Which units the laboratory values of the source are written in, and what became of them."""

from __future__ import annotations

import pandas as pd

from ralu.adam.adopted import derived, units_of
from ralu.ctcae import STANDARD_UNIT
from ralu.ctcae.units import factors
from ralu.extract import Source
from ralu.study import Study

COLUMNS = ("PARAMCD", "UNIT", "RECORDS", "PATIENTS", "FACTOR", "STANDARD", "TABLE", "ROWS")
LISTED = 5
"""So many rows of the file are named where a unit cannot be converted."""


def units_used(study: Study, source: Source) -> pd.DataFrame:
    """Return one row per test and unit as written, of the source's records with a value.

    A value times FACTOR is in the unit STANDARD. FACTOR is missing where the unit cannot be
    converted, and then ROWS names the first rows of the file; STANDARD is "" where the test is
    not known. Tests are in order of the table of units, then the most frequent unit first.
    """
    table = "labs" if study.source == "extract" else "adlb"
    labs = _labs(study, source, table)
    rows = []
    for keys, found in labs.groupby(["test", "unit"], sort=True):
        test, unit = map(str, keys)
        factor, standard = float(factors(test, unit)), STANDARD_UNIT.get(test, "")
        where = _rows(found.index) if pd.isna(factor) and standard else ""
        patients = found["patient"].nunique()
        rows.append((test, unit, len(found), patients, factor, standard, table, where))
    known = list(STANDARD_UNIT)
    rows.sort(key=lambda row: (known.index(row[0]) if row[0] in known else len(known), -row[2]))
    types = {"RECORDS": "int64", "PATIENTS": "int64", "FACTOR": "float64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def _labs(study: Study, source: Source, table: str) -> pd.DataFrame:
    """Return patient, test and unit of the records with a value, at their rows of the file."""
    given = source.tables[table]
    names = {"patient": "patient_id", "test": "test", "value": "value", "unit": "unit"}
    if table == "adlb":
        given = given[~derived(given)].assign(AVALU=units_of(study, given))
        names = {"patient": "USUBJID", "test": "PARAMCD", "value": "AVAL", "unit": "AVALU"}
    labs = pd.DataFrame({our: given[their] for our, their in names.items()})
    labs = labs[labs["value"].notna() & labs["test"].notna()]
    return labs.assign(unit=labs["unit"].astype("object").fillna(""))


def _rows(rows: pd.Index) -> str:
    """Return the first rows in words."""
    first = ", ".join(map(str, rows[:LISTED]))
    return first + (", …" if len(rows) > LISTED else "")
