"""ADAE: one record per adverse event, with its treatment-emergent flag."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from ralu.adam.dates import impute, study_day
from ralu.adam.window import event_emergent, treatment_windows
from ralu.extract.words import NOT_TO_TREATMENT, TO_TREATMENT
from ralu.study import Study

LABELS = {
    "AEDECOD": "Adverse event",
    "AEBODSYS": "System organ class",
    "AETOXGR": "CTCAE grade",
    "AESER": "Serious",
    "AEREL": "Related to",
    "RELFL": "Related to treatment",
    "AEOUT": "Outcome",
    "AEACN": "Action taken with the treatment",
    "ASTDT": "Start",
    "ASTDTF": "Imputation of the start",
    "AENDT": "End",
    "AENDTF": "Imputation of the end",
    "ASTDY": "Study day of the start",
    "TRTEMFL": "Treatment-emergent",
}
FATAL = "fatal"


def related(words: pd.Series, yes: Collection[str], no: Collection[str]) -> pd.Series:
    """Return Y or N by the words of relation, None where they do not say."""
    flag = pd.Series(None, index=words.index, dtype="object")
    return flag.mask(words.isin(no), "N").mask(words.isin(yes), "Y")


def derive_adae(study: Study, events: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return all adverse events of patients who got 177Lu-PSMA.

    An imputed start is the first possible day, but not before the first dose and not after the
    end; an imputed end is the last possible day, but not after death.
    """
    subjects = adsl[adsl["SAFFL"] == "Y"].set_index("USUBJID")
    events = events[events["patient_id"].isin(subjects.index)]
    patient = events["patient_id"]
    first = patient.map(subjects["TRTSDT"])
    end, end_flag = impute(events["end_date"], "last", not_after=patient.map(subjects["DTHDT"]))
    start, start_flag = impute(events["start_date"], "first", not_before=first, not_after=end)
    outcome = events["outcome"]
    adae = pd.DataFrame(
        {
            "USUBJID": patient,
            "AEDECOD": events["term"],
            "AEBODSYS": events["soc"],
            "AETOXGR": events["grade"].mask(events["grade"].isna() & (outcome == FATAL), 5),
            "AESER": events["serious"],
            "AEREL": events["related_to"],
            "RELFL": related(events["related_to"], TO_TREATMENT, NOT_TO_TREATMENT),
            "AEOUT": outcome,
            "AEACN": events["action_taken"],
            "ASTDT": start,
            "ASTDTF": start_flag,
            "AENDT": end,
            "AENDTF": end_flag,
            "ASTDY": study_day(start, first),
        }
    )
    emergent = event_emergent(adae, treatment_windows(study, adsl))
    adae["TRTEMFL"] = np.where(emergent, "Y", "N")
    return adae.sort_values(
        ["USUBJID", "ASTDT", "AEBODSYS", "AEDECOD"], kind="stable", ignore_index=True
    )
