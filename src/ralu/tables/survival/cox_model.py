"""Cox models of one factor at a time, and the table of hazard ratios: numbers of forest plots."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.prose import confidence
from ralu.rounding import NE_NOTE, NOT_ESTIMABLE, fixed, p_value, with_limits
from ralu.stats import CoxFit, cox
from ralu.study import Study
from ralu.tables.frame.groups import level_words, levels, subgroup
from ralu.tables.frame.needs import factors_of, not_in_adsl
from ralu.tables.survival.curve_notes import ENTERED
from ralu.tables.survival.curves import (
    endpoints,
    entry_of,
    population_of,
    prefix_of,
    times_of,
)
from ralu.tables.survival.median_split import median_split_notes

METHOD = (
    "Cox models of one factor each, ties by Efron, Wald intervals and tests; exploratory, not "
    "adjusted for each other"
)


@dataclass(frozen=True)
class Term:
    """One level of a factor against the first one, the reference.

    `rows` holds ledger rows by statistic: n and events, and where a model could be fitted
    those of the comparison.
    """

    factor: str
    level: str
    rows: dict[str, LedgerRow] = field(repr=False)
    reference: bool

    @property
    def ratio(self) -> str:
        """Hazard ratio with its interval as printed."""
        if self.reference:
            return "1 (reference)"
        if "hr" not in self.rows:
            return NOT_ESTIMABLE
        return with_limits(*(self.rows[stat].printed for stat in ("hr", "lower", "upper")))


@dataclass(frozen=True)
class Factors:
    """Hazard ratios of the levels of factors for one endpoint.

    Attributes
    ----------
    param, label
        PARAMCD and its words.
    name
        What the ids of table and figure end with.
    kind, method
        How the factors were modelled: in the title, and as the sentence of the footnote.
    """

    param: str
    label: str
    name: str
    kind: str
    method: str
    terms: tuple[Term, ...]
    population: str
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """Title of table and figure."""
        return f"{self.label}: hazard ratios, {self.kind}"


def univariable_cox(
    study: Study, adam: AdamSet, param: str, variables: list[str]
) -> Factors | None:
    """Fit one Cox model per variable: its levels against the first that has patients.

    None where the study does not have the endpoint, or has none of the variables.
    """
    times, factors = times_of(study, adam, param), factors_of(adam, variables)
    if times is None or factors is None:
        return None
    population = f"{population_of(param)} with the factor known"
    late = entry_of(times) is not None
    method = f"Cox, one factor, Efron, Wald{', delayed entry' if late else ''}"
    output = f"tab-cox-{slug(param)}"
    ledger = Ledger(prefix_of(param, "cox"), "cox", output, population, "adtte", method)
    terms: list[Term] = []
    notes = [ENTERED] if late else []
    for variable in factors.columns.drop("USUBJID"):
        by = subgroup(study, adam, variable)
        frame = times.merge(factors[["USUBJID", variable]].dropna(), on="USUBJID")
        present = [level for level in levels(adam, by) if (frame[variable] == level).any()]
        fit = _fit(study, frame, variable, present) if len(present) > 1 else None
        if fit is not None and fit.note:
            notes.append(f"{by.label}: {fit.note}.")
        for level in present:
            mine = frame[frame[variable] == level]
            rows = record_level(fit, f"{variable}={level}", mine, param, ledger)
            terms.append(Term(by.label, level_words(level), rows, level == present[0]))
    notes += median_split_notes(adam, list(dict.fromkeys(variables)), ledger)
    notes += not_in_adsl(adam, variables)
    return Factors(
        param,
        endpoints(adam)[param],
        slug(param),
        "one factor at a time",
        METHOD,
        tuple(terms),
        population,
        tuple(notes),
        tuple(ledger.rows),
    )


def _fit(study: Study, frame: pd.DataFrame, variable: str, present: list[str]) -> CoxFit | None:
    """Return the fitted model, None where there is no event."""
    if not frame["event"].any():
        return None
    columns = indicators(frame, variable, present[1:])
    names = [str(column) for column in columns]
    alpha, entry = study.analysis.alpha, entry_of(frame)
    return cox(frame.join(columns), "time", "event", names, entry=entry, alpha=alpha)


def indicators(frame: pd.DataFrame, variable: str, compared: list[str]) -> pd.DataFrame:
    """Return a column of 0 and 1 per level, named ``variable=level``."""
    columns = {
        f"{variable}={level}": (frame[variable] == level).astype("float64") for level in compared
    }
    return pd.DataFrame(columns, index=frame.index)


def record_level(
    fit: CoxFit | None, name: str, mine: pd.DataFrame, param: str, ledger: Ledger
) -> dict[str, LedgerRow]:
    """Write the numbers of one level, whose records are `mine`, to the ledger; return the rows."""
    first = len(ledger.rows)
    for stat, count in (("n", len(mine)), ("events", int(mine["event"].sum()))):
        ledger.add(stat, count, str(count), variable=param, level=name, n=len(mine), name="")
    if fit is not None and name in fit.table.index:
        for estimated, value in fit.table.loc[[name]].iloc[0].to_dict().items():
            text = p_value(value) if estimated == "p" else fixed(value, 2)
            ledger.add(str(estimated), value, text, variable=param, level=name, n=fit.n, name="")
    return {row.stat: row for row in ledger.rows[first:]}


def cox_table(study: Study, factors: Factors | None, *, id: str | None = None) -> Table | None:
    """Return the hazard ratios as a table."""
    if factors is None or not factors.terms:
        return None
    rows: list[Row] = []
    for k, term in enumerate(factors.terms):
        if k == 0 or factors.terms[k - 1].factor != term.factor:
            rows.append(Row((term.factor, "", "", "", "")))
        n, events, p = (
            term.rows[stat].printed if stat in term.rows else "" for stat in ("n", "events", "p")
        )
        rows.append(Row((term.level, n, events, term.ratio, p), indent=1))
    level = confidence(study)
    return Table(
        id or f"tab-cox-{factors.name}",
        factors.title,
        (
            Column("", align="left", weight=2.4),
            Column("Patients"),
            Column("Events"),
            Column(f"Hazard ratio\n({level} CI)", weight=1.6),
            Column("p (Wald)"),
        ),
        tuple(rows),
        (
            f"{factors.population}. {factors.method}. {NE_NOTE}",
            *factors.notes,
        ),
        ledger=factors.ledger,
    )
