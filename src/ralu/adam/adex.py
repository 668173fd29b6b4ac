"""ADEX: one record per 223Ra injection and 177Lu-PSMA infusion."""

from __future__ import annotations

import pandas as pd

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
    """Return all doses in order of treatment and number."""
    adex = pd.concat([_radium(tables["radium"]), _lutetium(tables["lutetium"])], ignore_index=True)
    adex = adex.sort_values(["USUBJID", "EXTRT", "EXSEQ"], kind="stable", ignore_index=True)
    start = adex["USUBJID"].map(adsl.set_index("USUBJID")["TRTSDT"])
    adex["ASTDY"] = study_day(adex["ASTDT"], start)
    before = adex.groupby(["USUBJID", "EXTRT"])["ASTDT"].shift()
    adex["EXGAPD"] = (adex["ASTDT"] - before).dt.days.astype("Int64")
    return adex


def _radium(radium: pd.DataFrame) -> pd.DataFrame:
    dates, flags = impute(radium["date"], "mid")
    return pd.DataFrame(
        {
            "USUBJID": radium["patient_id"],
            "EXTRT": RADIUM,
            "EXSEQ": radium["injection_no"],
            "ASTDT": dates,
            "ASTDTF": flags,
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
