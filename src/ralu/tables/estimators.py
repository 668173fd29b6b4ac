"""Kinds of analysis in this report with their methods, as the ledger records them."""

from __future__ import annotations

from collections.abc import Iterable

from ralu.blocks import Column, Row, Table
from ralu.ledger import LedgerRow

ANALYSES = {
    "flow": "Patient flow",
    "cohort": "Description of the cohort",
    "exposure": "Exposure",
    "therapy_before": "Therapies before",
    "therapy_after": "Therapies after",
    "teae_overview": "Adverse events: overview",
    "teae_soc_pt": "Adverse events by term",
    "sae_soc_pt": "Serious adverse events by term",
    "lab_worst_grade": "Laboratory values: worst grade",
    "lab_shift": "Laboratory values: shift",
    "km": "Time to event",
    "follow_up": "Follow-up",
    "logrank": "Comparison of curves",
    "cox": "Hazard ratios",
    "cif": "Cumulative incidence",
    "biomarker": "Biomarkers: change",
    "response": "Biomarkers: response",
    "data_quality": "Quality of the data",
    "witness": "Second computation",
}
"""Analyses of the ledger in the order of the report; any other stands behind them by its name."""

PUBLISHED = "published"
"""Figures of others, which no method of this report made."""


def estimators(ledger: Iterable[LedgerRow]) -> Table | None:
    """Return the methods of each analysis and the tables and figures that print it."""
    methods: dict[str, dict[str, None]] = {}
    outputs: dict[str, dict[str, None]] = {}
    for row in ledger:
        if row.analysis == PUBLISHED:
            continue
        methods.setdefault(row.analysis, {}).update({row.method: None} if row.method else {})
        outputs.setdefault(row.analysis, {}).update({row.output: None} if row.output else {})
    order = [name for name in ANALYSES if name in methods]
    order += sorted(methods.keys() - ANALYSES.keys())
    if not order:
        return None
    rows = [
        Row(
            (
                ANALYSES.get(name, name.replace("_", " ").capitalize()),
                "; ".join(sorted(methods[name])) or "–",
                "; ".join(f"@{output}" for output in sorted(outputs[name])) or "–",
            )
        )
        for name in order
    ]
    return Table(
        "tab-estimators",
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
