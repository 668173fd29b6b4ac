"""Values below the limit of detection: how many, what stands for them, and if it matters."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import fell
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose, join
from ralu.prose import confidence
from ralu.rounding import count_percent, fixed
from ralu.study import Study
from ralu.tables.biomarkers.course import EVALUABLE, METHOD, Course, response_rate
from ralu.tables.frame.groups import POPULATION, ci_name, everybody

HALVED = "Best change at any time, values below detection at half the limit"
SHARE = 0.5
"""What is put in the place of the limit to see if it matters."""


def below_detection_table(
    study: Study,
    adam: AdamSet,
    courses: list[Course | None],
    *,
    id: str = "tab-below-detection",
) -> Table | None:
    """Return per biomarker the values recorded as below a limit, and response either way.

    None where no biomarker of the study has such a value.
    """
    known = [course for course in courses if course is not None]
    shown = [course for course in known if _below(course.records).any()]
    if not shown:
        return None
    ledger = Ledger("below_detection", "below_detection", id, POPULATION, "adlb", "Count")
    rows: list[Row] = []
    for course in shown:
        rows.append(Row((course.name, ""), heading=True))
        rows += _counts(adam, course, ledger)
        rows += _responses(study, adam, course, ledger)
    without = ", ".join(course.param for course in known if course not in shown)
    return Table(
        id,
        "Values below the limit of detection",
        (Column("", align="left", weight=2.4), Column(everybody(adam).sized(ledger))),
        tuple(rows),
        (
            f"{POPULATION}. A value recorded as below a limit is kept as written; in all "
            "calculations the limit itself stands for it. Best decline at any time, patients "
            f"n (%; {confidence(study)} CI, {ci_name(study)}), with the limit and, to see if the "
            "choice matters, with half of it.",
            *((f"No value below a limit: {without}.",) if without else ()),
        ),
        ledger=tuple(ledger.rows),
    )


def _below(records: pd.DataFrame) -> pd.Series:
    return records["AVALC"].fillna("").astype(str).str.startswith("<")


def _counts(adam: AdamSet, course: Course, ledger: Ledger) -> list[Row]:
    """Return how many values are below a limit, and in how many patients."""
    param, records, everyone = course.param, course.records, everybody(adam)
    below = records[_below(records)]
    at_baseline = below[below["ABLFL"] == "Y"]
    total, number, share = (
        ledger.add(stat, value, text, variable=param, level=level, unit=unit, n=len(records))
        for level, stat, value, text, unit in (
            ("values", "n", len(records), str(len(records)), ""),
            ("below", "n", len(below), str(len(below)), ""),
            ("below", "pct", _percent(below, records), fixed(_percent(below, records), 1), "%"),
        )
    )
    return [
        Row(("Values", total)),
        Row(("below the limit, n (%)", count_percent(number, share)), indent=1),
        Row(("as written (number)", _limits(param, below, ledger)), indent=1),
        Row(("Patients with one, n (%)", everyone.count(ledger, below, param, "patients"))),
        Row(("at baseline", everyone.count(ledger, at_baseline, param, "at_baseline")), indent=1),
    ]


def _percent(part: pd.DataFrame, whole: pd.DataFrame) -> float:
    return 100 * len(part) / len(whole)


def _limits(param: str, below: pd.DataFrame, ledger: Ledger) -> Printed:
    """Record how many values have each limit; return the limits as written."""
    counts = {str(written): count for written, count in below["AVALC"].value_counts().items()}
    parts = []
    for written, count in sorted(counts.items()):
        limit = float(below.loc[below["AVALC"] == written, "AVAL"].iloc[0])
        texts = (
            ledger.add(stat, value, text, variable=param, level=written)
            for stat, value, text in (("limit", limit, written), ("n", count, str(count)))
        )
        parts.append(compose("{} ({})", *texts))
    return join(", ", parts)


def _responses(study: Study, adam: AdamSet, course: Course, ledger: Ledger) -> list[Row]:
    """Return the response with the limit and with half of it."""
    group, rows = everybody(adam), []
    halved = _best_with_half(course)
    for threshold in course.marker.declines:
        for analysis, method, best, words in (
            ("response", METHOD, course.best, f"Decline of at least {threshold}%, with the limit"),
            ("below_detection", HALVED, halved, "with half the limit"),
        ):
            book = replace(
                ledger, prefix=analysis, analysis=analysis, population=EVALUABLE, method=method
            )
            reached = best[fell(best["PCHG"], threshold)]
            key = f"decline_{threshold}"
            cell = response_rate(study, group, reached, best, course.param, key, book)
            rows.append(Row((words, cell), indent=int(best is halved)))
    return rows


def _best_with_half(course: Course) -> pd.DataFrame:
    """Return the best change of each patient with half the limit for values below it."""
    records, values = course.records, course.values
    half = records["AVAL"].where(~_below(records), records["AVAL"] * SHARE)
    flagged = records[records["ABLFL"] == "Y"].drop_duplicates("USUBJID", keep="last")
    base = values["USUBJID"].map(half[flagged.index].set_axis(flagged["USUBJID"]))
    base = base.fillna(values["BASE"])
    change = values.assign(PCHG=100 * (half[values.index] - base) / base)
    return change.groupby("USUBJID")["PCHG"].min().reset_index()
