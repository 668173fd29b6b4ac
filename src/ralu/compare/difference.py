"""The results that differ between two reports, each with its possible causes."""

from __future__ import annotations

from dataclasses import dataclass

from ralu.compare.curves import FigureChange, figure_changes
from ralu.compare.origins import Change, causes, changes
from ralu.compare.outputs import OutputChange, Outputs, TableChange, table_changes
from ralu.compare.saved import Saved
from ralu.ledger import LedgerRow, natural

FIELDS = ("value", "text", "n", "unit", "method", "population")
"""What of a result counts; not its notebook or the hash of its dataset."""
DESCRIPTION = FIELDS[2:]
KINDS = ("print", "gone", "added", "value", "description", "rounding")
"""How a result differs, the most important first."""
ROUNDING = 1e-12
"""Share of a value below which a change is one of the last digits of the arithmetic."""


@dataclass(frozen=True)
class RowChange:
    """A result that differs; `old` or `new` is None where only one report has it."""

    old: LedgerRow | None
    new: LedgerRow | None
    causes: tuple[str, ...]

    @property
    def row(self) -> LedgerRow:
        """The result, as new as there is."""
        row = self.new or self.old
        assert row is not None
        return row

    @property
    def fields(self) -> tuple[str, ...]:
        """Those of `FIELDS` that differ; none where only one report has the result."""
        return differing(self.old, self.new) if self.old and self.new else ()

    @property
    def kind(self) -> str:
        """The one of `KINDS` it is."""
        if self.old is None or self.new is None:
            return "gone" if self.new is None else "added"
        fields = self.fields
        if "text" in fields:
            return "print"
        share = self.relative
        if share is not None and abs(share) < ROUNDING:
            return "rounding" if fields == ("value",) else "description"
        return "value" if "value" in fields else "description"

    @property
    def absolute(self) -> float | None:
        """New minus old value; None where one of them is missing or they are equal."""
        values = [row.value for row in (self.old, self.new) if row is not None]
        if "value" not in self.fields or None in values:
            return None
        before, after = (float(value) for value in values if value is not None)
        return after - before

    @property
    def relative(self) -> float | None:
        """Change as a share of the old value; None where that is zero or missing."""
        before = self.old.value if self.old else None
        return self.absolute / abs(before) if before and self.absolute is not None else None


@dataclass(frozen=True)
class Difference:
    """All that differs between two reports."""

    old: Saved
    new: Saved
    origin: tuple[Change, ...]
    rows: tuple[RowChange, ...]
    tables: tuple[TableChange, ...]
    figures: tuple[FigureChange, ...]

    @property
    def everything(self) -> tuple[RowChange | OutputChange, ...]:
        """Results, tables and figures that differ."""
        return (*self.rows, *self.tables, *self.figures)

    @property
    def unexplained(self) -> tuple[RowChange | OutputChange, ...]:
        """What differs although nothing of its origin does."""
        return tuple(change for change in self.everything if not change.causes)

    @property
    def synthetic(self) -> bool:
        """Whether one of the reports is about made-up data."""
        return any(saved.manifest.choices.get("synthetic") for saved in (self.old, self.new))


def compare(old: Saved, new: Saved) -> Difference:
    """Return all that differs between two reports, the most important results first."""
    origin = changes(old.manifest, new.manifest)
    readers = {*old.manifest.readers, *new.manifest.readers}
    rows = []
    for id in sorted(old.rows.keys() | new.rows.keys(), key=natural):
        pair = old.rows.get(id), new.rows.get(id)
        if None in pair or differing(*pair):
            notebooks = {row.notebook for row in pair if row}
            rows.append(RowChange(*pair, causes(origin, notebooks, readers)))
    rows.sort(key=lambda change: KINDS.index(change.kind))
    outputs = Outputs(old, new, origin, {change.row.id for change in rows})
    tables = table_changes(old, new, outputs)
    return Difference(old, new, origin, tuple(rows), tables, figure_changes(old, new, outputs))


def differing(old: LedgerRow | None, new: LedgerRow | None) -> tuple[str, ...]:
    """Return those of `FIELDS` in which two rows differ."""
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))
