"""The checked tables of a study, whichever of the two kinds of source it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args

import pandas as pd
from pydantic import BaseModel, TypeAdapter, ValidationError

from ralu.extract.checks import check_tables
from ralu.extract.dictionary import TABLES
from ralu.extract.readers import RawTable, read_raw
from ralu.problems import InputError, Problem
from ralu.study import TABLES as TABLES_OF
from ralu.study import Study


@dataclass(frozen=True)
class Source:
    """Checked tables.

    Attributes
    ----------
    tables
        Frame per table; the index is the row number that a spreadsheet shows. Partial dates are
        ISO text of the length they are known to; tables the study does not have are empty.
    given
        Names of the tables the study has.
    """

    tables: dict[str, pd.DataFrame]
    given: frozenset[str]


def read_source(study: Study) -> Source:
    """Read and check every file that study.yml names.

    Raises
    ------
    InputError
        With all problems of all files.
    """
    problems: list[Problem] = []
    tables = {
        name: _read_table(study, name, problems) if name in study.files else _empty(name)
        for name in TABLES_OF[study.source]
    }
    if not problems:
        problems += check_tables(study, tables)
    if problems:
        raise InputError(problems)
    return Source(tables, frozenset(study.files))


def _empty(table: str) -> pd.DataFrame:
    return _frame(TABLES[table], [], [], {})


def _read_table(study: Study, table: str, problems: list[Problem]) -> pd.DataFrame:
    file = study.files[table]
    raw = read_raw(study.path(table), file, problems)
    if raw is None:
        return _empty(table)
    if not raw.rows:
        problems.append(Problem(file, 0, "", "", "has no rows.", "Fill it, or drop it."))
    theirs = study.variables.get(table, {})
    renamed = {their: our for our, their in theirs.items()}
    raw = RawTable(tuple(renamed.get(c, c) for c in raw.columns), raw.rows, raw.labels)
    if wrong := _head_problems(TABLES[table], raw, file):
        problems.extend(wrong)
        return _empty(table)
    return _typed(TABLES[table], raw, file, study, problems)


def _head_problems(model: type[BaseModel], raw: RawTable, file: str) -> list[Problem]:
    """Return the columns that are missing, or that the dictionary does not know."""
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    missing = [
        Problem(file, 1, column, "", "is missing from the head.", "Add the column.")
        for column in needed
        if column not in raw.columns
    ]
    if model.model_config.get("extra") == "allow":
        return missing
    unknown = [column for column in raw.columns if column not in model.model_fields]
    return missing + [
        Problem(
            file, 1, column, "", "is not a column of the data dictionary.", _nearest(column, needed)
        )
        for column in unknown
    ]


def _nearest(column: str, known: list[str]) -> str:
    near = get_close_matches(column, known, 1)
    return f"Rename it to '{near[0]}'?" if near else "Remove it, or add it to the dictionary."


def _typed(
    model: type[BaseModel], raw: RawTable, file: str, study: Study, problems: list[Problem]
) -> pd.DataFrame:
    """Return the table with every cell typed as its column declares."""
    missing = set(study.reading.missing_codes)
    declared = [column for column in raw.columns if column in model.model_fields]
    places = [raw.columns.index(column) for column in declared]
    records = [
        {
            c: None if cells[i] in missing else cells[i]
            for c, i in zip(declared, places, strict=True)
        }
        for _, cells in raw.rows
    ]
    try:
        rows = TypeAdapter(list[model]).validate_python(records, context=study.reading)  # type: ignore[valid-type]
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            place, column = int(detail["loc"][0]), str(detail["loc"][1])
            problems.append(_cell_problem(file, raw.rows[place][0], column, detail))
        return _frame(model, [], [], {})
    extra = {
        c: [cells[i] for _, cells in raw.rows]
        for i, c in enumerate(raw.columns)
        if c not in declared
    }
    frame = _frame(model, rows, [number for number, _ in raw.rows], extra)
    frame.attrs["labels"] = {c: raw.labels[c] for c in raw.columns if raw.labels.get(c)}
    return frame


def _cell_problem(file: str, row: int, column: str, detail: Any) -> Problem:
    reason = detail["msg"].removeprefix("Value error, ")
    value = "" if detail["input"] is None else str(detail["input"])
    return Problem(file, row, column, value, f"{reason}.", "Correct the cell.")


def _frame(
    model: type[BaseModel], rows: list[Any], index: list[int], extra: dict[str, list[Any]]
) -> pd.DataFrame:
    """Return rows as a frame whose dtypes follow from the declarations, not from the data."""
    columns = {
        name: pd.Series(
            [getattr(row, name) for row in rows], index=index, dtype=_dtype(field.annotation)
        )
        for name, field in model.model_fields.items()
    }
    frame = pd.DataFrame(columns, index=pd.Index(index, dtype="int64", name="row"))
    for name, values in extra.items():
        frame[name] = pd.Series(values, index=frame.index).infer_objects()
    return frame


def _dtype(annotation: Any) -> str:
    kinds = get_args(annotation) or (annotation,)
    if int in kinds:
        return "Int64"
    if float in kinds:
        return "float64"
    return "datetime64[ns]" if date in kinds else "object"
