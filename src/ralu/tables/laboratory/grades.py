"""Laboratory values by CTCAE grade: worst grade on treatment, and shift from baseline."""

from __future__ import annotations

from functools import partial

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Table
from ralu.ctcae import GRADABLE, max_lab_grade, printed_units
from ralu.ctcae.units import normalise
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import on_treatment_values

NEEDS = {"adlb": "PARAMCD PARAM ADY? ONTRTFL? ATOXGR? BTOXGR?"}
SEVERE = ">=3"
GRADES = ("0", "1", "2", "3", "4", SEVERE)
MISSING = "missing"
NO_GRADE = "–"
"""Stands where the criteria have no such grade: never 0, which would say that it was looked for."""
NO_GRADE_4 = "The laboratory cannot tell grade 4 anaemia: grade 3 means grade 3 or higher."
BY_BASELINE = ("ALP", "ALT", "AST", "BILI", "GGT")
"""Parameters that CTCAE 5.0 grades by multiples of the baseline where that is abnormal."""
ABNORMAL = (
    "Where CTCAE 5.0 grades by multiples of the baseline, a baseline is abnormal above its own "
    "upper limit of normal or, where that is not known, above that of the graded value; a missing "
    "baseline counts as normal."
)


def on_treatment(values: pd.DataFrame) -> pd.DataFrame:
    """Return the laboratory records after the first dose and in the treatment-emergent window."""
    return values[(values["ONTRTFL"] == "Y") & (values["ADY"] > 1)]


def worst_grades(adlb: pd.DataFrame, param: str) -> pd.DataFrame:
    """Return per patient the grade at baseline (BTOXGR) and the worst one on treatment (WORST)."""
    values = adlb[adlb["PARAMCD"] == param]
    worst = on_treatment(values).groupby("USUBJID")["ATOXGR"].max().rename("WORST")
    baseline = values.groupby("USUBJID")["BTOXGR"].first()
    return pd.concat([baseline, worst], axis=1).rename_axis("USUBJID").reset_index()


def gradable(study: Study, adlb: pd.DataFrame, params: list[str]) -> list[str]:
    """Return those of `params` that the study has and CTCAE grades."""
    present = set(adlb["PARAMCD"])
    return [p for p in params if p in present and p in GRADABLE[study.analysis.ctcae_version]]


def printed_limits(adam: AdamSet, shown: list[str]) -> tuple[str, ...]:
    """Return which of `shown` have values graded by limits that CTCAE prints in their own unit."""
    adlb = adam.adlb
    if "LBORRESU" not in adlb:
        return ()
    written = adlb.dropna(subset=["LBORRESU"]).drop_duplicates(["PARAMCD", "LBORRESU"])
    return tuple(
        f"{name_of(adlb, param)} written in {unit_in_words(unit)} is graded by the limits that "
        "CTCAE prints in that unit, which are rounded."
        for param in shown
        for unit in printed_units(param)[1:]
        if normalise(unit)
        in set(written.loc[written["PARAMCD"] == param, "LBORRESU"].map(normalise))
    )


def _footnotes(study: Study, adam: AdamSet, params: list[str], shown: list[str]) -> tuple[str, ...]:
    """Return population, window, criteria, and which of `params` are not in the table."""
    version = study.analysis.ctcae_version
    notes = [
        f"{POPULATION}. Values {on_treatment_values(study, adam)}, "
        f"graded by CTCAE {version} in standard units. "
        "These are laboratory values, not reported adverse events.",
        *printed_limits(adam, shown),
    ]
    if "HGB" in shown:
        notes.append(NO_GRADE_4)
    if _by_baseline(study, shown):
        notes.append(ABNORMAL)
    if left_out := ", ".join(p for p in params if p not in shown):
        notes.append(f"Not in this study or not graded by CTCAE {version}: {left_out}.")
    return tuple(notes)


def _by_baseline(study: Study, shown: list[str]) -> list[str]:
    """Return those of `shown` whose grades depend on the state of the baseline."""
    return [p for p in shown if p in BY_BASELINE and study.analysis.ctcae_version == "5.0"]


