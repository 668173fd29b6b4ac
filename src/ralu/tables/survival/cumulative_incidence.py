"""Competing causes: cumulative incidence and the ledger rows of what is reported of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.printed import Printed
from ralu.prose import confidence
from ralu.rounding import (
    IN_LEDGER,
    NE_NOTE,
    NOT_ESTIMABLE,
    NOT_SAID,
    few_at_risk,
    with_limits,
)
from ralu.stats import cumulative_incidence
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    everybody,
    in_adsl,
    of_cohort,
    split,
    unplaced,
)
from ralu.tables.frame.kaplan_meier import estimator, month_note, on_scale
from ralu.tables.survival.curves import percent

STATS = {"estimate": "estimate", "lower": "lower", "upper": "upper"}
_WHOLE = 1 - 1e-12
"""From so large a share on, everybody has had one of the events."""


@dataclass(frozen=True)
class Cause:
    """A competing cause: its code in the records, its name in the ledger, and its words."""

    code: int
    name: str
    label: str


@dataclass(frozen=True)
class Part:
    """The curves of one group by cause, and how many are at risk; times in months.

    A cause that does not occur has no curve.
    """

    group: Group
    records: pd.DataFrame = field(repr=False)
    curves: dict[int, pd.DataFrame] = field(repr=False)

    def at_risk(self, times: list[float]) -> list[int]:
        """Return how many are neither out nor with an event before each time."""
        exits = np.sort(self.records["time"].to_numpy())
        return [int(n) for n in len(exits) - np.searchsorted(exits, times, side="left")]

    def events(self, cause: Cause) -> int:
        """Return how many have had the event."""
        return int((self.records["cause"] == cause.code).sum())

    def drawn(self, cause: Cause, min_at_risk: int = 0) -> pd.DataFrame:
        """Return the curve of a cause from time 0 on, flat at 0 where it does not occur.

        It ends where fewer than `min_at_risk` patients are at risk.
        """
        end = self._end(max(min_at_risk, 1))
        none = {"time": [end], "estimate": [0.0], "lower": [np.nan], "upper": [np.nan]}
        curve = self.curves.get(cause.code, pd.DataFrame(none))[list(none)]
        start = dict.fromkeys(none, 0.0)
        shown = curve[curve["time"] <= end]
        return pd.concat([pd.DataFrame([start]), shown], ignore_index=True)

    def _end(self, at_risk: int) -> float:
        """Return the last exit with so many at risk; 0 where they never are."""
        exits = np.sort(self.records["time"].to_numpy())
        return float(exits[-at_risk]) if at_risk <= len(exits) else 0.0


@dataclass(frozen=True)
class Incidence:
    """The curves of competing causes, with the ledger rows of what is reported of them.

    Attributes
    ----------
    param
        Name of the endpoint; ``<param> <cause>`` is the variable of the ledger rows.
    causes
        The competing causes, the one of interest first.
    parts
        Everybody, then the groups of `by`; each with at least one patient.
    by
        Grouping variable, "" where there is none.
    min_at_risk
        Where fewer patients are at risk, curves end and a landmark is not printed.
    notes
        Footnotes on patients and levels that are in none of the groups.
    """

    param: str
    causes: tuple[Cause, ...]
    parts: tuple[Part, ...]
    by: str
    min_at_risk: int
    population: str
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)

    @property
    def groups(self) -> tuple[Part, ...]:
        """The groups, or everybody where there are none."""
        return self.parts[1:] or self.parts

    def row(self, stat: str, group: Group, cause: Cause | None = None, level: str = "") -> Printed:
        """Return the text of one statistic of one group."""
        variable = f"{self.param} {cause.name}" if cause else self.param
        return group.row(self.ledger, stat, variable=variable, variable_level=level).printed

    def with_limits(self, group: Group, cause: Cause, level: str) -> str:
        """Return the incidence at a landmark with its limits, unless too few are at risk."""
        texts = [self.row(stat, group, cause, level) for stat in STATS]
        if not self.is_said(group, level) and texts[0] != NOT_ESTIMABLE:
            return NOT_SAID
        return texts[0] if texts[1] == NOT_ESTIMABLE else with_limits(*texts)

    def is_said(self, group: Group, level: str) -> bool:
        """Say whether enough patients are at risk at a landmark."""
        return int(self.row("n_risk", group, level=level)) >= self.min_at_risk


def estimate_incidence(
    study: Study,
    adam: AdamSet,
    records: pd.DataFrame,
    *,
    param: str,
    causes: list[Cause],
    source: str = "adtte",
    output: str = "",
    by: str | None = None,
    min_at_risk: int = 0,
    population: str = POPULATION,
) -> Incidence | None:
    """Estimate the cumulative incidence of competing causes; None where nobody has a record.

    Parameters
    ----------
    records
        One per patient: USUBJID, time (months) and cause, a code of `causes` or 0 (censored).
    param
        Name of the endpoint; ledger ids begin with ``cif.`` and it.
    source, output
        Dataset the records come from, and id of the table the numbers stand in.
    by
        Grouping variable of ADSL, beside everybody; none where ADSL does not have it.
    min_at_risk
        Where fewer patients are at risk, curves end and a landmark is not printed; it does not
        apply where all groups are smaller, of which figures draw the curves.
    """
    variables = in_adsl(adam, [by] if by else [])
    groups = [group for variable in variables for group in split(study, adam, variable)]
    parts = [_part(study, g, g.of(records)) for g in (everybody(adam), *groups)]
    shown = tuple(part for part in parts if len(part.records))
    if not shown:
        return None
    method = estimator(study, "Aalen–Johansen")
    ledger = Ledger(f"cif.{slug(param)}", "cif", output, population, source, method)
    for part in shown:
        _record(study, param, causes, part, ledger)
    empty = ", ".join(part.group.name for part in parts if part.records.empty)
    notes = [f"Without patients: {empty}."] if empty else []
    notes += unplaced(study, adam, variables, ledger)
    return Incidence(
        param,
        tuple(causes),
        shown,
        variables[0] if variables else "",
        min_at_risk if any(len(p.records) >= min_at_risk for p in shown[1:] or shown) else 0,
        population,
        tuple(notes),
        tuple(ledger.rows),
    )


def _part(study: Study, group: Group, records: pd.DataFrame) -> Part:
    if records.empty:
        return Part(group, records, {})
    curves = cumulative_incidence(
        records["time"],
        records["cause"],
        conf_type=study.analysis.km_conf_type,
        alpha=study.analysis.alpha,
    )
    return Part(group, records, curves)


def _record(study: Study, param: str, causes: list[Cause], part: Part, ledger: Ledger) -> None:
    """Write patients, events and the incidence at the landmarks to the ledger."""
    group, n = part.group, len(part.records)
    landmarks = list(study.analysis.landmarks_months)

    def add(
        stat: str, value: float, text: str, cause: Cause | None = None, level: str = ""
    ) -> None:
        variable, name = (f"{param} {cause.name}", slug(cause.name)) if cause else (param, "")
        group.add(ledger, stat, value, text, variable, level, n=n, name=name)

    add("n", n, str(n))
    for landmark, left in zip(landmarks, part.at_risk(landmarks), strict=True):
        add("n_risk", left, str(left), level=f"{landmark:g}")
    for cause in causes:
        events = part.events(cause)
        add("events", events, str(events), cause)
        for row in _at(part, cause, landmarks).to_dict("records"):
            for stat, column in STATS.items():
                add(stat, row[column], percent(row[column]), cause, f"{row['time']:g}")


def _at(part: Part, cause: Cause, times: list[float]) -> pd.DataFrame:
    """Return the incidence at given times.

    After the last exit it is not known, unless all are out by an event.
    """
    curve = part.drawn(cause)
    place = np.searchsorted(curve["time"].to_numpy(), times, side="right") - 1
    found = curve.iloc[place].reset_index(drop=True).assign(time=times)
    found.loc[found["estimate"] == 0, ["lower", "upper"]] = np.nan
    total = sum(float(of["estimate"].iloc[-1]) for of in part.curves.values())
    unknown = (found["time"] > curve["time"].iloc[-1]) & (total < _WHOLE)
    found.loc[unknown, list(STATS)] = np.nan
    return found


def footnote(study: Study, result: Incidence) -> str:
    """Return population, method and kind of interval in words."""
    return (
        f"{result.population}. Cumulative incidence by Aalen–Johansen, each cause competing with "
        f"the others; confidence intervals (CI) {on_scale(study)}; {month_note(study)}. {NE_NOTE}"
    )


def incidence_table(
    study: Study,
    result: Incidence | None,
    *,
    id: str,
    title: str,
    footnotes: tuple[str, ...] = (),
) -> Table | None:
    """Return events and the incidence at the landmarks, the causes of each group below it.

    Landmarks after the last exit of all groups are left out; the ledger holds them.
    """
    if result is None:
        return None
    end = max(part.records["time"].max() for part in result.parts)
    landmarks = [m for m in study.analysis.landmarks_months if m <= end]
    landmarks = landmarks or [study.analysis.landmarks_months[0]]
    levels = [f"{landmark:g}" for landmark in landmarks]
    sizes = of_cohort(id)
    rows = []
    for part in result.parts:
        head = part.group.sized(sizes) if part.group.variable else "All patients"
        rows.append(Row((head, *[""] * (1 + len(levels))), heading=True))
        for cause in result.causes:
            cells = (result.with_limits(part.group, cause, level) for level in levels)
            events = result.row("events", part.group, cause)
            rows.append(Row((cause.label, events, *cells), indent=1))
        left = (result.row("n_risk", part.group, level=level) for level in levels)
        rows.append(Row(("At risk", "", *left), indent=1))
    months = (f"{level} month{'s' if level != '1' else ''}" for level in levels)
    return Table(
        id,
        title,
        (
            Column("", align="left", weight=2.2),
            Column("Events", weight=0.6),
            *(Column(f"{words}\n({confidence(study)} CI)", weight=1.4) for words in months),
        ),
        tuple(rows),
        (footnote(study, result), *footnotes, *_why_unsaid(result, rows), *result.notes),
        ledger=(*result.ledger, *sizes.rows),
    )


def _why_unsaid(result: Incidence, rows: list[Row]) -> tuple[str, ...]:
    """Return why a landmark is not printed, where one is not."""
    unsaid = any(cell == NOT_SAID for row in rows for cell in row.cells)
    return (f"{NOT_SAID}: {few_at_risk(result.min_at_risk)}; {IN_LEDGER}.",) if unsaid else ()
