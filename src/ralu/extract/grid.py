"""A grid of cells, whichever format it comes from, as a table: a head, then rows as wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ralu.problems import Gravity, InputError, Problem

Cells = tuple[Any, ...]
Grid = Iterator[tuple[int, Cells]]
ROWS_BELOW_A_TITLE = 20
"""So many rows are looked at to tell a title from a head."""


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


def from_grid(
    grid: Grid, name: str, problems: list[Problem], *, sheet: str | None = None
) -> RawTable:
    """Return the table of a grid, its head being the first row that is not empty.

    Parameters
    ----------
    grid
        Numbers and cells of the rows.
    name
        Name of the file.
    problems
        Takes what is wrong.
    sheet
        The sheet of a workbook that it is; None for CSV, where a cell of several lines is a
        problem, because a stray quote makes such of rows.

    Raises
    ------
    InputError
        When a title stands where the head should.
    """
    filled = [row for row in grid if any(cell is not None for cell in row[1])]
    if not filled:
        return RawTable((), [], {})
    (head, cells), *below = filled
    _refuse_title(name, sheet, filled)
    columns = _head(cells, name, head, problems)
    problems += [] if sheet else _of_several_lines((), head, cells, name)
    rows: list[tuple[int, Cells]] = []
    ragged: list[tuple[int, int]] = []
    for number, cells in below:
        swallowed = [] if sheet else list(_of_several_lines(columns, number, cells, name))
        problems += swallowed
        if len(cells) >= len(columns) and not _filled(cells[len(columns) :]):
            rows.append((number, cells[: len(columns)]))
        elif not swallowed:
            ragged.append((number, len(cells)))
    if rows:
        problems += [_ragged(name, *row, len(columns), sheet) for row in ragged]
    elif ragged:
        problems.append(_unlike_all(name, head, len(columns), sheet))
    return RawTable(columns, rows, {})


def _ragged(name: str, row: int, cells: int, width: int, sheet: str | None) -> Problem:
    remedy = "Quote cells that hold the separator."
    if sheet:
        remedy = "Clear the cells beside the table, or name their columns."
    return Problem(name, row, "", "", f"has {cells} cells, the head has {width}.", remedy)


def _unlike_all(name: str, head: int, width: int, sheet: str | None) -> Problem:
    """Return the one problem of a head that no row fits."""
    remedy = "Correct the head."
    if sheet:
        remedy = f"Correct the head of sheet '{sheet}', which must be the first filled row."
    found = f"has {width} columns, and no row has as many cells."
    return Problem(name, head, "", "", found, remedy, spoils=Gravity.FILE)


def _of_several_lines(
    columns: tuple[str, ...], row: int, cells: Cells, name: str
) -> Iterator[Problem]:
    """Yield cells of a CSV file that hold line breaks, which a stray quote would put there."""
    for place, cell in enumerate(cells):
        if cell is not None and ("\n" in cell or "\r" in cell):
            column = columns[place] if place < len(columns) else ""
            below = len(cell.splitlines()) - 1
            lines = f"{below} line{'s' if below > 1 else ''}"
            found = f"has a quote that opens here and closes {lines} below: it may hold whole rows."
            remedy = "Remove the stray quote, or the line breaks of the cell."
            yield Problem(name, row, column, cell, found, remedy)


def stripped(cell: Any) -> Any:
    """Return a cell without blanks around its text, None where nothing is left."""
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _filled(cells: Cells) -> int:
    return sum(cell is not None for cell in cells)


def _refuse_title(name: str, sheet: str | None, filled: list[tuple[int, Cells]]) -> None:
    """Refuse a table whose first row has one filled cell above rows of several."""
    (first, cells), *below = filled[: ROWS_BELOW_A_TITLE + 1]
    wider = next((row for row in below if _filled(row[1]) > 1), None)
    if _filled(cells) > 1 or wider is None:
        return
    number, row = wider
    value = next(str(cell) for cell in cells if cell is not None)
    where = f" of sheet '{sheet}'" if sheet else ""
    found = (
        f"is the only filled cell of its row{where}, but row {number} has {_filled(row)}: it looks "
        "like a title above the head."
    )
    remedy = "Remove what stands above the head, which must be the first filled row."
    raise InputError([Problem(name, first, "", value, found, remedy, spoils=Gravity.FILE)])


def _head(cells: Cells, name: str, number: int, problems: list[Problem]) -> tuple[str, ...]:
    """Return the names of the columns, without empty ones after the last."""
    last = max(place for place, cell in enumerate(cells) if cell is not None)
    for place, cell in enumerate(cells[:last], start=1):
        if cell is None:
            found, remedy = f"has no name for column {place}.", "Name it, or remove the column."
            fault = Problem(name, number, "", "", found, remedy, spoils=Gravity.COLUMN)
            problems.append(fault)
    return tuple(f"column {p}" if c is None else str(c) for p, c in enumerate(cells[: last + 1], 1))
