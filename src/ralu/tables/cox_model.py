"""Cox models of one factor at a time: the numbers of the forest plot."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.stats import CoxFit, cox
from ralu.study import Study
from ralu.tables.groups import POPULATION, YES_NO, levels, safety, subgroup
from ralu.tables.survival import PREFIX, endpoints, times_of
from ralu.tables.text import fixed, p_value

STATS = ("coef", "se", "hr", "lower", "upper", "p")


@dataclass(frozen=True)
class Term:
    """One level of a factor against the first one; without `rows` it is the first itself.

    `rows` holds the ledger row of each of `STATS`.
    """

    factor: str
    level: str
    n: int
    events: int
    rows: dict[str, LedgerRow] = field(repr=False)
    reference: bool

    @property
    def ratio(self) -> str:
        """Hazard ratio with its interval as printed."""
        if self.reference:
            return "1 (reference)"
        if not self.rows:
            return "NE"
        hr, lower, upper = (self.rows[stat].text for stat in ("hr", "lower", "upper"))
        return f"{hr} ({lower}–{upper})"


@dataclass(frozen=True)
class Factors:
    """Univariable Cox models of one endpoint."""

    param: str
    label: str
    terms: tuple[Term, ...]
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)


def univariable_cox(
    study: Study, adam: AdamSet, param: str, variables: list[str]
) -> Factors | None:
    """Fit one Cox model per variable: its levels against the first of them.

    None where the study has neither the endpoint nor any of the variables.
    """
    if param not in endpoints(adam) or not set(variables) & set(adam.adsl):
        return None
    prefix = f"{PREFIX.get(param, slug(param))}.cox"
    method = "Cox, one factor, Efron, Wald"
    ledger = Ledger(prefix, "cox", f"tab-cox-{slug(param)}", POPULATION, "adtte", method)
    terms: list[Term] = []
    notes: list[str] = []
    for variable in (v for v in variables if v in adam.adsl):
        by = subgroup(study, adam, variable)
        frame = times_of(study, adam, param).merge(
            safety(adam)[["USUBJID", variable]].dropna(), on="USUBJID"
        )
        present = [level for level in levels(adam, by) if (frame[variable] == level).any()]
        fit = _fit(study, frame[frame[variable].isin(present)], variable, present)
        if fit is not None and fit.note:
            notes.append(f"{by.label}: {fit.note}")
        for level in present:
            mine = frame[frame[variable] == level]
            rows = _record(fit, f"{variable}={level}", param, ledger)
            shown = YES_NO.get(level, level)
            events = int(mine["event"].sum())
            terms.append(Term(by.label, shown, len(mine), events, rows, level == present[0]))
    label = endpoints(adam).get(param, param)
    return Factors(param, label, tuple(terms), tuple(notes), tuple(ledger.rows))


def _fit(study: Study, frame: pd.DataFrame, variable: str, present: list[str]) -> CoxFit | None:
    """Return the fitted model, None where there is nothing to compare or no event."""
    if len(present) < 2 or not frame["event"].any():
        return None
    names = [f"{variable}={level}" for level in present[1:]]
    indicators = {
        name: (frame[variable] == level).astype("float64")
        for name, level in zip(names, present[1:], strict=True)
    }
    alpha = 1 - study.analysis.confidence_level
    return cox(frame.assign(**indicators), "time", "event", names, alpha=alpha)


def _record(fit: CoxFit | None, name: str, param: str, ledger: Ledger) -> dict[str, LedgerRow]:
    """Write the numbers of one term to the ledger and return their rows."""
    if fit is None or name not in fit.table.index:
        return {}
    first = len(ledger.rows)
    for stat, value in fit.table.loc[[name]].iloc[0].to_dict().items():
        text = p_value(value) if stat == "p" else fixed(value, 2)
        ledger.add(str(stat), value, text, variable=param, level=name, n=fit.n, name="")
    return {row.stat: row for row in ledger.rows[first:]}


def cox_table(study: Study, factors: Factors | None) -> Table | None:
    """Return the hazard ratios as a table."""
    if factors is None:
        return None
    rows: list[Row] = []
    for k, term in enumerate(factors.terms):
        if k == 0 or factors.terms[k - 1].factor != term.factor:
            rows.append(Row((term.factor, "", "", "", "")))
        p = term.rows["p"].text if term.rows else ""
        rows.append(Row((term.level, str(term.n), str(term.events), term.ratio, p), indent=1))
    level = fixed(100 * study.analysis.confidence_level, 0)
    return Table(
        f"tab-cox-{slug(factors.param)}",
        f"{factors.label}: hazard ratios, one factor at a time",
        (
            Column("", align="left", weight=2.4),
            Column("Patients"),
            Column("Events"),
            Column(f"Hazard ratio\n({level}% CI)", weight=1.6),
            Column("p (Wald)"),
        ),
        tuple(rows),
        (
            f"{POPULATION} with the factor known. Cox models of one factor each, ties by Efron, "
            "Wald intervals and tests; exploratory, not adjusted for each other.",
            *factors.notes,
        ),
        ledger=factors.ledger,
    )
