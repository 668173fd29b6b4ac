"""Exposure: doses, activity, timing and holds of each treatment."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adex import LUTETIUM, RADIUM, whole_sum
from ralu.blocks import Table
from ralu.rounding import NE_NOTE
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.sheet import Sheet

NEEDS = {"adex": "EXTRT ASTDT? ADOSE? ADOSU? EXGAPD? EXLIGAND?"}
KNOWN = {RADIUM: "injections", LUTETIUM: "infusions"}
"""Treatments in order, with the word for their doses."""


def exposure_table(
    study: Study,
    adam: AdamSet,
    *,
    hold_days: int,
    columns: list[str] | None = None,
    id: str = "tab-exposure",
) -> Table | None:
    """Return doses, activity, timing and holds of each treatment.

    Parameters
    ----------
    hold_days
        A treatment was held where more than so many days lie between two consecutive doses.
    columns
        Grouping variables; the study's group variable where None.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="exposure",
        analysis="exposure",
        source="adex",
        by=columns,
    )
    if sheet is None:
        return None
    adex = sheet.records["adex"]
    given = sorted(set(adex["EXTRT"]), key=lambda t: (t not in KNOWN, t != RADIUM, t))
    for treatment in given:
        _treatment(sheet, treatment, adex[adex["EXTRT"] == treatment], hold_days)
    return sheet.table(
        f"Exposure to {' and '.join(given) if set(given) <= set(KNOWN) else 'the treatments'}",
        f"{POPULATION}. Median (Q1–Q3) per patient, or patients n (%). Duration: from the first "
        f"dose to the last. A cumulative activity needs that of every dose. {NE_NOTE}",
        f"Held: more than {hold_days} days between two consecutive doses; where doses are not "
        "dated no gap is known.",
    )


def _treatment(sheet: Sheet, treatment: str, doses: pd.DataFrame, hold_days: int) -> None:
    """Write the rows of one treatment."""
    what = KNOWN.get(treatment, "doses")
    number = doses.groupby("USUBJID").size()
    sheet.heading(treatment)
    for label, (key, values) in _measures(sheet.study, what, doses, number).items():
        sheet.quartiles(label, values, f"{treatment} {key}", indent=1)
    sheet.heading(f"Patients by number of {what}", 1, section=False)
    for n in range(1, int(number.max()) + 1):
        sheet.patients(str(n), number.index[number == n], f"{treatment} doses", str(n), 2)
    held = doses.loc[doses["EXGAPD"].fillna(0) > hold_days, "USUBJID"]
    sheet.patients("Held at least once", held, f"{treatment} held", f">{hold_days} days", 1)
    ligands = doses.groupby("EXLIGAND")
    if len(ligands):
        sheet.heading("Ligand", 1, section=False)
    for ligand, some in ligands:
        sheet.patients(str(ligand), some["USUBJID"], f"{treatment} ligand", str(ligand), 2)


def _measures(
    study: Study, what: str, doses: pd.DataFrame, number: pd.Series
) -> dict[str, tuple[str, pd.Series]]:
    """Return number, activity, gaps and duration per patient, with their names in the ledger."""
    by = doses.groupby("USUBJID")
    unit = ", ".join(doses["ADOSU"].dropna().unique()) or "unit not recorded"
    span = study.analysis.months((by["ASTDT"].max() - by["ASTDT"].min()).dt.days)
    span[doses["ASTDT"].isna().groupby(doses["USUBJID"]).any()] = None
    gaps = doses["EXGAPD"].astype("float64").groupby(doses["USUBJID"])
    return {
        f"Number of {what}": ("doses", number),
        f"Activity per {what[:-1]} ({unit})": ("activity", by["ADOSE"].mean()),
        f"Cumulative activity ({unit})": ("cumulative", whole_sum(by["ADOSE"])),
        f"Days between {what}": ("gap", gaps.median()),
        "Longest gap (days)": ("longest", gaps.max()),
        "Duration (months)": ("duration", span),
    }
