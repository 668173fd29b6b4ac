"""A tiny project to run whole reports in: a study of two patients and a few short notebooks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

STUDY = """\
title: A study of two patients
short_title: Tiny
status: DRAFT
synthetic: true
data_cutoff: 2024-01-31
source: adam
files: {adsl: adsl.csv}
"""
ADSL = """\
USUBJID,SAFFL,AGE,TRTSDT,TRTEDT
01,Y,70,2020-01-01,2020-03-01
02,Y,71,2020-01-01,2020-03-01
"""
PASSAGE = """\
from IPython.display import display
from ralu.blocks import MEDIA_TYPE, Passage, to_data
from ralu.ledger import Ledger
ledger = Ledger("{id}", "cohort", "tab-x", "All", "ADSL")
ledger.add("n", {value}, str({value}))
passage = Passage("Counted.", ledger=tuple(ledger.rows))
display({{MEDIA_TYPE: to_data(passage), "text/plain": "Passage(...)"}}, raw=True)
"""


@dataclass(frozen=True)
class Project:
    """A folder with `notebooks/` and the study `tiny/`, to be the current directory."""

    folder: Path

    @property
    def study(self) -> Path:
        """Folder of study.yml."""
        return self.folder / "tiny"

    @property
    def report(self) -> Path:
        """Folder of the report."""
        return self.folder / "outputs" / "tiny"

    def notebook(self, name: str, *cells: str, reads: str = "") -> None:
        """Write a notebook; a cell that begins with ``#:`` has its first line's word as tag."""
        content = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"ralu": {"reads": reads}} if reads else {},
            "cells": [_cell(f"cell-{place}", source) for place, source in enumerate(cells)],
        }
        file = self.folder / "notebooks" / f"{name}.ipynb"
        file.write_text(json.dumps(content), encoding="utf-8")

    def passage(self, name: str, value: int = 2) -> None:
        """Write a notebook that reports one number."""
        self.notebook(name, f"# {name}", PASSAGE.format(id=name, value=value))

    def parameters(self, text: str) -> None:
        """Write study.yml with parameters (YAML, one line)."""
        (self.study / "study.yml").write_text(f"{STUDY}parameters: {text}\n", encoding="utf-8")


def _cell(name: str, source: str) -> dict[str, object]:
    kind = "markdown" if source.startswith("# ") else "code"
    tags = []
    if source.startswith("#:"):
        tag, _, source = source[2:].partition("\n")
        tags = [tag.strip()]
    cell = {"cell_type": kind, "id": name, "metadata": {"tags": tags}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def make_project(folder: Path) -> Project:
    """Make the study, without notebooks."""
    project = Project(folder)
    project.study.mkdir()
    (folder / "notebooks").mkdir()
    (project.study / "adsl.csv").write_text(ADSL, encoding="utf-8")
    project.parameters("{}")
    return project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project without notebooks; it is the current directory."""
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path)


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one report for all tests that begin with a good one."""
    from ralu.cli import main

    project = make_project(tmp_path_factory.mktemp("built"))
    project.parameters("{01_first: {count: 3}}")
    project.notebook(
        "01_first",
        "# First",
        "#: parameters\ncount: int = 1",
        PASSAGE.format(id="first", value="count"),
        "import os\nprint(object(), os.environ['RALU_RUN'])",
    )
    project.passage("02_second")
    project.notebook(
        "03_last",
        "# Last",
        "import json, os, pathlib\n"
        "rows = json.loads(pathlib.Path(os.environ['RALU_RUN'], 'ledger.json').read_text())\n"
        "print([row['id'] for row in rows])",
        reads="ledger",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.folder)
        assert main(["report", "tiny"]) == 0
    return project.folder


@pytest.fixture
def built(_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project of three notebooks with its report made; it is the current directory."""
    import shutil

    shutil.copytree(_built, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)
