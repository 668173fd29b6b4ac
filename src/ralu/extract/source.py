"""The checked tables of a study, whichever of the two kinds of source it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches

import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ralu.extract.cells import as_written, dtype, read_column, undeclared, vocabulary
from ralu.extract.checks import check_choices, check_tables
from ralu.extract.dictionary import TABLES, is_flag
from ralu.extract.grid import RawTable
from ralu.extract.readers import read_raw
from ralu.extract.words import mapping_remedy
from ralu.problems import Gravity, InputError, Problem
from ralu.published import load_published
from ralu.study import TABLES as TABLES_OF
from ralu.study import Reading, Study

Respelled = tuple[str, int, str, str, str]
"""Table, row, column, and a word as it is written there and as it is read."""


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
    columns
        Columns of each of these as its file holds them; in `tables`, what the dictionary
        declares is always there.
    respelled
        Words that are read in another spelling than they were written in.
    """

    tables: dict[str, pd.DataFrame]
    given: frozenset[str]
    columns: dict[str, tuple[str, ...]]
    respelled: tuple[Respelled, ...] = ()


def read_source(study: Study) -> Source:
    """Read and check every file that study.yml names, its published figures too.

    Raises
    ------
    InputError
        With all problems of all files.
    """
    problems: list[Problem] = []
    respelled: list[Respelled] = []
    read = {name: _read_table(study, name, problems, respelled) for name in study.files}
    tables = {n: _completed(TABLES[n], read.get(n, _empty())) for n in TABLES_OF[study.source]}
    contradictions = check_tables(study, tables, problems)
    problems += [replace(found, spoils=Gravity.CONTRADICTION) for found in contradictions]
    problems += check_choices(study, {name: set(map(str, table)) for name, table in read.items()})
    try:
        load_published(study)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    columns = {name: tuple(map(str, table)) for name, table in read.items()}
    return Source(tables, frozenset(read), columns, tuple(respelled))


def _empty() -> pd.DataFrame:
    return pd.DataFrame(index=pd.Index([], dtype="int64", name="row"))


