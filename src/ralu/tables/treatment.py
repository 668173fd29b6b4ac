"""Treatment: therapies before and after, and exposure to the radionuclides."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adcm import NOT_ANTICANCER
from ralu.adam.adex import LUTETIUM, RADIUM
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.study import Study
from ralu.tables.groups import POPULATION, Group, column_variables, columns_of, heads, unplaced
from ralu.tables.text import decimals, fixed

KNOWN = {RADIUM: "injections", LUTETIUM: "infusions"}
"""Treatments in order, with the word for their doses."""


def therapies(
    study: Study, adam: AdamSet, *, before: bool, columns: list[str] | None = None
) -> Table | None:
    """Return the patients by class and name of the anticancer therapies before or after 177Lu."""
    if adam.adcm.empty:
        return None
    when = "before" if before else "after"
    groups = columns_of(study, adam, columns)
    id = f"tab-therapies-{when}"
    ledger = Ledger(
        f"therapy.{when}", f"therapy_{when}", id, POPULATION, "adcm", "Patients counted once"
    )
    adcm = adam.adcm[adam.adcm["CMCLAS"] != NOT_ANTICANCER]
    adcm = adcm[(adcm["PREFL"] == "Y") if before else (adcm["ASTDY"] > 1)]
    rows = [_patients("Any", adcm, ("", ""), groups, ledger, 0)]
    for name, of_class in _by_patients(adcm.fillna({"CMCLAS": "Class not recorded"}), "CMCLAS"):
        rows.append(_patients(name, of_class, (name, ""), groups, ledger, 0))
        for therapy, one in _by_patients(of_class, "CMDECOD"):
            rows.append(_patients(therapy, one, (name, therapy), groups, ledger, 1))
    return Table(
        id,
        f"Anticancer therapies {when} the first 177Lu infusion",
        (Column("Class\n    Therapy", align="left", weight=2.2), *heads(groups, ledger)),
        tuple(rows),
        (
            f"{POPULATION}. Numbers are patients, n (%); a patient counts once per row. A therapy "
            "whose start is not known is counted in neither table, unless it ended before 177Lu.",
            "223Ra and the studied 177Lu-PSMA are not among them."
            if before
            else "Therapies that started after the first 177Lu infusion.",
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _by_patients(frame: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the levels of a column, the one with most patients first."""
    parts = [(str(name), part) for name, part in frame.groupby(column)]
    return sorted(parts, key=lambda one: (-one[1]["USUBJID"].nunique(), one[0]))


def _patients(
    label: str,
    records: pd.DataFrame,
    key: tuple[str, str],
    groups: list[Group],
    ledger: Ledger,
    indent: int,
) -> Row:
    cells = (group.count(ledger, records, key[0] or "any", key[1]) for group in groups)
    return Row((label, *cells), indent=indent)


def exposure(study: Study, adam: AdamSet, *, columns: list[str] | None = None) -> Table | None:
    """Return doses, activity and timing of each treatment."""
    if adam.adex.empty:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("exposure", "exposure", "tab-exposure", POPULATION, "adex", "Descriptive")
    rows: list[Row] = []
    given = [t for t in KNOWN if (adam.adex["EXTRT"] == t).any()]
    given += sorted(set(adam.adex["EXTRT"]) - set(KNOWN))
    for treatment in given:
        doses = adam.adex[adam.adex["EXTRT"] == treatment]
        what = KNOWN.get(treatment, "doses")
        rows.append(Row((treatment, *[""] * len(groups)), heading=True))
        rows += _doses(treatment, what, doses, groups, ledger)
    return Table(
        "tab-exposure",
        f"Exposure to {' and '.join(given)}",
        (Column("", align="left", weight=2.4), *heads(groups, ledger)),
        tuple(rows),
        (
            f"{POPULATION}. Median (Q1–Q3) per patient, or patients n (%). NE: not estimable.",
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _doses(
    treatment: str, what: str, doses: pd.DataFrame, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the rows of one treatment: number of doses, activity, gaps."""
    unit = ", ".join(doses["ADOSU"].dropna().unique()) or "unit not recorded"
    by = doses.groupby("USUBJID")
    number = by.size()
    measures = {
        f"Number of {what}": ("doses", number.astype("float64")),
        f"Activity per {what[:-1]} ({unit})": ("activity", by["ADOSE"].mean()),
        f"Cumulative activity ({unit})": ("cumulative", by["ADOSE"].sum(min_count=1)),
        f"Days between {what}": ("gap", by["EXGAPD"].median().astype("float64")),
    }
    rows = [
        Row((label, *(_quartiles(treatment, key, values, g, ledger) for g in groups)), indent=1)
        for label, (key, values) in measures.items()
    ]
    rows.append(Row((f"Patients by number of {what}", *[""] * len(groups)), indent=1))
    for n in range(1, int(number.max()) + 1):
        some = doses[doses["USUBJID"].isin(number.index[number == n])]
        row = _patients(str(n), some, (f"{treatment} doses", str(n)), groups, ledger, 2)
        rows.append(row)
    return rows


def _quartiles(
    treatment: str, key: str, values: pd.Series, group: Group, ledger: Ledger
) -> Printed:
    known = values[values.index.isin(group.subjects)].dropna()
    digits = decimals(values)
    quartiles = known.quantile([0.5, 0.25, 0.75]).to_list()
    texts = (
        group.add(ledger, name, value, fixed(value, digits), f"{treatment} {key}", n=len(known))
        for name, value in zip(("median", "q1", "q3"), quartiles, strict=True)
    )
    return compose("{} ({}–{})", *texts)
