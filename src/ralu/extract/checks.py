"""Checks across rows and tables: what would make an analysis impossible or silently wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.problems import Problem
from ralu.study import Study

KEY = {"extract": ("patients", "patient_id"), "adam": ("adsl", "USUBJID")}
UNIQUE = {
    "radium": ("patient_id", "injection_no"),
    "lutetium": ("patient_id", "infusion_no"),
    "adtte": ("USUBJID", "PARAMCD"),
}


def check_tables(study: Study, tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Return every contradiction between rows of one or several tables."""
    first, key = KEY[study.source]
    found = [*_repeated(study.files[first], tables[first], (key,))]
    for name, table in tables.items():
        if name == first or table.empty:
            continue
        found += _orphans(study.files[name], table, key, tables[first][key])
        if name in UNIQUE:
            found += _repeated(study.files[name], table, UNIQUE[name])
    if study.source == "extract":
        found += _impossible_dates(study, tables)
    return found


def _repeated(file: str, table: pd.DataFrame, key: tuple[str, ...]) -> Iterator[Problem]:
    for row in table.index[table.duplicated(list(key))]:
        value = " / ".join(str(table.at[row, column]) for column in key)
        yield Problem(
            file, row, key[-1], value, "stands here for the second time.", "Keep one of the rows."
        )


def _orphans(file: str, table: pd.DataFrame, key: str, known: pd.Series) -> Iterator[Problem]:
    for row in table.index[~table[key].isin(known)]:
        yield Problem(
            file,
            row,
            key,
            str(table.at[row, key]),
            "is no known patient.",
            "Correct it, or add the patient.",
        )


def _impossible_dates(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield deaths certainly before an infusion, and infusions out of order."""
    patients, lutetium = tables["patients"], tables["lutetium"]
    days = lutetium["date"].dt.strftime("%Y-%m-%d")
    last_dose = days.groupby(lutetium["patient_id"]).max()
    for row, patient, death in patients[["patient_id", "death_date"]].itertuples():
        dose = last_dose.get(patient)
        if death and dose and str(death) < str(dose)[: len(str(death))]:
            yield Problem(
                study.files["patients"],
                row,
                "death_date",
                death,
                f"lies before the last 177Lu infusion ({dose}).",
                "Correct one of the dates.",
            )
    ordered = lutetium.sort_values(["patient_id", "infusion_no"], kind="stable")
    previous = ordered.groupby("patient_id")["date"].shift()
    for row in ordered.index[ordered["date"] < previous]:
        yield Problem(
            study.files["lutetium"],
            row,
            "date",
            str(days[row]),
            "lies before that of an earlier infusion number.",
            "Correct the date or the number.",
        )
