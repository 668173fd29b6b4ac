"""Exposure: doses, activity, timing and holds of each treatment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adex import LUTETIUM, RADIUM, whole_sum
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    unplaced,
)
from ralu.tables.frame.quartiles import quartiles

KNOWN = {RADIUM: "injections", LUTETIUM: "infusions"}
"""Treatments in order, with the word for their doses."""


def exposure_table(
    study: Study, adam: AdamSet, *, hold_days: int, columns: list[str] | None = None
) -> Table | None:
    """Return doses, activity, timing and holds of each treatment.

    Parameters
    ----------
    hold_days
        A treatment was held where more than so many days lie between two consecutive doses.
    columns
        Grouping variables; the study's group variable where None.
    """
    if adam.adex.empty:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("exposure", "exposure", "tab-exposure", POPULATION, "adex", "Descriptive")
    rows: list[Row] = []
    given = sorted(set(adam.adex["EXTRT"]), key=lambda t: (t not in KNOWN, t != RADIUM, t))
    for treatment in given:
        doses = adam.adex[adam.adex["EXTRT"] == treatment]
        part = _Part(treatment, KNOWN.get(treatment, "doses"), doses, groups, ledger)
        rows.append(Row((treatment, *[""] * len(groups)), heading=True))
        rows += [*part.measures(study), *part.numbers(), *part.held(hold_days), *part.ligands()]
    return Table(
        "tab-exposure",
        f"Exposure to {' and '.join(given) if set(given) <= set(KNOWN) else 'the treatments'}",
        (Column("", align="left", weight=2.4), *heads(groups, ledger)),
        tuple(rows),
        (
            *_notes(hold_days),
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _notes(hold_days: int) -> tuple[str, ...]:
    return (
        f"{POPULATION}. Median (Q1–Q3) per patient, or patients n (%). Duration: from the first "
        "dose to the last. A cumulative activity needs that of every dose. NE: not estimable.",
        f"Held: more than {hold_days} days between two consecutive doses; where doses are not "
        "dated no gap is known.",
    )


@dataclass(frozen=True)
class _Part:
    """One treatment, with the word for its doses, and its rows of the table."""

    treatment: str
    what: str
    doses: pd.DataFrame
    groups: list[Group]
    ledger: Ledger

    @property
    def number(self) -> pd.Series:
        """Number of doses per patient."""
        return self.doses.groupby("USUBJID").size()

    def measures(self, study: Study) -> list[Row]:
        """Return medians per patient: number, activity, gaps and duration."""
        by = self.doses.groupby("USUBJID")
        unit = ", ".join(self.doses["ADOSU"].dropna().unique()) or "unit not recorded"
        span = (by["ASTDT"].max() - by["ASTDT"].min()).dt.days / study.analysis.month_days
        span[self.doses["ASTDT"].isna().groupby(self.doses["USUBJID"]).any()] = None
        gaps = self.doses["EXGAPD"].astype("float64").groupby(self.doses["USUBJID"])
        measures = {
            f"Number of {self.what}": ("doses", self.number),
            f"Activity per {self.what[:-1]} ({unit})": ("activity", by["ADOSE"].mean()),
            f"Cumulative activity ({unit})": ("cumulative", whole_sum(by["ADOSE"])),
            f"Days between {self.what}": ("gap", gaps.median()),
            "Longest gap (days)": ("longest", gaps.max()),
            "Duration (months)": ("duration", span),
        }
        return [
            self._row(
                label,
                [quartiles(values, g, self.ledger, f"{self.treatment} {key}") for g in self.groups],
            )
            for label, (key, values) in measures.items()
        ]

    def numbers(self) -> list[Row]:
        """Return the patients by number of doses."""
        rows = [self._row(f"Patients by number of {self.what}", [""] * len(self.groups))]
        number = self.doses["USUBJID"].map(self.number)
        for n in range(1, int(number.max()) + 1):
            some = self.doses[number == n]
            rows.append(self._counted(str(n), some, "doses", str(n), 2))
        return rows

    def held(self, days: int) -> list[Row]:
        """Return the patients whose treatment was held once or more."""
        long = self.doses[self.doses["EXGAPD"].fillna(0) > days]
        return [self._counted("Held at least once", long, "held", f">{days} days")]

    def ligands(self) -> list[Row]:
        """Return the patients by ligand, where it is recorded."""
        if "EXLIGAND" not in self.doses or self.doses["EXLIGAND"].isna().all():
            return []
        rows = [self._row("Ligand", [""] * len(self.groups))]
        for ligand, some in self.doses.groupby("EXLIGAND"):
            rows.append(self._counted(str(ligand), some, "ligand", str(ligand), 2))
        return rows

    def _counted(
        self, label: str, records: pd.DataFrame, key: str, level: str, indent: int = 1
    ) -> Row:
        variable = f"{self.treatment} {key}"
        cells = [group.count(self.ledger, records, variable, level) for group in self.groups]
        return self._row(label, cells, indent)

    def _row(self, label: str, cells: Sequence[str], indent: int = 1) -> Row:
        return Row((label, *cells), indent=indent)
