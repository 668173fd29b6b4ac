"""Life-prolonging therapies before 177Lu: by class, by number and in their order."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adex import RADIUM
from ralu.blocks import Table
from ralu.printed import Printed, compose
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, everybody
from ralu.tables.frame.needs import records_of
from ralu.tables.frame.sheet import Sheet

NEEDS = {"adsl": "RANINJ? RATRTSDT?", "adcm": "LPTFL PREFL? CMCLAS? ASTDT?"}
UNCLASSED = "Class not recorded"
ARROW = " → "
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
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    adcm, safe = records["adcm"], records["adsl"]
    chosen = adcm[(adcm["PREFL"] == "Y") & (adcm["LPTFL"] == "Y")]
    others = pd.DataFrame(
        {
            "USUBJID": chosen["USUBJID"],
            "CLASS": chosen["CMCLAS"].fillna(UNCLASSED),
            "ASTDT": chosen["ASTDT"],
        }
    )
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
    id: str = "tab-therapy-order",
) -> Table | None:
    """Return the patients by number of lines, by class of each line, and by sequence.

    Parameters
    ----------
    sequences
        How many of the most frequent sequences are shown.
    columns
        Grouping variables; the study's group variable where None.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="therapy.order",
        analysis="therapy_order",
        source="adcm",
        method="Counted once a row",
        by=columns,
    )
    if lines is None or sheet is None:
        return None
    _numbers(sheet, lines)
    _classes(sheet, lines)
    _sequences(sheet, lines, sequences)
    return sheet.table(
        "Life-prolonging therapies before the first 177Lu infusion, in order",
        NOTE,
        _unordered(sheet, lines),
        weight=2.6,
    )


def _unordered(sheet: Sheet, lines: TherapyLines) -> Printed:
    group, number = everybody(sheet.adam), len(lines.unordered)
    count = group.add(sheet.ledger, "n", number, str(number), "unordered")
    words = (
        "Order not known, as a course has no date, and in no row but those of any line: {} of {}."
    )
    return compose(words, count, group.number(sheet.ledger))


def _numbers(sheet: Sheet, lines: TherapyLines) -> None:
    """Write the patients by number of lines, those without one first."""
    number = lines.courses.groupby("USUBJID").size()
    patients = pd.Index(sheet.records["adsl"]["USUBJID"])
    without = patients.difference(number.index).difference(lines.unordered)
    sheet.heading("Number of lines")
    sheet.patients("0", without, "number", "0", indent=1, unless_empty=True)
    for n in range(1, lines.number + 1):
        sheet.patients(str(n), number.index[number == n], "number", str(n), indent=1)


def _classes(sheet: Sheet, lines: TherapyLines) -> None:
    """Write the patients by class in any line, and in each of them."""
    courses = lines.courses
    parts = {"Any line": lines.all}
    parts |= {f"Line {n}": courses[courses["LINE"] == n] for n in range(1, lines.number + 1)}
    for name, part in parts.items():
        sheet.heading(name)
        by_class = part.groupby("CLASS")["USUBJID"].nunique()
        for of_class in sorted(by_class.index, key=lambda c: (-by_class[c], c)):
            who = part.loc[part["CLASS"] == of_class, "USUBJID"]
            sheet.patients(of_class, who, name, of_class, indent=1)


def _sequences(sheet: Sheet, lines: TherapyLines, shown: int) -> None:
    """Write the patients by sequence of classes, the most frequent ones."""
    if not lines.number:
        return
    sequence = lines.courses.groupby("USUBJID")["CLASS"].agg(ARROW.join)
    sizes = sequence.value_counts()
    sheet.heading("Most frequent sequences")
    for one in sorted(sizes.index, key=lambda s: (-sizes[s], s))[:shown]:
        sheet.patients(one, sequence.index[sequence == one], "sequence", one, indent=1)
