"""Description of the cohort by variables of ADSL."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose, join
from ralu.rounding import decimals, fixed
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    YES_NO,
    Group,
    as_text,
    column_variables,
    columns_of,
    heads,
    levels,
    of_cohort,
    safety_population,
    subgroup,
    unplaced,
)

QUARTILES = "Quartiles by linear interpolation (R type 7)."


def characteristics_table(
    study: Study,
    adam: AdamSet,
    variables: list[str],
    *,
    id: str,
    title: str,
    columns: list[str] | None = None,
    footnotes: tuple[str, ...] = (),
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
    if not known:
        return None
    groups = columns_of(study, adam, columns)
    ledger = of_cohort(id)
    rows: list[Row] = []
    for variable in known:
        by = subgroup(study, adam, variable)
        numeric = pd.api.types.is_numeric_dtype(adam.adsl[variable]) and not by.levels
        body = _numbers if numeric else _categories
        rows += [
            Row((by.label, *[""] * len(groups)), heading=True),
            *body(study, adam, variable, groups, ledger),
        ]
    return Table(
        id,
        title,
        (Column("", align="left", weight=2.2), *heads(groups, ledger)),
        tuple(rows),
        (
            f"{POPULATION}. Numbers are n (%) unless said otherwise, of all patients of the "
            f"column, missing ones (n) among them. {QUARTILES}",
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
            *_left_out(variables, known),
            *footnotes,
            *(("NE: not estimable.",) if any("NE" in c for r in rows for c in r.cells[1:]) else ()),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _left_out(variables: list[str], known: list[str]) -> tuple[str, ...]:
    missing = ", ".join(v for v in variables if v not in known)
    return (f"Not in ADSL of this study: {missing}.",) if missing else ()


def _numbers(
    study: Study, adam: AdamSet, variable: str, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the rows of a numeric variable, its decimals the same in every column."""
    digits = decimals(safety_population(adam)[variable].astype("float64"))
    lines: dict[str, list[Printed]] = {
        "Median (Q1–Q3)": [],
        "Mean (SD)": [],
        "Range": [],
        "Missing": [],
    }
    for group in groups:
        values = group.of(adam.adsl)[variable].astype("float64")
        texts = _summary(values, digits, variable, group, ledger)
        quartiles = (texts[stat] for stat in ("median", "q1", "q3"))
        lines["Median (Q1–Q3)"].append(compose("{} ({}–{})", *quartiles))
        lines["Mean (SD)"].append(compose("{} ({})", texts["mean"], texts["sd"]))
        lines["Range"].append(join("–", (texts["min"], texts["max"])))
        lines["Missing"].append(texts["missing"])
    if not any(text != "0" for text in lines["Missing"]):
        del lines["Missing"]
    return [Row((label, *cells), indent=1) for label, cells in lines.items()]


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


def _categories(
    study: Study, adam: AdamSet, variable: str, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the rows of a categorical variable: a line per level, one for missing."""
    values = [as_text(group.of(adam.adsl)[variable]) for group in groups]
    rows = []
    for level in levels(adam, subgroup(study, adam, variable)):
        counts = [int((texts == level).sum()) for texts in values]
        pairs = zip(groups, counts, strict=True)
        cells = [group.share(ledger, count, variable, level) for group, count in pairs]
        rows.append(Row((YES_NO.get(level, level), *cells), indent=1))
    missing = [int(texts.isna().sum()) for texts in values]
    cells = [
        group.add(ledger, "missing", count, str(count), variable)
        for group, count in zip(groups, missing, strict=True)
    ]
    if any(missing):
        rows.append(Row(("Missing", *cells), indent=1))
    return rows
