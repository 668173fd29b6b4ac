"""Treatment: anticancer therapies before and after the first 177Lu infusion."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adcm import NOT_ANTICANCER
from ralu.blocks import Table
from ralu.rounding import NE_NOTE
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.sheet import Sheet

NEEDS = {"adsl": "TRTEDT?", "adcm": "CMDECOD? CMCLAS? PREFL? ASTDT? ASTDY?"}


def therapies_table(
    study: Study,
    adam: AdamSet,
    *,
    before: bool,
    columns: list[str] | None = None,
    id: str | None = None,
) -> Table | None:
    """Return the patients by class and name of the anticancer therapies before or after 177Lu."""
    when = "before" if before else "after"
    sheet = Sheet.of(
        study,
        adam,
        id or f"tab-therapies-{when}",
        needs=NEEDS,
        prefix=f"therapy.{when}",
        analysis=f"therapy_{when}",
        source="adcm",
        method="Patients counted once",
        by=columns,
    )
    if sheet is None:
        return None
    adcm = sheet.records["adcm"]
    adcm = adcm[adcm["CMCLAS"] != NOT_ANTICANCER]
    adcm = adcm[(adcm["PREFL"] == "Y") if before else (adcm["ASTDY"] > 1)]
    sheet.patients("Any", adcm["USUBJID"], "any")
    for name, of_class in _by_patients(adcm.fillna({"CMCLAS": "Class not recorded"}), "CMCLAS"):
        sheet.patients(name, of_class["USUBJID"], name)
        for therapy, records in _by_patients(of_class, "CMDECOD"):
            sheet.patients(therapy, records["USUBJID"], name, therapy, indent=1)
    if not before:
        _what_followed(sheet, adcm)
    return sheet.table(
        f"Anticancer therapies {when} the first 177Lu infusion",
        f"{POPULATION}. Numbers are patients, n (%); a patient counts once per row. A therapy "
        "that starts on the day of the first infusion, or on an unknown day and did not end "
        "before it, is counted in neither table.",
        "223Ra and the studied 177Lu-PSMA are not among them."
        if before
        else "Therapies that started after the first 177Lu infusion. Months to the next are "
        f"those of patients who had one, not an estimate of the time to it. {NE_NOTE}",
        corner="Class\n    Therapy",
        weight=2.2,
    )


def _what_followed(sheet: Sheet, adcm: pd.DataFrame) -> None:
    """Write the patients by number of later therapies, and the time to the next of them."""
    number = adcm.groupby("USUBJID")["CMDECOD"].nunique()
    sheet.heading("Number of different later therapies")
    for n in range(1, int(number.max() if len(number) else 0) + 1):
        sheet.patients(str(n), number.index[number == n], "number", str(n), indent=1)
    last = sheet.records["adsl"].set_index("USUBJID")["TRTEDT"]
    start = adcm["ASTDT"]
    following = start[start > adcm["USUBJID"].map(last)].groupby(adcm["USUBJID"]).min()
    days = (following - last.reindex(following.index)).dt.days
    label = "Months from the last infusion to the next therapy, median (Q1–Q3)"
    months = sheet.study.analysis.months(days)
    sheet.quartiles(label, months, "months to next", unit="months")


def _by_patients(frame: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the levels of a column, the one with most patients first."""
    parts = [(str(name), part) for name, part in frame.groupby(column)]
    return sorted(parts, key=lambda one: (-one[1]["USUBJID"].nunique(), one[0]))
