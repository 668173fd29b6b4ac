"""Files to rows of cells; what a cell means is none of this module's business."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ralu.problems import InputError, Problem, refuse

FORMATS = (".csv", ".xlsx", ".parquet", ".xpt")
Cells = tuple[Any, ...]
Grid = Iterator[tuple[int, Cells]]


@dataclass(frozen=True)
class RawTable:
    """Cells as they stand in the file.

    Attributes
    ----------
    columns
        Head of the file.
    rows
        Row number as a spreadsheet shows it, with the cells (None where empty): texts, or what
        a format with types of its own holds.
    labels
        Labels of the columns, where the format has them.
    untyped
        Whether the format knows texts only, so that a text may be meant as a number.
    """

    columns: tuple[str, ...]
    rows: list[tuple[int, Cells]]
    labels: dict[str, str]
    untyped: bool = False


def read_raw(path: Path, name: str, problems: list[Problem]) -> RawTable | None:
    """Read one file; what is wrong with it goes to `problems`, under its `name` in study.yml.

    Of an XLSX file the first sheet counts.
    """
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
        table = RawTable((), [], {}) if empty else _read(path, name, problems)
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
    doubled = sorted({c for c in table.columns if table.columns.count(c) > 1})
    problems += [
        Problem(name, 1, column, "", "stands twice in the head.", "Remove one of the columns.")
        for column in doubled
    ]
    return None if doubled else table


def _read(path: Path, name: str, problems: list[Problem]) -> RawTable:
    match path.suffix.lower():
        case ".csv":
            return replace(_from_grid(_csv_grid(path, name), name, problems), untyped=True)
        case ".xlsx" | ".parquet" | ".xpt" as kind:
            try:
                return _typed_formats(path, name, problems)
            except (OSError, InputError):
                raise
            except Exception as error:  # these libraries raise anything at all at damaged files
                found = f"is no sound {kind[1:].upper()} file ({error})."
                raise refuse(name, found, "Save or export it again.") from None
        case other:
            raise refuse(name, f"has the ending '{other}'.", f"Use one of {', '.join(FORMATS)}.")


def _typed_formats(path: Path, name: str, problems: list[Problem]) -> RawTable:
    match path.suffix.lower():
        case ".xlsx":
            return _from_grid(_xlsx_grid(path, name, problems), name, problems)
        case ".parquet":
            import pandas as pd

            return _from_frame(pd.read_parquet(path), {})
        case _:
            import pyreadstat

            frame, meta = pyreadstat.read_xport(path)
            return _from_frame(frame, meta.column_names_to_labels)


def _csv_grid(path: Path, name: str) -> Grid:
    """Yield records, which are the rows of a spreadsheet even where cells hold line breaks."""
    cell_of = cache(_csv_cell)
    number = 0
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        head = next((line for line in lines if line.strip()), "")
        lines.seek(0)
        delimiter = ";" if head.count(";") > head.count(",") else ","
        try:
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), 1):
                yield number, tuple(map(cell_of, cells))
        except UnicodeEncodeError as error:
            value = error.object.encode("utf-8", "surrogateescape").decode("latin-1")
            remedy = "Save it as UTF-8 (in Excel: CSV UTF-8)."
            found = Problem(name, number, "", value, "is not UTF-8 text.", remedy)
            raise InputError([found]) from None
        except csv.Error as error:
            found = Problem(name, number + 1, "", "", f"cannot be read ({error}).", "Mend quotes.")
            raise InputError([found]) from None


def _csv_cell(text: str) -> str | None:
    """Return the text of a cell; bytes that are not UTF-8 came as surrogates, and raise."""
    text.encode()
    return text.strip() or None


def _xlsx_grid(path: Path, name: str, problems: list[Problem]) -> Grid:
    shown, written = _sheet(path, formulas=False), _sheet(path, formulas=True)
    width = max(map(len, shown), default=0)
    for number, (cells, sources) in enumerate(zip(shown, written, strict=True), start=1):
        for cell, source in zip(cells, sources, strict=True):
            if cell is None and source is not None:
                found = "is a formula without a saved value."
                remedy = "Open and save it in a spreadsheet program, or put values in its place."
                problems.append(Problem(name, number, "", str(source), found, remedy))
        yield number, tuple(map(_stripped, cells)) + (None,) * (width - len(cells))


def _sheet(path: Path, *, formulas: bool) -> list[Cells]:
    """Return the first sheet: values as last shown, or the formulas behind them."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that do not concern values
        book = load_workbook(path, read_only=True, data_only=not formulas)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write wrong ones, and rows would be lost
            return list(sheet.iter_rows(values_only=True))
        finally:
            book.close()


def _stripped(cell: Any) -> Any:
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _from_grid(grid: Grid, name: str, problems: list[Problem]) -> RawTable:
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, Cells]] = []
    ragged: list[Problem] = []
    for number, cells in grid:
        if all(cell is None for cell in cells):
            continue
        if not columns:
            columns, head = _head(cells, name, number, problems), number
            width = len(columns)
        elif len(cells) < width or any(cell is not None for cell in cells[width:]):
            found = f"has {len(cells)} cells, the head has {width}."
            remedy = "Quote cells that hold the separator."
            ragged.append(Problem(name, number, "", "", found, remedy))
        else:
            rows.append((number, cells[:width]))
    if ragged and not rows:
        found = f"has {width} columns, and no row has as many cells."
        ragged = [Problem(name, head, "", "", found, "Correct the head.")]
    problems += ragged
    return RawTable(columns, rows, {})


def _head(cells: Cells, name: str, number: int, problems: list[Problem]) -> tuple[str, ...]:
    """Return the names of the columns, without empty ones after the last."""
    last = max(place for place, cell in enumerate(cells) if cell is not None)
    for place, cell in enumerate(cells[:last], start=1):
        if cell is None:
            found = f"has no name for column {place}."
            problems.append(Problem(name, number, "", "", found, "Name it, or remove the column."))
    return tuple(f"column {p}" if c is None else str(c) for p, c in enumerate(cells[: last + 1], 1))


def _from_frame(frame: Any, labels: dict[str, str | None]) -> RawTable:
    cells = frame.astype(object).where(frame.notna(), None)
    rows = [
        (number, tuple(map(_stripped, row)))
        for number, row in enumerate(cells.itertuples(index=False, name=None), start=2)
    ]
    return RawTable(tuple(map(str, frame.columns)), rows, {c: v for c, v in labels.items() if v})
