"""Follow-up by reverse Kaplan-Meier."""

from __future__ import annotations

from collections.abc import Iterator

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.prose import confidence
from ralu.stats import reverse_kaplan_meier
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    of_cohort,
    unplaced,
)
from ralu.tables.survival.curves import POPULATIONS, PREFIX, add_median, endpoints, times_of

LATE = ", counted from the origin, the time of entry ignored"


def median_follow_up_table(study: Study, adam: AdamSet, params: list[str]) -> Table | None:
    """Return the follow-up of each endpoint by reverse Kaplan-Meier."""
    level = confidence(study)
    if not set(params) & set(endpoints(adam)):
        return None
    groups = columns_of(study, adam)
    rows: list[Row] = []
    ledger: list[LedgerRow] = []
    notes: dict[str, None] = {}
    for param in dict.fromkeys(p for p in params if p in endpoints(adam)):
        book = Ledger(
            f"{PREFIX.get(param, slug(param))}.follow_up",
            "follow_up",
            "tab-follow-up",
            POPULATIONS.get(param, POPULATION),
            "adtte",
            f"Reverse Kaplan–Meier, {study.analysis.km_conf_type}",
        )
        cells = [_follow_up(study, adam, param, group, book) for group in groups]
        rows.append(Row((endpoints(adam)[param], *cells)))
        notes |= dict.fromkeys(unplaced(study, adam, column_variables(study, adam), book))
        ledger += book.rows
    sizes = of_cohort("tab-follow-up")
    return Table(
        "tab-follow-up",
        "Follow-up",
        (Column("", align="left", weight=2.4), *heads(groups, sizes)),
        tuple(rows),
        (
            f"{POPULATION}. Median follow-up in months ({level} CI) by reverse Kaplan–Meier "
            f"(censoring as the event), CI on the {study.analysis.km_conf_type} scale. "
            "NR: not reached. NE: not estimable.",
            *_populations(adam, params),
            *notes,
        ),
        ledger=(*ledger, *sizes.rows),
    )


def _populations(adam: AdamSet, params: list[str]) -> Iterator[str]:
    """Yield a footnote for each endpoint that has a population of its own."""
    for param, population in POPULATIONS.items():
        if param in params and param in endpoints(adam):
            late = LATE if param == "OSRA" else ""
            yield f"{endpoints(adam)[param]}: {population[0].lower()}{population[1:]}{late}."


def _follow_up(study: Study, adam: AdamSet, param: str, group: Group, ledger: Ledger) -> str:
    records = group.of(times_of(study, adam, param))
    if records.empty:
        return "NE"
    km = reverse_kaplan_meier(
        records["time"],
        records["event"],
        conf_type=study.analysis.km_conf_type,
        alpha=1 - study.analysis.confidence_level,
    )
    stats = ("median", "lower", "upper")
    at = {"variable": param, "group": group.variable, "group_level": group.level, "name": ""}
    return add_median(ledger, km, stats, **at)
