"""The median with partial dates at the earliest and the latest day that they can be."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.dates import Rule
from ralu.adam.partial import times_at_bounds
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.prose import confidence
from ralu.rounding import NR_NOTE, with_limits
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, everybody
from ralu.tables.frame.kaplan_meier import add_quantile, estimator, on_scale
from ralu.tables.frame.needs import records_of
from ralu.tables.survival.curves import endpoints, observed_curve, times_of

BOUNDS: dict[str, Rule] = {"earliest": "first", "latest": "last"}
HEADS = ("Earliest date", "As reported", "Latest date")
FLAGGED = ({"adsl": "DTHDTF"}, {"adcm": "ASTDTF"})
"""A study with partial dates has one of these."""


def partial_dates_table(
    study: Study, adam: AdamSet, params: list[str], *, id: str = "tab-partial-dates"
) -> Table | None:
    """Return the median of each endpoint by how partial dates are imputed.

    None where the study brings its own times, or has none of the endpoints or no partial dates.
    """
    flagged = any(records_of(adam, needs) is not None for needs in FLAGGED)
    if study.source == "adam" or not flagged:
        return None
    others = {
        level: AdamSet({**adam.datasets, "adtte": times_at_bounds(study, adam, rule)})
        for level, rule in BOUNDS.items()
    }
    scenarios = {"earliest": others["earliest"], "stated": adam, "latest": others["latest"]}
    ledger = Ledger("partial_dates", "partial_dates", id, POPULATION, "adtte", estimator(study))
    rows = []
    for param in dict.fromkeys(params):
        times = _times(study, scenarios, param)
        if not times:
            continue
        moved = _moved(times["earliest"], times["latest"])
        count = ledger.add("n", moved, str(moved), variable=param, n=len(times["stated"]))
        cells = [_median(study, adam, param, level, times[level], ledger) for level in times]
        rows.append(Row((endpoints(adam)[param], count, *cells)))
    if not rows:
        return None
    return Table(
        id,
        "Median by how partial dates are imputed",
        (
            Column("", align="left", weight=2),
            Column("Patients\nconcerned"),
            *(Column(words, weight=1.3) for words in HEADS),
        ),
        tuple(rows),
        (_footnote(study),),
        ledger=tuple(ledger.rows),
    )


def _footnote(study: Study) -> str:
    return (
        f"{POPULATION}. Median in months ({confidence(study)} CI) by Kaplan–Meier, CI "
        f"{on_scale(study)}, with all partial dates of death and of the next "
        "therapy at the first, the reported (middle) and the last day that they can be: a death "
        "not before the last contact nor after the data cut-off, a therapy after the first dose "
        "and not after its end, death or the day last known alive. "
        f"Patients concerned: those whose time differs between first and last. {NR_NOTE}"
    )


def _times(study: Study, scenarios: dict[str, AdamSet], param: str) -> dict[str, pd.DataFrame]:
    """Return the times of an endpoint by scenario; nothing where one does not have it."""
    found = {level: times_of(study, adam, param) for level, adam in scenarios.items()}
    times = {level: frame for level, frame in found.items() if frame is not None}
    return times if len(times) == len(scenarios) else {}


def _moved(earliest: pd.DataFrame, latest: pd.DataFrame) -> int:
    """Return how many patients have another time or outcome."""
    both = earliest.merge(latest, on="USUBJID")
    same = (both["time_x"] == both["time_y"]) & (both["event_x"] == both["event_y"])
    return int((~same).sum())


def _median(
    study: Study, adam: AdamSet, param: str, level: str, times: pd.DataFrame, ledger: Ledger
) -> Printed:
    km, _ = observed_curve(study, times)
    return with_limits(*add_quantile(ledger, everybody(adam), km, param, level))
