"""ADLB: one record per laboratory value, in standard units, with baseline and CTCAE grade."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.adam.dates import study_day
from ralu.adam.window import treatment_windows, value_on_treatment
from ralu.ctcae import grade, to_standard
from ralu.ctcae.units import Floats
from ralu.study import Study

LABELS = {
    "PARAMCD": "Parameter code",
    "PARAM": "Parameter",
    "ADT": "Date",
    "ADY": "Study day",
    "AVAL": "Value",
    "AVALC": "Value as written",
    "AVALU": "Unit",
    "LBORRESU": "Unit as written",
    "ANRLO": "Lower limit of normal",
    "ANRHI": "Upper limit of normal",
    "ABLFL": "Baseline record",
    "BASE": "Baseline",
    "CHG": "Change from baseline",
    "PCHG": "Percent change from baseline",
    "AVISIT": "Visit",
    "AVISITN": "Visit number",
    "ONTRTFL": "In the treatment-emergent window",
    "ATOXGR": "CTCAE grade",
    "BTOXGR": "CTCAE grade at baseline",
    "ANL01FL": "Last value of the visit",
}
NAMES = {
    "HGB": "Haemoglobin",
    "PLAT": "Platelets",
    "WBC": "Leukocytes",
    "NEUT": "Neutrophils",
    "LYM": "Lymphocytes",
    "ALP": "Alkaline phosphatase (ALP)",
    "ALT": "Alanine aminotransferase (ALT)",
    "AST": "Aspartate aminotransferase (AST)",
    "BILI": "Bilirubin",
    "CREAT": "Creatinine",
    "LDH": "Lactate dehydrogenase (LDH)",
    "PSA": "Prostate-specific antigen (PSA)",
}
FOLLOW_UP, FOLLOW_UP_VISIT = 63, 99
"""Days after the last dose from which a value is follow-up, and the number of that visit."""
TOLERANCE = 1e-9
"""Percent that a decline may miss its threshold by, as binary numbers do not hold 0.7."""


def raw_adlb(labs: pd.DataFrame, lutetium: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the laboratory rows of the extract under ADaM names, exact duplicates dropped."""
    labs = labs[~labs.duplicated()]
    written = labs["value"].fillna("")
    raw = pd.DataFrame(
        {
            "USUBJID": labs["patient_id"],
            "PARAMCD": labs["test"],
            "ADT": labs["date"],
            "AVAL": pd.to_numeric(written.str.lstrip("<>="), errors="coerce"),
            "AVALC": labs["value"].where(written.str.startswith(("<", ">")), None),
            "AVALU": labs["unit"],
            "ANRLO": labs["lln"],
            "ANRHI": labs["uln"],
        }
    )
    raw["AVISIT"], raw["AVISITN"] = _visits(raw, lutetium, adsl)
    return raw


def _visits(
    raw: pd.DataFrame, lutetium: pd.DataFrame, adsl: pd.DataFrame
) -> tuple[pd.Series, pd.Series]:
    """Return the visit of each value: after how many infusions it was taken."""
    subjects = adsl.set_index("USUBJID")
    doses = {patient: np.sort(dates) for patient, dates in lutetium.groupby("patient_id")["date"]}
    none = np.array([], dtype="datetime64[ns]")
    given = [
        np.searchsorted(doses.get(patient, none), day)
        for patient, day in zip(raw["USUBJID"], raw["ADT"].to_numpy(), strict=True)
    ]
    number = pd.Series(given, index=raw.index, dtype="float64")
    gap = (raw["ADT"] - raw["USUBJID"].map(subjects["TRTEDT"])).dt.days
    number = number.mask(gap > FOLLOW_UP, FOLLOW_UP_VISIT)
    names = {0.0: "Before infusion 1", float(FOLLOW_UP_VISIT): "Follow-up"}
    visit = number.map(lambda n: names.get(n, f"After infusion {n:.0f}"), na_action="ignore")
    return visit.astype("object"), number


