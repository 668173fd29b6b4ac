"""Time and memory of the statistics, beside those of R on the same data.

Run by `make bench-stats`, or with sizes: python tests/bench_stats.py 133 10000

R's `coxph` always computes the concordance, so it is beside both of our Cox lines; `coxph.fit`
is its bare engine, without checks, tests and concordance, which here has no counterpart.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from ralu import stats

SIZES = [133, 10_000, 100_000, 1_000_000]
COVARIATES = ["age", "sex", "psa", "alp", "ecog"]
COLUMNS = ["time", "event", "cause", "group", *COVARIATES]
R_SCRIPT = Path(__file__).with_suffix(".R")
LIMIT = 200  # seconds for all methods on one data set; R's cumulative incidence can take hours
RUNS, LONG = 3, 5.0  # after so many runs or seconds the median is taken


def main(sizes: list[int]) -> None:
    """Print the table."""
    print(f"–: not done within {LIMIT} s for all methods together, or not measured.")
    print(f"{'':32}{'seconds':>18}{'peak, MB':>18}")
    print(f"{'patients':>9} {'times':10} {'method':12}" + f"{'here':>9}{'R':>9}" * 2)
    if not shutil.which("Rscript"):
        print("R is left out: there is no Rscript on this machine.")
    with tempfile.TemporaryDirectory(prefix="ralu-bench-") as folder:
        for size in sizes:
            for kind in ("days", "continuous"):
                file = Path(folder, f"{kind}-{size}.bin")
                simulate(size, kind).to_numpy().T.tofile(file)
                here = measured([sys.executable, __file__, "--measure", str(file)])
                theirs = measured(["Rscript", str(R_SCRIPT), str(file), str(RUNS), str(LONG)])
                for method in {**here, **theirs}:
                    (seconds, peak), (r_seconds, r_peak) = (
                        side.get(method, ("–", "–")) for side in (here, theirs)
                    )
                    print(
                        f"{size:>9,} {kind:10} {method:12}"
                        f"{seconds:>9}{r_seconds:>9}{peak:>9}{r_peak:>9}",
                        flush=True,
                    )


def simulate(size: int, kind: str) -> pd.DataFrame:
    """Return data of five covariates, two groups and two causes; the same at each call."""
    random = np.random.default_rng(177)
    data = pd.DataFrame(random.normal(size=(size, 5)), columns=COVARIATES)
    data["sex"] = (data["sex"] > 0).astype(float)
    data["ecog"] = data["ecog"].round().clip(0, 3)
    hazard = np.exp(data.to_numpy() @ [0.1, 0.2, 0.3, -0.2, 0.4]) / 500
    died, left = random.exponential(1 / hazard), random.uniform(0, 1500, size)
    times = np.minimum(died, left)
    data["time"] = np.ceil(times) if kind == "days" else times
    data["event"] = (died <= left).astype(float)
    data["cause"] = data["event"] * (1 + (random.uniform(size=size) < 0.3))
    data["group"] = random.integers(0, 2, size).astype(float)
    return data[COLUMNS]


def measured(command: list[str]) -> dict[str, tuple[str, str]]:
    """Return seconds and peak memory by method, as a child process prints them."""
    if not shutil.which(command[0]):
        return {}
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        if run.returncode:
            raise SystemExit(f"{command[0]} failed: {run.stderr}")
        output = run.stdout
    except subprocess.TimeoutExpired as stopped:
        output = (stopped.stdout or b"").decode()
    fields = (line.split() for line in output.splitlines())
    return {method: (f"{float(time):.3f}", f"{float(peak):.0f}") for method, time, peak in fields}


def measure(file: str) -> None:
    """Print, per method, its median time and its peak memory."""
    values = np.fromfile(file).reshape(len(COLUMNS), -1)
    data = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
    follow_up = data["time"], data["event"]

    def fit() -> stats.CoxFit:
        return stats.cox(data, "time", "event", COVARIATES)

    methods: dict[str, Callable[[], object]] = {
        "KM": lambda: stats.kaplan_meier(*follow_up),
        "log-rank": lambda: stats.logrank(*follow_up, data["group"]),
        "Cox": fit,
        "Cox+concord": lambda: fit().concordance(),
        "incidence": lambda: stats.cumulative_incidence(data["time"], data["cause"]),
        "Gray": lambda: stats.gray_test(data["time"], data["cause"], data["group"], 1),
    }
    for name, method in methods.items():
        Path("/proc/self/clear_refs").write_text("5")  # Linux: measure the peak anew
        seconds: list[float] = []
        while len(seconds) < RUNS and sum(seconds) < LONG:
            start = time.perf_counter()
            method()
            seconds.append(time.perf_counter() - start)
        print(name, statistics.median(seconds), peak(), flush=True)


def peak() -> float:
    """Return the peak memory of this process in MB."""
    status = Path("/proc/self/status").read_text()
    return float(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
    else:
        main([int(size) for size in sys.argv[1:]] or SIZES)
