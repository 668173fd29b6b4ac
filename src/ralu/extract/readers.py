"""Files to rows of cells; what a cell means is none of this module's business."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ralu.problems import Problem, refuse

FORMATS = (".csv", ".xlsx", ".parquet", ".xpt")


@dataclass(frozen=True)
class RawTable:
    """Cells as they stand in the file.

    Attributes
    ----------
    columns
        Head of the file.
    rows
        Row number as a spreadsheet shows it, with the cells (None where empty).
    labels
        Labels of the columns, where the format has them.
    """

    columns: tuple[str, ...]
    rows: list[tuple[int, tuple[Any, ...]]]
    labels: dict[str, str]


def read_raw(path: Path, name: str, problems: list[Problem]) -> RawTable | None:
    """Read one file; what is wrong with it goes to `problems`, under its `name` in study.yml."""
    try:
        table = _read(path, name, problems)
    except OSError as error:
        reason = error.strerror or str(error)
        found = f"cannot be read ({reason})."
        problems.append(Problem(name, 0, "", "", found, "Correct its path in study.yml."))
        return None
    except UnicodeDecodeError:
        problems.append(Problem(name, 0, "", "", "is not UTF-8 text.", "Save it as UTF-8."))
        return None
    if not table.columns:
        problems.append(Problem(name, 0, "", "", "is empty.", "It needs a head and rows."))
        return None
    doubled = sorted({c for c in table.columns if table.columns.count(c) > 1})
    problems += [
        Problem(name, 1, column, "", "stands twice in the head.", "Remove one of the columns.")
        for column in doubled
    ]
    return None if doubled else table


def _read(path: Path, name: str, problems: list[Problem]) -> RawTable:
    match path.suffix.lower():
        case ".csv":
            return _from_grid(_csv_grid(path), name, problems)
        case ".xlsx":
            return _from_grid(_xlsx_grid(path), name, problems)
        case ".parquet":
            import pandas as pd

            return _from_frame(pd.read_parquet(path), {})
        case ".xpt":
            import pyreadstat

            frame, meta = pyreadstat.read_xport(path)
            return _from_frame(frame, meta.column_names_to_labels)
        case other:
            raise refuse(name, f"has the ending '{other}'.", f"Use one of {', '.join(FORMATS)}.")


def _csv_grid(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        head = lines.readline()
        lines.seek(0)
        delimiter = ";" if head.count(";") > head.count(",") else ","
        yield from enumerate(csv.reader(lines, delimiter=delimiter), start=1)


def _xlsx_grid(path: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except (InvalidFileException, KeyError, ValueError) as error:
        raise OSError(str(error)) from None
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_cell_text(cell) for cell in cells]


def _cell_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _from_grid(
    grid: Iterator[tuple[int, list[str]]], name: str, problems: list[Problem]
) -> RawTable:
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[Any, ...]]] = []
    for number, cells in grid:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
        elif len(cells) != len(columns):
            found = f"has {len(cells)} cells, the head has {len(columns)}."
            problems.append(
                Problem(name, number, "", "", found, "Quote cells that hold the separator.")
            )
        else:
            rows.append((number, tuple(cell.strip() or None for cell in cells)))
    return RawTable(columns, rows, {})


def _from_frame(frame: Any, labels: dict[str, str | None]) -> RawTable:
    cells = frame.astype(object).where(frame.notna(), None)
    rows = [
        (number, tuple(cell if cell != "" else None for cell in row))
        for number, row in enumerate(cells.itertuples(index=False, name=None), start=2)
    ]
    return RawTable(tuple(map(str, frame.columns)), rows, {c: v for c, v in labels.items() if v})
