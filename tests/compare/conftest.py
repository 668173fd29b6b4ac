"""Tiny reports as they are saved, with real manifests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ralu.compare.difference import Difference, compare
from ralu.compare.saved import read_saved
from ralu.ledger import LedgerRow, to_json
from ralu.report.record.digests import outputs
from ralu.report.record.manifest import Manifest, Origin

INPUTS = {
    "data/patients.csv": "a1" * 32,
    "published.yml": "b2" * 32,
    "notebooks/01_cohort.ipynb": "c3" * 32,
    "notebooks/03_survival.ipynb": "d4" * 32,
    "notebooks/05_synopsis.ipynb": "e5" * 32,
    "ralu": "f6" * 32,
    "study.yml": "07" * 32,
    "qc": "18" * 32,
}
CHOICES: dict[str, Any] = {
    "title": "A study",
    "status": "DRAFT",
    "synthetic": True,
    "files": {"patients": "patients.csv"},
    "analysis": {"km_conf_type": "log-log", "subgroups": [{"label": "Age"}, {"label": "Sex"}]},
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "01_cohort": {"decimals": 1},
    "03_survival": {"endpoint": "OS", "widths": {"a": 1}},
    "05_synopsis": {},
}
HEADER = "curve,time,n_risk,n_event,n_censor,survival,lower,upper\n"
OS = HEADER + "Overall,0,4,0,0,1,1,1\nOverall,2,4,1,0,0.75,0.2,0.9\nOverall,5,3,1,1,0.5,0.1,0.8\n"


def row(id: str, value: float | None = 1.0, text: str = "1", **columns: Any) -> LedgerRow:
    """Return a result of 01_cohort."""
    given = {"notebook": "01_cohort", "method": "Count", "n": 10, "source": "ADSL sha256:1"}
    fixed = ("cohort", "tab-x", "All", "", "Overall", "AGE", "", "n")
    return LedgerRow(id, *fixed, value, text, **{**given, **columns})


ROWS = (
    row("cohort.age"),
    row("os.median", 13.2, "13.2", notebook="03_survival", unit="months"),
    row("synopsis.os", 13.2, "13.2", notebook="05_synopsis"),
)


def save(
    folder: Path,
    rows: tuple[LedgerRow, ...] = ROWS,
    *,
    inputs: dict[str, str] | None = None,
    choices: dict[str, Any] | None = None,
    parameters: dict[str, dict[str, Any]] | None = None,
    numpy: str = "2.4.0",
    python: str = "3.11.2",
    figures: dict[str, str] | None = None,
    pictures: dict[str, str] | None = None,
    tables: dict[str, str] | None = None,
) -> Path:
    """Write a report; what is given is laid over the usual."""
    (folder / "figures").mkdir(parents=True)
    (folder / "results.json").write_text(to_json(rows), encoding="utf-8")
    (folder / "report.html").write_text("<p>", encoding="utf-8")
    (folder / "tables").mkdir()
    for place, given in (
        ("figures/{}.csv", figures),
        ("figures/{}.svg", pictures),
        ("tables/{}.csv", tables),
    ):
        for name, text in (given or {}).items():
            (folder / place.format(name)).write_text(text, encoding="utf-8")
    digests = {name: value for name, value in (INPUTS | (inputs or {})).items() if value}
    origin = Origin("ralu", "1a2b3c4d5e6f", python, {"numpy": numpy}, digests)
    manifest = Manifest(
        origin,
        CHOICES | (choices or {}),
        PARAMETERS | (parameters or {}),
        ["05_synopsis"],
        {},
        outputs(folder),
    )
    (folder / "manifest.json").write_text(manifest.to_text(), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Tiny:
    """Makes tiny reports, by default of three results, and compares them."""

    folder: Path
    rows: tuple[LedgerRow, ...] = ROWS
    curves: str = OS
    """A Kaplan-Meier figure's data as CSV text."""

    def row(self, id: str, value: float | None = 1.0, text: str = "1", **columns: Any) -> LedgerRow:
        """Return a result."""
        return row(id, value, text, **columns)

    def save(self, name: str, *rows: LedgerRow, **given: Any) -> Path:
        """Write a report."""
        return save(self.folder / name, rows or ROWS, **given)

    def differ(
        self, *rows: LedgerRow, old: dict[str, Any] | None = None, **given: Any
    ) -> Difference:
        """Return how a report differs from the usual one, or from the one of `old`."""
        before = {"rows": (), **(old or {})}
        first = read_saved(self.save("old", *before.pop("rows"), **before))
        return compare(first, read_saved(self.save("new", *rows, **given)))


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """Return what makes tiny reports."""
    return Tiny(tmp_path)
