"""Freezing reports: `ralu release`, and `ralu diff` against the last release."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ralu.cli import main

FIRST = Path("tiny/releases/001")


def test_a_release_is_numbered_and_holds_what_a_comparison_needs(built: Any, capsys: Any) -> None:
    for number in ("001", "002"):
        assert main(["release", "tiny"]) == 0
        said = capsys.readouterr()
        assert said.out.startswith(f"tiny/releases/{number}: build unknown / ")
        assert said.err == ""
    report = built.report
    figures = {f"figures/{file.name}" for file in report.glob("figures/*.csv")}
    frozen = {f.relative_to(FIRST).as_posix(): f for f in FIRST.rglob("*") if f.is_file()}
    assert set(frozen) == {"manifest.json", "results.json", *figures}
    for name, file in frozen.items():
        assert file.read_bytes() == (report / name).read_bytes()
    assert sorted(f.name for f in FIRST.parent.iterdir()) == ["001", "002"]


def test_numbers_go_on_behind_the_last(built: Any, capsys: Any) -> None:
    for name in ("009", "1000", "notes", "2b"):
        (FIRST.parent / name).mkdir(parents=True)
    assert main(["release", "tiny"]) == 0
    assert capsys.readouterr().out.startswith("tiny/releases/1001: ")


def _refused(capsys: Any, *command: str) -> str:
    assert main([*command]) == 2
    first, last = capsys.readouterr().err.splitlines()
    assert last == "1 problem; nothing was made."
    return first


def _outdated(built: Any) -> None:
    (built.study / "adsl.csv").open("a", encoding="utf-8").write("\n")


def _edited(built: Any) -> None:
    (built.report / "report.html").write_text("<p>", encoding="utf-8")


def _older(built: Any) -> None:
    file = built.report / "manifest.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    del content["choices"]
    file.write_text(json.dumps(content), encoding="utf-8")


def _missing(built: Any) -> None:
    shutil.rmtree(built.report)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_outdated, "is not of the present data, study.yml, notebooks, code and packages."),
        (_edited, "is not as it was made: a file is changed or missing."),
        (_older, "holds a report of another version of ralu, which this one cannot read."),
        (_missing, "holds no report (no manifest.json)."),
    ],
)
def test_what_is_not_frozen(built: Any, capsys: Any, change: Any, message: str) -> None:
    change(built)
    said = _refused(capsys, "release", "tiny")
    assert said == f"outputs/tiny: {message} Run make first."
    assert not FIRST.exists()


def test_a_place_that_cannot_be_written(built: Any, capsys: Any) -> None:
    FIRST.parent.write_text("a file", encoding="utf-8")
    assert _refused(capsys, "release", "tiny").startswith("tiny/releases/001: cannot be written")


def test_what_a_killed_release_left_does_no_harm(built: Any) -> None:
    left = FIRST.with_name(".making")
    (left / "figures").mkdir(parents=True)
    (left / "figures" / "fig-half.csv").write_text("", encoding="utf-8")
    assert main(["release", "tiny"]) == 0
    assert not list(FIRST.rglob("fig-half.csv"))
    assert not left.exists()


def test_modified_code_is_warned_of(built: Any, capsys: Any) -> None:
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "-m", "First"],
    ):
        subprocess.run(["git", *command], check=True)
    with Path("notebooks/02_second.ipynb").open("a", encoding="utf-8") as notebook:
        notebook.write("\n")
    assert main(["report", "tiny"]) == 0
    capsys.readouterr()
    assert main(["release", "tiny"]) == 0
    assert "+modified / " in (said := capsys.readouterr()).out
    assert said.err.startswith("Warning: notebooks or code differ from that revision")


def test_a_study_is_compared_with_its_last_release(built: Any, capsys: Any) -> None:
    assert _refused(capsys, "diff", "tiny") == (
        "tiny/releases: holds no release to compare with. Run make release before the next change."
    )
    assert main(["release", "tiny"]) == 0
    assert main(["diff", "tiny"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No differences."
    built.parameters("{01_first: {count: 4}}")
    assert main(["report", "tiny"]) == 0
    capsys.readouterr()
    assert main(["diff", "tiny"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("old  release 001 of tiny, build ")
    assert said[1].startswith("new  report of tiny, build ")
    assert "  parameters  01_first.count: 3 -> 4" in said
    assert said[-3] == "Print changed: 1 result; cause: parameters"
    assert said[-1].split() == ["first.n", "3", "4", "+1", "+33.3%"]


def test_one_folder_cannot_be_the_report_of_two_studies(built: Any, capsys: Any) -> None:
    shutil.copytree("tiny", "other")
    said = _refused(capsys, "diff", "tiny", "other", "--out", "outputs/tiny")
    assert said.startswith("outputs/tiny: is the report of one study, not of two.")
    assert main(["diff", "other", "tiny"]) == 2, "the other has no report"
