"""Files to rows of cells; what a cell means is none of this module's business."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

from ralu.extract.csv_reader import csv_grid
from ralu.extract.grid import RawTable, from_grid, stripped
from ralu.extract.texts import text_problems
from ralu.extract.xlsx_reader import xlsx_grid
from ralu.problems import Gravity, InputError, Problem, refuse

FORMATS = (".csv", ".xlsx", ".parquet", ".xpt")
KINDS = {stat.S_IFIFO: "named pipe", stat.S_IFSOCK: "socket"}
"""What else than a file may bear a name; the rest are devices."""


def read_raw(
    path: Path, name: str, problems: list[Problem], *, sheet: str | None = None
) -> RawTable | None:
    """Read one file; what is wrong with it goes to `problems`, under its `name` in study.yml.

    Of an XLSX file the sheet counts that study.yml names, else the only one that holds data.
    """
    try:
        _refuse_special(path, name)
        with path.open("rb") as file:
            empty = not file.read(1)
        table = RawTable((), [], {}) if empty else _read(path, name, sheet, problems)
    except OSError as error:
        found = f"cannot be read ({error.strerror or error})."
        remedy = f"Put it at {path}, or correct its path in study.yml."
        problems.append(Problem(name, 0, "", "", found, remedy))
        return None
    except InputError as error:
        problems += error.problems
        return None
    if not table.columns:
        problems.append(Problem(name, 0, "", "", "is empty.", "It needs a head and rows."))
        return None
    problems += text_problems(table, name)
    doubled = sorted({c for c in table.columns if table.columns.count(c) > 1})
    found, remedy = "stands twice in the head.", "Remove one of the columns."
    problems += [
        Problem(name, 1, column, "", found, remedy, spoils=Gravity.COLUMN) for column in doubled
    ]
    return None if doubled else table


def _refuse_special(path: Path, name: str) -> None:
    """Refuse what reading would wait for, or never end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        found = f"is a {KINDS.get(stat.S_IFMT(mode), 'device')}, not a file."
        raise refuse(name, found, "Save the data as a file, and name that in study.yml.")


def _read(path: Path, name: str, sheet: str | None, problems: list[Problem]) -> RawTable:
    match path.suffix.lower():
        case ".csv":
            return replace(from_grid(csv_grid(path, name), name, problems), untyped=True)
        case ".xlsx" | ".parquet" | ".xpt" as kind:
            try:
                return _typed_formats(path, name, sheet, problems)
            except (OSError, InputError):
                raise
            except Exception as error:  # these libraries raise anything at all at damaged files
                found = f"is no sound {kind[1:].upper()} file ({error})."
                raise refuse(name, found, "Save or export it again.") from None
        case other:
            raise refuse(name, f"has the ending '{other}'.", f"Use one of {', '.join(FORMATS)}.")


def _typed_formats(path: Path, name: str, sheet: str | None, problems: list[Problem]) -> RawTable:
    match path.suffix.lower():
        case ".xlsx":
            chosen, grid = xlsx_grid(path, name, sheet, problems)
            return from_grid(grid, name, problems, sheet=chosen)
        case ".parquet":
            import pandas as pd

            return _from_frame(pd.read_parquet(path), {})
        case _:
            import pyreadstat

            frame, meta = pyreadstat.read_xport(path)
            return _from_frame(frame, meta.column_names_to_labels)


def _from_frame(frame: Any, labels: dict[str, str | None]) -> RawTable:
    cells = frame.astype(object).where(frame.notna(), None)
    rows = [
        (number, tuple(map(stripped, row)))
        for number, row in enumerate(cells.itertuples(index=False, name=None), start=2)
    ]
    return RawTable(tuple(map(str, frame.columns)), rows, {c: v for c, v in labels.items() if v})
