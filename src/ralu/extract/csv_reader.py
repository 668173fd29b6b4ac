"""CSV files to rows of texts: encoding, separator and quotes."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from functools import cache
from itertools import chain, dropwhile, islice
from pathlib import Path

from ralu.extract.grid import Grid
from ralu.problems import Gravity, InputError, Problem, refuse

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
LONGEST_LINE = 10_000_000
LINES_TO_JUDGE = 20
"""So many filled lines tell the separator."""
_DECLARED = re.compile(r'"?sep=([^"\r\n])"?\1*[\r\n]*', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_AS_UTF8 = "Save it as UTF-8 (in Excel: CSV UTF-8)."


def csv_grid(path: Path, name: str) -> Grid:
    """Yield records, which are the rows of a spreadsheet even where cells hold line breaks.

    A first line `sep=;` names the separator and is, as in Excel, no row.

    Raises
    ------
    InputError
        When the text, its separator or its quotes cannot be told for certain.
    """
    with closing(_lines(path, name)) as lines:
        first = next(lines, "")
        declared = _DECLARED.fullmatch(first)
        filled = filter(str.strip, lines if declared else chain([first], lines))
        counts = _counts(islice(filled, LINES_TO_JUDGE))
    separator = _declared(declared[1], counts, name) if declared else _separator(counts, name)
    with closing(_lines(path, name)) as lines:
        yield from _records(islice(lines, int(bool(declared)), None), separator, name)


def _records(lines: Iterator[str], separator: str, name: str) -> Grid:
    cell_of = cache(_cell)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
            yield number, tuple(map(cell_of, cells))
    except UnicodeEncodeError as error:
        value = _as_windows(error.object.encode("utf-8", "surrogateescape"))
        raise _refused(name, number, value, "is not UTF-8 text.", _AS_UTF8) from None
    except csv.Error as error:
        found = f"cannot be read ({error})."
        raise _refused(name, number + 1, "", found, "Mend quotes.") from None


def _refused(name: str, row: int, value: str, found: str, remedy: str) -> InputError:
    return InputError([Problem(name, row, "", value, found, remedy, spoils=Gravity.FILE)])


def _lines(path: Path, name: str) -> Generator[str, None, None]:
    """Yield lines with their ends, whichever they are; bytes that are no UTF-8 as surrogates."""
    encoding = _encoding(path)
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    number = 0
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        try:
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                _refuse_line(line, number, name)
                yield line
        except UnicodeError:
            found = f"is no sound UTF-16 text after line {number}."
            raise refuse(name, found, _AS_UTF8) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        mark = file.read(2)
    return "utf-16" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _refuse_line(line: str, number: int, name: str) -> None:
    if len(line) > LONGEST_LINE:
        found = f"has more than {LONGEST_LINE:,} characters in line {number}."
        raise refuse(name, found, "A line is a row of the table; export it again.")
    if "\0" in line:
        found = f"holds a NUL character in line {number}, so it is not UTF-8 text."
        raise refuse(name, found, _AS_UTF8)


def _cell(text: str) -> str | None:
    """Return the text of a cell; bytes that are not UTF-8 came as surrogates, and raise."""
    text.encode()
    return text.strip() or None


def _as_windows(content: bytes) -> str:
    """Return bytes as Western European Windows shows them, the likeliest other encoding."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _counts(lines: Iterable[str]) -> list[Counter[str]]:
    """Return how often each character stands outside quotes, from the first separator on."""
    counts = [Counter(_QUOTED.sub("", line)) for line in lines]
    return list(dropwhile(lambda count: not any(count[s] for s in SEPARATORS), counts))


def _separator(counts: list[Counter[str]], name: str) -> str:
    """Return what separates the cells of the first lines.

    It is what the head holds alone. Where that holds several, it is the one that stands as often
    in all lines; where that is none, the one that stands most often in the head, and rows that
    do not fit are told later.
    """
    if not counts:
        return ","
    head = {separator: counts[0][separator] for separator in SEPARATORS if counts[0][separator]}
    even = [s for s, times in head.items() if all(count[s] == times for count in counts)]
    if len(even) > 1:
        found = f"may be separated by {' or '.join(SEPARATORS[s] for s in even)}."
        raise refuse(name, found, f"Say which in a line above the head, such as sep={even[0]}")
    return even[0] if even else max(head, key=lambda separator: head[separator])


def _declared(separator: str, counts: list[Counter[str]], name: str) -> str:
    """Return the separator that the first line declares, if the lines below hold it."""
    if counts and not any(count[separator] for count in counts):
        found = f"says sep={separator} in its first line, but no line below holds that."
        raise refuse(name, found, "Correct the first line.")
    return separator
