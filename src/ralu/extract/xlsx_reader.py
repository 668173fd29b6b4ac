"""XLSX files to rows of cells: the one sheet that is meant."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from ralu.extract.grid import Cells, Grid, stripped
from ralu.problems import Problem, refuse

LARGEST = 500_000_000
"""Bytes that a workbook may unpack to."""


def xlsx_grid(
    path: Path, name: str, sheet: str | None, problems: list[Problem]
) -> tuple[str, Grid]:
    """Return the name of a sheet of a workbook, and its rows.

    Parameters
    ----------
    path
        The workbook.
    name
        Its name in study.yml.
    sheet
        Name of the sheet; None where study.yml names none, and only one may hold data.
    problems
        Takes formulas without a value.

    Raises
    ------
    InputError
        When the workbook is too large, or it is not certain which sheet is meant.
    """
    with ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > LARGEST:
        found = f"unpacks to {size:,} bytes; {LARGEST:,} may be."
        raise refuse(name, found, "Save only the table that is needed, or save it as CSV.")
    with _workbook(path, formulas=False) as book:
        chosen = _chosen(book, name, sheet)
        shown = _rows(book[chosen])
    with _workbook(path, formulas=True) as book:
        written = _rows(book[chosen])
    return chosen, _grid(shown, written, name, problems)


def _grid(shown: list[Cells], written: list[Cells], name: str, problems: list[Problem]) -> Grid:
    width = max(map(len, shown), default=0)
    for number, (cells, sources) in enumerate(zip(shown, written, strict=True), start=1):
        for cell, source in zip(cells, sources, strict=True):
            if cell is None and source is not None:
                found = "is a formula without a saved value."
                remedy = "Open and save it in a spreadsheet program, or put values in its place."
                problems.append(Problem(name, number, "", str(source), found, remedy))
        yield number, tuple(map(stripped, cells)) + (None,) * (width - len(cells))


@contextmanager
def _workbook(path: Path, *, formulas: bool) -> Iterator[Any]:
    """Open a workbook: values as last shown, or the formulas behind them."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that do not concern values
        book = load_workbook(path, read_only=True, data_only=not formulas)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # some programs write wrong ones, and rows would be lost
            yield book
        finally:
            book.close()


def _rows(sheet: Any) -> list[Cells]:
    return list(sheet.iter_rows(values_only=True))


def _chosen(book: Any, name: str, sheet: str | None) -> str:
    """Return the sheet that study.yml names, else the only one that holds data."""
    names: list[str] = [one.title for one in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            found = f"has no sheet '{sheet}', but {_quoted(names)}."
            raise refuse(name, found, "Correct its name in files of study.yml.")
        return sheet
    filled: list[str] = [one.title for one in book.worksheets if _holds_data(one)]
    if len(filled) > 1:
        found = f"has {len(filled)} sheets that hold data: {_quoted(filled)}."
        remedy = f"Name one in files of study.yml: '{name}#{filled[0]}'."
        raise refuse(name, found, remedy)
    return filled[0] if filled else names[0]


def _holds_data(sheet: Any) -> bool:
    rows = sheet.iter_rows(values_only=True)
    return any(stripped(cell) is not None for row in rows for cell in row)


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
