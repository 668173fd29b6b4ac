"""ADEX: one record per 223Ra injection and 177Lu-PSMA infusion."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas.core.groupby import SeriesGroupBy

from ralu.adam.dates import impute, study_day

RADIUM, LUTETIUM = "223Ra", "177Lu-PSMA"
LABELS = {
    "EXTRT": "Treatment",
    "EXSEQ": "Dose number",
    "ASTDT": "Date of dose",
    "ASTDTF": "Imputation of the date",
    "ASTDY": "Study day",
    "ADOSE": "Activity",
    "ADOSU": "Unit of activity",
    "EXLIGAND": "PSMA ligand",
    "EXGAPD": "Days since the dose before",
}


def derive_adex(tables: dict[str, pd.DataFrame], adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the doses of patients who got 177Lu-PSMA, in order of treatment and number."""
    first_dose = adsl[adsl["SAFFL"] == "Y"].set_index("USUBJID")["TRTSDT"]
    parts = [_radium(tables["radium"], first_dose), _lutetium(tables["lutetium"])]
    adex = pd.concat(parts, ignore_index=True)
    return add_timing(adex[adex["USUBJID"].isin(first_dose.index)], first_dose)


def add_timing(adex: pd.DataFrame, first_dose: pd.Series) -> pd.DataFrame:
    """Return the doses in order, with study day and days since the dose before."""
    adex = adex.sort_values(["USUBJID", "EXTRT", "EXSEQ"], kind="stable", ignore_index=True)
    adex["ASTDY"] = study_day(adex["ASTDT"], adex["USUBJID"].map(first_dose))
    before = adex.groupby(["USUBJID", "EXTRT"])["ASTDT"].shift()
    adex["EXGAPD"] = (adex["ASTDT"] - before).dt.days.astype("Int64")
    return adex


def _radium(radium: pd.DataFrame, first_dose: pd.Series) -> pd.DataFrame:
    """Return the injections; one dated to the year only has no date, as in ADSL."""
    first = radium["patient_id"].map(first_dose)
    dates, flags = impute(radium["date"], "mid", not_after=first)
    year_only = flags == "M"
    return pd.DataFrame(
        {
            "USUBJID": radium["patient_id"],
            "EXTRT": RADIUM,
            "EXSEQ": radium["injection_no"],
            "ASTDT": dates.mask(year_only),
            "ASTDTF": flags.mask(year_only, None),
            "ADOSE": radium["activity_mbq"],
            "ADOSU": "MBq",
            "EXLIGAND": pd.Series(None, index=radium.index, dtype="object"),
        }
    )


def _lutetium(lutetium: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "USUBJID": lutetium["patient_id"],
            "EXTRT": LUTETIUM,
            "EXSEQ": lutetium["infusion_no"],
            "ASTDT": lutetium["date"],
            "ASTDTF": pd.Series(None, index=lutetium.index, dtype="object"),
            "ADOSE": lutetium["activity_gbq"],
            "ADOSU": "GBq",
            "EXLIGAND": lutetium["ligand"],
        }
    )


def whole_sum(activities: SeriesGroupBy[Any, Any]) -> pd.Series:
    """Return the sum of each patient's doses; a part of them would be too small a number."""
    return activities.sum().where(activities.count() == activities.size())
