"""`make qc`: R derives the numbers of the embedded study's report again."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from ralu.study import load_study

SCRIPT = Path(__file__).parents[2] / "tools" / "qc" / "qc.py"
TITLE = "Double programming in R"
LEFT_OUT = ["data_quality", "lab_unit", "published", "witness"]


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ralu_qc", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def made(ralu: Any, tmp_path: Path) -> Any:
    """Return a copy of the report of the embedded study."""
    if not shutil.which("Rscript"):
        missing = "there is no Rscript on this machine"
        pytest.skip(missing)
    folder = tmp_path / "copy"
    shutil.copytree(ralu.folder, folder)
    return replace(ralu, folder=folder, report=folder / "outputs" / "ralu")


def run(folder: Path, **around: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "data/ralu"]
    environment = os.environ | around
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def check(made: Any, capsys: pytest.CaptureFixture[str]) -> tuple[int, set[str], str]:
    """Compare the report as it stands; return the exit code, the ids that differ, and all said."""
    module = load_script()
    module.SHOWN = 10_000
    capsys.readouterr()
    code = module.check(load_study(made.folder / "data" / "ralu"), made.report)
    said = capsys.readouterr().out
    lines = (line for line in said.splitlines() if line.startswith("differs: "))
    return code, {line.split(": ")[1] for line in lines}, said


def record(made: Any) -> Path:
    file: Path = made.report.with_name(".ralu.qc.json")
    return file


def put(made: Any, values: dict[str, float]) -> None:
    """Write other values into the ledger of the report."""
    file = made.report / "results.csv"
    ledger = pd.read_csv(file, dtype=str, keep_default_na=False).set_index("id")
    for id, value in values.items():
        ledger.loc[id, "value"] = repr(value)
    ledger.reset_index().to_csv(file, index=False)


def test_every_number_agrees_and_the_report_says_so(made: Any) -> None:
    results = made.report / "results.csv"
    before = results.read_bytes()
    ran = run(made.folder)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    outcome = json.loads(record(made).read_bytes())
    compared = {one["analysis"]: one["rows"] for one in outcome["compared"]}
    assert {name for name, *_ in outcome["left_out"]} == set(LEFT_OUT)
    counts = made.results()["analysis"].value_counts().drop(LEFT_OUT)
    assert compared == counts.to_dict()
    assert results.read_bytes() == before
    html = (made.report / "report.html").read_text(encoding="utf-8")
    assert TITLE in html
    assert f"R {outcome['r']}, survival {outcome['survival']}" in html
    assert "running" not in ran.stderr, "a notebook ran again"
    assert made.again() == ["Nothing to do: the report is up to date."]


def test_outcome_of_other_results_is_not_shown(made: Any) -> None:
    without = {f.name: f.read_bytes() for f in made.report.iterdir() if f.is_file()}
    assert run(made.folder).returncode == 0
    outcome = json.loads(record(made).read_bytes())
    record(made).write_text(json.dumps(outcome | {"of": "0" * 64}), encoding="utf-8")
    made.again()
    assert not record(made).exists()
    assert {f.name: f.read_bytes() for f in made.report.iterdir() if f.is_file()} == without


def test_notices_a_change_of_any_number(made: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = made.results()
    of_r = ledger[~ledger["analysis"].isin(LEFT_OUT)]
    values = of_r["value"].dropna()
    put(made, (values + 1e-5 * values.abs().clip(lower=1)).to_dict())
    code, differing, _ = check(made, capsys)
    assert code == 1
    assert differing == set(values.index)


def test_notices_another_scale_of_the_interval(
    made: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    study = made.folder / "data" / "ralu" / "study.yml"
    text = study.read_text(encoding="utf-8")
    assert "km_conf_type: log-log" in text
    study.write_text(text.replace("km_conf_type: log-log", "km_conf_type: log"), encoding="utf-8")
    code, differing, said = check(made, capsys)
    assert code == 1
    assert {"os.lu.12.surv_lower", "os.lu.12.surv_upper", "os.lu.median_lower"} <= differing
    stats = made.results()["stat"]
    assert set(stats[sorted(differing)]) <= {
        *("surv_lower", "surv_upper", "median_lower", "median_upper"),
        *("lower", "upper"),  # of the follow-up
    }
    assert "differs: os.lu.12.surv_lower: 0." in said


def test_notices_another_rule_for_ties(made: Any, capsys: pytest.CaptureFixture[str]) -> None:
    id = "os.lu.cox.viscfl-y.coef"
    breslow = breslow_coefficient(made.report / "adam", "VISCFL")
    assert 1e-6 < abs(made.results().loc[id, "value"] - breslow) < 0.05
    put(made, {id: breslow})
    code, differing, _ = check(made, capsys)
    assert (code, differing) == (1, {id})


def breslow_coefficient(adam: Path, flag: str) -> float:
    """Return the coefficient of a flag in a Cox model of survival with Breslow's rule for ties."""
    times = pd.read_parquet(adam / "adtte.parquet").query("PARAMCD == 'OS'")
    frame = times.merge(pd.read_parquet(adam / "adsl.parquet")[["USUBJID", flag]], on="USUBJID")
    frame = frame[frame[flag].notna()]
    x, time = (frame[flag] == "Y").to_numpy(dtype=float), frame["AVAL"].to_numpy()
    died = (frame["CNSR"] == 0).to_numpy()
    at_risk = time >= time[died][:, None]

    def minus_log_likelihood(beta: float) -> float:
        return float(np.log(at_risk @ np.exp(beta * x)).sum() - beta * x[died].sum())

    return float(minimize_scalar(minus_log_likelihood, bounds=(-5, 5), options={"xatol": 1e-9}).x)


def test_says_that_r_is_missing(tmp_path: Path) -> None:
    ran = run(tmp_path, PATH=str(tmp_path))
    assert ran.returncode == 1
    assert "needs Rscript" in ran.stderr
    assert ran.stdout == ""
