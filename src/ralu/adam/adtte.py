"""ADTTE: one record per patient and time-to-event parameter; AVAL in days, CNSR 0 = event."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.study import Study

LABELS = {
    "PARAMCD": "Parameter code",
    "PARAM": "Parameter",
    "STARTDT": "Origin",
    "ADT": "Date of event or censoring",
    "AVAL": "Time (days)",
    "ENTRY": "Time of entry under observation (days)",
    "CNSR": "Censored",
    "EVNTDESC": "Event or censoring",
    "SRCDOM": "Dataset of the date",
    "SRCVAR": "Variable of the date",
}
PARAMS = {
    "OS": "Overall survival from first 177Lu infusion",
    "OSRA": "Overall survival from first 223Ra injection",
    "TTNTD": "Time to next treatment or death from first 177Lu infusion",
}


def derive_adtte(study: Study, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return OS, OSRA and TTNTD of all patients who got 177Lu-PSMA.

    Times are date minus origin, without the extra day, so that months are days / 30.4375.
    OSRA has the first 177Lu infusion as its time of entry: nobody was observed to die before.
    """
    treated = adsl[adsl["SAFFL"] == "Y"]
    parts = [_os(study, treated), _os_radium(study, treated), _ttntd(study, treated)]
    adtte = pd.concat(parts, ignore_index=True)
    adtte["AVAL"] = (adtte["ADT"] - adtte["STARTDT"]).dt.days.astype("float64")
    return adtte.sort_values(["PARAMCD", "USUBJID"], ignore_index=True)[["USUBJID", *LABELS]]


def _os(study: Study, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return death, or censoring at the date last known alive."""
    died = adsl["DTHDT"] <= pd.Timestamp(study.data_cutoff)
    return pd.DataFrame(
        {
            "USUBJID": adsl["USUBJID"],
            "PARAMCD": "OS",
            "PARAM": PARAMS["OS"],
            "STARTDT": adsl["TRTSDT"],
            "ADT": adsl["DTHDT"].where(died, adsl["LSTALVDT"]),
            "ENTRY": 0.0,
            "CNSR": np.where(died, 0, 1),
            "EVNTDESC": np.where(died, "Death", "Last known alive"),
            "SRCDOM": "ADSL",
            "SRCVAR": np.where(died, "DTHDT", "LSTALVDT"),
        }
    )


def _os_radium(study: Study, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return OS from the first 223Ra injection, of patients whose injections are dated."""
    dated = adsl[adsl["RATRTSDT"].notna()]
    entry = (dated["TRTSDT"] - dated["RATRTSDT"]).dt.days.astype("float64")
    return _os(study, dated).assign(
        PARAMCD="OSRA", PARAM=PARAMS["OSRA"], STARTDT=dated["RATRTSDT"], ENTRY=entry
    )


def _ttntd(study: Study, adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier of next anticancer therapy and death, else last known alive."""
    overall = _os(study, adsl)
    treated_again = adsl["NACTDT"] <= overall["ADT"]
    source = np.where(treated_again, "ADCM", "ADSL")
    return overall.assign(
        PARAMCD="TTNTD",
        PARAM=PARAMS["TTNTD"],
        ADT=adsl["NACTDT"].where(treated_again, overall["ADT"]),
        CNSR=np.where(treated_again, 0, overall["CNSR"]),
        EVNTDESC=np.where(treated_again, "Next therapy", overall["EVNTDESC"]),
        SRCDOM=source,
        SRCVAR=np.where(treated_again, "ASTDT", overall["SRCVAR"]),
    )
