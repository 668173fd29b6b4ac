"""The table of `make simulate`."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "simulation.csv"
LABELS = ["quantity", "method", "measure", "target", "promised"]


def read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the tables of few samples, by one process and by two."""
    files = [tmp_path_factory.mktemp("simulation") / f"{number}.csv" for number in (1, 2)]
    for number, file in enumerate(files, 1):
        command = [sys.executable, str(ROOT / "tools" / "simulate"), "--out", str(file)]
        command += ["--replicates", "30", "--processes", str(number)]
        subprocess.run(command, check=True, capture_output=True)
    return files


def test_does_not_depend_on_the_number_of_processes(small: list[Path]) -> None:
    assert small[0].read_bytes() == small[1].read_bytes()


def test_the_table_is_of_these_scenarios(small: list[Path]) -> None:
    few, full = read(small[0]), read(TABLE)
    pd.testing.assert_frame_equal(few[LABELS], full[LABELS])
    enumerated = full["samples"] == "all"
    pd.testing.assert_frame_equal(few[enumerated], full[enumerated])
    simulated = ~enumerated
    assert set(few["samples"][simulated]) == {"30"}
    assert (few["result"] != full["result"])[simulated].any()


def test_few_samples_agree_with_the_table(small: list[Path]) -> None:
    few, full = (read(file).query("samples != 'all'") for file in (small[0], TABLE))
    columns = ["result", "mc_error"]
    few, full = few[columns].astype(float), full[columns].astype(float)
    # With 30 samples an error estimated from them can be 0; the table's, scaled, cannot.
    error = full["mc_error"].clip(lower=0.005) * (20_000 / 30) ** 0.5
    assert ((few["result"] - full["result"]).abs() < 4 * error).all()


def test_the_table_is_precise_enough() -> None:
    full = read(TABLE).query("samples != 'all'")
    percent = full[full["measure"].str.contains("%")]
    assert (percent["mc_error"].astype(float) <= 0.3).all()


def test_the_page_shows_the_table_with_a_sentence_per_row() -> None:
    text = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    section = text.split("## Truth by simulation\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    shown = pd.DataFrame(rows, columns=head)
    assert shown["reading"].str.fullmatch(r"[A-Z].+\.").all()
    pd.testing.assert_frame_equal(shown.drop(columns="reading"), read(TABLE))