def _completed(model: type[BaseModel], frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every declared column, first and in order."""
    declared = {
        name: frame.get(name, pd.Series([None] * len(frame), frame.index, dtype(field)))
        for name, field in model.model_fields.items()
    }
    others = {name: cells for name, cells in frame.items() if name not in declared}
    complete = pd.DataFrame(declared | others, index=frame.index)
    complete.attrs = frame.attrs
    return complete


def _read_table(
    study: Study, table: str, problems: list[Problem], respelled: list[Respelled]
) -> pd.DataFrame:
    file = study.files[table]
    raw = read_raw(study.path(table), file, problems, sheet=study.sheet(table))
    if raw is None:
        return _empty()
    if not raw.rows and not any(problem.file == file for problem in problems):
        remedy = "Fill it, or take it out of files in study.yml."
        problems.append(Problem(file, 0, "", "", "has no rows.", remedy))
    raw = _renamed(raw, study.variables.get(table, {}), file, problems)
    problems += _head_problems(TABLES[table], raw, file)
    problems += _codes_problems(study, table, raw)
    return _typed(study, table, raw, problems, respelled)


def _codes_problems(study: Study, table: str, raw: RawTable) -> list[Problem]:
    """Return the columns that study.yml gives codes for and the file does not have."""
    found = f"is no column of {study.files[table]}."
    return [
        Problem("study.yml", 0, f"codes.{table}.{column}", "", found, "Correct its name.")
        for column in study.codes.get(table, {})
        if column not in raw.columns
    ]


def _renamed(raw: RawTable, theirs: dict[str, str], file: str, problems: list[Problem]) -> RawTable:
    """Return the table under the names study.yml gives its columns.

    A column of the file that has such a name by itself is not the one meant, and is left out.
    """
    for our, their in theirs.items():
        if their not in raw.columns:
            found = f"is missing from the head; study.yml names it for {our}."
            remedy = "Correct variables in study.yml."
            problems.append(_of_head(file, their, found, remedy))
    sources = [(c, c) for c in raw.columns if c not in theirs and c not in theirs.values()]
    sources += [(our, their) for our, their in theirs.items() if their in raw.columns]
    places = [raw.columns.index(their) for _, their in sources]
    rows = [(number, tuple(cells[p] for p in places)) for number, cells in raw.rows]
    labels = {our: raw.labels[their] for our, their in sources if their in raw.labels}
    columns = tuple(our for our, _ in sources)
    return replace(raw, columns=columns, rows=rows, labels=labels) if theirs else raw


def _head_problems(model: type[BaseModel], raw: RawTable, file: str) -> list[Problem]:
    """Return the columns that are missing, or that the dictionary does not know."""
    unknown = [column for column in raw.columns if column not in model.model_fields]
    needed = [name for name, field in model.model_fields.items() if field.is_required()]
    missing = [name for name in needed if name not in raw.columns]
    found = [
        _of_head(file, c, "is missing from the head.", _nearest(c, unknown, "Add the column"))
        for c in missing
    ]
    if model.model_config.get("extra") == "allow":
        return found
    strange = "is not a column of the data dictionary."
    return found + [_of_head(file, c, strange, _nearest(c, missing, "Remove it")) for c in unknown]


def _of_head(file: str, column: str, found: str, remedy: str) -> Problem:
    return Problem(file, 1, column, "", found, remedy, spoils=Gravity.COLUMN)


def _nearest(column: str, others: list[str], remedy: str) -> str:
    folded = {other.casefold(): other for other in others}
    near = get_close_matches(column.casefold(), folded, 1)
    return f"{remedy}, or is it the same as {folded[near[0]]}?" if near else f"{remedy}."


def _typed(
    study: Study,
    table: str,
    raw: RawTable,
    problems: list[Problem],
    respelled: list[Respelled],
) -> pd.DataFrame:
    """Return the table with every cell typed as its column declares, missing where it is wrong."""
    model, file, reading = TABLES[table], study.files[table], study.reading
    index = pd.Index([number for number, _ in raw.rows], dtype="int64", name="row")
    columns: dict[str, pd.Series] = {}
    told = {(problem.row, problem.column) for problem in problems if problem.file == file}
    declared = [(n, field) for n, field in model.model_fields.items() if n in raw.columns]
    for name, field in declared:
        place = raw.columns.index(name)
        texts = [as_written(cells[place], reading) for _, cells in raw.rows]
        column = read_column(texts, field, reading, study.codes_of(table, name))
        values = [column.values[text] for text in texts]
        columns[name] = pd.Series(values, index=index, dtype=dtype(field))
        for row, text in zip(index, texts, strict=True):
            if text in column.wrong and (row, name) not in told:
                wrong = column.wrong[text]
                what_to_do = _remedy(table, name, field, text, reading)
                problems.append(Problem(file, row, name, text or "", f"{wrong}.", what_to_do))
            elif text is not None and text in column.respelled:
                respelled.append((table, row, name, text, column.respelled[text]))
    if model.model_config.get("extra") == "allow":
        for place, name in enumerate(raw.columns):
            if name not in model.model_fields:
                held = [cells[place] for _, cells in raw.rows]
                codes = study.codes_of(table, name)
                columns[name] = undeclared(name, held, index, reading, codes, untyped=raw.untyped)
    frame = pd.DataFrame(columns, index=index)
    frame.attrs["labels"] = {c: raw.labels[c] for c in raw.columns if raw.labels.get(c)}
    return frame


def _remedy(table: str, column: str, field: FieldInfo, text: str | None, reading: Reading) -> str:
    """Return what to do about a cell: a word that is not known can be told in study.yml."""
    if text is None or text in reading.missing_codes:
        return "Fill it."
    words = vocabulary(field)
    meaning = words.nearest(text) if words and words.words else "Y or N" if is_flag(field) else ""
    if meaning:
        return mapping_remedy(table, column, text, meaning)
    if text.startswith("-") or not any(c.isdigit() for c in text):
        return "Correct the cell, or add it to missing_codes in study.yml."
    return "Correct the cell."
