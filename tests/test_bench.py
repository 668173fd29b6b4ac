"""Rendering as `make bench` measures it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "tools" / "bench_render.py"


def test_measured_rendering_makes_the_same_report(built: Any) -> None:
    report = built.report / "report.html"
    before = report.read_bytes()
    report.unlink()
    command = [sys.executable, str(SCRIPT), "tiny"]
    ran = subprocess.run(command, cwd=built.folder, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "01_first: unchanged" in ran.stderr
    assert report.read_bytes() == before
    steps = json.loads(ran.stdout)
    assert list(steps) == ["loading the writers", "HTML", "PDF", "exports"]
    seconds, peaks = zip(*steps.values(), strict=True)
    assert all(0 < one < 60 for one in seconds)
    assert 10 < peaks[0] <= peaks[1] <= peaks[2] <= peaks[3] < 4000
