"""Double programming: R derives the numbers of a report again, and both are compared."""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ralu.report.record.digests import outputs
from ralu.report.record.double_programming import (
    Comparison,
    DoubleProgramming,
    outcome_file,
    subject,
)
from ralu.report.record.publish import report_folder
from ralu.study import Progression, Study, load_study

PROGRAM = Path(__file__).with_name("qc.R")
DATASETS = ("adsl", "adae", "adcm", "adex", "adlb", "adtte")
KEYS = ("id", "analysis", "population", "group", "group_level", "variable", "variable_level")
ASKED = (*KEYS, "stat", "method")
CLOSED_FORM, ITERATED = 1e-9, 1e-6
NOISE = 1e-12
"""Numbers are compared relative to their size; this much is no difference of any number."""
REASONS = {
    "data_quality": "counted in the source files, before the datasets",
    "lab_unit": "counted in the source files, before the datasets",
    "published": "figures of others, each with its verdict",
    "witness": "is itself a comparison",
}
SHOWN = 30


def main() -> int:
    """Make the report, compare it with R, and make it again with the outcome in its appendix.

    Return 0 where all numbers agree, 1 where not or where they cannot be compared.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("study", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if not shutil.which("Rscript"):
        return _say("make qc needs Rscript with survival: apt install r-base-core r-cran-survival")
    command = [sys.executable, "-m", "ralu", "report", str(options.study)]
    for name, given in (("--data", options.data), ("--out", options.out)):
        command += [name, str(given)] if given else []
    made = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    if made:
        return made
    study = load_study(options.study, data=options.data)
    code = check(study, report_folder(study.name, options.out).resolve())
    return code or subprocess.run(command).returncode


def check(study: Study, report: Path) -> int:
    """Compare the report as it stands with R, and leave the outcome beside it."""
    ledger = pd.read_csv(report / "results.csv", dtype=str, keep_default_na=False)
    with tempfile.TemporaryDirectory(prefix="ralu-qc-") as name:
        folder = Path(name)
        export(report, ledger, study, folder)
        around = os.environ | {"LC_ALL": "C.UTF-8"}
        ran = subprocess.run(["Rscript", "--vanilla", str(PROGRAM), name], env=around)
        if ran.returncode:
            return _say("The R program stopped; see above.")
        answers = pd.read_csv(folder / "answers.csv", dtype=str, keep_default_na=False)
        versions = (folder / "versions.txt").read_text(encoding="utf-8").split()
    both = compare(ledger, answers)
    outcome = summarise(report, ledger, both, versions)
    outcome_file(report).write_text(outcome.to_text(), encoding="utf-8")
    show(outcome, both)
    return int(bool(both["differs"].any()))


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def export(report: Path, ledger: pd.DataFrame, study: Study, folder: Path) -> None:
    """Write datasets, requests and the study's choices in files that R reads."""
    analysis = study.analysis
    numbers, given = [], set()
    for name in DATASETS:
        frame = pd.read_parquet(report / f"adam/{name}.parquet")
        given |= {(name, variable) for variable in frame.attrs.get("given", [])}
        numbers += [(name, c) for c in frame if pd.api.types.is_numeric_dtype(frame[c])]
        frame.to_csv(folder / f"{name}.csv", index=False)
    ledger.loc[:, list(ASKED)].to_csv(folder / "requests.csv", index=False)
    write(folder / "numbers.csv", ("dataset", "column"), numbers)
    names = (
        "confidence_level",
        "month_days",
        "km_conf_type",
        "proportion_ci",
        "teae_window_days",
        "teae_stop_at_next_therapy",
    )
    chosen = [(name, getattr(analysis, name)) for name in names]
    chosen.append(("data_cutoff", study.data_cutoff))
    chosen.append(("ontrtfl_given", ("adlb", "ONTRTFL") in given))
    write(folder / "choices.csv", ("name", "value"), chosen)
    groupings = [*analysis.subgroups, *filter(None, [analysis.group])]
    in_order = [(one.variable, level) for one in groupings for level in one.levels]
    write(folder / "levels.csv", ("variable", "level"), in_order)
    days = [(one.param, one.confirmation_days) for one in analysis.biomarkers]
    write(folder / "biomarkers.csv", ("param", "confirmation_days"), days)
    rules = [one.progression for one in analysis.biomarkers if one.progression]
    head = tuple(Progression.model_fields)
    write(folder / "progression.csv", head, [tuple(rule.model_dump().values()) for rule in rules])


def write(file: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *rows])


def compare(ledger: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return per number that R answered both values, their difference and if it is one."""
    both = ledger[["id", "analysis", "value"]].merge(answers, on="id", suffixes=("", "_r"))
    here, there = (pd.to_numeric(both[name]) for name in ("value", "value_r"))
    tolerance = both["analysis"].map(tolerance_of)
    size = pd.concat([here.abs(), there.abs(), NOISE / tolerance], axis=1).max(axis=1)
    difference = ((here - there).abs() / size).where(here.notna() | there.notna(), 0.0)
    differs = ~(difference <= tolerance)  # also where one of the two is missing
    return both.assign(difference=difference, differs=differs)


def tolerance_of(analysis: str) -> float:
    """Return how far two numbers of an analysis may lie apart."""
    return ITERATED if analysis in {"cox", "cox_multivariable", "ph_test"} else CLOSED_FORM


def summarise(
    report: Path, ledger: pd.DataFrame, both: pd.DataFrame, versions: Sequence[str]
) -> DoubleProgramming:
    """Return the outcome by analysis."""
    compared = tuple(
        Comparison(
            str(name),
            len(rows),
            int(rows["differs"].sum()),
            float(rows["difference"].fillna(0).max()),  # missing on one side: of no size
            tolerance_of(str(name)),
        )
        for name, rows in both.groupby("analysis")
    )
    rest = ledger.loc[~ledger["id"].isin(both["id"]), "analysis"].value_counts().sort_index()
    why = "the R program does not derive it"
    return DoubleProgramming(
        of=subject((report / "results.csv").read_text(encoding="utf-8"), outputs(report / "adam")),
        r=versions[0],
        survival=versions[1],
        compared=compared,
        left_out=tuple((str(n), int(k), REASONS.get(str(n), why)) for n, k in rest.items()),
    )


def show(outcome: DoubleProgramming, both: pd.DataFrame) -> None:
    """Print the outcome, and the numbers that differ."""
    print(f"R {outcome.r}, survival {outcome.survival}")
    print(f"{'analysis':<18}{'compared':>10}{'differing':>11}{'largest difference':>20}")
    for one in outcome.compared:
        print(f"{one.analysis:<18}{one.rows:>10}{one.differing:>11}{one.worst:>20.1e}")
    wrong = both[both["differs"]]
    print(f"{'all':<18}{len(both):>10}{len(wrong):>11}{both['difference'].max():>20.1e}")
    for name, count, why in outcome.left_out:
        print(f"not compared: {name}, {count} rows: {why}")
    for row in wrong.head(SHOWN).itertuples():
        print(f"differs: {row.id}: {row.value or 'missing'}, in R {row.value_r or 'missing'}")
    if len(wrong) > SHOWN:
        print(f"and {len(wrong) - SHOWN} more")


if __name__ == "__main__":
    sys.exit(main())
