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
from ralu.stats import kaplan_meier
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.survival.curves import add_median, endpoints, times_of

ID = "tab-partial-dates"
BOUNDS: dict[str, Rule] = {"earliest": "first", "latest": "last"}
HEADS = ("Earliest date", "As reported", "Latest date")
FLAGS = {"adsl": "DTHDTF", "adcm": "ASTDTF"}


def partial_dates_table(study: Study, adam: AdamSet, params: list[str]) -> Table | None:
    """Return the median of each endpoint by how partial dates are imputed.

    None where the study brings its own times, or has none of the endpoints or no flags of
    imputation.
    """
    known = [p for p in dict.fromkeys(params) if p in endpoints(adam)]
    flagged = all(flag in adam.datasets[name] for name, flag in FLAGS.items())
    if study.source == "adam" or not known or not flagged:
        return None
    others = {
        level: AdamSet({**adam.datasets, "adtte": times_at_bounds(study, adam, rule)})
        for level, rule in BOUNDS.items()
    }
    scenarios = {"earliest": others["earliest"], "stated": adam, "latest": others["latest"]}
    method = f"Kaplan–Meier, {study.analysis.km_conf_type}"
    ledger = Ledger("partial_dates", "partial_dates", ID, POPULATION, "adtte", method)
    rows = []
    for param in known:
        times = {level: times_of(study, one, param) for level, one in scenarios.items()}
        moved = _moved(times["earliest"], times["latest"])
        count = ledger.add("n", moved, str(moved), variable=param, n=len(times["stated"]))
        cells = [_median(study, param, level, frame, ledger) for level, frame in times.items()]
        rows.append(Row((endpoints(adam)[param], count, *cells)))
    return Table(
        ID,
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
        f"{POPULATION}. Median in months ({confidence(study)} CI) by Kaplan–Meier, CI on the "
        f"{study.analysis.km_conf_type} scale, with all partial dates of death and of the next "
        "therapy at the first, the reported (middle) and the last day that they can be: a death "
        "not before the last contact nor after the data cut-off, a therapy after the first dose "
        "and not after its end, death or the day last known alive. "
        "Patients concerned: those whose time differs between first and last. NR: not reached. "
        "NE: not estimable."
    )


def _moved(earliest: pd.DataFrame, latest: pd.DataFrame) -> int:
    """Return how many patients have another time or outcome."""
    both = earliest.merge(latest, on="USUBJID")
    same = (both["time_x"] == both["time_y"]) & (both["event_x"] == both["event_y"])
    return int((~same).sum())


def _median(study: Study, param: str, level: str, frame: pd.DataFrame, ledger: Ledger) -> Printed:
    km = kaplan_meier(
        frame["time"],
        frame["event"],
        conf_type=study.analysis.km_conf_type,
        alpha=1 - study.analysis.confidence_level,
    )
    return add_median(ledger, km, variable=param, level=level)
