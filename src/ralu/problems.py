"""Problems in what the user gave: each says where, what and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import IntEnum

LONGEST = 80
"""Characters of a value, or of a column's name, that are shown."""


class Gravity(IntEnum):
    """How much a problem spoils: what lies below may follow from what lies above."""

    FILE = 0
    COLUMN = 1
    CELL = 2
    CONTRADICTION = 3


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in an input, in words its owner can act on.

    Attributes
    ----------
    file
        File name as the user knows it (relative to the study).
    row
        Row as a spreadsheet shows it (the header is row 1); 0 where the problem is not in a row.
    column
        Column, or key of study.yml, or "" where none.
    value
        The offending text as it stands in the file.
    message
        What is wrong.
    remedy
        What to do about it.
    spoils
        What it spoils; where None, a cell where it is in a row, else a column or key where it
        names one, else the file.
    """

    file: str
    row: int
    column: str
    value: str
    message: str
    remedy: str
    spoils: Gravity | None = field(default=None, compare=False, kw_only=True)

    @property
    def gravity(self) -> Gravity:
        """What it spoils, for the order in which problems are listed."""
        if self.spoils is not None:
            return self.spoils
        if self.row:
            return Gravity.CELL
        return Gravity.COLUMN if self.column else Gravity.FILE

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f", {shortened(self.column)}"
        value = f" '{shortened(self.value)}':" if self.value else ""
        return f"{where}:{value} {self.message} {self.remedy}".rstrip()


def shortened(text: str) -> str:
    """Return a text of the user's data, cut so that it does not flood the terminal."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


class InputError(Exception):
    """The input cannot be used; holds every problem found, not the first one only."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


def refuse(
    file: str, message: str, remedy: str, *, column: str = "", value: str = ""
) -> InputError:
    """Return an `InputError` of one problem, for what is wrong with a file as a whole."""
    return InputError([Problem(file, 0, column, value, message, remedy)])


def nearest(name: str, names: Collection[str]) -> str:
    """Return the names most like one that does not exist, for a remedy; "none" where none is."""
    return ", ".join(get_close_matches(name, names, 3)) or "none"
