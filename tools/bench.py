"""Measure set-up, reports and memory in a copy of the project; standard library only."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
MADE = shutil.ignore_patterns(".venv*", "outputs", ".*_cache", "__pycache__", ".hypothesis")
SURVIVAL = "notebooks/03_survival.ipynb"
EDITS = {
    "the style of the PDF changed": (
        "src/ralu/report/pdf/templates/typst_report/style.typ",
        "",
        "\n// another style\n",
    ),
    "a table of the last chapter changed": (
        "src/ralu/tables/biomarkers/response.py",
        "",
        "\n# another table\n",
    ),
    "the text of a chapter changed": (
        SURVIVAL,
        "# Survival",
        "# Survival of the patients",
    ),
    "one parameter changed": (
        SURVIVAL,
        "min_at_risk: int = 5",
        "min_at_risk: int = 6",
    ),
}
"""What changes in which file, old and new; nothing is replaced where old is empty."""
TYPED = ("# Survival of the patients", "# Survival of 31 patients")
"""A number that nobody may type, so that a run fails when its chapters have run."""


def main(study: str) -> None:
    """Print a table of times and peak memory."""
    with tempfile.TemporaryDirectory(prefix="ralu-bench-") as folder:
        copy = Path(folder, "ralu")
        shutil.copytree(PROJECT, copy, ignore=MADE, symlinks=True)
        print(f"{'step':<42} {'time, s':>8} {'peak of a process, MB':>22}")
        row("environment set-up, once", [make(copy, ".venv/ralu-ready")])
        make(copy, "report", f"STUDY={study}")  # compiles bytecode, fills caches
        row("full report, median of 3", [full(copy, study) for _ in range(3)])
        row("report, nothing changed", [make(copy, "report", f"STUDY={study}") for _ in range(3)])
        steps = [rendered(copy, study) for _ in range(3)]
        for step in steps[0]:
            row(f"after the last cell: {step}", [one[step] for one in steps])
        costs = cells(copy, study)
        for what, change in EDITS.items():
            edit(copy, *change)
            row(f"report, {what}", [make(copy, "report", f"STUDY={study}")])
        edit(copy, SURVIVAL, "min_at_risk: int = 6", "min_at_risk: int = 7")
        edit(copy, SURVIVAL, *TYPED)
        refused = make(copy, "report", f"STUDY={study}", fails=True)
        row("a number was typed: until it is refused", [refused])
        edit(copy, SURVIVAL, *reversed(TYPED))
        row("mended: until the report is there", [make(copy, "report", f"STUDY={study}")])
        print(f"\n{'cell of a notebook':<28} {'time, s':>8}  outputs")
        for place, ids, seconds in costs:
            print(f"{place:<28} {seconds:>8.2f}  {ids}")


def full(copy: Path, study: str) -> tuple[float, float]:
    """Make the report with nothing there."""
    shutil.rmtree(copy / "outputs")
    return make(copy, "report", f"STUDY={study}")


def rendered(copy: Path, study: str) -> dict[str, tuple[float, float]]:
    """Render the executed notebooks again; return seconds and peak memory by then per step."""
    for report in copy.glob("outputs/*/report.html"):
        report.unlink()
    steps = measured(copy, "tools/bench_render.py", study)
    return {step: tuple(taken) for step, taken in steps.items()}


def cells(copy: Path, study: str) -> list[tuple[str, str, float]]:
    """Return place, outputs and seconds of each code cell."""
    return [tuple(cell) for cell in measured(copy, "tools/bench_cells.py", study)]


def measured(copy: Path, script: str, study: str) -> Any:
    """Return what a script prints as JSON."""
    command = [copy / ".venv/bin/python", script, study]
    surroundings = os.environ | {"PYTHONPATH": str(copy / "src")}
    ran = subprocess.run(command, cwd=copy, env=surroundings, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr)
    return json.loads(ran.stdout)


def make(copy: Path, *arguments: str, fails: bool = False) -> tuple[float, float]:
    """Run make, which must end well unless it `fails`.

    Return seconds and the peak memory of the largest of its processes in MB.
    """
    surroundings = {name: value for name, value in os.environ.items() if name != "CONDA_PREFIX"}
    began = time.perf_counter()
    process = subprocess.Popen(
        ["make", "--silent", *arguments],
        cwd=copy,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    told = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)  # with all descendants that were waited for
    if bool(status) != fails:
        sys.exit(told)
    return time.perf_counter() - began, used.ru_maxrss / 1024


def row(name: str, runs: list[tuple[float, float]]) -> None:
    """Print the median time and the largest memory."""
    seconds = statistics.median(run[0] for run in runs)
    print(f"{name:<42} {seconds:>8.1f} {max(run[1] for run in runs):>22.0f}", flush=True)


def edit(copy: Path, name: str, old: str, new: str) -> None:
    """Replace a text of a file, or add one at its end where there is none to replace."""
    file = copy / name
    text = file.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"{name} has no '{old}'; give tools/bench.py another text.")
    file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
