"""What docs/ and the CSV files of words say of the report is what the report of RALU has."""

from __future__ import annotations

import csv
import json
import re

from ralu.ledger import from_records
from ralu.prose import filled, plain
from ralu.study import load_study

from .conftest import ROOT, Made

ANALYSES = ROOT / "src/ralu/tables/methods/analyses.csv"
UNNAMED = {"published"}
"""Analyses that the methods chapter leaves out: figures of others."""


def test_every_analysis_of_the_report_has_its_words(ralu: Made) -> None:
    with ANALYSES.open(encoding="utf-8") as file:
        words = {row["analysis"]: row["words"] for row in csv.DictReader(file)}
    assert all(words.values())
    assert set(ralu.results()["analysis"]) - set(words) == UNNAMED


def test_formats_of_numbers_print_what_stands_beside_them(ralu: Made) -> None:
    text = (ROOT / "docs/write-text.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\{.+\})` \| (.+) \|$", text, re.MULTILINE)
    assert len(table) > 8
    ledger = {
        row.id: row for row in from_records(json.loads((ralu.report / "results.json").read_bytes()))
    }
    study = load_study(ROOT / "data/ralu")
    shown = [(written, plain(filled(written, ledger, study))) for written, _ in table]
    assert shown == table
