"""Rendering and cells as `make bench` measures them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).parents[1] / "tools"


def printed(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOLS / script), "tiny"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran


def test_measured_rendering_makes_the_same_report(built: Any) -> None:
    report = built.report / "report.html"
    before = report.read_bytes()
    report.unlink()
    ran = printed("bench_render.py", built.folder)
    assert "01_first: unchanged" in ran.stderr
    assert report.read_bytes() == before
    steps = json.loads(ran.stdout)
    assert list(steps) == ["loading the writers", "HTML", "PDF", "exports"]
    seconds, peaks = zip(*steps.values(), strict=True)
    assert all(0 < one < 60 for one in seconds)
    assert 10 < peaks[0] <= peaks[1] <= peaks[2] <= peaks[3] < 4000


def test_every_code_cell_has_its_seconds(built: Any) -> None:
    built.notebook(
        "03_third",
        "# Third",
        "#: parameters\ncount: int = 1",
        "from ralu.notebook import open_chapter\n"
        "from ralu.tables.cohort.flow import flow_table, patient_flow\n"
        "chapter = open_chapter('03_third')",
        "chapter.show(flow_table(patient_flow(chapter.study, chapter.adam)))",
    )
    cells = json.loads(printed("bench_cells.py", built.folder).stdout)
    third = {place: ids for place, ids, _ in cells if place.startswith("03_third")}
    assert list(third) == ["03_third, cell 2", "03_third, cell 3", "03_third, cell 4"]
    assert third["03_third, cell 4"] == "tab-flow"
    assert all(0 < seconds < 60 for *_, seconds in cells)
