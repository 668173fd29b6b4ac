"""What `ralu diff` says between real reports, against a comparison of their results.csv."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

COMPARED = ["value", "text", "n", "unit", "method", "population"]
FIRST = Path("data/ralu/releases/001")


@pytest.fixture(scope="module")
def changing(ralu: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a copy of the embedded study and its report, to be changed step by step."""
    folder = tmp_path_factory.mktemp("changing") / "copy"
    shutil.copytree(ralu.folder, folder)
    return replace(ralu, folder=folder, report=folder / "outputs" / "ralu")


def _ralu(made: Any, *command: str) -> str:
    arguments = [sys.executable, "-m", "ralu", *command]
    ran = subprocess.run(arguments, cwd=made.folder, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _diff(made: Any, old: Path) -> dict[str, Any]:
    """Return the difference, whose results are exactly those that differ in results.csv."""
    _ralu(made, "diff", str(old), "outputs/ralu", "--json", "diff.json")
    found = json.loads((made.folder / "diff.json").read_text(encoding="utf-8"))
    tables = (made.folder / old / "results.csv", made.report / "results.csv")
    before, after = (pd.read_csv(file, dtype=str, keep_default_na=False) for file in tables)
    both = before.merge(after, on="id", how="outer", indicator=True, suffixes=("", "_new"))
    differ = both["_merge"] != "both"
    for column in COMPARED:
        differ |= both[column] != both[f"{column}_new"]
    assert sorted(row["id"] for row in found["results"]) == sorted(both.loc[differ, "id"])
    return dict(found)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def _remake(made: Any, name: str) -> Path:
    """Keep the report under another name and make the next one; return where the old one is."""
    shutil.copytree(made.report, made.folder / name)
    made.again()
    return Path(name)


def test_a_later_death_changes_what_depends_on_it(changing: Any) -> None:
    assert _ralu(changing, "release", "data/ralu").startswith(f"{FIRST}: build ")
    patients = changing.folder / "data/ralu/patients.csv"
    _edit(patients, "2018-12-20,prostate cancer", "2019-01-20,prostate cancer")
    found = _diff(changing, _remake(changing, "before-death"))
    assert [change["name"] for change in found["origin"]] == ["data/patients.csv"]
    assert {tuple(row["causes"]) for row in found["results"]} == {("data",)}
    ids = {row["id"] for row in found["results"]}
    assert "os.ra.24.surv" in ids
    later = {id for id in ids if "w12=" in id}  # by then he was not at the landmark, now he is
    assert {"cohort.psa50w12=n.n"} <= later
    untouched = ("cohort.", "teae.", "lab.", "response.")
    assert not {id for id in ids - later if id.startswith(untouched)}
    drawn = {figure["id"]: figure["curves"] for figure in found["figures"]}
    assert drawn["fig-km-main"] == ["Overall"]
    assert {tuple(one["causes"]) for one in found["figures"] + found["tables"]} == {("data",)}
    tables = {table["id"] for table in found["tables"]}
    assert {"tab-cox-os", "tab-os-subgroups"} <= tables
    assert not tables & {"tab-baseline", "tab-teae-overview", "tab-inputs"}
    against = _ralu(changing, "diff", "data/ralu", "--html", "diff.html")
    assert against.startswith("old  release 001 of ralu, build ")
    assert (
        f"Print changed: {sum(r['kind'] == 'print' for r in found['results'])} results" in against
    )
    page = (changing.folder / "diff.html").read_text(encoding="utf-8")
    assert "Old and new Kaplan–Meier curves of fig-km-main. Overall: largest distance" in page
    assert str(changing.folder) not in page


def test_another_interval_is_the_cause_where_it_is_used(changing: Any) -> None:
    study = changing.folder / "data/ralu/study.yml"
    _edit(study, "km_conf_type: log-log", "km_conf_type: plain  # a comment")
    found = _diff(changing, _remake(changing, "before-interval"))
    assert found["origin"] == [
        {
            "kind": "parameters",
            "name": "analysis.km_conf_type",
            "old": "log-log",
            "new": "plain",
            "notebook": "",
        }
    ]
    rows = found["results"]
    assert {tuple(row["causes"]) for row in rows} == {("parameters",)}
    limits = [row for row in rows if row["id"].endswith(("surv_lower", "surv_upper"))]
    assert any(row["kind"] == "print" for row in limits)
    assert all("Kaplan–Meier, plain" in row["new"]["method"] for row in limits)


def test_another_cell_is_code(changing: Any) -> None:
    notebook = changing.folder / "notebooks/01_cohort.ipynb"
    _edit(notebook, "adam, baseline, columns=columns,", "adam, baseline, columns=columns[:1],")
    found = _diff(changing, _remake(changing, "before-cell"))
    assert [(c["kind"], c["name"]) for c in found["origin"]] == [
        ("code", "notebooks/01_cohort.ipynb")
    ]
    rows = found["results"]
    assert {tuple(row["causes"]) for row in rows} == {("code",)}
    gone = [row["old"] for row in rows if row["kind"] == "gone"]
    assert {(row["notebook"], row["group"]) for row in gone} == {("01_cohort", "VISCFL")}
    others = {row["new"]["notebook"] for row in rows if row["new"]}
    assert others <= {"05_synopsis"}, "only this one reads the results of the others"
