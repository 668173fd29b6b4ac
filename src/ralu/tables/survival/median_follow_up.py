"""Follow-up by reverse Kaplan-Meier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Table
from ralu.ledger import Ledger
from ralu.prose import confidence
from ralu.rounding import NOT_ESTIMABLE, NR_NOTE, with_limits
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group
from ralu.tables.frame.kaplan_meier import add_quantile, estimator, kaplan_meier_of, on_scale
from ralu.tables.frame.sheet import Sheet
from ralu.tables.survival.curves import (
    NEEDS,
    POPULATIONS,
    endpoints,
    entry_of,
    population_of,
    prefix_of,
    times_of,
)

LATE = ", counted from the origin, the time of entry ignored"


def median_follow_up_table(
    study: Study, adam: AdamSet, params: list[str], *, id: str = "tab-follow-up"
) -> Table | None:
    """Return the follow-up of each endpoint by reverse Kaplan-Meier."""
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="follow_up",
        analysis="follow_up",
        source="adtte",
        method=estimator(study, "Reverse Kaplan–Meier"),
    )
    found = {param: times_of(study, adam, param) for param in dict.fromkeys(params)}
    known = {param: times for param, times in found.items() if times is not None}
    if sheet is None or not known:
        return None
    for param, times in known.items():
        of = sheet.recorded(prefix=prefix_of(param, "follow_up"), population=population_of(param))
        cells = [_follow_up(study, times, param, group, of.ledger) for group in of.groups]
        of.row(endpoints(adam)[param], cells)
    return sheet.table(
        "Follow-up",
        f"{POPULATION}. Median follow-up in months ({confidence(study)} CI) by reverse "
        f"Kaplan–Meier (censoring as the event), CI {on_scale(study)}. {NR_NOTE}",
        *_populations(adam, known),
        *_entered_late(adam, known),
    )


def _entered_late(adam: AdamSet, params: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield a footnote for each endpoint of everybody whose time of entry is ignored here."""
    for param, times in params.items():
        if param not in POPULATIONS and entry_of(times):
            yield f"{endpoints(adam)[param]}: {LATE.removeprefix(', ')}."


def _populations(adam: AdamSet, params: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield a footnote for each endpoint that has a population of its own."""
    for param, population in POPULATIONS.items():
        if param in params:
            late = LATE if param == "OSRA" and entry_of(params[param]) else ""
            yield f"{endpoints(adam)[param]}: {population[0].lower()}{population[1:]}{late}."


def _follow_up(study: Study, times: pd.DataFrame, param: str, group: Group, ledger: Ledger) -> str:
    records = group.of(times)
    if records.empty:
        return NOT_ESTIMABLE
    km, stats = kaplan_meier_of(study, records, reverse=True), ("median", "lower", "upper")
    return with_limits(*add_quantile(ledger, group, km, param, stats=stats, name=""))
