"""Kinds of analysis in this report with their methods, as the ledger records them.

``analyses.csv`` has words for them in the order of the report; any other stands behind by its name.
"""

from __future__ import annotations

from collections.abc import Iterable

from ralu.blocks import Column, Row, Table
from ralu.ledger import LedgerRow
from ralu.tables.methods.reporting import reporting_rows

PUBLISHED = "published"
"""Figures of others, which no method of this report made."""


def estimators_table(ledger: Iterable[LedgerRow], *, id: str = "tab-estimators") -> Table | None:
    """Return the methods of each analysis and the tables and figures that print it."""
    methods: dict[str, dict[str, None]] = {}
    outputs: dict[str, dict[str, None]] = {}
    for row in ledger:
        if row.analysis == PUBLISHED:
            continue
        methods.setdefault(row.analysis, {}).update({row.method: None} if row.method else {})
        outputs.setdefault(row.analysis, {}).update({row.output: None} if row.output else {})
    words = {row["analysis"]: row["words"] for row in reporting_rows("analyses.csv")}
    order = [name for name in words if name in methods]
    order += sorted(methods.keys() - words.keys())
    if not order:
        return None
    rows = [
        Row(
            (
                words.get(name, name.replace("_", " ").capitalize()),
                "; ".join(sorted(methods[name])) or "–",
                "; ".join(f"@{output}" for output in sorted(outputs[name])) or "–",
            )
        )
        for name in order
    ]
    return Table(
        id,
        "Methods by analysis",
        (
            Column("Analysis", align="left", weight=1.5),
            Column("Method", align="left", weight=2),
            Column("First printed in", align="left", weight=2.5),
        ),
        tuple(rows),
        ("As recorded in the ledger with each number of the other chapters.",),
        listing=True,
        instead="–",
    )
