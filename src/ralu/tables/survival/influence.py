"""How far single patients and sites move the median: each left out in turn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import fixed, quantile_texts
from ralu.stats import kaplan_meier, quantiles_without_each
from ralu.stats.checks import Floats
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, everybody, split, unplaced
from ralu.tables.survival.curves import POPULATIONS, PREFIX, endpoints, months, times_of

ID, SITE = "tab-influence", "SITEID"
ALL_GROUPS = " All groups together: this median is of no group, and is not in other tables."


def influence_table(study: Study, adam: AdamSet, param: str) -> Table | None:
    """Return the median without single patients and without each site.

    The sites come in order of how far they move it. None where the study does not have the
    endpoint.
    """
    records = times_of(study, adam, param)
    if records.empty:
        return None
    population = POPULATIONS.get(param, POPULATION)
    prefix = f"{PREFIX.get(param, slug(param))}.influence"
    method = f"Kaplan–Meier, {study.analysis.km_conf_type}, leaving out"
    ledger = Ledger(prefix, "influence", ID, population, "adtte", method)
    whole, median = everybody(adam), _median(study, records)
    rows = [Row(("Nobody", *_cells(param, whole, records, median, len(records), ledger), ""))]
    without = quantiles_without_each(records["time"], records["event"])
    rows.append(_range(param, "patient", without, ledger))
    sites = [g for g in split(study, adam, SITE) if len(g.of(records))] if SITE in adam.adsl else []
    if len(sites) > 1:
        rows += _sites(study, param, records, sites, ledger)
    return Table(
        ID,
        f"{endpoints(adam)[param]}: influence of single patients and sites on the median",
        (
            Column("Left out", align="left", weight=2.2),
            Column("Patients"),
            Column("Events"),
            Column(f"Median without, months\n({confidence(study)} CI)", weight=1.6),
            Column("Change, months"),
        ),
        tuple(rows),
        (
            f"{population}. Kaplan–Meier of all others, CI on the {study.analysis.km_conf_type} "
            "scale; patients and events are those left out, of the first row those in the "
            "analysis. Sites in order of the size of the change. NR: not reached. NE: not "
            f"estimable.{ALL_GROUPS if study.analysis.group else ''}",
            *(unplaced(study, adam, [SITE], ledger) if SITE in adam.adsl else ()),
        ),
        ledger=tuple(ledger.rows),
    )


def _median(study: Study, records: pd.DataFrame) -> tuple[float, float, float]:
    """Return the median with its limits; nan without patients."""
    if records.empty:
        return np.nan, np.nan, np.nan
    km = kaplan_meier(
        records["time"],
        records["event"],
        conf_type=study.analysis.km_conf_type,
        alpha=1 - study.analysis.confidence_level,
    )
    return km.quantile(0.5)


def _sites(
    study: Study, param: str, records: pd.DataFrame, sites: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the range over sites left out, and a row each: first who moves the median most."""
    median = _median(study, records)[0]
    others = [records[~records["USUBJID"].isin(site.subjects)] for site in sites]
    found = [_median(study, one) for one in others]
    rows, changes = [], []
    for site, without in zip(sites, found, strict=True):
        mine = site.of(records)
        cells = _cells(param, site, mine, without, len(records) - len(mine), ledger)
        change = without[0] - median
        text = site.add(ledger, "change", change, fixed(change, 1), param, unit="months")
        rows.append(Row((site.level, *cells, text), indent=1))
        changes.append(abs(change) if np.isfinite(change) else np.inf)
    order = np.argsort(-np.array(changes), kind="stable")
    medians = np.array([without[0] for without in found])
    return [_range(param, "site", medians, ledger), *(rows[k] for k in order)]


def _cells(
    param: str,
    group: Group,
    mine: pd.DataFrame,
    median: tuple[float, float, float],
    left: int,
    ledger: Ledger,
) -> tuple[Printed, ...]:
    """Record patients and events of those left out, and the median of those left."""
    n, events = len(mine), int(mine["event"].sum())
    counts = [
        group.add(ledger, stat, count, str(count), param, n=n)
        for stat, count in (("n", n), ("events", events))
    ]
    stats = ("median", "median_lower", "median_upper")
    texts = [
        group.add(ledger, stat, value, text, param, unit="months", n=left)
        for stat, value, text in zip(stats, median, quantile_texts(median, months), strict=True)
    ]
    return (*counts, compose("{} ({}–{})", *texts))


def _range(param: str, unit: str, medians: Floats, ledger: Ledger) -> Row:
    """Record the smallest and the largest median; not reached is larger than any other."""
    known = medians[~np.isnan(medians)]
    lowest = float(known.min()) if len(known) else np.nan
    highest = float(known.max()) if len(known) == len(medians) else np.nan
    texts = [
        ledger.add(
            stat,
            value,
            months(value),
            variable=param,
            level=unit,
            unit="months",
            n=len(medians),
            name="",
        )
        for stat, value in (("median_min", lowest), ("median_max", highest))
    ]
    head = f"One {unit} at a time: range"
    return Row((head, "", "", compose("{} to {}", *texts), ""))
