"""Tables and figures that differ in print, whether or not a result of the ledger does."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ralu.compare.origins import CAUSES, WORDING, Change, causes
from ralu.compare.saved import Saved


@dataclass(frozen=True)
class OutputChange:
    """A table or figure that differs.

    Attributes
    ----------
    id
        Its id.
    kind
        ``changed``, ``added`` or ``gone``; ``drawing`` where the data of a figure are the same.
    causes
        Those of `CAUSES` that can concern it, or `WORDING`.
    alone
        Whether the ledger has results of it, none of which differs.
    """

    id: str
    kind: str
    causes: tuple[str, ...]
    alone: bool


@dataclass(frozen=True)
class TableChange(OutputChange):
    """A table whose print differs: how many of its rows, and whether its heads do."""

    changed: int
    added: int
    gone: int
    heads: bool


class Outputs:
    """What the ledgers of two reports know of their tables and figures."""

    def __init__(
        self, old: Saved, new: Saved, origin: Sequence[Change], differing: Collection[str]
    ) -> None:
        self._origin = origin
        self._readers = {*old.manifest.readers, *new.manifest.readers}
        self._notebooks: dict[str, set[str]] = {}
        self._differing = set()
        for row in (*old.rows.values(), *new.rows.values()):
            self._notebooks.setdefault(row.output, set()).add(row.notebook)
            if row.id in differing:
                self._differing.add(row.output)

    def described(self, id: str, kind: str) -> OutputChange:
        """Return the change of an output; what has no results can have any of the causes."""
        notebooks = self._notebooks.get(id)
        if notebooks is None:
            kinds = {change.kind for change in self._origin}
            found = tuple(cause for cause in CAUSES if cause in kinds)
        else:
            found = causes(self._origin, notebooks, self._readers)
        if not found and any(change.kind == WORDING for change in self._origin):
            found = (WORDING,)
        alone = notebooks is not None and id not in self._differing
        return OutputChange(id, kind, found, alone)


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield id and kind of each output whose text is not the same in two reports."""
    for id in sorted(old.keys() | new.keys()):
        if old.get(id) != new.get(id):
            yield id, "added" if id not in old else "gone" if id not in new else "changed"


def table_changes(old: Saved, new: Saved, outputs: Outputs) -> tuple[TableChange, ...]:
    """Return the tables that are printed otherwise."""
    return tuple(
        _table(outputs.described(id, kind), old.tables.get(id, ""), new.tables.get(id, ""))
        for id, kind in differing(old.tables, new.tables)
    )


def _table(output: OutputChange, old: str, new: str) -> TableChange:
    """Count the rows that differ between two tables as CSV text."""
    before, after = ([tuple(row) for row in csv.reader(io.StringIO(t))] for t in (old, new))
    changed = added = gone = 0
    matcher = SequenceMatcher(None, before[1:], after[1:], autojunk=False)
    for _, start, end, first, last in (c for c in matcher.get_opcodes() if c[0] != "equal"):
        shared = min(end - start, last - first)
        changed += shared
        gone += end - start - shared
        added += last - first - shared
    return TableChange(
        **vars(output),
        changed=changed,
        added=added,
        gone=gone,
        heads=bool(before and after and before[0] != after[0]),
    )
