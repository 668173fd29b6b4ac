"""ADTTE: one record per patient and time-to-event parameter; AVAL in days, CNSR 0 = event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

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


def derive_adtte(adsl: pd.DataFrame, more: Sequence[pd.DataFrame] = ()) -> pd.DataFrame:
    """Return OS, OSRA and TTNTD of all patients who got 177Lu-PSMA, and `more` parameters.

    Times are date minus origin, without the extra day, so that months are days / 30.4375.
    OSRA has the first 177Lu infusion as its time of entry: nobody was observed to die before.
    """
    treated = adsl[adsl["SAFFL"] == "Y"]
    parts = [_os(treated), _os_radium(treated), _ttntd(treated), *more]
    adtte = pd.concat(parts, ignore_index=True)
    adtte["AVAL"] = (adtte["ADT"] - adtte["STARTDT"]).dt.days.astype("float64")
    return adtte.sort_values(["PARAMCD", "USUBJID"], ignore_index=True)[["USUBJID", *LABELS]]


def _os(adsl: pd.DataFrame) -> pd.DataFrame:
    """Return death, or censoring at the date last known alive."""
    died = adsl["DTHFL"] == "Y"
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


def _os_radium(adsl: pd.DataFrame) -> pd.DataFrame:
    """Return OS from the first 223Ra injection.

    Of patients whose injections are dated. Who was not seen after the day of the first 177Lu
    infusion was under observation on that day (`ralu.tables.survival.curves.times_of`).
    """
    overall = _os(adsl)
    entry = (adsl["TRTSDT"] - adsl["RATRTSDT"]).dt.days.astype("float64")
    return overall.assign(
        PARAMCD="OSRA", PARAM=PARAMS["OSRA"], STARTDT=adsl["RATRTSDT"], ENTRY=entry
    )[adsl["RATRTSDT"].notna()]


def _ttntd(adsl: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier of next anticancer therapy and death, else last known alive."""
    overall = _os(adsl)
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
