"""A tiny chart review, written row by row and prepared."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from ralu.adam import AdamSet, prepare
from ralu.extract.dictionary import TABLES
from ralu.study import Study, load_study

CUTOFF = "2022-03-31"
PATIENT = {
    "site_id": "S1",
    "birth_year": 1950,
    "bone_mets": "Y",
    "lymph_node_mets": "N",
    "liver_mets": "N",
    "lung_mets": "N",
    "other_visceral_mets": "N",
    "last_contact_date": "2021-12-31",
}


class Chart:
    """The tables of a chart review; a table nobody adds to does not exist.

    Each method adds one row and returns its number in the file, as a spreadsheet shows it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, patient: str, **cells: object) -> int:
        self.rows[table].append({"patient_id": patient, **cells})
        return len(self.rows[table]) + 1

    def patient(self, patient: str = "P1", *infusions: str, **cells: object) -> int:
        """Add a patient, and his infusions on these dates."""
        for date in infusions:
            self.infusion(patient, date)
        return self.add("patients", patient, **(PATIENT | cells))

    def infusion(self, patient: str, date: str, **cells: object) -> int:
        number = 1 + sum(row["patient_id"] == patient for row in self.rows["lutetium"])
        return self.add("lutetium", patient, infusion_no=number, date=date, **cells)

    def injections(self, patient: str, *dates: str) -> int:
        """Add injections of 223Ra; the number is that of the last."""
        for number, date in enumerate(dates, start=1):
            self.add("radium", patient, injection_no=number, date=date, activity_mbq=4)
        return len(self.rows["radium"]) + 1

    def therapy(
        self, patient: str, therapy: str, start: str, end: str = "", **cells: object
    ) -> int:
        defaults = {"therapy_class": "ARPI", "life_prolonging": "Y"}
        given = {"therapy": therapy, "start_date": start, "end_date": end}
        return self.add("therapies", patient, **(defaults | given | cells))

    def event(self, patient: str, term: str, start: str, end: str = "", **cells: object) -> int:
        defaults = {"soc": "General disorders", "grade": 1, "serious": "N"}
        given = {"term": term, "start_date": start, "end_date": end}
        return self.add("adverse_events", patient, **(defaults | given | cells))

    def lab(
        self, patient: str, date: str, test: str, value: object, unit: str, **cells: object
    ) -> int:
        given = {"date": date, "test": test, "value": value, "unit": unit}
        return self.add("labs", patient, **given, **cells)

    @staticmethod
    def named(cases: list[Any]) -> Iterator[tuple[str, Any]]:
        """Name a patient for each case, so that one study answers a whole table of them."""
        for number, case in enumerate(cases):
            yield f"P{number:02}", case

    def study(self, **analysis: object) -> Study:
        """Write the files and study.yml; return the study."""
        for table, rows in self.rows.items():
            with (self.folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(TABLES[table].model_fields))
                writer.writeheader()
                writer.writerows(rows)
        content = {
            "title": "A tiny chart review",
            "short_title": "Tiny",
            "status": "DRAFT",
            "synthetic": True,
            "data_cutoff": CUTOFF,
            "source": "extract",
            "files": {table: f"{table}.csv" for table in self.rows},
            "analysis": analysis,
        }
        (self.folder / "study.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
        return load_study(self.folder)

    def prepare(self, **analysis: object) -> AdamSet:
        """Return the analysis datasets, with these choices of analysis."""
        return prepare(self.study(**analysis))

    def subject(self, patient: str = "P1", **analysis: object) -> pd.Series:
        """Return the record of ADSL."""
        return self.prepare(**analysis).adsl.set_index("USUBJID").loc[patient]


@pytest.fixture
def chart(tmp_path: Path) -> Chart:
    """Return an empty chart review."""
    return Chart(tmp_path)
