"""The units in which a study's own ADTTE counts time (AVALU), and their days."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.problems import Problem
from ralu.study import Analysis

KNOWN = ("DAYS", "WEEKS", "MONTHS", "YEARS")


def days_of(unit: object, analysis: Analysis) -> float | None:
    """Return how many days a unit of time is, None where it is not known; case does not matter.

    A month is `month_days` of study.yml and a year twelve of them, as where days become months.
    """
    folded = str(unit).strip().upper()
    month = analysis.month_days
    days = dict(zip(KNOWN, (1.0, 7.0, month, 12 * month), strict=True))
    return days.get(folded if folded.endswith("S") else f"{folded}S")


def check_time_units(file: str, times: pd.DataFrame, analysis: Analysis) -> Iterator[Problem]:
    """Yield each unit of ADTTE that is not known, and times without one beside others with one.

    An ADTTE that names no unit at all counts in days.
    """
    if "AVALU" not in times or (named := times["AVALU"].dropna()).empty:
        return
    remedy = f"Write {', '.join(KNOWN[:-1])} or {KNOWN[-1]}."
    for unit, rows in named.groupby(named, sort=False):
        if days_of(unit, analysis) is None:
            found = f"is no known unit of time ({_counted(rows)})."
            yield Problem(file, int(rows.index[0]), "AVALU", str(unit), found, remedy)
    if len(empty := times[times["AVALU"].isna()]):
        found = f"is empty while other times name their unit ({_counted(empty)})."
        yield Problem(file, int(empty.index[0]), "AVALU", "", found, remedy)


def check_entries(file: str, times: pd.DataFrame) -> Iterator[Problem]:
    """Yield the times of ADTTE that end before the patient comes under observation."""
    early = times[times["AVAL"] < times["ENTRY"]]
    for row, time, entry in early[["AVAL", "ENTRY"]].itertuples():
        found = f"lies after the end of the time, {time:g}."
        yield Problem(file, row, "ENTRY", f"{entry:g}", found, "Correct one of them.")


def _counted(rows: pd.Series | pd.DataFrame) -> str:
    return f"{len(rows)} row{'s' * (len(rows) != 1)}, this the first"
