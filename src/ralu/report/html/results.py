"""Results of the ledger in the page: markup of each, and the ledger as data for its script."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from ralu.blocks import Figure, Table
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.texts import results_in

_COLUMNS = {
    "text": "text",
    "value": "exact",
    "unit": "unit",
    "n": "n",
    "population": "population",
    "group": "group",
    "level": "group_level",
    "variable": "variable",
    "category": "variable_level",
    "stat": "stat",
    "method": "method",
    "source": "source",
}
"""Columns of the ledger in the page, and where a row has them."""


def code_id(place: str) -> str:
    """Return the id that the code of a cell has in the page: ``code-03_survival-7``."""
    return "code-" + place.replace(", cell ", "-")


class Results:
    """The results of one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.rows = {row.id: row for row in report.ledger}

    def mark(self, markup: str, id: str) -> str:
        """Return the markup of a printed result as one that can be followed to its row."""
        value = self.rows[id].exact
        return f'<data class="result" value="{value}" data-id="{escape(id)}">{markup}</data>'

    def to_json(self) -> str:
        """Return the ledger as JSON for a ``script`` element.

        Each column but the ids is a list of its values and the place of each row's value in it.
        """
        rows = self._report.ledger
        columns = {
            name: _coded([getattr(row, field) for row in rows]) for name, field in _COLUMNS.items()
        }
        places, shown = self._report.makers, _shown(self._report)
        columns["place"] = _coded([places[row.id] for row in rows])
        columns["outputs"] = _coded([" ".join(shown.get(row.id, ())) for row in rows])
        data = {"id": [row.id for row in rows], "columns": columns, "names": self._report.numbers}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return text.replace("<", "\\u003c")


def _coded(values: list[Any]) -> dict[str, list[Any]]:
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return {"values": list(places), "codes": [places[value] for value in values]}


def _shown(report: Report) -> dict[str, list[str]]:
    """Return for each result the tables and figures that print it, in the order of the report."""
    numbered: tuple[Table | Figure, ...] = (*report.tables, *report.figures)
    blocks = {block.id: block for block in numbered}
    shown: dict[str, list[str]] = {}
    for name in report.numbers:
        for id in results_in(blocks[name]):
            shown.setdefault(id, []).append(name)
    return shown
