"""Times to PSA progression, and duration of PSA response: curves, kinds of event, rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ralu.adam import AdamSet
from ralu.adam.psa import DEATH, rule_of
from ralu.blocks import Row, Table
from ralu.ledger import Ledger, LedgerRow
from ralu.rounding import NOT_SAID
from ralu.study import Study
from ralu.tables.biomarkers.course import with_notes
from ralu.tables.frame.needs import records_of
from ralu.tables.survival.curves import Survival, estimate_survival
from ralu.tables.survival.survival_table import survival_table

NEEDS = {"adtte": "PARAMCD CNSR EVNTDESC"}
SHORT = {
    "TTPSA": "PSA progression",
    "PSAPFS": "PSA progression or death",
    "DORPSA": "PSA response",
}
EVENTS_ROW = 2
"""Place in the table of survival behind the row of events."""
WIDE = 5
"""Columns that an upright page has room for."""


def progression_times(
    study: Study, adam: AdamSet, params: list[str], *, output: str
) -> list[Survival | None]:
    """Return the curves of several parameters, by the study's group variable if it has one."""
    arm = study.analysis.group
    by = arm.variable if arm else None
    return [estimate_survival(study, adam, param, by=by, output=output) for param in params]


def progression_names(results: list[Survival | None]) -> list[str]:
    """Return a name for each curve of the results."""
    return [
        f"{SHORT[result.param]}, {curve.group.name}" if result.by else SHORT[result.param]
        for result in results
        if result is not None
        for curve in result.curves
    ]


def progression_table(
    study: Study,
    adam: AdamSet,
    results: list[Survival | None],
    *,
    id: str,
    title: str,
    min_at_risk: int = 0,
) -> Table | None:
    """Return the table of survival with the kinds of event, and how each is defined."""
    table = survival_table(
        study,
        adam,
        results,
        id=id,
        title=title,
        labels=progression_names(results),
        min_at_risk=min_at_risk,
    )
    if table is None:
        return None
    shown = [result for result in results if result is not None]
    kinds, ledger = _kinds(adam, shown, id)
    rows = (*table.rows[:EVENTS_ROW], *kinds, *table.rows[EVENTS_ROW:])
    table = replace(table, rows=rows, landscape=len(table.columns) > WIDE)
    return with_notes(table, progression_definition(study, results), ledger=ledger)


def _kinds(
    adam: AdamSet, results: list[Survival], id: str
) -> tuple[list[Row], tuple[LedgerRow, ...]]:
    """Return a row per kind of event, a cell per curve; "–" where an endpoint has no such event."""
    needed = records_of(adam, NEEDS)
    if needed is None:
        return [], ()
    params, adtte = [result.param for result in results], needed["adtte"]
    events = adtte[adtte["PARAMCD"].isin(params) & (adtte["CNSR"] == 0)]
    found = events["EVNTDESC"].dropna().unique()
    cells: dict[str, list[str]] = {kind: [] for kind in sorted(found, key=_order)}
    rows: tuple[LedgerRow, ...] = ()
    for result in results:
        book = Ledger("event_kind", "event_kind", id, result.population, "adtte", "Count")
        mine = events[events["PARAMCD"] == result.param]
        for kind, texts in cells.items():
            of_kind = mine[mine["EVNTDESC"] == kind]
            for curve in result.curves:
                count, n = len(curve.group.of(of_kind)), curve.km.n
                text = curve.group.add(book, "n", count, str(count), result.param, kind, n=n)
                texts.append(text if len(of_kind) else NOT_SAID)
        rows += tuple(book.rows)
    return [Row((kind, *texts), indent=1) for kind, texts in cells.items()], rows


def _order(kind: str) -> tuple[bool, str]:
    """Return what puts death last."""
    return kind == DEATH, kind


def progression_definition(study: Study, results: list[Survival | None]) -> str:
    """Return the rules of the endpoints of results in words."""
    return progression_rules(study, {result.param for result in results if result is not None})


def progression_rules(study: Study, params: Collection[str]) -> str:
    """Return the rules of progression and response in words, "" where they are the source's own."""
    rule = rule_of(study)
    if rule is None or study.source == "adam" or not params:
        return ""
    words = (
        f"PSA progression: after a decline from baseline the first value at least "
        f"{rule.rise_percent:g}% and at least {rule.rise_absolute:g} ng/mL above the nadir, "
        f"if the next value at least {rule.confirmation_days} days later is so far above it too, "
        "and all values between; without a decline the first value so far above the baseline from "
        f"{rule.not_before_days} days after the first dose on. These are the criteria of PCWG2, "
        "which secondary sources give for PCWG3 too. "
    )
    if "DORPSA" in params:
        words += (
            f"Response: the first decline of at least {rule.response_percent}% from baseline, "
            "confirmed or not. It ends with PSA progression or death. "
        )
    if "TTPSA" in params:
        words += "Death without progression is censored at the last value, not an event. "
    return words + "Others are censored at their last value, whatever therapy was given by then."
