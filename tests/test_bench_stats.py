"""The table of `make bench-stats`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("bench_stats.py")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory: Linux only")
def test_prints_each_method_without_r(tmp_path: Path) -> None:
    without_r = {**os.environ, "PATH": str(tmp_path)}
    command = [sys.executable, str(SCRIPT), "133"]
    run = subprocess.run(command, env=without_r, capture_output=True, text=True, check=True)
    assert "there is no Rscript" in run.stdout
    rows = [line.split() for line in run.stdout.splitlines() if line.split()[:1] == ["133"]]
    methods = ["KM", "log-rank", "Cox", "Cox+concord", "incidence", "Gray"]
    assert [row[:3] for row in rows] == [
        ["133", kind, method] for kind in ("days", "continuous") for method in methods
    ]
    assert all(float(row[3]) < 5 and row[4] == "–" and 0 < float(row[5]) < 2000 for row in rows)
