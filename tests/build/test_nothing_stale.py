"""What can change a chapter makes it run again: no chapter is taken over that is stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ralu
from ralu.report.record.digests import outputs

from ..conftest import PASSAGE, STUDY
from .test_build import again, rebuilt

CHOICES = """\
from pathlib import Path
import os
from ralu.study import load_study
study = load_study(Path(os.environ["RALU_STUDY"]))
words = str(study.parameters).translate(dict.fromkeys(b"0123456789", "#"))
print(words, sorted(study.analysis.model_fields_set))
"""


def equals_a_whole_run(report: Path) -> bool:
    """Say whether the report is what a run without an earlier one leaves."""
    found = outputs(report)
    shutil.rmtree(report)
    assert len(rebuilt()) == 3
    return outputs(report) == found


def test_a_file_saved_during_a_run_is_seen_by_the_next_one(project) -> None:
    package = project.folder / "copy/ralu"
    shutil.copytree(Path(ralu.__file__).parent, package)
    words = package / "said.py"
    words.write_text("WORDS = 'as it was'", encoding="utf-8")
    saved = f"from pathlib import Path\nPath({str(words)!r}).write_text(\"WORDS = 'as saved'\");"
    project.notebook("01_first", PASSAGE.format(id="a", value=3), saved)
    project.notebook("02_last", "from ralu.said import WORDS\nprint(WORDS)", reads="ledger")

    def run() -> tuple[str, str]:
        command = [sys.executable, "-m", "ralu", "report", "tiny"]
        environment = {**os.environ, "PYTHONPATH": "copy"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        last = project.report / "notebooks/02_last.ipynb"
        return done.stderr, last.read_text(encoding="utf-8")

    assert "as it was" in run()[1], "the kernels' parent imports before the first cell runs"
    told, last = run()
    assert "02_last: running" in told
    assert "as saved" in last


@pytest.mark.parametrize(
    "lines",
    [
        "parameters: {01_first: {count: 3}, 02_second: {label: other}}",
        "parameters: {01_first: {count: 3}}\nanalysis: {teae_window_days: 30}",
        "parameters: {02_second: {label: one}, 01_first: {count: 3}}",
    ],
)
def test_a_chapter_that_lists_choices_follows_study_yml(built, lines: str) -> None:
    built.notebook(
        "02_second", "#: parameters\nlabel: str = 'one'", PASSAGE.format(id="b", value=7)
    )
    built.notebook("03_last", CHOICES, reads="ledger")
    built.parameters("{01_first: {count: 3}, 02_second: {label: one}}")
    again()
    (built.study / "study.yml").write_text(f"{STUDY}{lines}\n", encoding="utf-8")
    assert "03_last" in rebuilt()
    assert equals_a_whole_run(built.report)


def test_a_default_that_study_yml_now_states_runs_only_who_lists_choices(built) -> None:
    built.notebook("03_last", CHOICES, reads="ledger")
    again()
    lines = "parameters: {01_first: {count: 3}}\nanalysis: {teae_window_days: 30}"
    (built.study / "study.yml").write_text(f"{STUDY}{lines}\n", encoding="utf-8")
    assert rebuilt() == ["03_last"]


@pytest.mark.parametrize(
    ("type_", "before", "after"),
    [
        ("dict[str, str]", "{a: one, b: two}", "{b: two, a: one}"),
        ("dict[str, bool]", "{a: true, b: false}", "{b: false, a: true}"),
        ("list[str]", "[one, two]", "[two, one]"),
    ],
)
def test_the_order_of_a_parameter_counts(built, type_: str, before: str, after: str) -> None:
    empty = "[]" if type_.startswith("list") else "{}"
    built.notebook("02_second", f"#: parameters\nshown: {type_} = {empty}", "print(shown)")
    built.parameters(f"{{02_second: {{shown: {before}}}}}")
    again()
    built.parameters(f"{{02_second: {{shown: {after}}}}}")
    assert "02_second" in rebuilt()
    assert equals_a_whole_run(built.report)


@pytest.mark.parametrize("name", ["extra.csv", "doses/2020/extra.txt", "own.yml"])
def test_a_data_file_beside_the_notebooks_decides_all_chapters(built, name: str) -> None:
    file = built.folder / "notebooks" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("three", encoding="utf-8")
    built.notebook("02_second", f"print(open({name!r}).read())", PASSAGE.format(id="b", value=7))
    again()
    file.write_text("four", encoding="utf-8")
    found = again()
    assert f"02_second: running 2 cells (notebooks/{name} changed)" in found.said
    assert sorted(found.ran) == ["01_first", "02_second", "03_last"]
    assert equals_a_whole_run(built.report)


@pytest.mark.parametrize(
    "name", [".ipynb_checkpoints/extra.csv", "__pycache__/a.pyc", ".extra.csv.swp"]
)
def test_what_editors_and_python_leave_beside_the_notebooks_decides_nothing(built, name) -> None:
    file = built.folder / "notebooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("three", encoding="utf-8")
    assert "Nothing to do: the report is up to date." in again().said


@pytest.mark.parametrize("command", ["%run words.py", "!cat words.py", "said = !cat words.py"])
def test_a_command_in_a_cell_can_use_any_file_beside_the_notebooks(built, command: str) -> None:
    file = built.folder / "notebooks/words.py"
    file.write_text("print('three')", encoding="utf-8")
    built.notebook("02_second", command, PASSAGE.format(id="b", value=7))
    again()
    file.write_text("print('four')", encoding="utf-8")
    assert rebuilt() == ["02_second"]
    assert equals_a_whole_run(built.report)


@pytest.mark.parametrize("name", ["cells", "datasets", "versions"])
def test_the_name_of_a_module_beside_the_notebooks_hides_nothing(built, name: str) -> None:
    file = built.folder / f"notebooks/{name}.py"
    file.write_text("value = 'three'", encoding="utf-8")
    built.notebook("02_second", f"from {name} import value\nprint(value)")
    again()
    file.write_text("value = 'four'", encoding="utf-8")
    assert f"02_second: running 1 cells (notebooks/{name}.py changed)" in again().said
    assert equals_a_whole_run(built.report)
