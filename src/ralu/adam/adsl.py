"""ADSL: one record per patient who got 177Lu-PSMA."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.adam.adex import whole_sum
from ralu.adam.dates import impute
from ralu.study import Study

LABELS = {
    "USUBJID": "Patient",
    "SITEID": "Site",
    "SAFFL": "Safety population",
    "AGE": "Age at first 177Lu infusion (years)",
    "DIAGDT": "Date of diagnosis",
    "DIAGMO": "Time from diagnosis to first 177Lu (months)",
    "DIAGDTF": "Imputation of the date of diagnosis",
    "MCRPCDT": "Date of mCRPC",
    "MCRPCDTF": "Imputation of the date of mCRPC",
    "MCRPCMO": "Time from mCRPC to first 177Lu (months)",
    "GLEASGR1": "Gleason score",
    "ECOGBL": "ECOG performance status",
    "ECOGGR1": "ECOG performance status, grouped",
    "BONEFL": "Bone metastases",
    "LNFL": "Lymph node metastases",
    "LIVERFL": "Liver metastases",
    "LUNGFL": "Lung metastases",
    "OVISCFL": "Other visceral metastases",
    "VISCFL": "Visceral metastases",
    "METGR1": "Sites of metastases",
    "RATRTSDT": "First 223Ra injection",
    "RATRTEDT": "Last 223Ra injection",
    "RANINJ": "223Ra injections",
    "RAGR1": "223Ra injections, grouped",
    "RAACT": "Cumulative 223Ra activity (MBq)",
    "TRTSDT": "First 177Lu infusion",
    "TRTEDT": "Last 177Lu infusion",
    "LUNINF": "177Lu infusions",
    "LUGR1": "177Lu infusions, grouped",
    "LUACT": "Cumulative 177Lu activity (GBq)",
    "LUDURMO": "Duration of 177Lu therapy (months)",
    "DCTREAS": "Reason for the end of 177Lu-PSMA therapy",
    "INTVMO": "Interval from last 223Ra to first 177Lu (months)",
    "INTVGR1": "Interval from last 223Ra to first 177Lu",
    "NLPT": "Life-prolonging therapies before 177Lu",
    "LPTGR1": "Life-prolonging therapies before 177Lu, grouped",
    "PTAXFL": "Taxane before 177Lu",
    "NACTDT": "Next anticancer therapy after the first 177Lu infusion",
    "NACTEDT": "Next anticancer therapy after the last 177Lu infusion",
    "PSABL": "PSA at baseline (ng/mL)",
    "ALPBL": "ALP at baseline (U/L)",
    "HGBBL": "Haemoglobin at baseline (g/L)",
    "LDHBL": "LDH at baseline (U/L)",
    "PSAGR1": "PSA at baseline, grouped",
    "ALPGR1": "ALP at baseline, grouped",
    "DTHDT": "Date of death",
    "DTHDTF": "Imputation of the date of death",
    "DTHFL": "Died by the data cut-off",
    "DTHCAUS": "Cause of death",
    "LSTALVDT": "Last known alive",
}
BASELINE = {"PSA": "PSABL", "ALP": "ALPBL", "HGB": "HGBBL", "LDH": "LDHBL"}
SPLIT_AT_MEDIAN = {"PSAGR1": "PSABL", "ALPGR1": "ALPBL"}
"""Groups on either side of a median of the safety population, and what is split."""
HALVES = ("<= median", "> median")


def derive_adsl(study: Study, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return ADSL without what later datasets add to it.

    Patients without a 177Lu infusion stay, with SAFFL "N": the cohort flow counts them.
    """
    patients = tables["patients"].reset_index(drop=True)
    months = study.analysis.months
    adsl = pd.DataFrame({"USUBJID": patients["patient_id"], "SITEID": patients["site_id"]})
    adsl = adsl.join(_lutetium(tables["lutetium"]), on="USUBJID")
    first_dose = adsl.set_index("USUBJID")["TRTSDT"]
    adsl = adsl.join(_radium(tables["radium"], first_dose), on="USUBJID")
    adsl["SAFFL"] = np.where(adsl["TRTSDT"].notna(), "Y", "N")
    adsl["AGE"] = adsl["TRTSDT"].dt.year - patients["birth_year"].astype("float64")
    for name, column in (("DIAG", "diagnosis_date"), ("MCRPC", "mcrpc_date")):
        dates, flags = impute(patients[column], "mid", not_after=adsl["TRTSDT"])
        adsl[f"{name}DT"], adsl[f"{name}DTF"] = dates, flags
        adsl[f"{name}MO"] = months((adsl["TRTSDT"] - dates).dt.days)
    _disease(adsl, patients)
    adsl["LUDURMO"] = months((adsl["TRTEDT"] - adsl["TRTSDT"]).dt.days)
    if patients["lutetium_stop_reason"].notna().any():
        adsl["DCTREAS"] = patients["lutetium_stop_reason"]
    adsl["INTVMO"] = months((adsl["TRTSDT"] - adsl["RATRTEDT"]).dt.days)
    cut = study.analysis.interval_months
    adsl["INTVGR1"] = _cut(adsl["INTVMO"], cut, f"<{cut:g} months", f">={cut:g} months")
    adsl["RAGR1"] = _cut(adsl["RANINJ"], 5, "1-4", "5-6")
    adsl["LUGR1"] = _cut(adsl["LUNINF"], 5, "<5", ">=5")
    _survival(study, adsl, patients)
    return adsl


