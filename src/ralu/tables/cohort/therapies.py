"""Treatment: anticancer therapies before and after the first 177Lu infusion."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adcm import NOT_ANTICANCER
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    safety_population,
    unplaced,
)
from ralu.tables.frame.quartiles import quartiles


def therapies_table(
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
    if not before:
        rows += _what_followed(study, adam, adcm, groups, ledger)
    return Table(
        id,
        f"Anticancer therapies {when} the first 177Lu infusion",
        (Column("Class\n    Therapy", align="left", weight=2.2), *heads(groups, ledger)),
        tuple(rows),
        (
            f"{POPULATION}. Numbers are patients, n (%); a patient counts once per row. A therapy "
            "that starts on the day of the first infusion, or on an unknown day and did not end "
            "before it, is counted in neither table.",
            "223Ra and the studied 177Lu-PSMA are not among them."
            if before
            else "Therapies that started after the first 177Lu infusion. Months to the next are "
            "those of patients who had one, not an estimate of the time to it. NE: not estimable.",
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _what_followed(
    study: Study, adam: AdamSet, adcm: pd.DataFrame, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the patients by number of later therapies, and the time to the next of them."""
    number = adcm.groupby("USUBJID")["CMDECOD"].nunique()
    rows = [Row(("Number of different later therapies", *[""] * len(groups)), heading=True)]
    for n in range(1, int(number.max() if len(number) else 0) + 1):
        some = adcm[adcm["USUBJID"].isin(number.index[number == n])]
        rows.append(_patients(str(n), some, ("number", str(n)), groups, ledger, 1))
    last = safety_population(adam).set_index("USUBJID")["TRTEDT"]
    start = adcm["ASTDT"]
    following = start[start > adcm["USUBJID"].map(last)].groupby(adcm["USUBJID"]).min()
    months = (following - last.reindex(following.index)).dt.days / study.analysis.month_days
    cells = (quartiles(months, g, ledger, "months to next", unit="months") for g in groups)
    label = "Months from the last infusion to the next therapy, median (Q1–Q3)"
    return [*rows, Row((label, *cells))]


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
