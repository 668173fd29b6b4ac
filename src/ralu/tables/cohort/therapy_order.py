"""Life-prolonging therapies before 177Lu: by class, by number and in their order."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adex import RADIUM
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    everybody,
    heads,
    safety_population,
    unplaced,
)

UNCLASSED = "Class not recorded"
ARROW = " → "
ID = "tab-therapy-order"
NOTE = (
    f"{POPULATION}. Patients, n (%). A line is a course of a life-prolonging therapy, in the order "
    "of their starts, imputed where partial; a second course is a further line, and 223Ra is one."
)


@dataclass(frozen=True)
class TherapyLines:
    """The life-prolonging therapies before 177Lu in the order of their starts.

    Attributes
    ----------
    courses
        A row per course: USUBJID, CLASS and LINE, its place in the patient from 1 on.
    unordered
        Patients with a course that has no date; none of their courses is in `courses`.
    all
        The courses of everybody, ordered or not: USUBJID and CLASS.
    """

    courses: pd.DataFrame = field(repr=False)
    all: pd.DataFrame = field(repr=False)
    unordered: pd.Index = field(repr=False)

    @property
    def number(self) -> int:
        """Return how many lines the patient with most of them has."""
        return int(self.courses["LINE"].max()) if len(self.courses) else 0


def therapy_lines_before(adam: AdamSet) -> TherapyLines | None:
    """Return the lines before 177Lu, 223Ra being one; None where the study records none."""
    adcm, safe = adam.adcm, safety_population(adam)
    if adcm.empty or adcm["LPTFL"].isna().all():
        return None
    chosen = adcm[(adcm["PREFL"] == "Y") & (adcm["LPTFL"] == "Y")]
    others = pd.DataFrame(
        {
            "USUBJID": chosen["USUBJID"],
            "CLASS": chosen["CMCLAS"].fillna(UNCLASSED),
            "ASTDT": chosen["ASTDT"],
        }
    )
    parts = [others]
    if "RANINJ" in safe:
        injected = safe[safe["RANINJ"].notna()]
        radium = injected[["USUBJID"]].assign(CLASS=RADIUM, ASTDT=injected["RATRTSDT"])
        parts = [part for part in (others, radium) if len(part)] or [others]
    whole = pd.concat(parts, ignore_index=True)
    unordered = pd.Index(whole.loc[whole["ASTDT"].isna(), "USUBJID"].unique())
    courses = whole[~whole["USUBJID"].isin(unordered)]
    courses = courses.sort_values(["USUBJID", "ASTDT", "CLASS"], ignore_index=True)
    courses["LINE"] = courses.groupby("USUBJID").cumcount() + 1
    return TherapyLines(
        courses[["USUBJID", "CLASS", "LINE"]], whole[["USUBJID", "CLASS"]], unordered
    )


def therapy_order_table(
    study: Study,
    adam: AdamSet,
    lines: TherapyLines | None,
    *,
    sequences: int,
    columns: list[str] | None = None,
) -> Table | None:
    """Return the patients by number of lines, by class of each line, and by sequence.

    Parameters
    ----------
    sequences
        How many of the most frequent sequences are shown.
    columns
        Grouping variables; the study's group variable where None.
    """
    if lines is None:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("therapy.order", "therapy_order", ID, POPULATION, "adcm", "Counted once a row")
    rows = [
        *_numbers(lines, groups, ledger),
        *_classes(lines, groups, ledger),
        *_sequences(lines, groups, ledger, sequences),
    ]
    return Table(
        ID,
        "Life-prolonging therapies before the first 177Lu infusion, in order",
        (Column("", align="left", weight=2.6), *heads(groups, ledger)),
        tuple(rows),
        (
            NOTE,
            _unordered(lines, adam, ledger),
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _unordered(lines: TherapyLines, adam: AdamSet, ledger: Ledger) -> Printed:
    group = everybody(adam)
    count = group.add(ledger, "n", len(lines.unordered), str(len(lines.unordered)), "unordered")
    words = (
        "Order not known, as a course has no date, and in no row but those of any line: {} of {}."
    )
    return compose(words, count, group.number(ledger))


def _numbers(lines: TherapyLines, groups: list[Group], ledger: Ledger) -> list[Row]:
    """Return the patients by number of lines, those without one first."""
    number = lines.courses.groupby("USUBJID").size()
    rows = [_heading("Number of lines", groups)]
    for n in range(lines.number + 1):
        some = number.index[number == n]
        cells = []
        for group in groups:
            if n == 0:
                some = group.subjects.difference(number.index).difference(lines.unordered)
            count = len(group.subjects.intersection(some))
            cells.append(group.share(ledger, count, "number", str(n)))
        if n or any(cell != "0" for cell in cells):
            rows.append(Row((str(n), *cells), indent=1))
    return rows


def _classes(lines: TherapyLines, groups: list[Group], ledger: Ledger) -> list[Row]:
    """Return the patients by class in any line, and in each of them."""
    courses = lines.courses
    parts = {"Any line": lines.all}
    parts |= {f"Line {n}": courses[courses["LINE"] == n] for n in range(1, lines.number + 1)}
    rows = []
    for name, part in parts.items():
        rows.append(_heading(name, groups))
        by_class = part.groupby("CLASS")["USUBJID"].nunique()
        for of_class in sorted(by_class.index, key=lambda c: (-by_class[c], c)):
            some = part[part["CLASS"] == of_class]
            cells = (group.count(ledger, some, name, of_class) for group in groups)
            rows.append(Row((of_class, *cells), indent=1))
    return rows


def _sequences(lines: TherapyLines, groups: list[Group], ledger: Ledger, shown: int) -> list[Row]:
    """Return the patients by sequence of classes, the most frequent ones."""
    if not lines.number:
        return []
    sequence = lines.courses.groupby("USUBJID")["CLASS"].agg(ARROW.join)
    sizes = sequence.value_counts()
    order = sorted(sizes.index, key=lambda s: (-sizes[s], s))[:shown]
    rows = [_heading("Most frequent sequences", groups)]
    for one in order:
        some = sequence.index[sequence == one]
        cells = (
            group.share(ledger, len(group.subjects.intersection(some)), "sequence", one)
            for group in groups
        )
        rows.append(Row((one, *cells), indent=1))
    return rows


def _heading(label: str, groups: list[Group]) -> Row:
    return Row((label, *[""] * len(groups)), heading=True)
