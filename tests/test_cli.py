"""Exit codes and words of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ralu.cli import main
from ralu.report.notebooks.progress import LiveProgress
from ralu.report.record.publish import site


def test_a_faulty_study_is_refused_with_every_key(project, capsys) -> None:
    file = project.study / "study.yml"
    text = file.read_text(encoding="utf-8").replace("DRAFT", "draft")
    file.write_text(text + "colour: red\n", encoding="utf-8")
    assert main(["report", "tiny"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in told[:-1]] == ["study.yml, colour", "study.yml, status"]
    assert told[-1] == "2 problems; nothing was made."


def test_faulty_data_are_refused_a_line_per_problem(project, capsys) -> None:
    project.passage("01_first")
    (project.study / "adsl.csv").write_text(
        "USUBJID,SAFFL,TRTSDT,TRTEDT\n01,Y,2020-13-01,\x1b[31mx\n01,Y,2020-01-01,\n",
        encoding="utf-8",
    )
    for command in ("report", "check"):
        assert main([command, "tiny"]) == 2
        told = capsys.readouterr().err
        assert "adsl.csv, row 2, TRTSDT: '2020-13-01'" in told
        assert "\x1b" not in told
        assert "Traceback" not in told
    assert not (project.folder / "outputs/tiny").exists()


def test_faulty_parameters_are_refused_before_anything_runs(project, capsys) -> None:
    project.notebook("01_first", "#: parameters\nn: int = 1", "print(n)")
    project.parameters("{01_first: {n: x, m: 1}, 02_none: {a: 1}}")
    assert main(["report", "tiny"]) == 2
    told = capsys.readouterr().err
    assert told.count("study.yml, parameters.") == 3
    assert "running" not in told


def test_a_place_that_cannot_be_written_is_refused(project, capsys) -> None:
    project.passage("01_first")
    Path("file").write_text("", encoding="utf-8")
    assert main(["report", "tiny", "--out", "file/report"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("file/report: cannot be written")
    assert len(told) == 2


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (None, "", "holds no chapter"),
        ("01_a.ipynb", "not JSON", "is not a notebook"),
        ("01_a.ipynb", '{"nbformat": 3}', "is not a notebook"),
        ("01_a.ipynb", "[]", "is not a notebook"),
        ("Untitled.ipynb", "{}", "holds no chapter"),
    ],
)
def test_faulty_notebooks_folders_are_refused(project, capsys, file, text, message) -> None:
    if file:
        (project.folder / "notebooks" / file).write_text(text, encoding="utf-8")
    assert main(["report", "tiny"]) == 2
    assert message in capsys.readouterr().err


def test_without_a_notebooks_folder_there_is_a_hint(project, capsys) -> None:
    (project.folder / "notebooks").rmdir()
    assert main(["report", "tiny"]) == 2
    assert "Run ralu where the notebooks folder is." in capsys.readouterr().err


def test_an_unknown_folder_is_refused(project, capsys) -> None:
    assert main(["check", "nowhere"]) == 2
    assert "nowhere/study.yml: cannot be read" in capsys.readouterr().err


def test_data_may_lie_elsewhere(project, capsys) -> None:
    (project.folder / "elsewhere").mkdir()
    (project.study / "adsl.csv").rename(project.folder / "elsewhere/adsl.csv")
    assert main(["check", "tiny", "--data", "elsewhere"]) == 0
    assert main(["check", "tiny"]) == 2
    assert "adsl.csv" in capsys.readouterr().err


def test_a_reference_to_nothing_names_its_notebook_and_cell(project, capsys) -> None:
    project.notebook("01_first", "# See @tab-none")
    assert main(["report", "tiny"]) == 3
    told = capsys.readouterr().err
    assert "01_first, cell 1: @tab-none is no table or figure" in told
    assert "Traceback" not in told


def test_anything_else_is_one_sentence_and_a_traceback_on_request(built, capsys) -> None:
    with site(built.report):
        assert main(["report", "tiny"]) == 1
        told = capsys.readouterr().err
        assert "BusyError: Another run" in told
        assert "Traceback" not in told
        assert main(["--debug", "report", "tiny"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["report"], ["report", "tiny", "--jobs", "0"]])
def test_wrong_usage_is_bad_input(arguments: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ralu", *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: ralu")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["where", "first.n", "tiny"],
        ["where", "first", "tiny"],
        ["check", "tiny"],
        ["diff", "outputs/tiny", "outputs/other"],
        ["report", "tiny"],
        ["release", "tiny"],
    ],
)
def test_who_stops_reading_is_no_fault(built, arguments: list[str]) -> None:
    (built.folder / "outputs/other").symlink_to(built.report)
    nobody, output = os.pipe()
    os.close(nobody)
    ran = subprocess.run(
        [sys.executable, "-m", "ralu", *arguments], stdout=output, stderr=subprocess.PIPE, text=True
    )
    os.close(output)
    assert ran.returncode == 0
    assert "Pipe" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_live_progress_names_chapters_and_where_they_stopped(capsys) -> None:
    with LiveProgress() as shown:
        shown.step("Reading")
        shown.start("01_cohort", 4, "")
        shown.start("02_safety", 7, "tables/safety changed")
        shown.cell("01_cohort", 3)
        shown.end("01_cohort", failed=True)
        shown.end("02_safety", failed=False)
        shown.step("[Writing]")
    told = capsys.readouterr().err
    assert told.startswith("Reading\n")
    assert "[Writing]" in told
    assert "02_safety: tables/safety changed\n" in told
    assert "01_cohort failed" in told
    assert "2/4" in told
    assert "7/7" in told
