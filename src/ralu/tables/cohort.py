"""Description of the cohort by variables of ADSL."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.study import Study
from ralu.tables.groups import POPULATION, YES_NO, Group, columns_of, heads, safety, subgroup
from ralu.tables.text import count_percent, decimals, fixed

QUARTILES = "Quartiles by linear interpolation (R type 7)."


def describe(
    study: Study,
    adam: AdamSet,
    variables: list[str],
    *,
    id: str,
    title: str,
    columns: list[str] | None = None,
    footnotes: tuple[str, ...] = (),
) -> Table:
    """Return a table that describes variables of ADSL, overall and by group.

    Parameters
    ----------
    variables
        Variables of ADSL; those the study does not have are left out. Numbers are summarised,
        texts and flags are counted.
    id, title
        Of the table.
    columns
        Grouping variables; the study's group variable where None.
    """
    groups = columns_of(study, adam, columns)
    ledger = Ledger("cohort", "cohort", id, POPULATION, "adsl", "Descriptive")
    rows: list[Row] = []
    for variable in (v for v in variables if v in adam.adsl):
        numeric = pd.api.types.is_numeric_dtype(adam.adsl[variable])
        body = _numbers if numeric else _categories
        label = subgroup(study, adam, variable).label
        rows += [
            Row((label, *[""] * len(groups)), heading=True),
            *body(study, adam, variable, groups, ledger),
        ]
    return Table(
        id,
        title,
        (Column("", align="left", weight=2.2), *heads(groups)),
        tuple(rows),
        (f"{POPULATION}. Numbers are n (%) unless said otherwise. {QUARTILES}", *footnotes),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def _numbers(
    study: Study, adam: AdamSet, variable: str, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the rows of a numeric variable, its decimals the same in every column."""
    digits = decimals(safety(adam)[variable].astype("float64"))
    lines: dict[str, list[str]] = {
        "Median (Q1–Q3)": [],
        "Mean (SD)": [],
        "Range": [],
        "Missing": [],
    }
    for group in groups:
        values = group.of(adam.adsl)[variable].astype("float64")
        texts = _summary(values, digits, variable, group, ledger)
        lines["Median (Q1–Q3)"].append(f"{texts['median']} ({texts['q1']}–{texts['q3']})")
        lines["Mean (SD)"].append(f"{texts['mean']} ({texts['sd']})")
        lines["Range"].append(f"{texts['min']}–{texts['max']}")
        lines["Missing"].append(texts["missing"])
    if not any(text != "0" for text in lines["Missing"]):
        del lines["Missing"]
    return [Row((label, *cells), indent=1) for label, cells in lines.items()]


def _summary(
    values: pd.Series, digits: int, variable: str, group: Group, ledger: Ledger
) -> dict[str, str]:
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
    return {
        name: group.add(ledger, name, float(value), fixed(float(value), places), variable)
        for name, (value, places) in stats.items()
    }


def _categories(
    study: Study, adam: AdamSet, variable: str, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the rows of a categorical variable: a line per level, one for missing."""
    present = adam.adsl.loc[adam.adsl["SAFFL"] == "Y", variable]
    declared = list(subgroup(study, adam, variable).levels)
    order = declared or sorted(present.dropna().astype(str).unique())
    lines = [*order, None] if present.isna().any() else order
    rows = []
    for level in lines:
        cells = []
        for group in groups:
            values = group.of(adam.adsl)[variable]
            count = int((values.isna() if level is None else values == level).sum())
            if level is None:
                group.add(ledger, "missing", count, str(count), variable)
                cells.append(count_percent(count, group.n))
            else:
                cells.append(group.share(ledger, count, variable, level))
        shown = "Missing" if level is None else YES_NO.get(level, level)
        rows.append(Row((shown, *cells), indent=1))
    return rows
