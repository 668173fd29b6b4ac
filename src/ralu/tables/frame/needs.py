"""What a table needs of a study: declared, looked up once, and nothing else within its reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from ralu.adam import AdamSet
from ralu.tables.frame.groups import as_text, in_adsl, safety_population

Needs = Mapping[str, str]
"""Variables by dataset: ``{"adsl": "TRTSDT LSTALVDT DTHDT?", "adex": "EXTRT"}``.

A study that does not have a dataset or a variable, or knows no value of it, does not have the
table; where nobody is in the safety population the table is one of nobody. A variable with ``?``
may be absent; it is missing in every record then. So may a dataset with ``?``, as in
``{"adcm?": "CMCLAS"}``; it is without records then.
"""


def records_of(adam: AdamSet, needs: Needs) -> dict[str, pd.DataFrame] | None:
    """Return the datasets that are needed; None where the study does not have one of them.

    ADSL holds the safety population. Each has USUBJID, where it is of patients, and the variables
    that were named, no others: what a table takes from these records without declaring it fails
    in its first test rather than on another study. Rules that look at whole datasets are not
    held to it, such as `ralu.tables.safety.risk_window.risk_windows`: they use only variables
    that every study has, known or not, and ask for any other before they use it.
    """
    found = {}
    for dataset, words in needs.items():
        name, variables = dataset.rstrip("?"), words.split()
        frame = safety_population(adam) if name == "adsl" else adam.datasets[name]
        required = [variable for variable in variables if not variable.endswith("?")]
        if (frame.empty and name != "adsl") or not _has(frame, required):
            if dataset == name:
                return None
            frame = frame[:0]
        found[name] = _with(frame, [variable.rstrip("?") for variable in variables])
    return found


def factors_of(adam: AdamSet, variables: Iterable[str]) -> pd.DataFrame | None:
    """Return the variables of ADSL that the study has as texts of levels; None without any."""
    had = in_adsl(adam, variables)
    records = records_of(adam, {"adsl": " ".join(f"{variable}?" for variable in had)})
    if records is None or not had:
        return None
    adsl = records["adsl"].reset_index(drop=True)
    return adsl.assign(**{variable: as_text(adsl[variable]) for variable in had})


def not_in_adsl(adam: AdamSet, variables: Iterable[str]) -> list[str]:
    """Return a footnote on the variables of ADSL that the study does not have."""
    had = in_adsl(adam, variables)
    missing = ", ".join(v for v in dict.fromkeys(variables) if v not in had)
    return [f"Not in ADSL of this study: {missing}."] if missing else []


def _has(frame: pd.DataFrame, variables: list[str]) -> bool:
    """Return whether a value of each variable is known; none can be where there are no records."""
    return all(v in frame and (frame.empty or frame[v].notna().any()) for v in variables)


def _with(frame: pd.DataFrame, variables: list[str]) -> pd.DataFrame:
    """Return these variables and USUBJID; those that are absent are missing in every record."""
    kept = frame[[v for v in dict.fromkeys(("USUBJID", *variables)) if v in frame]]
    absent = {
        variable: pd.Series(pd.NaT if variable.endswith("DT") else None, index=frame.index)
        for variable in variables
        if variable not in frame
    }
    return kept.assign(**absent)
