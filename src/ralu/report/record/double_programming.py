"""Double programming: what R found when it derived the numbers of a report a second time.

`make qc` leaves its outcome beside the report's folder. The report shows it where it is of
exactly these results and datasets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ralu.blocks import Column, Row, Table
from ralu.ledger import LedgerRow, to_csv
from ralu.report.record.digests import key


@dataclass(frozen=True)
class Comparison:
    """One kind of analysis: ledger rows compared and differing, and the largest difference."""

    analysis: str
    rows: int
    differing: int
    worst: float
    tolerance: float


@dataclass(frozen=True)
class DoubleProgramming:
    """Outcome of one run of `make qc`.

    Attributes
    ----------
    of
        Digest of the ledger and the datasets that were compared, by `subject`.
    r, survival
        Versions of R and its package.
    compared
        What was compared, by analysis.
    left_out
        Rows that were not, as analysis, number and reason.
    """

    of: str
    r: str
    survival: str
    compared: tuple[Comparison, ...]
    left_out: tuple[tuple[str, int, str], ...]

    def to_text(self) -> str:
        """Return the outcome as the text of its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def outcome_file(report: Path) -> Path:
    """Return the file of the outcome, beside the folder of the report."""
    return report.with_name(f".{report.name}.qc.json")


def subject(results: str, datasets: Mapping[str, str]) -> str:
    """Return one digest of results.csv and of the datasets, given by their digests."""
    return key(results, {Path(name).name: digest for name, digest in datasets.items()})


def read_outcome(
    report: Path, ledger: Iterable[LedgerRow], datasets: Mapping[str, str]
) -> DoubleProgramming | None:
    """Return the outcome of `make qc`; None where there is none of this ledger and these data."""
    try:
        content = json.loads(outcome_file(report).read_text(encoding="utf-8"))
        compared = tuple(Comparison(**one) for one in content["compared"])
        left_out = tuple((str(a), int(n), str(why)) for a, n, why in content["left_out"])
        found = DoubleProgramming(**{**content, "compared": compared, "left_out": left_out})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.of == subject(to_csv(ledger), datasets) else None


def outcome_table(outcome: DoubleProgramming) -> Table:
    """Return the outcome as a table."""
    compared = outcome.compared
    cells = [(c.analysis, c.rows, c.differing, c.worst) for c in compared]
    total = (
        "All",
        sum(c.rows for c in compared),
        sum(c.differing for c in compared),
        max((c.worst for c in compared), default=0.0),
    )
    rows = [Row((name, f"{n}", f"{d}", f"{worst:.1g}")) for name, n, d, worst in (*cells, total)]
    missing = "; ".join(f"{name}, {n} rows: {why}" for name, n, why in outcome.left_out)
    limits = sorted({(c.tolerance, c.analysis) for c in compared})
    least = min((tolerance for tolerance, _ in limits), default=0.0)
    wider = ", ".join(f"{name} {tolerance:g}" for tolerance, name in limits if tolerance > least)
    return Table(
        "tab-double-programming",
        "Double programming in R",
        (
            Column("Analysis", align="left", weight=2),
            Column("Numbers compared"),
            Column("Differing"),
            Column("Largest difference"),
        ),
        tuple(rows),
        (
            f"Derived again from the analysis datasets by an independent program: R {outcome.r}, "
            f"survival {outcome.survival}. Differences are relative; beyond {least:g} a number "
            f"differs{f' ({wider})' if wider else ''}.",
            *((f"Not compared: {missing}.",) if missing else ()),
        ),
    )
