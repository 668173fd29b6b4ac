"""The notebooks folder as the chapters of a report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ralu.blocks import MEDIA_TYPE, Block, from_data
from ralu.ledger import LedgerRow, from_records
from ralu.problems import InputError, Problem, refuse

FOLDER = "notebooks"
CHAPTERS = "[0-9][0-9]_*.ipynb"
INJECTED = "injected-parameters"


@dataclass(frozen=True)
class Chapter:
    """One notebook.

    Attributes
    ----------
    name
        File name without its suffix: ``03_survival``.
    notebook
        Its content as nbformat 4.5 data, without outputs of earlier runs.
    """

    name: str
    notebook: dict[str, Any]

    @property
    def file(self) -> str:
        """Name of its file as the user knows it."""
        return f"{FOLDER}/{self.name}.ipynb"

    @property
    def reads_ledger(self) -> bool:
        """Whether it reads the ledger rows of the other chapters, and so runs after them."""
        return bool(self.notebook["metadata"].get("ralu", {}).get("reads") == "ledger")

    @property
    def place(self) -> int:
        """Where the report has it: 0 before the others, 1 among them, 2 behind them."""
        wanted = self.notebook["metadata"].get("ralu", {}).get("place", "")
        return {"front": 0, "back": 2}.get(wanted, 1)

    @property
    def code(self) -> list[str]:
        """Source of its code cells."""
        return [c["source"] for c in self.notebook["cells"] if c["cell_type"] == "code"]


def notebooks_folder() -> Path:
    """Return the folder ``notebooks`` of the current directory.

    Raises
    ------
    InputError
        When there is none.
    """
    folder = Path.cwd() / FOLDER
    if not folder.is_dir():
        raise refuse(FOLDER, "is not a folder here.", "Run ralu where the notebooks folder is.")
    return folder


def chapters_here() -> list[Chapter]:
    """Read the chapters of the current directory; none where it has none."""
    folder = Path.cwd() / FOLDER
    return read_chapters(folder) if folder.is_dir() and notebook_files(folder) else []


def notebook_files(folder: Path) -> list[Path]:
    """Return the chapters' files in the order of the report: that of their names.

    Notebooks that do not begin with two digits (``Untitled.ipynb``) are not chapters.
    """
    return sorted(folder.glob(CHAPTERS))


def read_chapters(folder: Path) -> list[Chapter]:
    """Read all chapters.

    Raises
    ------
    InputError
        With every file that is not a notebook, or when there is no chapter at all.
    """
    chapters, problems = [], []
    for file in notebook_files(folder):
        try:
            chapters.append(Chapter(file.stem, _content(file.read_text(encoding="utf-8"))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"is not a notebook of nbformat 4 ({type(error).__name__}: {error})."
            remedy = "Open and save it in JupyterLab, or take back the last change."
            problems.append(Problem(f"{FOLDER}/{file.name}", 0, "", "", message, remedy))
    if problems:
        raise InputError(problems)
    if not chapters:
        raise refuse(FOLDER, "holds no chapter.", "Name notebooks like 01_cohort.ipynb.")
    return chapters


def places(name: str, cells: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield each cell of an executed notebook after the words for its place: 03_x, cell 4.

    Cells are counted as their author sees them: the one that the parameters of study.yml were
    put into has no number of its own.
    """
    number = 0
    for cell in cells:
        injected = INJECTED in cell["metadata"].get("tags", ())
        number += not injected
        yield f"{name}, cell {number}{'b' if injected else ''}", cell


def block_outputs(cell: Mapping[str, Any]) -> Iterator[tuple[Any, Block]]:
    """Yield each output of a cell that holds a block, with the block."""
    for output in cell.get("outputs", ()):
        if MEDIA_TYPE in output.get("data", {}):
            yield output, from_data(output["data"][MEDIA_TYPE])


def ledger_of(cell: Mapping[str, Any]) -> Iterator[LedgerRow]:
    """Yield the ledger rows of the blocks in the outputs of an executed cell."""
    for output in cell.get("outputs", ()):
        if MEDIA_TYPE in output.get("data", {}):
            yield from from_records(output["data"][MEDIA_TYPE]["ledger"])


def with_blocks(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return an executed notebook in whose outputs blocks stand instead of their data."""
    cells = []
    for cell in notebook["cells"]:
        outputs = [_with_block(output) for output in cell.get("outputs", ())]
        cells.append({**cell, "outputs": outputs} if outputs else cell)
    return {**notebook, "cells": cells}


def _with_block(output: Mapping[str, Any]) -> Mapping[str, Any]:
    data = output.get("data", {})
    if MEDIA_TYPE not in data:
        return output
    return {**output, "data": {**data, MEDIA_TYPE: from_data(data[MEDIA_TYPE])}}


def makers(found: Iterable[tuple[str, Block]], rows: Iterable[LedgerRow]) -> dict[str, str]:
    """Return the cell that made each result: the first of its own notebook that records it.

    Parameters
    ----------
    found
        The place and the blocks of every cell, in the order of the report.
    rows
        The ledger.
    """
    notebooks = {row.id: row.notebook for row in rows}
    made: dict[str, str] = {}
    for place, block in found:
        for row in block.ledger:
            if row.notebook == notebooks.get(row.id):
                made.setdefault(row.id, place)
    return made


def _content(text: str) -> dict[str, Any]:
    """Return a notebook as nbformat 4.5 data; a cell without an id gets one by its place."""
    notebook = json.loads(text)
    if notebook["nbformat"] != 4:
        raise ValueError(f"nbformat is {notebook['nbformat']}")
    cells = []
    for place, cell in enumerate(notebook["cells"], start=1):
        if INJECTED in cell["metadata"].get("tags", []):
            continue
        cell["source"] = "".join(cell["source"])
        cell.setdefault("id", f"cell-{place}")
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        cells.append(cell)
    return {**notebook, "nbformat_minor": 5, "cells": cells}
