"""Completeness of follow-up: how far each patient was followed towards the data cut-off."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.rounding import fixed
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    safety_population,
    unplaced,
)
from ralu.tables.frame.quartiles import quartiles

ID = "tab-follow-up-completeness"
NEEDED = ("DTHDT", "LSTALVDT", "TRTSDT")


def observed_follow_up(study: Study, adam: AdamSet) -> pd.DataFrame | None:
    """Return how long each patient was followed; None where last contacts are not recorded.

    By USUBJID: DIED by the cut-off, the days OBSERVED from the first dose to death or last
    contact, those POTENTIAL, and the GAP between last contact and cut-off of the others.
    """
    safe = safety_population(adam)
    if any(name not in safe for name in NEEDED) or safe["LSTALVDT"].isna().all():
        return None
    safe = safe.set_index("USUBJID")
    cutoff = pd.Timestamp(study.data_cutoff)
    died = safe["DTHDT"] <= cutoff
    contact = safe["LSTALVDT"].mask(safe["LSTALVDT"] > cutoff, cutoff)
    end = safe["DTHDT"].where(died, contact)
    observed = (end - safe["TRTSDT"]).dt.days
    return pd.DataFrame(
        {
            "DIED": died,
            "OBSERVED": observed,
            "POTENTIAL": observed.where(died, (cutoff - safe["TRTSDT"]).dt.days),
            "GAP": (cutoff - contact).dt.days.where(~died),
        }
    )


def follow_up_completeness_table(
    study: Study, adam: AdamSet, *, seen_within_days: int, columns: list[str] | None = None
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
    if followed is None:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("follow-up", "follow_up_completeness", ID, POPULATION, "adsl", "Descriptive")
    rows = _states(followed, seen_within_days, groups, ledger)
    gaps = [quartiles(followed["GAP"], group, ledger, "gap", unit="days") for group in groups]
    rows.append(Row(("Days from last contact to cut-off, of the living, median (Q1–Q3)", *gaps)))
    rows += _person_time(followed, 12 * study.analysis.month_days, groups, ledger)
    return Table(
        ID,
        "Completeness of follow-up from the first dose to the data cut-off",
        (Column("", align="left", weight=3), *heads(groups, ledger)),
        tuple(rows),
        (
            f"{POPULATION}. Patients n (%) unless said otherwise.",
            "Completeness: the time for which patients were followed, in percent of that for which "
            "they could have been, up to their death or else to the cut-off (index C of Clark, "
            "Altman and De Stavola). It is whole where nobody was lost; deaths that nobody heard "
            "of let it come out too low. NE: not estimable.",
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _states(followed: pd.DataFrame, days: int, groups: list[Group], ledger: Ledger) -> list[Row]:
    """Return the patients by how their follow-up ended."""
    states = (
        ("Died", "died", "", followed["DIED"]),
        (
            f"Alive, last contact at most {days} days before the cut-off",
            "followed",
            f"<={days} days",
            followed["GAP"] <= days,
        ),
        ("Alive, last contact earlier", "lost", f">{days} days", followed["GAP"] > days),
    )
    rows = []
    for label, key, level, holds in states:
        some = holds.index[holds]
        counts = [len(group.subjects.intersection(some)) for group in groups]
        pairs = zip(groups, counts, strict=True)
        cells = (group.share(ledger, count, key, level) for group, count in pairs)
        rows.append(Row((label, *cells)))
    return rows


def _person_time(
    followed: pd.DataFrame, year: float, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return observed and potential person-years, and their ratio in percent."""
    observed: list[Printed] = []
    potential: list[Printed] = []
    index: list[Printed] = []
    for group in groups:
        days = followed.reindex(group.subjects)[["OBSERVED", "POTENTIAL"]].dropna().sum()
        seen, possible = float(days["OBSERVED"]), float(days["POTENTIAL"])
        percent = 100 * seen / possible if possible > 0 else None
        for cells, key, years in (
            (observed, "observed", seen / year),
            (potential, "potential", possible / year),
        ):
            cells.append(
                group.add(ledger, "person_years", years, fixed(years, 1), key, unit="years")
            )
        index.append(group.add(ledger, "pct", percent, fixed(percent, 1), "completeness", unit="%"))
    return [
        Row(("Person-years observed", *observed)),
        Row(("Person-years that could have been observed", *potential)),
        Row(("Completeness (%)", *index)),
    ]
