"""Problems by kind and column, so that thousands of one kind do not hide the one that matters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ralu.problems import Problem, shortened

FIRST = 3
"""Rows and values that are shown of each kind."""
_PARTICULAR = re.compile(r"('[^']*'|\d+(?:[-.,:]\d+)*)")
"""What differs between messages of one kind: values in quotes, row numbers, dates."""


def by_gravity(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems, the gravest first, then in the order of file and row."""
    return sorted(problems, key=lambda problem: (problem.gravity, problem))


def listed(problems: Iterable[Problem]) -> list[str]:
    """Return a line per file, column and kind of problem, the gravest first.

    Problems are of one kind if message and remedy differ in values, numbers and dates only. One
    that is alone of its kind, or in no row, is told by itself.
    """
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for problem in by_gravity(problems):
        itself = problem if not problem.row else None
        words = (_words(problem.message), _words(problem.remedy))
        key = (problem.gravity, problem.file, problem.column, *words, itself)
        kinds.setdefault(key, []).append(problem)
    return [_line(alike) for alike in kinds.values()]


def _words(text: str) -> str:
    return _PARTICULAR.sub("", text)


def _line(alike: Sequence[Problem]) -> str:
    """Return the line of one kind, with its count and its first rows and values."""
    first = alike[0]
    if len(alike) == 1:
        return str(first)
    where = f"{first.file}, {shortened(first.column)}" if first.column else first.file
    message = _common([problem.message for problem in alike]).removesuffix(".")
    remedy = _common([problem.remedy for problem in alike])
    rows = dict.fromkeys(str(problem.row) for problem in alike)
    values = dict.fromkeys(f"'{shortened(problem.value)}'" for problem in alike if problem.value)
    count = f"{len(rows):,} row{'s' if len(rows) > 1 else ''}"
    shown = "; ".join(filter(None, (_first(rows), _first(values))))
    return f"{where}: {message}: {count} ({shown}). {remedy}".rstrip()


def _first(texts: Iterable[str]) -> str:
    few = list(islice(texts, FIRST + 1))
    return ", ".join([*few[:FIRST], "…"] if len(few) > FIRST else few)


def _common(texts: Sequence[str]) -> str:
    """Return what texts of one kind have in common, with dots for what differs."""
    parts = zip(*(_PARTICULAR.split(text) for text in dict.fromkeys(texts)), strict=True)
    return "".join(same[0] if len(set(same)) == 1 else "…" for same in parts)
