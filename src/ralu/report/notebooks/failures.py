"""What the user is told about a notebook that failed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ralu.report.notebooks.normalise import to_text

ERROR_LINES = 12


@dataclass(frozen=True)
class Failure:
    """A cell that did not complete.

    Attributes
    ----------
    chapter
        Name of the notebook.
    cell, cells
        Number of the cell, from 1, and how many the notebook has.
    source
        The cell's code.
    error
        What it raised, as plain text.
    notebook
        The half-run notebook.
    """

    chapter: str
    cell: int
    cells: int
    source: str
    error: str
    notebook: Any

    @property
    def account(self) -> str:
        """Chapter, cell, code and last lines of the error."""
        lines = self.error.rstrip().splitlines()[-ERROR_LINES:]
        parts = [f"Notebook {self.chapter} failed in cell {self.cell} of {self.cells}:", ""]
        parts += [f"    {line}" for line in self.source.splitlines()]
        parts += ["", *lines]
        return "\n".join(parts)


class NotebookFailed(Exception):  # noqa: N818 - an outcome, with an exit code of its own
    """One or more notebooks did not run to their end.

    Attributes
    ----------
    failures
        In the order of the chapters.
    executed
        The notebooks that did run to their end, by chapter.
    folder
        Where the half-run notebooks were kept.
    """

    def __init__(self, failures: Sequence[Failure], executed: Mapping[str, Any]) -> None:
        self.failures = failures
        self.executed = executed
        self.folder = Path()
        super().__init__(", ".join(failure.chapter for failure in failures))

    def keep(self, folder: Path) -> None:
        """Write the half-run notebooks to a folder, in the place of older ones."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for failure in self.failures:
            text = to_text(failure.notebook)
            (folder / f"{failure.chapter}.ipynb").write_text(text, encoding="utf-8")
        self.folder = folder


def plain(text: str) -> str:
    """Return `text` without terminal colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


class AssembleError(Exception):
    """Chapters do not fit together; the message lists each misfit with its place."""
