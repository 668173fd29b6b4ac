"""Description of the cohort by variables of ADSL."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose, join
from ralu.rounding import NE_NOTE, decimals, fixed, with_limits
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, YES_NO, Group, as_text, levels, subgroup
from ralu.tables.frame.sheet import Sheet

QUARTILES = "Quartiles by linear interpolation (R type 7)."


def characteristics_table(
    study: Study,
    adam: AdamSet,
    variables: list[str],
    *,
    id: str,
    title: str,
    columns: list[str] | None = None,
) -> Table | None:
    """Return a table that describes variables of ADSL, overall and by group.

    None where the study has none of the variables.

    Parameters
    ----------
    variables
        Variables of ADSL; a footnote names those the study does not have. Numbers are
        summarised; texts, flags, and numbers with levels in study.yml are counted.
    id, title
        Of the table.
    columns
        Grouping variables; the study's group variable where None.
    """
    known = [v for v in dict.fromkeys(variables) if v in adam.adsl]
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs={"adsl": " ".join(f"{variable}?" for variable in known)},
        prefix="cohort",
        analysis="cohort",
        source="adsl",
        by=columns,
    )
    if sheet is None or not known:
        return None
    for variable in known:
        _describe(sheet, variable)
    table = sheet.table(
        title,
        f"{POPULATION}. Numbers are n (%) unless said otherwise, of all patients of the "
        f"column, missing ones (n) among them. {QUARTILES}",
        weight=2.2,
    )
    estimable = not any("NE" in cell for row in sheet.rows for cell in row.cells[1:])
    last = () if estimable else (NE_NOTE,)
    return replace(table, footnotes=(*table.footnotes, *_left_out(variables, known), *last))


def _left_out(variables: list[str], known: list[str]) -> tuple[str, ...]:
    missing = ", ".join(v for v in variables if v not in known)
    return (f"Not in ADSL of this study: {missing}.",) if missing else ()


def _describe(sheet: Sheet, variable: str) -> None:
    """Write the rows of a variable: numbers are summarised, texts and levels counted."""
    adsl, by = sheet.records["adsl"], subgroup(sheet.study, sheet.adam, variable)
    numeric = pd.api.types.is_numeric_dtype(adsl[variable]) and not by.levels
    sheet.heading(by.label)
    if numeric:
        _numbers(sheet, adsl, variable)
    else:
        _categories(sheet, adsl, variable, levels(sheet.adam, by))


def _numbers(sheet: Sheet, adsl: pd.DataFrame, variable: str) -> None:
    """Write the rows of a numeric variable, its decimals the same in every column."""
    digits = decimals(adsl[variable].astype("float64"))
    lines: dict[str, list[Printed]] = {
        "Median (Q1–Q3)": [],
        "Mean (SD)": [],
        "Range": [],
        "Missing": [],
    }
    for group in sheet.groups:
        values = group.of(adsl)[variable].astype("float64")
        texts = _summary(values, digits, variable, group, sheet.ledger)
        quartiles = (texts[stat] for stat in ("median", "q1", "q3"))
        lines["Median (Q1–Q3)"].append(with_limits(*quartiles))
        lines["Mean (SD)"].append(compose("{} ({})", texts["mean"], texts["sd"]))
        lines["Range"].append(join("–", (texts["min"], texts["max"])))
        lines["Missing"].append(texts["missing"])
    if not any(text != "0" for text in lines["Missing"]):
        del lines["Missing"]
    for label, cells in lines.items():
        sheet.row(label, cells, indent=1)


def _summary(
    values: pd.Series, digits: int, variable: str, group: Group, ledger: Ledger
) -> dict[str, Printed]:
    known = values.dropna()
    of_range = 0 if (known % 1 == 0).all() else digits
    stats = {
        "median": (known.median(), digits),
        "q1": (known.quantile(0.25), digits),
        "q3": (known.quantile(0.75), digits),
        "mean": (known.mean(), digits),
        "sd": (known.std(), digits),
        "min": (known.min(), of_range),
        "max": (known.max(), of_range),
        "n": (float(len(known)), 0),
        "missing": (float(len(values) - len(known)), 0),
    }
    of_all = ("n", "missing")
    return {
        name: group.add(
            ledger,
            name,
            float(value),
            fixed(float(value), places),
            variable,
            n=len(values) if name in of_all else len(known),
        )
        for name, (value, places) in stats.items()
    }


def _categories(sheet: Sheet, adsl: pd.DataFrame, variable: str, levels: list[str]) -> None:
    """Write the rows of a categorical variable: a line per level, one for missing."""
    texts = pd.Series(as_text(adsl[variable]).to_numpy(), index=adsl["USUBJID"], dtype="object")
    for level in levels:
        label = YES_NO.get(level, level)
        sheet.patients(label, texts.index[texts == level], variable, level, indent=1)
    unknown = texts.index[texts.isna()]
    missing = [int(group.subjects.isin(unknown).sum()) for group in sheet.groups]
    cells = [
        group.add(sheet.ledger, "missing", count, str(count), variable)
        for group, count in zip(sheet.groups, missing, strict=True)
    ]
    if any(missing):
        sheet.row("Missing", cells, indent=1)
