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
    """Return the therapies of patients who got 177Lu-PSMA, in order of their start.

    An imputed start is not after the end, nor after death or the day last known alive: a therapy
    was given to a living patient. One without a start that ended before 177Lu began before it.
    """
    subjects = adsl[adsl["SAFFL"] == "Y"].set_index("USUBJID")
    therapies = therapies[therapies["patient_id"].isin(subjects.index)]
    patient = therapies["patient_id"]
    followed = patient.map(subjects["DTHDT"].fillna(subjects["LSTALVDT"]))
    end, end_flag = impute(therapies["end_date"], "last", not_after=patient.map(subjects["DTHDT"]))
    latest = pd.concat([end, followed], axis=1).min(axis=1)
    start, start_flag = impute(therapies["start_date"], "mid", not_after=latest)
    adcm = pd.DataFrame(
        {
            "USUBJID": patient,
            "CMDECOD": therapies["therapy"],
            "CMCLAS": therapies["therapy_class"],
            "LPTFL": therapies["life_prolonging"],
            "ASTDT": start,
            "ASTDTF": start_flag,
            "AENDT": end,
            "AENDTF": end_flag,
        }
    )
    adcm = add_order(adcm, subjects["TRTSDT"])
    ended_before = adcm["AENDT"] < adcm["USUBJID"].map(subjects["TRTSDT"])
    adcm["PREFL"] = adcm["PREFL"].mask(ended_before, "Y")
    return adcm[["USUBJID", *LABELS]]


def add_order(adcm: pd.DataFrame, first_dose: pd.Series) -> pd.DataFrame:
    """Return the therapies in order, with study day, PREFL (missing where the start is), line."""
    first = adcm["USUBJID"].map(first_dose)
    adcm["ASTDY"] = study_day(adcm["ASTDT"], first)
    unknown = pd.Series(None, index=adcm.index, dtype="object")
    cases = [(adcm["ASTDT"] < first, "Y"), (adcm["ASTDT"].notna(), "N")]
    adcm["PREFL"] = unknown.case_when(cases)
    adcm = adcm.sort_values(["USUBJID", "ASTDT", "CMDECOD"], kind="stable", ignore_index=True)
    line = adcm[adcm["CMCLAS"] != NOT_ANTICANCER].groupby("USUBJID").cumcount() + 1
    adcm["LINE"] = line.reindex(adcm.index).astype("Int64")
    return adcm


def add_history(adsl: pd.DataFrame, adcm: pd.DataFrame) -> None:
    """Add to ADSL what counts therapies: NLPT, LPTGR1, PTAXFL, NACTDT and NACTEDT.

    NLPT counts the different life-prolonging therapies that started before 177Lu, 223Ra being
    one of them; a study without records of therapies has no such counts. NACTDT and NACTEDT are
    the first anticancer therapies that started after the first and after the last infusion.
    """
    before = adcm[adcm["PREFL"] == "Y"]
    counted = before[before["LPTFL"] == "Y"].groupby("USUBJID")["CMDECOD"].nunique()
    others = adsl["USUBJID"].map(counted).fillna(0).astype("int64")
    lpt = others + adsl["RANINJ"].notna().astype("int64")
    countable = (adsl["SAFFL"] == "Y") & (not adcm.empty)
    adsl["NLPT"] = lpt.astype("Int64").where(countable)
    groups = pd.Series(np.where(lpt >= 4, ">=4", "<4"), index=adsl.index, dtype="object")
    adsl["LPTGR1"] = groups.where(countable, None)
    taxane = adsl["USUBJID"].isin(before.loc[before["CMCLAS"] == TAXANE, "USUBJID"])
    flags = pd.Series(np.where(taxane, "Y", "N"), index=adsl.index, dtype="object")
    adsl["PTAXFL"] = flags.where(countable, None)
    anticancer = adcm[adcm["CMCLAS"] != NOT_ANTICANCER]
    for variable, dose in (("NACTDT", "TRTSDT"), ("NACTEDT", "TRTEDT")):
        given = anticancer["USUBJID"].map(adsl.set_index("USUBJID")[dose])
        after = anticancer[anticancer["ASTDT"] > given]
        adsl[variable] = adsl["USUBJID"].map(after.groupby("USUBJID")["ASTDT"].min())
