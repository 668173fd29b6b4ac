"""Laboratory values by CTCAE grade: worst grade on treatment, and shift from baseline."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ctcae import GRADABLE, max_lab_grade
from ralu.ledger import Ledger
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, column_variables, columns_of, unplaced
from ralu.tables.frame.window import on_treatment_values

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


def worst_grades(adam: AdamSet, param: str) -> pd.DataFrame:
    """Return per patient the grade at baseline (BTOXGR) and the worst one on treatment (WORST)."""
    values = adam.adlb[adam.adlb["PARAMCD"] == param]
    worst = on_treatment(values).groupby("USUBJID")["ATOXGR"].max().rename("WORST")
    baseline = values.groupby("USUBJID")["BTOXGR"].first()
    return pd.concat([baseline, worst], axis=1).rename_axis("USUBJID").reset_index()


def gradable(study: Study, adam: AdamSet, params: list[str]) -> list[str]:
    """Return those of `params` that the study has and CTCAE grades."""
    present = set(adam.adlb["PARAMCD"])
    return [p for p in params if p in present and p in GRADABLE[study.analysis.ctcae_version]]


def _footnotes(study: Study, adam: AdamSet, params: list[str]) -> tuple[str, ...]:
    """Return population, window, criteria, and which of `params` are not in the table."""
    version = study.analysis.ctcae_version
    shown = gradable(study, adam, params)
    notes = [
        f"{POPULATION}. Values {on_treatment_values(study, adam)}, "
        f"graded by CTCAE {version} in standard units. "
        "These are laboratory values, not reported adverse events."
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
    study: Study, adam: AdamSet, params: list[str], *, columns: list[str] | None = None
) -> Table | None:
    """Return patients by worst grade on treatment of each parameter.

    `columns` are grouping variables whose groups stand below each other; the study's group
    variable where None.
    """
    if not gradable(study, adam, params):
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("lab", "lab_worst_grade", "tab-lab-worst", POPULATION, "adlb", _method(study))
    rows = []
    for param in gradable(study, adam, params):
        grades = worst_grades(adam, param)
        name = name_of(adam, param)
        many = len(groups) > 1
        rows += [Row((name, *[""] * (len(GRADES) + 1)), heading=True)] if many else []
        for group in groups:
            label = group.sized(ledger) if many else name
            cells = _worst_cells(study, group, param, grades, ledger)
            rows.append(Row((label, *cells), indent=1 if many else 0))
    heads = [Column(g, group="Worst grade on treatment") for g in GRADES]
    return Table(
        "tab-lab-worst",
        "Laboratory values: worst CTCAE grade on treatment",
        (Column("Parameter", align="left", weight=2.6), *heads, Column("Missing")),
        tuple(rows),
        (
            *_footnotes(study, adam, params),
            compose(
                "Patients, n (%){}. Missing: no gradable value on treatment. "
                "–: the criteria have no such grade.",
                _of_n(groups, ledger),
            ),
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        ledger=tuple(ledger.rows),
    )


def _of_n(groups: list[Group], ledger: Ledger) -> str:
    return compose(" of N = {}", groups[0].number(ledger)) if len(groups) == 1 else ""


def _method(study: Study) -> str:
    return f"CTCAE {study.analysis.ctcae_version}"


def name_of(adam: AdamSet, param: str) -> str:
    """Return a parameter of ADLB in words."""
    return str(adam.adlb.loc[adam.adlb["PARAMCD"] == param, "PARAM"].iloc[0])


def unit_in_words(unit: str) -> str:
    """Return a standard unit as printed: ``10⁹/L``, ``µmol/L``."""
    return unit.replace("10^9", "10⁹").replace("umol", "µmol")


def _worst_cells(
    study: Study, group: Group, param: str, grades: pd.DataFrame, ledger: Ledger
) -> list[str]:
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


def grade_shift_table(study: Study, adam: AdamSet, params: list[str]) -> Table | None:
    """Return patients by grade at baseline and worst grade on treatment."""
    if not gradable(study, adam, params):
        return None
    groups = columns_of(study, adam)
    groups = groups if len(groups) == 1 else groups[:-1]
    ledger = Ledger("lab.shift", "lab_shift", "tab-lab-shift", POPULATION, "adlb", _method(study))
    rows = []
    for param in gradable(study, adam, params):
        grades = worst_grades(adam, param)
        for group in groups:
            name = name_of(adam, param)
            sized = compose("{} – {}", name, group.sized(ledger)) if len(groups) > 1 else name
            rows.append(Row((sized, *[""] * len(SHIFT)), heading=True))
            top = max_lab_grade(param, study.analysis.ctcae_version)
            rows += _shift_rows(group, param, grades, top, ledger)
    heads = [Column(head.capitalize(), group="Worst grade on treatment") for head in SHIFT]
    return Table(
        "tab-lab-shift",
        "Laboratory values: shift from grade at baseline to worst grade on treatment",
        (Column("Grade at baseline", align="left", weight=1.6), *heads),
        tuple(rows),
        (
            *_footnotes(study, adam, params),
            "Patients. Rows without patients are left out. Missing: no gradable value. "
            "–: the criteria have no such grade.",
            *_own_baseline(study, adam, params),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        ledger=tuple(ledger.rows),
    )


SHIFT = ("0", "1", "2", "3", "4", MISSING)


def _own_baseline(study: Study, adam: AdamSet, params: list[str]) -> tuple[str, ...]:
    """Return what grade 0 at baseline means where CTCAE grades against the baseline itself."""
    against = _by_baseline(study, gradable(study, adam, params))
    names = ", ".join(name_of(adam, p) for p in against)
    note = f"CTCAE 5.0 grades an abnormal baseline by itself, so as grade 0: {names}."
    return (note,) if against else ()


def _shift_rows(
    group: Group, param: str, grades: pd.DataFrame, top: int, ledger: Ledger
) -> list[Row]:
    """Return a row per grade at baseline; patients without any value are missing to missing.

    Grades above `top`, which the laboratory cannot give, are neither counted nor printed as 0.
    """
    mine = pd.DataFrame({"USUBJID": group.subjects}).merge(grades, how="left", on="USUBJID")
    before, worst = (_words(mine[column]) for column in ("BTOXGR", "WORST"))
    rows = []
    for start in SHIFT:
        counts = [int(((before == start) & (worst == end)).sum()) for end in SHIFT]
        if not any(counts):
            continue
        cells = [
            NO_GRADE
            if end != MISSING and int(end) > top
            else group.add(ledger, "n", count, str(count), param, f"{start}->{end}")
            for end, count in zip(SHIFT, counts, strict=True)
        ]
        rows.append(Row((start.capitalize(), *cells), indent=1))
    return rows


def _words(grades: pd.Series) -> pd.Series:
    return grades.astype("Int64").astype("string").fillna(MISSING)
