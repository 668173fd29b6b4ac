"""A second witness: survival again by lifelines, beside the numbers of this report."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.rounding import fixed
from ralu.stats import cox, logrank
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.survival.curves import Curve, Survival, entry_of, times_of

PRECISE = {"r_precision": 1e-14, "precision": 1e-12}
"""lifelines' own stopping rules agree with R to 1e-6 only."""
DIGITS = 10
Pair = tuple[str, float, float]
"""What is compared, and its value here and by lifelines."""


def lifelines_table(
    study: Study, adam: AdamSet, results: list[Survival | None], *, id: str = "tab-witness"
) -> Table | None:
    """Return survival at the landmarks, log-rank tests and Cox coefficients, twice.

    Medians are left out: where survival is flat at 50%, lifelines takes the left end, R and
    this report the middle.
    """
    ledger = Ledger("witness", "witness", id, POPULATION, "adtte", "lifelines")
    rows, late = [], []
    for result in (one for one in results if one is not None):
        records = times_of(study, adam, result.param)
        if records is None:
            continue
        if entry_of(records):  # lifelines has no log-rank test for it
            late.append(result.label)
            continue
        for curve in result.curves:
            rows.append(Row((f"{result.label}, {curve.group.name}", "", "", ""), heading=True))
            rows += _rows(result, curve, _landmarks(study, curve, records), ledger)
        if len(result.curves) > 1:
            rows.append(Row((f"{result.label}, comparison", "", "", ""), heading=True))
            rows += _rows(result, None, _comparison(result, records), ledger)
    if not rows:
        return None
    return Table(
        id,
        "Survival by lifelines beside this report",
        (
            Column("", align="left", weight=2.4),
            Column("This report"),
            Column("lifelines"),
            Column("Difference"),
        ),
        tuple(rows),
        (
            f"{POPULATION}. Kaplan–Meier; log-rank; Cox with Efron's ties, unscaled coefficients.",
            *(f"Not compared, as patients enter late: {label}." for label in dict.fromkeys(late)),
        ),
        ledger=tuple(ledger.rows),
    )


def _landmarks(study: Study, curve: Curve, records: pd.DataFrame) -> Iterator[Pair]:
    from lifelines import KaplanMeierFitter

    mine = curve.group.of(records)
    fitted = KaplanMeierFitter().fit(mine["time"], mine["event"])
    landmarks = list(study.analysis.landmarks_months)
    theirs = fitted.survival_function_at_times(landmarks)
    ours = curve.km.at(landmarks)["survival"]
    for months, here, there in zip(landmarks, ours, theirs, strict=True):
        if pd.notna(here):
            yield f"Survival at {months:g} month{'s' if months != 1 else ''}", here, there


def _comparison(result: Survival, records: pd.DataFrame) -> Iterator[Pair]:
    from lifelines import CoxPHFitter
    from lifelines.statistics import multivariate_logrank_test

    level = {s: curve.group.name for curve in result.curves for s in curve.group.subjects}
    data = records.assign(level=records["USUBJID"].map(level)).dropna(subset="level")
    test = multivariate_logrank_test(data["time"], data["level"], data["event"])
    statistic = logrank(data["time"], data["event"], data["level"])[0]
    if pd.notna(statistic):
        yield "Log-rank statistic", statistic, test.test_statistic
    terms = [curve.group.name for curve in result.curves[1:]]
    for term in terms:
        data[term] = (data["level"] == term).astype("float64")
    ours = cox(data, "time", "event", terms).table["coef"]
    if ours.isna().any():
        return
    theirs = CoxPHFitter().fit(
        data[["time", "event", *terms]], "time", "event", fit_options=PRECISE
    )
    for term in terms:
        yield f"Log hazard ratio, {term}", ours[term], theirs.params_[term]


def _rows(
    result: Survival, curve: Curve | None, pairs: Iterator[Pair], ledger: Ledger
) -> Iterator[Row]:
    """Record each pair and yield its row.

    Rounded to the decimals shown: the last bits differ between processors.
    """
    group_level = curve.group.level if curve else f"{result.by} compared"
    for words, here, there in pairs:
        difference = round(abs(here - there), DIGITS - 1)
        told = f"{difference:.0e}" if difference else f"<1e-{DIGITS - 1}"
        values = (("here", here), ("lifelines", there), ("difference", difference))
        texts = (fixed(here, DIGITS), fixed(there, DIGITS), told)
        cells = [
            ledger.add(
                stat,
                round(value, DIGITS),
                text,
                variable=result.param,
                level=words,
                group=result.by,
                group_level=group_level,
            )
            for (stat, value), text in zip(values, texts, strict=True)
        ]
        yield Row((words, *cells), indent=1)
