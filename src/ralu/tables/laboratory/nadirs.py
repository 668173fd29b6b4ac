"""The lowest value of each patient on treatment, and whether he recovered from it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ralu.tables.laboratory.grades import on_treatment


@dataclass(frozen=True)
class Grades:
    """From which worst grade on a nadir is one to recover from, and down to which grade."""

    worst: int
    recovered: int

    @property
    def words(self) -> str:
        """Both, as the method of what is counted by them."""
        return f"worst grade {self.worst} or higher, recovery to grade {self.recovered} or lower"


def nadirs(values: pd.DataFrame, grades: Grades) -> pd.DataFrame:
    """Return a row per patient with a value on treatment.

    Columns USUBJID, VALUE, CHANGE (percent of the baseline), DAY (after the first dose), WORST
    and BTOXGR (grades), and, where WORSE, whether RECOVERED, after or for how many DAYS.
    """
    values = values.sort_values(["USUBJID", "ADT"], kind="stable")
    treated = on_treatment(values)
    lowest = treated.loc[treated.groupby("USUBJID")["AVAL"].idxmin()].set_index("USUBJID")
    low = pd.DataFrame(
        {
            "VALUE": lowest["AVAL"],
            "CHANGE": lowest["PCHG"],
            "DAY": lowest["ADY"] - 1,
            "WORST": treated.groupby("USUBJID")["ATOXGR"].max(),
            "BTOXGR": lowest["BTOXGR"],
            "SINCE": lowest["ADT"],
        }
    )
    low["WORSE"] = (low["WORST"] >= grades.worst) & ~(low["WORST"] <= low["BTOXGR"])
    low["TARGET"] = low["BTOXGR"].clip(lower=grades.recovered).fillna(grades.recovered)
    later = values[["USUBJID", "ADT", "ATOXGR"]].join(low[["SINCE", "TARGET"]], on="USUBJID")
    later = later[(later["ADT"] > later["SINCE"]) & later["ATOXGR"].notna()]
    recovery = later[later["ATOXGR"] <= later["TARGET"]].groupby("USUBJID")["ADT"].min()
    last = later.groupby("USUBJID")["ADT"].max()
    until = recovery.reindex(low.index).fillna(last.reindex(low.index)).fillna(low["SINCE"])
    low["RECOVERED"] = low.index.isin(recovery.index)
    low["DAYS"] = (until - low["SINCE"]).dt.days
    return low.drop(columns=["SINCE", "TARGET"]).reset_index()