def worst_grade_table(
    study: Study,
    adam: AdamSet,
    params: list[str],
    *,
    columns: list[str] | None = None,
    id: str = "tab-lab-worst",
) -> Table | None:
    """Return patients by worst grade on treatment of each parameter.

    `columns` are grouping variables whose groups stand below each other; the study's group
    variable where None.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="lab",
        analysis="lab_worst_grade",
        source="adlb",
        method=f"CTCAE {study.analysis.ctcae_version}",
        by=columns,
    )
    if sheet is None:
        return None
    adlb = sheet.records["adlb"]
    shown = gradable(study, adlb, params)
    if not shown:
        return None
    for param in shown:
        cells = partial(_worst_cells, sheet, param, worst_grades(adlb, param))
        sheet.row_per_group(name_of(adlb, param), cells)
    heads = [Column(grade, group="Worst grade on treatment") for grade in GRADES]
    return sheet.table(
        "Laboratory values: worst CTCAE grade on treatment",
        *_footnotes(study, adam, params, shown),
        compose(
            "Patients, n (%){}. Missing: no gradable value on treatment. "
            "–: the criteria have no such grade.",
            _of_n(sheet),
        ),
        columns=(Column("Parameter", align="left", weight=2.6), *heads, Column("Missing")),
        landscape=False,
    )


def _of_n(sheet: Sheet) -> str:
    """Return of how many patients the percentages are, where no row says so."""
    group, *others = sheet.groups
    return "" if others else compose(" of N = {}", group.number(sheet.ledger))


def name_of(adlb: pd.DataFrame, param: str) -> str:
    """Return a parameter of ADLB in words."""
    return str(adlb.loc[adlb["PARAMCD"] == param, "PARAM"].iloc[0])


def unit_in_words(unit: str) -> str:
    """Return a standard unit as printed: ``10⁹/L``, ``µmol/L``."""
    return unit.replace("10^9", "10⁹").replace("umol", "µmol")


def _worst_cells(sheet: Sheet, param: str, grades: pd.DataFrame, group: Group) -> list[str]:
    study, ledger = sheet.study, sheet.ledger
    worst = group.of(grades)["WORST"]
    top = max_lab_grade(param, study.analysis.ctcae_version)
    cells: list[str] = []
    for grade in GRADES:
        lowest = int(grade.removeprefix(">="))
        if lowest > top:
            cells.append(NO_GRADE)
            continue
        count = int((worst >= 3).sum() if grade == SEVERE else (worst == lowest).sum())
        cells.append(group.share(ledger, count, param, grade))
        if grade == SEVERE:
            group.limits(ledger, study, count, param, grade)
    missing = group.n - int(worst.notna().sum())
    return [*cells, group.share(ledger, missing, param, MISSING)]


def grade_shift_table(
    study: Study, adam: AdamSet, params: list[str], *, id: str = "tab-lab-shift"
) -> Table | None:
    """Return patients by grade at baseline and worst grade on treatment."""
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="lab.shift",
        analysis="lab_shift",
        source="adlb",
        method=f"CTCAE {study.analysis.ctcae_version}",
    )
    if sheet is None:
        return None
    adlb = sheet.records["adlb"]
    shown = gradable(study, adlb, params)
    if not shown:
        return None
    groups = sheet.groups if len(sheet.groups) == 1 else sheet.groups[:-1]
    for param in shown:
        grades, name = worst_grades(adlb, param), name_of(adlb, param)
        for group in groups:
            sized = compose("{} – {}", name, group.sized(sheet.ledger)) if len(groups) > 1 else name
            sheet.heading(sized)
            _write_shift(sheet, group, param, grades)
    heads = [Column(head.capitalize(), group="Worst grade on treatment") for head in SHIFT]
    return sheet.table(
        "Laboratory values: shift from grade at baseline to worst grade on treatment",
        *_footnotes(study, adam, params, shown),
        "Patients. Rows without patients are left out. Missing: no gradable value. "
        "–: the criteria have no such grade.",
        *_own_baseline(sheet, shown),
        columns=(Column("Grade at baseline", align="left", weight=1.6), *heads),
        landscape=False,
    )


SHIFT = ("0", "1", "2", "3", "4", MISSING)


def _own_baseline(sheet: Sheet, shown: list[str]) -> tuple[str, ...]:
    """Return what grade 0 at baseline means where CTCAE grades against the baseline itself."""
    against = _by_baseline(sheet.study, shown)
    names = ", ".join(name_of(sheet.records["adlb"], param) for param in against)
    note = f"CTCAE 5.0 grades an abnormal baseline by itself, so as grade 0: {names}."
    return (note,) if against else ()


def _write_shift(sheet: Sheet, group: Group, param: str, grades: pd.DataFrame) -> None:
    """Write a row per grade at baseline; patients without any value are missing to missing.

    Grades which the laboratory cannot give are neither counted nor printed as 0.
    """
    top = max_lab_grade(param, sheet.study.analysis.ctcae_version)
    mine = pd.DataFrame({"USUBJID": group.subjects}).merge(grades, how="left", on="USUBJID")
    before, worst = (_words(mine[column]) for column in ("BTOXGR", "WORST"))
    for start in SHIFT:
        counts = [int(((before == start) & (worst == end)).sum()) for end in SHIFT]
        if not any(counts):
            continue
        cells = [
            NO_GRADE
            if end != MISSING and int(end) > top
            else group.add(sheet.ledger, "n", count, str(count), param, f"{start}->{end}")
            for end, count in zip(SHIFT, counts, strict=True)
        ]
        sheet.row(start.capitalize(), cells, indent=1)


def _words(grades: pd.Series) -> pd.Series:
    return grades.astype("Int64").astype("string").fillna(MISSING)