def _cut(values: pd.Series, cut: float, below: str, above: str) -> pd.Series:
    """Return the group of each value, missing where the value is."""
    numbers = values.astype("float64")
    groups = pd.Series(np.where(numbers < cut, below, above), index=values.index, dtype="object")
    return groups.mask(numbers.isna(), None)


def _lutetium(lutetium: pd.DataFrame) -> pd.DataFrame:
    doses = lutetium.groupby("patient_id")
    return pd.DataFrame(
        {
            "TRTSDT": doses["date"].min(),
            "TRTEDT": doses["date"].max(),
            "LUNINF": doses.size().astype("Int64"),
            "LUACT": whole_sum(doses["activity_gbq"]),
        }
    )


def _radium(radium: pd.DataFrame, first_dose: pd.Series) -> pd.DataFrame:
    """Return 223Ra exposure; injections dated to the year only have no date here."""
    first = radium["patient_id"].map(first_dose)
    dates, flags = impute(radium["date"], "mid", not_after=first)
    known = radium.assign(date=dates.mask(flags == "M"))
    doses = known.groupby("patient_id")
    summary = pd.DataFrame(
        {
            "RATRTSDT": doses["date"].min(),
            "RATRTEDT": doses["date"].max(),
            "RANINJ": doses.size().astype("Int64"),
            "RAACT": whole_sum(doses["activity_mbq"]),
        }
    )
    undated = known["date"].isna().groupby(known["patient_id"]).any().reindex(summary.index)
    summary.loc[undated.astype("bool"), ["RATRTSDT", "RATRTEDT"]] = pd.NaT
    return summary


def _disease(adsl: pd.DataFrame, patients: pd.DataFrame) -> None:
    """Add the state of the disease before the first 177Lu infusion."""
    adsl["GLEASGR1"] = _cut(patients["gleason_score"], 8, "<8", ">=8")
    adsl["ECOGBL"] = patients["ecog"]
    adsl["ECOGGR1"] = _cut(patients["ecog"], 2, "0-1", ">=2")
    sites = {
        "BONEFL": "bone",
        "LNFL": "lymph_node",
        "LIVERFL": "liver",
        "LUNGFL": "lung",
        "OVISCFL": "other_visceral",
    }
    for flag, site in sites.items():
        adsl[flag] = patients[f"{site}_mets"]
    visceral = patients[["liver_mets", "lung_mets", "other_visceral_mets"]]
    none = (visceral == "N").all(axis=1)
    unknown = pd.Series(None, index=adsl.index, dtype="object")
    adsl["VISCFL"] = unknown.case_when([((visceral == "Y").any(axis=1), "Y"), (none, "N")])
    spared = adsl["VISCFL"] == "N"
    bone, node = spared & (adsl["BONEFL"] == "Y"), spared & (adsl["LNFL"] == "Y")
    adsl["METGR1"] = unknown.case_when(
        [
            (adsl["VISCFL"] == "Y", "Visceral"),
            (bone & node, "Bone and lymph node"),
            (bone & (adsl["LNFL"] == "N"), "Bone only"),
            (node & (adsl["BONEFL"] == "N"), "Lymph node only"),
        ]
    )


def _survival(study: Study, adsl: pd.DataFrame, patients: pd.DataFrame) -> None:
    """Add death and last contact.

    An imputed death is never before the last contact, nor after the cut-off unless the patient
    was seen alive after it. A death after the cut-off keeps its date and has DTHFL "N".
    """
    cutoff = pd.Series(pd.Timestamp(study.data_cutoff), index=adsl.index)
    contact = patients["last_contact_date"]
    latest_seen = pd.concat([contact, adsl["TRTEDT"]], axis=1).max(axis=1)
    died, flags = impute(
        patients["death_date"],
        "mid",
        not_before=latest_seen,
        not_after=cutoff.where(latest_seen <= cutoff),
    )
    adsl["DTHDT"], adsl["DTHDTF"] = died, flags
    adsl["DTHFL"] = np.where(died <= cutoff, "Y", "N")
    adsl["DTHCAUS"] = patients["death_cause"]
    adsl["LSTALVDT"] = latest_seen.clip(upper=cutoff)


def add_baseline(adsl: pd.DataFrame, adlb: pd.DataFrame) -> None:
    """Add the laboratory values at baseline that describe the cohort, and groups of them."""
    flagged = adlb[adlb["ABLFL"] == "Y"]
    for param, variable in BASELINE.items():
        values = flagged[flagged["PARAMCD"] == param].set_index("USUBJID")["AVAL"]
        adsl[variable] = adsl["USUBJID"].map(values)
    for variable, split in SPLIT_AT_MEDIAN.items():
        values = adsl[split].astype("float64")
        median = values[adsl["SAFFL"] == "Y"].dropna().median()
        unknown = pd.Series(None, index=adsl.index, dtype="object")
        cases = [(values <= median, HALVES[0]), (values > median, HALVES[1])]
        adsl[variable] = unknown.case_when(cases)
