"""Restricted mean survival time: by group, with differences to the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.prose import confidence
from ralu.rounding import NOT_SAID, few_at_risk, fixed, with_limits
from ralu.stats.limits import normal_width
from ralu.study import Study
from ralu.tables.frame.groups import Group, everybody, in_adsl, of_cohort, split, subgroup, unplaced
from ralu.tables.survival.curve_notes import ENTERED
from ralu.tables.survival.curves import (
    endpoints,
    entry_of,
    observed_curve,
    population_of,
    prefix_of,
    times_of,
)

GAPS = "A group in which nobody is at risk for a while has no mean."
METHOD = "Area under Kaplan–Meier, plain"


@dataclass(frozen=True)
class Mean:
    """Restricted mean of a group up to one time, with its standard error."""

    tau: float
    value: float
    error: float


@dataclass(frozen=True)
class Means:
    """Restricted means of a group up to each landmark; None where too few are at risk."""

    group: Group
    n: int
    means: tuple[Mean | None, ...]


def restricted_mean_table(
    study: Study,
    adam: AdamSet,
    param: str,
    variables: list[str],
    *,
    min_at_risk: int = 1,
    id: str = "tab-rmst",
) -> Table | None:
    """Return the mean time up to each landmark, of everybody and by grouping.

    A group with fewer than `min_at_risk` patients at risk at a landmark has no mean there; in a
    smaller study one is enough. None where the study does not have the endpoint.
    """
    times, whole = times_of(study, adam, param), everybody(adam)
    if times is None or (n := len(whole.of(times))) == 0:
        return None
    population = population_of(param)
    ledger = Ledger(prefix_of(param, "rmst"), "rmst", id, population, "adtte", METHOD)
    sizes = of_cohort(id)
    fewest = max(min_at_risk, 1) if n >= min_at_risk else 1
    (of_all,) = _means(study, times, [whole], fewest)
    rows = [_row(study, param, of_all, whole.sized(sizes), ledger)]
    by = in_adsl(adam, variables)
    for variable in by:
        means = list(_means(study, times, split(study, adam, variable), fewest))
        rows += _by(study, param, subgroup(study, adam, variable).label, means, ledger)
    notes = unplaced(study, adam, by, ledger)
    return Table(
        id,
        f"{endpoints(adam)[param]}: restricted mean",
        (Column("", align="left", weight=2), *_heads(study)),
        tuple(rows),
        (
            f"{population}. Mean months lived without the event up to each time: the area under "
            "the Kaplan–Meier curve, with limits from its standard error (normal, not "
            "transformed). The simulation of docs/statistics.md found that error a little too "
            "small in samples of this size, so limits are slightly narrow. Differences: to the "
            f"first group of each grouping, not adjusted. {NOT_SAID}: {few_at_risk(fewest)}.",
            *([f"{ENTERED} {GAPS}"] if entry_of(times) else []),
            *notes,
        ),
        ledger=(*ledger.rows, *sizes.rows),
    )


def _heads(study: Study) -> Iterator[Column]:
    for landmark in study.analysis.landmarks_months:
        words = f"{landmark:g} month{'s' if landmark != 1 else ''}"
        yield Column(f"Up to {words}\n({confidence(study)} CI)", weight=1.3)


def _by(study: Study, param: str, label: str, groups: list[Means], ledger: Ledger) -> Iterator[Row]:
    """Yield the rows of a grouping: its groups, then differences to the first of them."""
    yield Row((label, *[""] * len(study.analysis.landmarks_months)), heading=True)
    for one in groups:
        yield _row(study, param, one, one.group.shown, ledger, indent=1)
    for one in groups[1:]:
        head = "Difference" if len(groups) == 2 else f"Difference, {one.group.shown}"
        yield _difference(study, param, one, groups[0], head, ledger)


def _means(
    study: Study, times: pd.DataFrame, groups: list[Group], min_at_risk: int
) -> Iterator[Means]:
    """Yield the means of each group that has patients; none where late entry leaves a gap."""
    landmarks = list(study.analysis.landmarks_months)
    for group in groups:
        mine = group.of(times)
        if mine.empty:
            continue
        km, gaps = observed_curve(study, mine)
        at_risk = [0] * len(landmarks) if gaps else km.at(landmarks)["n_risk"]
        means = (
            Mean(tau, *km.rmst(tau)) if n >= min_at_risk else None
            for tau, n in zip(landmarks, at_risk, strict=True)
        )
        yield Means(group, km.n, tuple(means))


def _row(study: Study, param: str, of: Means, head: str, ledger: Ledger, indent: int = 0) -> Row:
    """Record the means of a group; return them with their limits."""
    cells = [
        with_limits(*_add(study, param, of, mean, "", METHOD, ledger)) if mean else NOT_SAID
        for mean in of.means
    ]
    return Row((head, *cells), indent=indent)


def _difference(
    study: Study, param: str, of: Means, reference: Means, head: str, ledger: Ledger
) -> Row:
    """Record how much longer the means of a group are than those of the reference."""
    method = f"{METHOD}, less the first group"
    cells: list[str] = []
    for mean, other in zip(of.means, reference.means, strict=True):
        if mean is None or other is None:
            cells.append(NOT_SAID)
            continue
        error = float(np.hypot(mean.error, other.error))
        longer = Mean(mean.tau, mean.value - other.value, error)
        texts = _add(study, param, of, longer, "difference_", method, ledger)
        cells.append(with_limits(*texts, to=" to "))
    return Row((head, *cells), indent=2)


def _add(
    study: Study, param: str, of: Means, mean: Mean, kind: str, method: str, ledger: Ledger
) -> list[Printed]:
    """Record a mean, or a difference of means, with its limits."""
    width = mean.error * normal_width(study.analysis.alpha)
    stats = {
        "estimate": mean.value,
        "lower": mean.value - width,
        "upper": mean.value + width,
    }
    return [
        of.group.add(
            ledger,
            f"{kind}{stat}",
            value,
            fixed(value, 1),
            param,
            f"{mean.tau:g}",
            unit="months",
            n=of.n,
            method=method,
            name="",
        )
        for stat, value in stats.items()
    ]
