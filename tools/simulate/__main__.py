"""Simulate how true the statistics are at the size of the study; writes docs/simulation.csv.

Every scenario and every chunk of samples has a seed of its own, so the result does not depend
on the number of processes. Where it changes, the table of docs/statistics.md is to be brought
in line, and its sentences to be read again.
"""

from __future__ import annotations

import argparse
import math
import os
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import SeedSequence
from rich.console import Console
from rich.progress import track
from scenarios import ENUMERATED, SCENARIOS, Row, proportion_coverage

from ralu.stats.checks import Floats

TABLE = Path(__file__).parents[2] / "docs" / "simulation.csv"
SEED = 177
CHUNK = 25
Task = tuple[int, SeedSequence, int]


def main() -> None:
    """Simulate, write the table and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--replicates", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=TABLE)
    options = parser.parse_args()
    rows = simulated(options.replicates, options.processes)
    rows += [
        cells(row, proportion_coverage(p, method), None, "all") for row, p, method in ENUMERATED
    ]
    table = pd.DataFrame(rows)
    table.to_csv(options.out, index=False, lineterminator="\n", encoding="utf-8")
    print(table.to_string(index=False))


def simulated(replicates: int, processes: int) -> list[dict[str, str]]:
    """Return the rows of the table that are simulated."""
    tasks = [
        (number, seed, min(CHUNK, replicates - start))
        for number, scenario in enumerate(SeedSequence(SEED).spawn(len(SCENARIOS)))
        for start in range(0, replicates, CHUNK)
        for seed in scenario.spawn(1)
    ]
    results: list[list[Floats]] = [[] for _ in SCENARIOS]
    with Pool(processes) as pool:
        chunks = zip(tasks, pool.imap(run, tasks), strict=True)
        bar = Console(stderr=True)
        for (number, _, _), chunk in track(chunks, "Simulation", total=len(tasks), console=bar):
            results[number].append(chunk)
    return [
        summary(row, values)
        for scenario, parts in zip(SCENARIOS, results, strict=True)
        for row, values in zip(scenario.rows, np.concatenate(parts).T, strict=True)
    ]


def run(task: Task) -> Floats:
    """Return the numbers of some samples, one row each."""
    number, seed, n_samples = task
    random = np.random.default_rng(seed)
    return np.array([SCENARIOS[number].sample(random) for _ in range(n_samples)])


def summary(row: Row, values: Floats) -> dict[str, str]:
    """Return the mean over the samples with its Monte-Carlo error."""
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    return cells(row, float(values.mean()), error, str(len(values)))


def cells(row: Row, result: float, error: float | None, samples: str) -> dict[str, str]:
    """Return a row of the table as text."""
    return {
        "quantity": row.quantity,
        "method": row.method,
        "measure": row.measure,
        "target": f"{row.target:g}",
        "promised": row.theory,
        "result": f"{result:.2f}",
        "mc_error": "" if error is None else f"{error:.2f}",
        "errors_off": f"{(result - row.target) / error:.1f}" if error else "",
        "samples": samples,
    }


if __name__ == "__main__":
    main()
