"""Who died by the data cut-off, and until when each patient was observed: one rule for all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ralu.study import Study

LAST_CONTACT = ("LSTALVDT",)
"""What says until when a patient was known to be alive."""


def observation(
    study: Study, adsl: pd.DataFrame, last_seen: Sequence[str] = LAST_CONTACT
) -> pd.DataFrame:
    """Return death and end of observation of each patient of ADSL, by USUBJID.

    Columns: ``died`` by the data cut-off, missing where the study records no death of anybody;
    ``death``, its date, missing where it is not known; ``seen``, the first known date of
    `last_seen`, the cut-off at the latest; ``end``, death, or else when last seen.

    A date decides who died by the cut-off; a death without a date is one by its flag.
    """
    cutoff = pd.Timestamp(study.data_cutoff)
    adsl = adsl.set_index("USUBJID")
    flag, date = adsl["DTHFL"], adsl["DTHDT"]
    died = (date <= cutoff).where(date.notna(), flag == "Y").astype("boolean")
    if flag.isna().all() and date.isna().all():
        died = pd.Series(pd.NA, index=adsl.index, dtype="boolean")
    seen = adsl[last_seen[0]]
    for name in last_seen[1:]:
        if name in adsl:  # not where the report derives ADSL
            seen = seen.fillna(adsl[name])
    seen = seen.mask(seen > cutoff, cutoff)
    death = date.where(died.fillna(False))
    return pd.DataFrame({"died": died, "death": death, "seen": seen, "end": death.fillna(seen)})
