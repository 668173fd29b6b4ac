"""Biomarkers: what is known of one after the first dose, and who can be evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import FOLLOW_UP, FOLLOW_UP_VISIT, fell
from ralu.blocks import Figure, Table
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed, compose
from ralu.rounding import NOT_ESTIMABLE, NOT_SAID
from ralu.study import Biomarker, Study
from ralu.tables.frame.groups import POPULATION, Group, columns_of, everybody
from ralu.tables.frame.needs import Needs, records_of
from ralu.tables.frame.quartiles import quartiles
from ralu.tables.frame.sheet import Sheet

NEEDS = {
    "adlb": "PARAMCD PARAM ADT ADY AVAL? AVALC? AVALU? ANRHI? ABLFL? BASE? PCHG? AVISIT? AVISITN? "
    "ANL01FL? ONTRTFL?"
}
BEST = "best"
EVALUABLE = f"{POPULATION} with a baseline above zero and a later value"
EVALUABLE_AT_WEEK = f"{POPULATION} with a baseline above zero and a value near that week"
EVALUABLE_LEVEL = "evaluable"
METHOD = "Best change at any time"
WEEK = "week_"
"""Start of the ledger's levels for the change at a stated week."""
Shown = TypeVar("Shown", bound=Table | Figure)


@dataclass(frozen=True)
class Course:
    """What is known of a biomarker after the first dose.

    Attributes
    ----------
    marker
        As declared in study.yml.
    name
        In words.
    everybody, groups
        The whole safety population, and the levels of the study's group variable: everybody
        where it has none.
    records
        All records of ADLB, with the variables of `NEEDS`.
    values
        Records after the first dose with percent change from baseline.
    best
        Per patient the largest decline (smallest percent change): USUBJID, PCHG.
    without_baseline, value_without_baseline, without_change
        How many have no usable baseline, how many of them a later value, and how many have one
        but no later value.
    apart
        Names of visits of no fixed time, which stand apart from the others.
    """

    marker: Biomarker
    name: str
    everybody: Group
    groups: tuple[Group, ...]
    records: pd.DataFrame = field(repr=False)
    values: pd.DataFrame = field(repr=False)
    best: pd.DataFrame = field(repr=False)
    without_baseline: int
    value_without_baseline: int
    without_change: int
    apart: frozenset[str]

    @property
    def param(self) -> str:
        """PARAMCD of the biomarker."""
        return self.marker.param


@dataclass(frozen=True)
class AtWeek:
    """Per patient the change at a week: of the value nearest to it, within a window of days."""

    week: int
    window: int
    values: pd.DataFrame = field(repr=False)

    @property
    def method(self) -> str:
        """How the value is chosen."""
        return f"Value nearest to day {study_day(self.week)}, at most {self.window} days away"


def marker_course(study: Study, adam: AdamSet, param: str) -> Course | None:
    """Return the course of a biomarker, None where the study does not have it."""
    needed = records_of(adam, NEEDS)
    if needed is None or not (needed["adlb"]["PARAMCD"] == param).any():
        return None
    records = needed["adlb"][needed["adlb"]["PARAMCD"] == param]
    marker = next(
        (b for b in study.analysis.biomarkers if b.param == param), Biomarker(param=param)
    )
    total = everybody(adam)
    with_baseline = records.loc[records["BASE"] > 0, "USUBJID"].unique()
    after = records[records["ADY"] > 1]
    values = after[after["PCHG"].notna()]
    best = values.groupby("USUBJID")["PCHG"].min().reset_index()
    unbased = after.loc[~after["USUBJID"].isin(with_baseline), "USUBJID"]
    follow_up = records.loc[records["AVISITN"] == FOLLOW_UP_VISIT, "AVISIT"]
    return Course(
        marker,
        str(records["PARAM"].iloc[0]),
        total,
        tuple(columns_of(study, adam)[:-1]) or (total,),
        records,
        values,
        best,
        without_baseline=total.n - len(with_baseline),
        value_without_baseline=unbased.nunique(),
        without_change=len(with_baseline) - len(best),
        apart=frozenset(follow_up.dropna()),
    )


def study_day(week: int) -> int:
    """Return the day, counted from 1, that lies so many weeks after the first dose."""
    return 7 * week + 1


def change_at_week(course: Course | None, week: int, window: int) -> AtWeek | None:
    """Return the change at a week; of two values as near, the earlier one.

    Of values on the same day, the one that stands last counts.
    """
    if course is None:
        return None
    values = course.values.drop_duplicates(["USUBJID", "ADT"], keep="last")
    away = (values["ADY"] - study_day(week)).abs()
    near = values.assign(AWAY=away)[away <= window]
    near = near.sort_values(["AWAY", "ADT"], kind="stable").drop_duplicates("USUBJID")
    return AtWeek(week, window, near.sort_values("USUBJID")[["USUBJID", "PCHG"]])


def deepest(change: pd.Series, thresholds: tuple[int, ...]) -> pd.Series:
    """Return the largest threshold that each percent change reaches, missing where none."""
    reached = pd.Series(pd.NA, index=change.index, dtype="Int64")
    for threshold in sorted(thresholds):
        reached[fell(change, threshold)] = threshold
    return reached


