"""How far single patients and sites move the median: each left out in turn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import NR_NOTE, fixed, with_limits
from ralu.stats import KaplanMeier, quantiles_without_each
from ralu.stats.checks import Floats
from ralu.study import Study
from ralu.tables.frame.groups import Group, everybody, in_adsl, split, unplaced
from ralu.tables.frame.kaplan_meier import (
    add_quantile,
    estimator,
    months,
    on_scale,
)
from ralu.tables.survival.curve_notes import ENTERED
from ralu.tables.survival.curves import (
    endpoints,
    entry_of,
    observed_curve,
    population_of,
    prefix_of,
    times_of,
)

SITE = "SITEID"
ALL_GROUPS = " All groups together: this median is of no group, and is not in other tables."


def influence_table(
    study: Study, adam: AdamSet, param: str, *, id: str = "tab-influence"
) -> Table | None:
    """Return the median without single patients and without each site.

    The sites come in order of how far they move it. None where the study does not have the
    endpoint.
    """
    records = times_of(study, adam, param)
    if records is None:
        return None
    population, method = population_of(param), f"{estimator(study)}, leaving out"
    ledger = Ledger(prefix_of(param, "influence"), "influence", id, population, "adtte", method)
    km, _ = observed_curve(study, records)
    rows = [Row(("Nobody", *_cells(param, everybody(adam), records, km, ledger), ""))]
    without = _without_each(study, records)
    rows.append(_range(param, "patient", without, ledger))
    by = in_adsl(adam, [SITE])
    sites = [g for variable in by for g in split(study, adam, variable) if len(g.of(records))]
    if len(sites) > 1:
        rows += _sites(study, param, records, sites, ledger)
    return Table(
        id,
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
            f"{population}. Kaplan–Meier of all others, CI {on_scale(study)}; patients and "
            "events are those left out, of the first row those in the analysis. Sites in order of "
            f"the size of the change. {NR_NOTE}{ALL_GROUPS if study.analysis.group else ''}",
            *([ENTERED] if entry_of(records) else []),
            *unplaced(study, adam, by, ledger),
        ),
        ledger=tuple(ledger.rows),
    )


def _without_each(study: Study, records: pd.DataFrame) -> Floats:
    """Return the median without each patient."""
    if entry_of(records) is None or len(records) == 1:
        return quantiles_without_each(records["time"], records["event"])
    curves = (observed_curve(study, records.drop(index=row))[0] for row in records.index)
    return np.array([km.quantile(0.5)[0] for km in curves])


def _sites(
    study: Study, param: str, records: pd.DataFrame, sites: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the range over sites left out, and a row each: first who moves the median most."""
    median = observed_curve(study, records)[0].quantile(0.5)[0]
    rows, changes, medians = [], [], []
    for site in sites:
        others, _ = observed_curve(study, records[~records["USUBJID"].isin(site.subjects)])
        cells = _cells(param, site, site.of(records), others, ledger)
        medians.append(others.quantile(0.5)[0])
        change = medians[-1] - median
        text = site.add(ledger, "change", change, fixed(change, 1), param, unit="months")
        rows.append(Row((site.level, *cells, text), indent=1))
        changes.append(abs(change) if np.isfinite(change) else np.inf)
    order = np.argsort(-np.array(changes), kind="stable")
    return [_range(param, "site", np.array(medians), ledger), *(rows[k] for k in order)]


def _cells(
    param: str, group: Group, mine: pd.DataFrame, others: KaplanMeier, ledger: Ledger
) -> tuple[Printed, ...]:
    """Record patients and events of those left out, and the median of those left."""
    n, events = len(mine), int(mine["event"].sum())
    counts = [
        group.add(ledger, stat, count, str(count), param, n=n)
        for stat, count in (("n", n), ("events", events))
    ]
    return (*counts, with_limits(*add_quantile(ledger, group, others, param)))


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
