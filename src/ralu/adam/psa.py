"""ADTTE of PSA: time to progression, with death as well, and duration of response."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.adam.adlb import fell
from ralu.study import Progression, Study

PARAMS = {
    "TTPSA": "Time to PSA progression from first 177Lu infusion",
    "PSAPFS": "Time to PSA progression or death from first 177Lu infusion",
    "DORPSA": "Duration of PSA response",
}
AFTER_DECLINE = "PSA progression after a decline"
NO_DECLINE = "PSA progression without a decline"
DEATH, LAST = "Death", "Last PSA value"
NOISE = 1e-9
"""What a rise may miss its threshold by, as binary numbers do not hold 0.7."""


def derive_psa(study: Study, adlb: pd.DataFrame, adsl: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the records of TTPSA, PSAPFS and DORPSA, as far as anybody has them.

    Of patients with a baseline above zero and a later value up to the data cut-off. Who does not
    progress is censored at the last value; death is an event of PSAPFS and DORPSA.
    """
    rule = rule_of(study)
    if rule is None:
        return []
    values = adlb[(adlb["PARAMCD"] == "PSA") & (adlb["BASE"] > 0)]
    in_time = values["ADT"] <= pd.Timestamp(study.data_cutoff)
    values = values[(values["ADY"] > 1).fillna(False) & in_time].reset_index(drop=True)
    subjects = adsl[adsl["USUBJID"].isin(values["USUBJID"])].set_index("USUBJID")
    subjects = subjects.assign(LAST=values.groupby("USUBJID")["ADT"].max())
    progressed = progressions(rule, values, values["USUBJID"].map(subjects["TRTSDT"]))
    responses = values[fell(values["PCHG"], rule.response_percent)]
    since = responses.groupby("USUBJID")["ADT"].min()
    parts = [
        _times("TTPSA", subjects, subjects["TRTSDT"], progressed, death=False),
        _times("PSAPFS", subjects, subjects["TRTSDT"], progressed, death=True),
        _times("DORPSA", subjects.loc[since.index], since, progressed, death=True),
    ]
    return [part for part in parts if len(part)]


def rule_of(study: Study) -> Progression | None:
    """Return the rule of PSA progression, None where study.yml has none."""
    return next((b.progression for b in study.analysis.biomarkers if b.param == "PSA"), None)


def progressions(rule: Progression, psa: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    """Return the values at which PSA has progressed: USUBJID, ADT, EVNTDESC.

    After a decline the next value at least `rule.confirmation_days` later must be as high, and so
    must all values between.

    Parameters
    ----------
    psa
        Values after the first dose by patient and date: USUBJID, ADT, AVAL, BASE.
    first
        Date of the first dose of each value's patient.
    """
    subject = psa["USUBJID"]
    lowest = psa.groupby("USUBJID")["AVAL"].cummin().groupby(subject).shift()
    nadir = np.fmin(lowest, psa["BASE"])
    rise = psa["AVAL"] - nadir
    risen = (rise >= rule.rise_absolute - NOISE) & (
        100 * rise >= rule.rise_percent * nadir * (1 - NOISE)
    )
    # a value back below ends a run of risen ones, so the last of a run confirms only those in it
    run = (~risen).groupby(subject).cumsum()
    last = psa["ADT"].where(risen).groupby([subject, run]).transform("max")
    confirmed = (last - psa["ADT"]).dt.days >= rule.confirmation_days
    late = (psa["ADT"] - first).dt.days >= rule.not_before_days
    declined = nadir < psa["BASE"]
    found = risen & np.where(declined, confirmed, late)
    words = pd.Series(np.where(declined, AFTER_DECLINE, NO_DECLINE), index=psa.index)
    return psa.loc[found, ["USUBJID", "ADT"]].assign(EVNTDESC=words[found])


def _times(
    param: str, subjects: pd.DataFrame, origin: pd.Series, progressed: pd.DataFrame, *, death: bool
) -> pd.DataFrame:
    """Return the first progression after the origin, or death, else the last value."""
    later = progressed[progressed["ADT"] > progressed["USUBJID"].map(origin)]
    event = later.drop_duplicates("USUBJID").set_index("USUBJID").reindex(subjects.index)
    happened = event["ADT"].notna()
    died = (subjects["DTHFL"] == "Y") & death & ~(event["ADT"] <= subjects["DTHDT"])
    date = event["ADT"].where(happened, subjects["LAST"]).mask(died, subjects["DTHDT"])
    words = event["EVNTDESC"].where(happened, LAST).mask(died, DEATH)
    return pd.DataFrame(
        {
            "USUBJID": subjects.index,
            "PARAMCD": param,
            "PARAM": PARAMS[param],
            "STARTDT": origin.to_numpy(),
            "ADT": date.to_numpy(),
            "ENTRY": 0.0,
            "CNSR": np.where(happened | died, 0, 1),
            "EVNTDESC": words.to_numpy(),
            "SRCDOM": np.where(died, "ADSL", "ADLB"),
            "SRCVAR": np.where(died, "DTHDT", "ADT"),
        }
    )
