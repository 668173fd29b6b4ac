"""Completeness of follow-up: how far each patient was followed towards the data cut-off."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.observation import observation
from ralu.blocks import Table
from ralu.printed import compose
from ralu.rounding import NE_NOTE
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.needs import records_of
from ralu.tables.frame.sheet import Sheet

NEEDS = {"adsl": "TRTSDT LSTALVDT DTHFL? DTHDT?"}
TIMES = ["OBSERVED", "POTENTIAL"]


def observed_follow_up(study: Study, adam: AdamSet) -> pd.DataFrame | None:
    """Return how long each patient was followed; None without last contacts or records of death.

    By USUBJID: DIED by the cut-off, UNDATED deaths among these, the days OBSERVED from the first
    dose to death or last contact, those POTENTIAL, and the GAP between last contact and cut-off
    of the others. Both times of a patient who died on an unknown date are missing.
    """
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    safe = records["adsl"].set_index("USUBJID")
    found = observation(study, records["adsl"])
    if found["died"].isna().any():
        return None
    cutoff, died = pd.Timestamp(study.data_cutoff), found["died"].astype("bool")
    end = found["death"].where(died, found["seen"])
    observed = (end - safe["TRTSDT"]).dt.days
    return pd.DataFrame(
        {
            "DIED": died,
            "UNDATED": died & found["death"].isna(),
            "OBSERVED": observed,
            "POTENTIAL": observed.where(died, (cutoff - safe["TRTSDT"]).dt.days),
            "GAP": (cutoff - found["seen"]).dt.days.where(~died),
        }
    )


def follow_up_completeness_table(
    study: Study,
    adam: AdamSet,
    *,
    seen_within_days: int,
    columns: list[str] | None = None,
    id: str = "tab-follow-up-completeness",
) -> Table | None:
    """Return who died, was followed up to the cut-off, or was lost before, and Clark's C.

    Parameters
    ----------
    seen_within_days
        A living patient was followed up to the cut-off where his last contact was at most so many
        days before it.
    columns
        Grouping variables; the study's group variable where None.
    """
    followed = observed_follow_up(study, adam)
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="follow-up",
        analysis="follow_up_completeness",
        source="adsl",
        by=columns,
    )
    if followed is None or sheet is None:
        return None
    days, gap = seen_within_days, followed["GAP"]
    in_time = f"Alive, last contact at most {days} days before the cut-off"
    sheet.patients("Died", followed.index[followed["DIED"]], "died")
    sheet.patients(in_time, gap.index[gap <= days], "followed", f"<={days} days")
    sheet.patients("Alive, last contact earlier", gap.index[gap > days], "lost", f">{days} days")
    label = "Days from last contact to cut-off, of the living, median (Q1–Q3)"
    sheet.quartiles(label, gap, "gap", unit="days")
    _person_time(sheet, followed)
    return sheet.table(
        "Completeness of follow-up from the first dose to the data cut-off",
        f"{POPULATION}. Patients n (%) unless said otherwise.",
        "Completeness: the time for which patients were followed, in percent of that for which "
        "they could have been, up to their death or else to the cut-off (index C of Clark, "
        "Altman and De Stavola). It reaches its maximum if nobody was lost; unreported "
        f"deaths bias it downwards. {NE_NOTE}",
        *_undated(sheet, followed),
        weight=3,
    )


def _undated(sheet: Sheet, followed: pd.DataFrame) -> tuple[str, ...]:
    """Return the footnote on deaths without a date, where there are some."""
    number = int(followed["UNDATED"].sum())
    if not number:
        return ()
    text = sheet.ledger.add("n", number, str(number), variable="undated", n=len(followed))
    return (compose("Died on an unknown date, and not in person-years: {}.", text),)


def _person_time(sheet: Sheet, followed: pd.DataFrame) -> None:
    """Write observed and potential person-years, and their ratio in percent."""
    of_groups = [
        followed.reindex(group.subjects).dropna(subset=TIMES)[TIMES].sum() for group in sheet.groups
    ]
    for label, key, column in (
        ("Person-years observed", "observed", "OBSERVED"),
        ("Person-years that could have been observed", "potential", "POTENTIAL"),
    ):
        years = [sheet.study.analysis.years(float(days[column])) for days in of_groups]
        sheet.numbers(label, "person_years", years, key, places=1, unit="years")
    percent = [100 * seen / possible if possible > 0 else None for seen, possible in of_groups]
    sheet.numbers("Completeness (%)", "pct", percent, "completeness", places=1, unit="%")
