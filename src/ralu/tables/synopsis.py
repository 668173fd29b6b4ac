"""Synopsis: key results, and published figures beside those computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ralu.blocks import Column, Row, Table
from ralu.ledger import OVERALL, LedgerRow, slug
from ralu.published import PublishedFigure, Snapshot
from ralu.study import Study
from ralu.tables.groups import ci_name
from ralu.tables.text import fixed

AS_PRINTED, DIFFERS, NOT_COMPUTABLE = "as printed", "differs", "not computable"
LIMITS = {
    "pct": ("lower", "upper"),
    "median": ("median_lower", "median_upper"),
    "hr": ("lower", "upper"),
}


def key_results(study: Study, ledger: Mapping[str, LedgerRow], results: Mapping[str, str]) -> Table:
    """Return chosen ledger rows with their confidence limits.

    Parameters
    ----------
    results
        Words for a result, by the id of its ledger row.
    """
    level = fixed(100 * study.analysis.confidence_level, 0)
    rows = []
    populations = []
    for id, words in results.items():
        row = ledger.get(id)
        populations += [row.population] if row else []
        if row is None:
            rows.append(Row((words, "", NOT_COMPUTABLE, "", id)))
            continue
        of = f"{_count(ledger, id)}/{row.n}" if row.stat == "pct" else str(row.n or "")
        unit = {"%": "%", "": ""}.get(row.unit, f" {row.unit}")
        unit = unit if row.value is not None else ""
        rows.append(Row((words, of, f"{row.text}{unit}", _limits(ledger, row), row.id)))
    return Table(
        "tab-key-results",
        "Key results",
        (
            Column("Result", align="left", weight=2.6),
            Column("n/N or N"),
            Column("Estimate", weight=1.2),
            Column(f"{level}% CI", weight=1.2),
            Column("Ledger", align="left", weight=1.6),
        ),
        tuple(rows),
        (
            f"{'; '.join(dict.fromkeys(populations))}. Confidence intervals (CI): of shares "
            f"{ci_name(study)}, of medians Kaplan–Meier, {study.analysis.km_conf_type} scale. "
            "Definitions stand with each result in its chapter.",
        )
        if populations
        else (),
    )


def _count(ledger: Mapping[str, LedgerRow], id: str) -> str:
    row = ledger.get(id.removesuffix("pct") + "n")
    return row.text if row else ""


def _limits(ledger: Mapping[str, LedgerRow], row: LedgerRow) -> str:
    stem = row.id.removesuffix(row.stat)
    limits = [ledger.get(stem + name) for name in LIMITS.get(row.stat, ())]
    return "–".join(limit.text for limit in limits if limit)


def published_table(
    study: Study, ledger: Mapping[str, LedgerRow], name: str, snapshot: Snapshot
) -> Table:
    """Return the published figures of one snapshot beside those computed here."""
    rows = [
        Row((figure.label, figure.published, *_compared(ledger, figure)))
        for figure in snapshot.figures
    ]
    labels: dict[str, list[str]] = {}
    for figure in snapshot.figures:
        labels.setdefault(figure.note, []).append(figure.label)
    notes = [f"{'; '.join(of)}: {note}" for note, of in labels.items() if note]
    by_construction = (
        "These data are synthetic and were calibrated to these figures: agreement shows that "
        "the report computes, and nothing about patients."
    )
    return Table(
        f"tab-published-{slug(name)}",
        f"Published and computed: {snapshot.population}",
        (
            Column("Figure", align="left", weight=2.8),
            Column("Published", weight=1.3),
            Column("Computed"),
            Column("Verdict", align="left"),
        ),
        tuple(rows),
        (
            f"Source: {snapshot.source}, unless said otherwise.",
            *((by_construction,) if study.synthetic else ()),
            *(text for text in snapshot.definitions),
            *notes,
        ),
    )


def _compared(ledger: Mapping[str, LedgerRow], figure: PublishedFigure) -> tuple[str, str]:
    """Return the computed figure at the precision of print, and the verdict."""
    row = ledger.get(figure.id)
    if row is None or row.value is None:
        return "–", NOT_COMPUTABLE
    computed = fixed(row.value, figure.digits)
    unit = "%" if row.unit == "%" else ""
    count = ledger.get(figure.id.removesuffix("pct") + "n") if row.stat == "pct" else None
    of = f" ({count.text}/{row.n})" if count and row.group_level == OVERALL else ""
    same = computed == fixed(figure.value, figure.digits)
    return f"{computed}{unit}{of}", AS_PRINTED if same else DIFFERS


def snapshots_compared(published: Mapping[str, Snapshot]) -> Sequence[str]:
    """Return the names of the snapshots whose population these data hold."""
    return [name for name, snapshot in published.items() if snapshot.compared]