def by_group(course: Course, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the records of each group one after the other, named in a column `group`."""
    parts = [group.of(frame).assign(group=group.name) for group in course.groups]
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def spider_lines(study: Study, course: Course | None) -> pd.DataFrame | None:
    """Return the changes that the spider plot joins: group, line, months, change, decline_at_least.

    A line per patient, from the first dose on, at which there is no change; the last column is
    the deepest threshold that the patient reaches at any time.
    """
    if course is None:
        return None
    best = by_group(course, course.best)
    best["line"] = range(1, len(best) + 1)
    best["decline_at_least"] = deepest(best.pop("PCHG"), course.marker.declines)
    start = pd.DataFrame({"USUBJID": best["USUBJID"], "ADY": 1, "PCHG": 0.0})
    values = start.merge(course.values[["USUBJID", "ADY", "PCHG"]], how="outer")
    points = values.merge(best, on="USUBJID").rename(columns={"PCHG": "change"})
    points["months"] = study.analysis.months(points["ADY"].astype("float64") - 1)
    points = points.sort_values(["line", "months"], kind="stable", ignore_index=True)
    return points[["group", "line", "months", "change", "decline_at_least"]]


def confirmed(responses: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return the patients with two of these records at least `days` apart."""
    dates = responses.groupby("USUBJID")["ADT"]
    apart = (dates.max() - dates.min()).dt.days
    return pd.DataFrame({"USUBJID": apart.index[apart >= days]})


def response_rate(
    study: Study,
    group: Group,
    responders: pd.DataFrame,
    evaluable: pd.DataFrame,
    param: str,
    key: str,
    ledger: Ledger,
) -> Printed:
    """Record which share of a group's evaluable patients responded, with its limits."""
    of_group = replace(group, subjects=pd.Index(group.of(evaluable)["USUBJID"]))
    count = group.of(responders)["USUBJID"].nunique()
    counted, percent = of_group.parts(ledger, count, param, key)
    limits = of_group.limits(ledger, study, count, param, key)
    return compose("{} ({}; {})", counted, percent, limits) if of_group.n else percent


def marker_sheet(
    study: Study,
    adam: AdamSet,
    id: str,
    analysis: str,
    *,
    method: str = "Descriptive",
    population: str = POPULATION,
    needs: Needs = NEEDS,
) -> Sheet | None:
    """Begin a table of a biomarker, as `Sheet.of` does; ids begin with the name of `analysis`."""
    return Sheet.of(
        study,
        adam,
        id,
        needs=needs,
        prefix=analysis,
        analysis=analysis,
        source="adlb",
        method=method,
        population=population,
    )


def response_row(
    sheet: Sheet,
    label: str,
    responders: pd.DataFrame,
    evaluable: pd.DataFrame,
    param: str,
    key: str,
    indent: int = 0,
) -> None:
    """Write which share of each group's evaluable patients responded, with its limits."""
    cells = [
        response_rate(sheet.study, group, responders, evaluable, param, key, sheet.ledger)
        for group in sheet.groups
    ]
    sheet.row(label, cells, indent)


def spread(
    values: pd.Series,
    group: Group,
    ledger: Ledger,
    param: str,
    level: str,
    unit: str,
    digits: int | None = None,
) -> str:
    """Record median and quartiles of values that may be negative; return them, "–" for nobody."""
    text = quartiles(values, group, ledger, param, level, unit, to=" to ", digits=digits)
    return NOT_SAID if text == NOT_ESTIMABLE else text


def not_evaluable(course: Course, ledger: Ledger) -> Printed:
    """Record who is not evaluable, of the whole safety population, and say it."""
    book = replace(
        ledger, prefix="response", analysis="response", population=POPULATION, method="Count"
    )
    counts = {
        "without_baseline": course.without_baseline,
        "value_without_baseline": course.value_without_baseline,
        "without_later_value": course.without_change,
    }
    texts = [
        course.everybody.add(book, "n", count, str(count), course.param, key)
        for key, count in counts.items()
    ]
    return compose(
        "Of N = {}, without a baseline above zero: {}, of them with a later value: {}; with a "
        "baseline but no later value: {}. None of these is in a denominator.",
        course.everybody.number(ledger),
        *texts,
    )


def baseline_words(study: Study) -> str:
    """Return how the baseline was chosen."""
    window = study.analysis.baseline_window_days
    last = f"the last value on or before the first dose, at most {window} days old"
    if study.source == "adam":
        return f"Baseline: as flagged in the study's own ADLB, else {last}."
    return f"Baseline: {last}. Follow-up: more than {FOLLOW_UP} days after the last infusion."


def with_notes(
    block: Shown | None, *notes: str, ledger: tuple[LedgerRow, ...] = ()
) -> Shown | None:
    """Return a table or figure with more footnotes, and the ledger rows of their results."""
    if block is None:
        return None
    return replace(
        block,
        footnotes=(*block.footnotes, *(note for note in notes if note)),
        ledger=(*block.ledger, *ledger),
    )
