"""Biomarkers: percent change from baseline over the visits, best change, and response."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.stats import proportion_ci
from ralu.study import Biomarker, Study
from ralu.tables.groups import POPULATION, Group, columns_of, heads
from ralu.tables.text import fixed

BEST = "best"


@dataclass(frozen=True)
class Course:
    """What is known of a biomarker after the first dose.

    Attributes
    ----------
    marker
        As declared in study.yml.
    name
        In words.
    values
        Records of ADLB after the first dose with percent change from baseline.
    best
        Per patient the largest decline (smallest percent change): USUBJID, PCHG.
    without_baseline, without_change
        Patients without a usable baseline, and with one but no later value.
    """

    marker: Biomarker
    name: str
    values: pd.DataFrame = field(repr=False)
    best: pd.DataFrame = field(repr=False)
    without_baseline: int
    without_change: int


def course(study: Study, adam: AdamSet, param: str) -> Course | None:
    """Return the course of a biomarker, None where the study does not have it."""
    records = adam.adlb[adam.adlb["PARAMCD"] == param]
    if records.empty:
        return None
    marker = next(
        (b for b in study.analysis.biomarkers if b.param == param), Biomarker(param=param)
    )
    total = columns_of(study, adam, [])[0].n
    with_baseline = records.loc[records["BASE"] > 0, "USUBJID"].nunique()
    values = records[(records["ADY"] > 1) & records["PCHG"].notna()]
    best = values.groupby("USUBJID")["PCHG"].min().reset_index()
    return Course(
        marker,
        str(records["PARAM"].iloc[0]),
        values,
        best,
        total - with_baseline,
        with_baseline - len(best),
    )


def _open(course: Course) -> str:
    return (
        f"Without usable baseline: {course.without_baseline} patients; "
        f"with a baseline but no later value: {course.without_change}."
    )


def change_table(
    study: Study, adam: AdamSet, course: Course | None, *, min_n: int = 1
) -> Table | None:
    """Return percent change from baseline by visit and at its best.

    Visits with fewer than `min_n` patients in every column are not printed.
    """
    if course is None:
        return None
    param = course.marker.param
    id = f"tab-change-{slug(param)}"
    groups = columns_of(study, adam)
    ledger = Ledger("biomarker", "biomarker", id, POPULATION, "adlb", "Descriptive")
    visits = course.values[course.values["ANL01FL"] == "Y"]
    rows = []
    for _, at_visit in visits.groupby("AVISITN"):
        name = str(at_visit["AVISIT"].iloc[0])
        cells = [_quartiles(group, at_visit, param, name, ledger) for group in groups]
        if max(group.of(at_visit)["USUBJID"].nunique() for group in groups) >= min_n:
            rows.append(Row((name, *(text for pair in cells for text in pair))))
    best = [_quartiles(group, course.best, param, BEST, ledger) for group in groups]
    rows.append(Row(("Best change at any time", *(text for pair in best for text in pair))))
    return Table(
        id,
        f"{course.name}: percent change from baseline",
        (
            Column("Visit", align="left", weight=1.8),
            *(
                Column(label, group=head.label.replace("\n", " "), weight=weight)
                for head in heads(groups)
                for label, weight in (("n", 0.6), ("Median (Q1–Q3)", 1.8))
            ),
        ),
        tuple(rows),
        (
            f"{POPULATION}. Last value of each visit; baseline: last value on or before the first "
            f"dose. {_open(course)}",
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _quartiles(
    group: Group, records: pd.DataFrame, param: str, visit: str, ledger: Ledger
) -> tuple[str, str]:
    change = group.of(records)["PCHG"]
    ledger_n = group.add(ledger, "n", len(change), str(len(change)), param, visit)
    texts = [
        group.add(ledger, stat, value, fixed(value, 1), param, visit, unit="%", n=len(change))
        for stat, value in zip(
            ("median", "q1", "q3"), change.quantile([0.5, 0.25, 0.75]), strict=True
        )
    ]
    return ledger_n, f"{texts[0]} ({texts[1]} to {texts[2]})" if len(change) else "–"


def response_table(study: Study, adam: AdamSet, course: Course | None) -> Table | None:
    """Return the share of patients whose biomarker fell by each threshold, with its limits.

    The denominator is the patients with a usable baseline and a later value. A response is
    confirmed by another one at least the stated days later.
    """
    if course is None:
        return None
    param, marker = course.marker.param, course.marker
    id = f"tab-response-{slug(param)}"
    groups = columns_of(study, adam)
    method = study.analysis.proportion_ci
    ledger = Ledger("response", "response", id, POPULATION, "adlb", method)
    level = fixed(100 * study.analysis.confidence_level, 0)
    rows = [Row(("Evaluable patients", *(str(len(g.of(course.best))) for g in groups)))]
    for threshold in marker.declines:
        reached = course.best[course.best["PCHG"] <= -threshold]
        confirmed = _confirmed(course.values, threshold, marker.confirmation_days)
        for key, words, responders in (
            (f"decline_{threshold}", f"Decline of at least {threshold}%", reached),
            (f"confirmed_decline_{threshold}", "confirmed", confirmed),
        ):
            cells = [_rate(study, g, responders, course, key, ledger) for g in groups]
            rows.append(Row((words, *cells), indent=0 if responders is reached else 1))
    name = {"clopper-pearson": "Clopper–Pearson", "wilson": "Wilson"}[method]
    return Table(
        id,
        f"{course.name}: response",
        (Column("", align="left", weight=2), *heads(groups)),
        tuple(rows),
        (
            f"{POPULATION} with a baseline above zero and a later value. Patients, n (%; {level}% "
            f"CI, {name}). Best decline at any time; confirmed: again at that threshold at least "
            f"{marker.confirmation_days} days later. {_open(course)}",
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _confirmed(values: pd.DataFrame, threshold: int, days: int) -> pd.DataFrame:
    """Return the patients with two responses at least `days` apart."""
    responses = values[values["PCHG"] <= -threshold].groupby("USUBJID")["ADT"]
    apart = (responses.max() - responses.min()).dt.days
    return pd.DataFrame({"USUBJID": apart.index[apart >= days]})


def _rate(
    study: Study, group: Group, responders: pd.DataFrame, course: Course, key: str, ledger: Ledger
) -> str:
    count, n = len(group.of(responders)), len(group.of(course.best))
    alpha = 1 - study.analysis.confidence_level
    method = study.analysis.proportion_ci
    rate, lower, upper = proportion_ci(count, n, method=method, alpha=alpha)
    param = course.marker.param
    group.add(ledger, "n", count, str(count), param, key, n=n)
    texts = [
        group.add(ledger, stat, 100 * value, fixed(100 * value, 1), param, key, unit="%", n=n)
        for stat, value in (("pct", rate), ("lower", lower), ("upper", upper))
    ]
    return f"{count} ({texts[0]}; {texts[1]}–{texts[2]})" if n else "NE"
