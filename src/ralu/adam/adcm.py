"""ADCM: one record per anticancer therapy, by line, before and after 177Lu-PSMA."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.adam.dates import impute, study_day

LABELS = {
    "CMDECOD": "Therapy",
    "CMCLAS": "Class of therapy",
    "LPTFL": "Life-prolonging therapy",
    "ASTDT": "Start",
    "ASTDTF": "Imputation of the start",
    "AENDT": "End",
    "AENDTF": "Imputation of the end",
    "ASTDY": "Study day of the start",
    "PREFL": "Started before 177Lu",
    "LINE": "Order of therapy in the patient",
}
TAXANE = "taxane"
NOT_ANTICANCER = "supportive"
"""Class of therapy that neither counts as a line nor ends the time to next treatment."""


def derive_adcm(therapies: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return all therapies of a patient in order of their start."""
    first_dose = therapies["patient_id"].map(adsl.set_index("USUBJID")["TRTSDT"])
    start, start_flag = impute(therapies["start_date"], "mid")
    end, end_flag = impute(therapies["end_date"], "last", not_before=start)
    adcm = pd.DataFrame(
        {
            "USUBJID": therapies["patient_id"],
            "CMDECOD": therapies["therapy"],
            "CMCLAS": therapies["therapy_class"],
            "LPTFL": therapies["life_prolonging"],
            "ASTDT": start,
            "ASTDTF": start_flag,
            "AENDT": end,
            "AENDTF": end_flag,
            "ASTDY": study_day(start, first_dose),
            "PREFL": np.where(start < first_dose, "Y", "N"),
        }
    )
    adcm = adcm.sort_values(["USUBJID", "ASTDT", "CMDECOD"], kind="stable", ignore_index=True)
    line = adcm[adcm["CMCLAS"] != NOT_ANTICANCER].groupby("USUBJID").cumcount() + 1
    adcm["LINE"] = line.reindex(adcm.index).astype("Int64")
    return adcm


def add_history(adsl: pd.DataFrame, adcm: pd.DataFrame) -> None:
    """Add to ADSL what counts therapies: NLPT, LPTGR1, PTAXFL and the next therapy NACTDT.

    NLPT counts the different life-prolonging therapies that started before 177Lu, 223Ra being
    one of them. NACTDT is the first anticancer therapy that started after the first infusion.
    """
    before = adcm[adcm["PREFL"] == "Y"]
    counted = before[before["LPTFL"] == "Y"].groupby("USUBJID")["CMDECOD"].nunique()
    others = adsl["USUBJID"].map(counted).fillna(0).astype("int64")
    lpt = others + adsl["RANINJ"].notna().astype("int64")
    adsl["NLPT"] = lpt.astype("Int64").mask(adsl["SAFFL"] == "N")
    groups = np.select([adsl["SAFFL"] == "N", lpt >= 4], ["", ">=4"], default="<4")
    adsl["LPTGR1"] = pd.Series(groups, index=adsl.index).replace("", None)
    taxane = set(before.loc[before["CMCLAS"] == TAXANE, "USUBJID"])
    adsl["PTAXFL"] = np.where(adsl["USUBJID"].isin(taxane), "Y", "N")
    after = adcm[(adcm["ASTDY"] > 1) & (adcm["CMCLAS"] != NOT_ANTICANCER)]
    adsl["NACTDT"] = adsl["USUBJID"].map(after.groupby("USUBJID")["ASTDT"].min())
