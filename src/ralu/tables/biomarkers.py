"""Biomarkers: percent change from baseline over the visits, best change, and response."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import FOLLOW_UP
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.study import Biomarker, Study
from ralu.tables.groups import (
    POPULATION,
    Group,
    ci_name,
    column_variables,
    columns_of,
    everybody,
    heads,
    unplaced,
)
from ralu.tables.text import fixed

BEST = "best"
EVALUABLE = f"{POPULATION} with a baseline above zero and a later value"
EVALUABLE_LEVEL = "evaluable"
TOLERANCE = 1e-9
"""Percent that a decline may miss its threshold by, as binary numbers do not hold 0.7."""


@dataclass(frozen=True)
class Course:
    """What is known of a biomarker after the first dose.

    Attributes
    ----------
    marker
        As declared in study.yml.
    name
        In words.
    everybody
        The whole safety population.
    values
        Records of ADLB after the first dose with percent change from baseline.
    best
        Per patient the largest decline (smallest percent change): USUBJID, PCHG.
    without_baseline, without_change
        How many have no usable baseline, and how many have one but no later value.
    """

    marker: Biomarker
    name: str
    everybody: Group
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
    total = everybody(adam)
    with_baseline = records.loc[records["BASE"] > 0, "USUBJID"].nunique()
    values = records[(records["ADY"] > 1) & records["PCHG"].notna()]
    best = values.groupby("USUBJID")["PCHG"].min().reset_index()
    return Course(
        marker,
        str(records["PARAM"].iloc[0]),
        total,
        values,
        best,
        total.n - with_baseline,
        with_baseline - len(best),
    )


def fell(change: pd.Series, threshold: int) -> pd.Series:
    """Return which percent changes are a decline of at least `threshold` percent."""
    return change <= -threshold + TOLERANCE


def _open(course: Course, ledger: Ledger) -> Printed:
    """Record who is not evaluable, of the whole safety population, and say it."""
    book = Ledger("response", "response", ledger.output, POPULATION, "adlb", "Count")
    param = course.marker.param
    counts = {
        "without_baseline": course.without_baseline,
        "without_later_value": course.without_change,
    }
    none, unchanged = (
        course.everybody.add(book, "n", count, str(count), param, key)
        for key, count in counts.items()
    )
    ledger.rows += book.rows
    return compose(
        "Of N = {}, without a baseline above zero: {}; with one but no later value: {}.",
        course.everybody.number(ledger),
        none,
        unchanged,
    )


def _baseline(study: Study) -> str:
    window = study.analysis.baseline_window_days
    last = f"the last value on or before the first dose, at most {window} days old"
    if study.source == "adam":
        return f"Baseline: as flagged in the study's own ADLB, else {last}."
    return f"Baseline: {last}. Follow-up: more than {FOLLOW_UP} days after the last infusion."


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
    ledger = Ledger("biomarker", "biomarker", id, EVALUABLE, "adlb", "Descriptive")
    visits = course.values[course.values["ANL01FL"] == "Y"]
    rows = []
    for name in visits.sort_values("AVISITN", kind="stable")["AVISIT"].dropna().unique():
        of_visit = visits[visits["AVISIT"] == name]
        at_visit = of_visit.drop_duplicates("USUBJID", keep="last")
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
                Column(label, group=span, weight=weight)
                for span in [group.sized(ledger) for group in groups]
                for label, weight in (("n", 0.6), ("Median (Q1–Q3)", 1.8))
            ),
        ),
        tuple(rows),
        (
            compose(
                "{}. Last value of each visit, whatever therapy was given by then. {} {}",
                *(EVALUABLE, _baseline(study), _open(course, ledger)),
            ),
            *((f"Visits of at least {min_n} patients in any column.",) if min_n > 1 else ()),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _quartiles(
    group: Group, records: pd.DataFrame, param: str, visit: str, ledger: Ledger
) -> tuple[str, str]:
    """Return the number of patients, and the quartiles of their change."""
    change = group.of(records)["PCHG"]
    ledger_n = group.add(ledger, "n", len(change), str(len(change)), param, visit)
    texts = [
        group.add(ledger, stat, value, fixed(value, 1), param, visit, unit="%", n=len(change))
        for stat, value in zip(
            ("median", "q1", "q3"), change.quantile([0.5, 0.25, 0.75]), strict=True
        )
    ]
    return ledger_n, compose("{} ({} to {})", *texts) if len(change) else "–"


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
    ledger = Ledger("response", "response", id, EVALUABLE, "adlb", "Best change at any time")
    level = confidence(study)
    evaluable = (len(g.of(course.best)) for g in groups)
    numbers = (
        g.add(ledger, "n", n, str(n), param, EVALUABLE_LEVEL)
        for g, n in zip(groups, evaluable, strict=True)
    )
    rows = [Row(("Evaluable patients", *numbers))]
    for threshold in marker.declines:
        reached = course.best[fell(course.best["PCHG"], threshold)]
        confirmed = _confirmed(course.values, threshold, marker.confirmation_days)
        for key, words, responders in (
            (f"decline_{threshold}", f"Decline of at least {threshold}%", reached),
            (f"confirmed_decline_{threshold}", "confirmed", confirmed),
        ):
            cells = [_rate(study, g, responders, course, key, ledger) for g in groups]
            rows.append(Row((words, *cells), indent=0 if responders is reached else 1))
    return Table(
        id,
        f"{course.name}: response",
        (Column("", align="left", weight=2), *heads(groups, ledger)),
        tuple(rows),
        (
            compose(
                "{}. Patients, n (%; {} CI, {}). Best decline at any time after the first dose, "
                "whatever therapy was given by then; confirmed: again at that threshold at least "
                "{} days later. {} {}",
                *(EVALUABLE, level, ci_name(study), str(marker.confirmation_days)),
                *(_baseline(study), _open(course, ledger)),
            ),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _confirmed(values: pd.DataFrame, threshold: int, days: int) -> pd.DataFrame:
    """Return the patients with two responses at least `days` apart."""
    responses = values[fell(values["PCHG"], threshold)].groupby("USUBJID")["ADT"]
    apart = (responses.max() - responses.min()).dt.days
    return pd.DataFrame({"USUBJID": apart.index[apart >= days]})


def _rate(
    study: Study, group: Group, responders: pd.DataFrame, course: Course, key: str, ledger: Ledger
) -> Printed:
    of_group = replace(group, subjects=pd.Index(group.of(course.best)["USUBJID"]))
    count, param = len(group.of(responders)), course.marker.param
    counted, percent = of_group.parts(ledger, count, param, key)
    limits = of_group.limits(ledger, study, count, param, key)
    return compose("{} ({}; {})", counted, percent, limits) if of_group.n else percent
