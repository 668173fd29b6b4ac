"""The ledger: one row per reported statistic, the one origin of every printed number."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

from ralu.printed import Printed, result

OVERALL = "Overall"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One statistic.

    Attributes
    ----------
    id
        Stable readable name, unique in a report: ``os.lu.median``.
    analysis, output
        Kind of analysis (``km``) and the table or figure it stands in (``tab-os``).
    population
        Analysis population in words.
    group, group_level
        Grouping variable ("" where none) and its level (``Overall`` where none).
    variable, variable_level, stat
        What is described, which category of it, and by which statistic.
    value
        Full precision; None where not estimable.
    text
        As printed.
    unit
        Unit of `value`, "" where none.
    n
        Denominator; None where there is none.
    method
        Statistical method in words.
    notebook, source
        Where it was computed, and the dataset it came from with its hash.
    """

    id: str
    analysis: str
    output: str
    population: str
    group: str
    group_level: str
    variable: str
    variable_level: str
    stat: str
    value: float | None
    text: str
    unit: str = ""
    n: int | None = None
    method: str = ""
    notebook: str = ""
    source: str = ""

    @property
    def printed(self) -> Printed:
        """The text as printed, marked as this result."""
        return result(self.text, self.id)

    @property
    def exact(self) -> str:
        """The value at full precision, "" where it is not estimable."""
        return "" if self.value is None else repr(self.value).removesuffix(".0")


COLUMNS = tuple(f.name for f in fields(LedgerRow))


SIGNS = (
    ("->", "-to-"),
    ("≥", "ge"),
    (">=", "ge"),
    ("≤", "le"),
    ("<=", "le"),
    ("<", "lt"),
    (">", "gt"),
    ("+", "plus"),
)


@cache
def slug(text: str) -> str:
    """Return `text` as a part of a ledger id: lower case, no blanks, comparisons in letters.

    Signs alone are "sign"; nothing, or the dash that stands for it, is "".
    """
    text = unicodedata.normalize("NFKC", text).lower()
    for sign, word in SIGNS:
        text = text.replace(sign, word)
    return re.sub(r"\W+", "-", text).strip("-") or ("sign" if text.strip("–") else "")


def natural(id: str) -> list[str | int]:
    """Return a key of sorting that puts month 6 before month 12."""
    return [int(part) if k % 2 else part for k, part in enumerate(re.split(r"([0-9]+)", id))]


def distinct(texts: Iterable[str]) -> dict[str, str]:
    """Return parts of ids for the texts that `slug` would make the same: anaemia, anaemia-2."""
    alike: dict[str, list[str]] = {}
    for text in sorted(set(texts)):
        alike.setdefault(slug(text), []).append(text)
    return {
        text: f"{part}-{k}"
        for part, same in alike.items()
        for k, text in enumerate(same[1:], start=2)
    }


@dataclass
class Ledger:
    """Collects the rows of one output.

    `prefix` begins each id; the group (where there is one), variable, level and statistic
    follow, so an id says the same as the columns of its row. `names` replaces the parts of
    those variables and levels that it holds, as `distinct` returns them; of others that `slug`
    would make the same the later ones get a number, so that no name in the data ends a run.
    """

    prefix: str
    analysis: str
    output: str
    population: str
    source: str
    method: str = ""
    rows: list[LedgerRow] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    _alike: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)

    def add(
        self,
        stat: str,
        value: float | int | None,
        text: str,
        *,
        variable: str = "",
        level: str = "",
        group: str = "",
        group_level: str = OVERALL,
        unit: str = "",
        n: int | None = None,
        method: str | None = None,
        name: str | None = None,
    ) -> Printed:
        """Record one statistic and return its text as printed, marked as this result.

        `name` replaces the variable in the id where the prefix already says it (``name=""``).
        """
        of_group = f"{slug(group)}={self._part(group, group_level)}" if group else ""
        of_variable = self._part("", variable) if name is None else name
        of_level = self._part(f"{variable} ", level)
        parts = (self.prefix, of_group, of_variable, of_level, stat)
        number = None if value is None or not math.isfinite(value) else float(value)
        self.rows.append(
            LedgerRow(
                id=".".join(part for part in parts if part),
                analysis=self.analysis,
                output=self.output,
                population=self.population,
                group=group,
                group_level=group_level,
                variable=variable,
                variable_level=level,
                stat=stat,
                value=number,
                text=str(text),
                unit=unit,
                n=n,
                method=self.method if method is None else method,
                source=self.source,
            )
        )
        return self.rows[-1].printed

    def _part(self, of: str, text: str) -> str:
        """Return the part of an id for a text, its own among the texts of one kind."""
        part = self.names.get(text) or slug(text)
        same = self._alike.setdefault((of, part), [])
        if text not in same:
            same.append(text)
        place = same.index(text) + 1
        return part if place == 1 else f"{part}-{place}"


def find(rows: Iterable[LedgerRow], **columns: str) -> list[LedgerRow]:
    """Return the rows with these values in these columns: ``find(rows, stat="p", group="ARM")``."""
    wanted = columns.items()
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted)]


class LedgerError(Exception):
    """Rows that contradict each other or a reference to a row that does not exist."""


def merge(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """Return all rows sorted by id; a statistic that several outputs show stands once.

    Raises
    ------
    LedgerError
        When two different statistics share an id, naming each such id with the outputs that
        use it.
    """
    merged: dict[str, LedgerRow] = {}
    clashes: dict[str, set[str]] = {}
    for row in rows:
        first = merged.setdefault(row.id, row)
        if first is not row and replace(row, output=first.output, notebook=first.notebook) != first:
            clashes.setdefault(row.id, {first.output}).add(row.output)
    if clashes:
        where = (f"{id} (in {', '.join(sorted(of))})" for id, of in sorted(clashes.items())[:10])
        raise LedgerError("Ledger ids used more than once: " + "; ".join(where))
    return [merged[id] for id in sorted(merged)]


def stamp(row: LedgerRow, *, notebook: str, source: str) -> LedgerRow:
    """Return the row with the notebook it was made in and its source with hash."""
    return replace(row, notebook=notebook, source=source)


def as_record(row: LedgerRow) -> dict[str, Any]:
    """Return the row by column."""
    return {name: getattr(row, name) for name in COLUMNS}


def to_json(rows: Iterable[LedgerRow]) -> str:
    """Return the rows as JSON text, one row per line."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = (encode(as_record(row)) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def from_records(records: Iterable[dict[str, Any]]) -> list[LedgerRow]:
    """Return ledger rows from decoded JSON records."""
    return [LedgerRow(**record) for record in records]


def to_csv(rows: Iterable[LedgerRow]) -> str:
    """Return the rows as CSV text; numbers by ``repr``, so that nothing is rounded."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow("" if v is None else v for v in as_record(row).values())
    return out.getvalue()
