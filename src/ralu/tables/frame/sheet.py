"""A table in the making: groups of patients as columns, one ledger, rows one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.rounding import fixed
from ralu.study import Study
from ralu.tables.frame.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    unplaced,
)
from ralu.tables.frame.needs import Needs, records_of
from ralu.tables.frame.quartiles import quartiles

WIDE = 6
"""A table of more groups than these stands across the page."""


@dataclass(frozen=True)
class Sheet:
    """Collects rows; each cell is recorded in the ledger as it is written.

    Attributes
    ----------
    ledger
        Of the table: what stands in its rows and notes.
    by
        Grouping variables of the columns; the study's group variable where None.
    records
        The datasets that the table needs, by name, with the variables it declared.
    """

    study: Study
    adam: AdamSet
    ledger: Ledger
    by: list[str] | None
    records: dict[str, pd.DataFrame] = field(repr=False)
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        study: Study,
        adam: AdamSet,
        id: str,
        *,
        needs: Needs,
        prefix: str,
        analysis: str,
        source: str,
        method: str = "Descriptive",
        population: str = POPULATION,
        by: list[str] | None = None,
    ) -> Sheet | None:
        """Begin a table; None where the study does not have what it needs.

        Parameters
        ----------
        id
            Of the table: ``tab-exposure``.
        needs
            Variables by dataset, as `ralu.tables.frame.needs.Needs` describes them.
        prefix, analysis, source, method, population
            Of its ledger rows, as `Ledger` takes them.
        by
            Grouping variables of the columns; the study's group variable where None.
        """
        records = records_of(adam, needs)
        if records is None:
            return None
        return cls(
            study, adam, Ledger(prefix, analysis, id, population, source, method), by, records
        )

    @cached_property
    def groups(self) -> list[Group]:
        """The columns."""
        return columns_of(self.study, self.adam, self.by)

    def recorded(self, *, prefix: str = "", population: str = "", method: str = "") -> Sheet:
        """Return the same table, whose next rows are recorded otherwise as far as is said."""
        named = {"prefix": prefix, "population": population, "method": method}
        said: dict[str, Any] = {name: text for name, text in named.items() if text}
        return replace(self, ledger=replace(self.ledger, **said))

    def heading(self, label: str, indent: int = 0, *, section: bool = True) -> None:
        """Write a row without numbers; a `section` stands above the rows that follow."""
        self.row(label, [], indent, heading=section)

    def row(
        self, label: str, cells: Iterable[str], indent: int = 0, *, heading: bool = False
    ) -> None:
        """Write a row, a cell per column."""
        self.rows.append(Row((label, *cells), indent=indent, heading=heading))

    def row_per_group(
        self,
        label: str,
        cells: Callable[[Group], Iterable[str]],
        groups: list[Group] | None = None,
        indent: int = 0,
    ) -> None:
        """Write a heading and below it a row per group, where groups are no columns.

        A single group needs no heading: `label` stands before its cells.
        """
        groups = self.groups if groups is None else groups
        if len(groups) == 1:
            self.row(label, cells(groups[0]), indent)
            return
        self.heading(label, indent)
        for group in groups:
            self.row(group.sized(self.ledger), cells(group), indent + 1)

    def patients(
        self,
        label: str,
        who: pd.Index | pd.Series,
        variable: str,
        level: str = "",
        indent: int = 0,
        *,
        unless_empty: bool = False,
    ) -> None:
        """Write how many patients of each group are among those of USUBJID, n (%).

        With `unless_empty` a row of nobody is recorded, not written.
        """
        cells = [
            g.share(self.ledger, int(g.subjects.isin(who).sum()), variable, level)
            for g in self.groups
        ]
        if not unless_empty or any(cell != "0" for cell in cells):
            self.row(label, cells, indent)

    def numbers(
        self,
        label: str,
        stat: str,
        values: Iterable[float | None],
        variable: str,
        level: str = "",
        indent: int = 0,
        *,
        places: int = 0,
        unit: str = "",
    ) -> None:
        """Write a number per group with so many decimals, "NE" where it is not known."""
        cells = (
            g.add(self.ledger, stat, v, fixed(v, places), variable, level, unit=unit)
            for g, v in zip(self.groups, values, strict=True)
        )
        self.row(label, cells, indent)

    def quartiles(
        self, label: str, values: pd.Series, variable: str, unit: str = "", indent: int = 0
    ) -> None:
        """Write median and quartiles of a value per patient, by USUBJID."""
        cells = (quartiles(values, g, self.ledger, variable, unit=unit) for g in self.groups)
        self.row(label, cells, indent)

    def heads(self, corner: str = "", weight: float = 2.4) -> tuple[Column, ...]:
        """Return the column of labels and a head per group with its size."""
        return (Column(corner, align="left", weight=weight), *heads(self.groups, self.ledger))

    def unplaced(self) -> tuple[str, ...]:
        """Return a footnote for each grouping of the columns that patients are not known of."""
        variables = column_variables(self.study, self.adam, self.by)
        return unplaced(self.study, self.adam, variables, self.ledger)

    def table(
        self,
        title: str,
        *notes: str,
        corner: str = "",
        weight: float = 2.4,
        columns: tuple[Column, ...] | None = None,
        landscape: bool | None = None,
    ) -> Table:
        """Return the table, the patients in none of its groups noted at its end.

        Parameters
        ----------
        notes
            Footnotes that come before.
        corner, weight
            Head and width of the column of labels.
        columns
            All heads, where a group has more than one column or none.
        landscape
            Whether it stands across the page; where None, a table of more groups than `WIDE` does.
        """
        columns = columns or self.heads(corner, weight)
        blank = [""] * (len(columns) - 1)
        return Table(
            self.ledger.output,
            title,
            columns,
            tuple(
                row if row.cells[1:] else replace(row, cells=(*row.cells, *blank))
                for row in self.rows
            ),
            (*notes, *self.unplaced()),
            landscape=len(self.groups) > WIDE if landscape is None else landscape,
            ledger=tuple(self.ledger.rows),
        )