def derive_adlb(study: Study, raw: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the analysis dataset from laboratory records of either kind of source.

    Values and limits are brought to standard units first and graded then. Baselines are those
    the source flags, if it flags any; else the last value on or before the first dose within the
    baseline window. On treatment are the values the source flags, if it flags any; else those in
    the treatment-emergent window. Of values on the same day, the one that stands last in the
    source counts.
    """
    subjects = adsl[adsl["SAFFL"] == "Y"].set_index("USUBJID")
    adlb = raw[raw["USUBJID"].isin(subjects.index)].copy()
    _standardise(adlb)
    adlb = adlb[adlb["AVAL"].notna()]
    adlb = adlb.sort_values(["USUBJID", "PARAMCD", "ADT"], kind="stable", ignore_index=True)
    first = adlb["USUBJID"].map(subjects["TRTSDT"])
    adlb["ADY"] = study_day(adlb["ADT"], first)
    if adlb["ABLFL"].isna().all():
        adlb["ABLFL"] = _baseline_flag(study, adlb, first)
    adlb["PARAM"] = adlb["PARAMCD"].map(NAMES).fillna(adlb["PARAMCD"])
    _change(adlb)
    _flag_on_treatment(study, adlb, adsl)
    _grade(study, adlb)
    latest = ~adlb.duplicated(["USUBJID", "PARAMCD", "AVISITN"], keep="last")
    adlb["ANL01FL"] = np.where(latest & adlb["AVISITN"].notna(), "Y", "N")
    columns = ["USUBJID", *[name for name in LABELS if name in adlb]]
    return adlb[columns]


def _standardise(adlb: pd.DataFrame) -> None:
    """Bring values and limits to the standard unit; what cannot be converted is missing."""
    unit = adlb["LBORRESU"] = adlb["AVALU"]
    for column in ("ANRLO", "ANRHI", "AVAL"):
        values, standard = to_standard(adlb["PARAMCD"], adlb[column], unit)
        adlb[column], adlb["AVALU"] = values, standard
    for column in ("AVALC", "ABLFL", "AVISIT", "ONTRTFL"):
        if column not in adlb:
            adlb[column] = pd.Series(None, index=adlb.index, dtype="object")


def _baseline_flag(study: Study, adlb: pd.DataFrame, first: pd.Series) -> pd.Series:
    age = (first - adlb["ADT"]).dt.days
    eligible = adlb[(age >= 0) & (age <= study.analysis.baseline_window_days)]
    last = eligible.index[~eligible.duplicated(["USUBJID", "PARAMCD"], keep="last")]
    return pd.Series("Y", index=last, dtype="object").reindex(adlb.index)


def _flag_on_treatment(study: Study, adlb: pd.DataFrame, adsl: pd.DataFrame) -> None:
    """Add ONTRTFL; one that the source gives stands, and the attribute ``given`` names it."""
    if adlb["ONTRTFL"].notna().any():
        adlb.attrs["given"] = ["ONTRTFL"]
        return
    on_treatment = value_on_treatment(adlb, treatment_windows(study, adsl))
    adlb["ONTRTFL"] = np.where(on_treatment, "Y", "N")


def at_baseline(adlb: pd.DataFrame, column: str) -> pd.Series:
    """Return per record what `column` says in the baseline record of its patient and parameter."""
    key = ["USUBJID", "PARAMCD"]
    flagged = adlb[adlb["ABLFL"] == "Y"].drop_duplicates(key, keep="last").set_index(key)
    return adlb[key].join(flagged[column], on=key)[column]


def fell(change: pd.Series, threshold: int) -> pd.Series:
    """Return which percent changes are a decline of at least `threshold` percent; 0: of any."""
    return change <= -threshold + TOLERANCE if threshold else change < 0


def graded(adlb: pd.DataFrame, version: str) -> Floats:
    """Return the CTCAE grade of each record, by its own limits; the baseline too by its own."""
    return grade(
        adlb["PARAMCD"],
        adlb["AVAL"],
        adlb["AVALU"],
        adlb["ANRLO"],
        adlb["ANRHI"],
        adlb["BASE"],
        baseline_uln=at_baseline(adlb, "ANRHI"),
        written=adlb["LBORRESU"],
        version=version,
    )


def _change(adlb: pd.DataFrame) -> None:
    """Add baseline, change and percent change (missing where the baseline is zero)."""
    adlb["BASE"] = at_baseline(adlb, "AVAL")
    adlb["CHG"] = adlb["AVAL"] - adlb["BASE"]
    adlb["PCHG"] = 100 * adlb["CHG"] / adlb["BASE"].where(adlb["BASE"] > 0)


def _grade(study: Study, adlb: pd.DataFrame) -> None:
    """Add the CTCAE grade of each value, and that of the baseline record."""
    adlb["ATOXGR"] = graded(adlb, study.analysis.ctcae_version)
    adlb["BTOXGR"] = at_baseline(adlb, "ATOXGR")
