"""The way of each patient through his lines of therapy, 177Lu-PSMA and what came next."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adcm import NOT_ANTICANCER
from ralu.adam.adex import LUTETIUM
from ralu.adam.observation import observation
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.cohort.therapy_order import TherapyLines
from ralu.tables.frame.groups import POPULATION, everybody
from ralu.tables.frame.needs import records_of

NEEDS = {
    "adsl": "DTHFL? DTHDT? LSTALVDT?",
    "adcm": "CMDECOD? CMCLAS? ASTDT? ASTDY?",
}
NO_LINE, OTHER, NEXT = "No further line", "Other therapy", "Next"
DIED, ALIVE, NONE = "None, died", "None, alive", "None known"
ENDS = (NO_LINE, DIED, ALIVE, NONE)
"""States that are no therapy."""
CLASSES = 4
"""As many classes are told apart, those of most patients; the others are one."""


@dataclass(frozen=True)
class TherapySequences:
    """States of the patients whose lines are in order.

    Attributes
    ----------
    stages
        Names of the stages, from the first line to what came next.
    states
        A row per patient, a column per stage.
    links
        Patients who go from a state of a stage to one of the next.
    classes
        Classes told apart, the one of most patients first.
    counts
        Patients by stage and state, as printed.
    notes
        What a reader must know.
    """

    stages: tuple[str, ...]
    states: pd.DataFrame = field(repr=False)
    links: pd.DataFrame = field(repr=False)
    classes: tuple[str, ...]
    counts: dict[tuple[str, str], Printed] = field(repr=False)
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)


def therapy_sequences(
    study: Study, adam: AdamSet, lines: TherapyLines | None, *, id: str = "fig-sequence"
) -> TherapySequences | None:
    """Return the way of each patient; None where the study records no lines in order."""
    records = records_of(adam, NEEDS)
    if records is None or lines is None or not lines.number:
        return None
    patients = everybody(adam).subjects.difference(lines.unordered)
    courses = lines.courses
    sizes = courses.groupby("CLASS")["USUBJID"].nunique()
    classes = tuple(sorted(sizes.index, key=lambda c: (-sizes[c], c))[:CLASSES])
    wide = courses.pivot(index="USUBJID", columns="LINE", values="CLASS").reindex(patients)
    wide.columns = pd.Index([f"Line {n}" for n in wide.columns])
    states = wide.where(wide.isin(classes) | wide.isna(), OTHER).fillna(NO_LINE)
    states[LUTETIUM] = LUTETIUM
    following, others = _next(records["adcm"], _ends(study, records["adsl"], patients), classes)
    states[NEXT] = following
    ledger = Ledger("therapy.sequence", "therapy_sequence", id, POPULATION, "adcm", "Count")
    counts = {
        (str(stage), str(state)): ledger.add(
            "n", count, str(count), variable=str(stage), level=str(state), n=len(patients)
        )
        for stage in states
        for state, count in states[stage].value_counts().sort_index().items()
    }
    notes = _notes(lines, others, len(everybody(adam).subjects), ledger)
    return TherapySequences(
        tuple(map(str, states.columns)),
        states,
        _links(states),
        classes,
        counts,
        tuple(notes),
        tuple(ledger.rows),
    )


def _notes(
    lines: TherapyLines, others: dict[str, int], total: int, ledger: Ledger
) -> list[Printed]:
    """Return who is not drawn, and which next therapies are not told apart."""
    unordered = len(lines.unordered)
    count = ledger.add("n", unordered, str(unordered), variable="unordered", n=total)
    notes = [compose("Not drawn, as the order of lines is not known: {}.", count)]
    if others:
        told = (
            compose("{} {}", name, ledger.add("n", n, str(n), variable=OTHER, level=name))
            for name, n in others.items()
        )
        notes.append(compose("Other therapy, as the next one: {}.", join(", ", told)))
    return notes


def _links(states: pd.DataFrame) -> pd.DataFrame:
    """Return how many patients go from a state to one of the next stage."""
    steps = states.shape[1] - 1
    pairs = pd.DataFrame(
        {
            "place": np.repeat(np.arange(steps), len(states)),
            "stage": np.repeat(states.columns[:-1], len(states)),
            "from": states.iloc[:, :-1].to_numpy().ravel("F"),
            "next_stage": np.repeat(states.columns[1:], len(states)),
            "to": states.iloc[:, 1:].to_numpy().ravel("F"),
        }
    )
    return (
        pairs.value_counts()
        .rename("patients")
        .reset_index()
        .sort_values(["place", "from", "to"], ignore_index=True)
    )


def _ends(study: Study, safe: pd.DataFrame, patients: pd.Index) -> pd.Series:
    """Return what there is of patients without a next therapy: death or not, where it is known."""
    died = observation(study, safe)["died"].reindex(patients)
    return died.map({True: DIED, False: ALIVE}).astype("object").fillna(NONE)


def _next(
    adcm: pd.DataFrame, ends: pd.Series, classes: tuple[str, ...]
) -> tuple[pd.Series, dict[str, int]]:
    """Return what came next after the first infusion, and the classes that are not told apart."""
    later = adcm[(adcm["CMCLAS"] != NOT_ANTICANCER) & (adcm["ASTDY"] > 1)]
    first = later.sort_values(["ASTDT", "CMCLAS", "CMDECOD"]).drop_duplicates("USUBJID")
    given = first.set_index("USUBJID")["CMCLAS"].fillna(OTHER).reindex(ends.index)
    others = given[~given.isin([*classes, OTHER])].value_counts()
    told = given.where(given.isin(classes) | given.isna(), OTHER)
    return told.fillna(ends), {str(name): int(n) for name, n in others.sort_index().items()}
