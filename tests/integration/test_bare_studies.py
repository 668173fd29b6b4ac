"""Whole reports of studies that lack much: groups of one patient or none, no 223Ra, no PSA."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

SITES = ["S1"] + ["S2"] * 3 + ["S3"] * 8


def groups_of_one_and_none(study: Path) -> None:
    patients = pd.read_csv(study / "patients.csv", dtype=str)
    patients.assign(site_id=SITES).to_csv(study / "patients.csv", index=False)
    _choose(study, {"group": _group(["S1", "S2", "S3", "S4"])})


def no_radium_no_psa_one_group(study: Path) -> None:
    patients, labs = (pd.read_csv(study / f, dtype=str) for f in ("patients.csv", "labs.csv"))
    patients.assign(site_id="S1").to_csv(study / "patients.csv", index=False)
    labs[labs["test"] != "PSA"].to_csv(study / "labs.csv", index=False)
    _choose(study, {"group": _group(["S1"]), "subgroups": []}, without=["radium"])


def patients_and_infusions_alone(study: Path) -> None:
    without = ["radium", "therapies", "adverse_events", "labs"]
    _choose(study, {"subgroups": []}, without=without)


def _group(levels: list[str]) -> dict[str, Any]:
    return {"variable": "SITEID", "label": "Centre", "levels": levels}


def _choose(study: Path, analysis: dict[str, Any], without: list[str] | None = None) -> None:
    file = study / "study.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["analysis"] |= analysis
    for name in without or ():
        (study / content["files"].pop(name)).unlink()
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize(
    "change", [groups_of_one_and_none, no_radium_no_psa_one_group, patients_and_infusions_alone]
)
def test_nothing_unprintable_is_printed(variant: Any, change: Callable[[Path], None]) -> None:
    text = "\n".join(variant(change).pages())
    for word in ("nan", "NaN", "inf", "NaT", "<NA>", "Traceback", "Warning"):
        assert not re.search(rf"(?<!\w){word}(?!\w)", text), word


def test_a_group_without_patients_has_its_column_and_no_estimate(variant: Any) -> None:
    report = variant(groups_of_one_and_none)
    results = report.results()
    assert results.at["os.lu.siteid=s1.n", "text"] == "1"
    assert results.at["os.lu.siteid=s1.median_lower", "text"] == "NE"
    assert "os.lu.siteid=s4.n" not in results.index
    table = pd.read_csv(report.report / "tables/tab-response-psa.csv", index_col=0)
    declines = table[table.index.str.startswith("Decline")]
    assert set(declines["Centre: S4 (N = 0)"].dropna()) == {"NE"}
    assert any("Without patients: S4." in page for page in report.pages())


def test_what_the_study_lacks_is_said(variant: Any) -> None:
    text = " ".join(" ".join(variant(no_radium_no_psa_one_group).pages()).split())
    for lacking in ("survival from an earlier treatment", "PSA", "both PSA and ALP"):
        assert f"This study does not have {lacking}." in text
    bare = " ".join(" ".join(variant(patients_and_infusions_alone).pages()).split())
    for lacking in ("records of adverse events", "laboratory values", "PSA", "ALP"):
        assert f"This study does not have {lacking}." in bare
    assert variant(patients_and_infusions_alone).results().at["os.lu.n", "text"] == "11"
