"""The recipes of docs/, followed to the letter in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from .conftest import ROOT, Made

RECIPES = ("add-a-table", "add-a-figure", "add-a-chapter", "add-a-reader", "write-text")
STEP = re.compile(
    r"^`([\w./-]+)`(?:, ([^\n]+?))?:\n\n```\w+\n(.*?)^```\n", re.DOTALL | re.MULTILINE
)
"""A line that says which file is to be written or changed, and the code."""
COPIED = ("src", "tests", "docs", "pyproject.toml")
SITES = {"S1": [1, 2, 2, 2, 1, 5], "S2": [1] * 5}
"""Infusions of the patients of the study of twelve, by site; one patient has none."""


@dataclass(frozen=True)
class Step:
    """What a recipe does to one file."""

    path: str
    how: str
    code: str

    def follow(self, project: Path) -> None:
        """Do it in a copy of the project."""
        file = project / self.path
        if file.suffix == ".ipynb":
            _edit_notebook(file, self.how, self.code.removesuffix("\n"))
            return
        match self.how:
            case "":
                assert not file.exists(), self.path
                text = self.code
            case "changed":
                text = file.read_text(encoding="utf-8")
                old, new = _before_and_after(self.code)
                assert text.count(old) == 1, f"{self.path} is no longer as the recipe says:\n{old}"
                text = text.replace(old, new)
            case "at the end":
                text = f"{file.read_text(encoding='utf-8')}\n\n{self.code}"
            case other:
                raise AssertionError(f"{self.path}: nobody knows how to do {other!r}")
        file.write_text(text, encoding="utf-8")


def steps(recipe: str) -> list[Step]:
    text = (ROOT / f"docs/{recipe}.md").read_text(encoding="utf-8")
    found = [Step(*step) for step in STEP.findall(text)]
    fences = re.findall(r"^```(?:python|diff|markdown)$", text, re.MULTILINE)
    assert len(found) == len(fences), f"a block of code in {recipe} does not say where it goes"
    return found


def _before_and_after(diff: str) -> tuple[str, str]:
    """Return what a diff without line numbers takes away, and what it puts there."""
    lines = diff.splitlines(keepends=True)
    old, new = ("".join(line[1:] for line in lines if line[0] in f" {s}") for s in "-+")
    return old, new


def _edit_notebook(file: Path, how: str, source: str) -> None:
    empty = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    notebook = json.loads(file.read_text(encoding="utf-8")) if file.exists() else empty
    cells = notebook["cells"]
    if how == "among the imports":
        package = re.match(r"from \w+\.\w+\.", source)
        assert package
        cell = next(cell for cell in cells if "".join(cell["source"]).startswith(package[0]))
        lines = "".join(cell["source"]).splitlines()
        place = next((k for k, line in enumerate(lines) if line > source), len(lines))
        cell["source"] = "\n".join([*lines[:place], source, *lines[place:]])
    elif made := re.fullmatch(r"a (Markdown|code) cell at the end(?:, with the tag `(\w+)`)?", how):
        kind, tag = made[1].lower(), made[2]
        cell = {"cell_type": kind, "id": f"new-{len(cells)}", "source": source}
        cell["metadata"] = {"tags": [tag]} if tag else {}
        cells.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    else:
        raise AssertionError(f"{file.name}: nobody knows how to do {how!r}")
    file.write_text(json.dumps(notebook), encoding="utf-8")


@dataclass(frozen=True)
class Copy:
    """A copy of the project in which all recipes were followed."""

    folder: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a module of Python on the code of the copy."""
        surroundings = os.environ | {"PYTHONPATH": str(self.folder / "src")}
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder,
            env=surroundings,
            capture_output=True,
            text=True,
        )

    def report(self, study: str) -> Made:
        """Make the report of a study of the copy."""
        ran = self.run("ralu", "report", f"data/{study}")
        assert ran.returncode == 0, ran.stderr
        return Made(self.folder, self.folder / "outputs" / study, (f"data/{study}",))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return the project with the cohort chapter, the chapter of the recipe, and two studies."""
    folder = tmp_path_factory.mktemp("recipes")
    for name in COPIED:
        one = ROOT / name
        (shutil.copytree if one.is_dir() else shutil.copy)(one, folder / name)
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks/01_cohort.ipynb", folder / "notebooks")
    for study in ("tiny", "trial"):
        _copy_study(study, folder / "data" / study)
    for recipe in RECIPES:
        for step in steps(recipe):
            step.follow(folder)
    _as_json_lines(folder / "data/tiny")
    return Copy(folder)


def _copy_study(name: str, folder: Path) -> None:
    """Copy a study without the parameters of chapters that the copy does not have."""
    shutil.copytree(ROOT / "tests/studies" / name, folder)
    file = folder / "study.yml"
    text, _, _ = file.read_text(encoding="utf-8").partition("\nparameters:\n")
    file.write_text(f"{text}\n", encoding="utf-8")


def _as_json_lines(study: Path) -> None:
    """Put the infusions into the format that the recipe adds."""
    infusions = pd.read_csv(study / "lutetium.csv", dtype=str, keep_default_na=False)
    infusions.to_json(study / "lutetium.jsonl", orient="records", lines=True)
    (study / "lutetium.csv").unlink()
    file = study / "study.yml"
    text = file.read_text(encoding="utf-8").replace("lutetium.csv", "lutetium.jsonl")
    file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def tiny(copy: Copy) -> Made:
    return copy.report("tiny")


@pytest.fixture(scope="module")
def trial(copy: Copy) -> Made:
    return copy.report("trial")


@pytest.fixture(scope="module")
def results(tiny: Made) -> pd.DataFrame:
    return tiny.results()


def shown(made: Made, notebook: str) -> dict[str, dict[str, Any]]:
    """Return the tables and figures of a chapter by id."""
    return {block["id"]: block for block in made.outputs(notebook) if "id" in block}


def passages(made: Made, notebook: str) -> list[str]:
    """Return the texts of a chapter without their links."""
    found = (block["markdown"] for block in made.outputs(notebook) if "markdown" in block)
    return [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text) for text in found]


def files_of(recipe: str) -> list[str]:
    return list(dict.fromkeys(step.path for step in steps(recipe)))


@pytest.mark.parametrize("recipe", RECIPES[:4])
def test_a_recipe_says_how_many_files_it_touches(recipe: str) -> None:
    count = {1: "one file", 2: "two files", 3: "three files"}
    files = set(files_of(recipe)) - {"src/ralu/tables/methods/analyses.csv", "docs/chapters.md"}
    text = (ROOT / f"docs/{recipe}.md").read_text(encoding="utf-8")
    assert f"touches {count[len(files)]}" in text


def test_tests_of_the_recipes_pass(copy: Copy) -> None:
    tests = [f for recipe in RECIPES for f in files_of(recipe) if f.startswith("tests/")]
    assert len(tests) == 3
    ran = copy.run("pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert ran.returncode == 0, ran.stdout


def test_code_of_the_recipes_is_in_the_style_of_the_house(copy: Copy) -> None:
    files = [f for recipe in RECIPES for f in files_of(recipe) if f.endswith((".py", ".ipynb"))]
    for command in (("check",), ("format", "--check")):
        ran = copy.run("ruff", *command, "--no-cache", *dict.fromkeys(files))
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("site", SITES)
def test_the_table_is_in_the_report(results: pd.DataFrame, tiny: Made, site: str) -> None:
    infusions = pd.Series(SITES[site])
    of_site = f"sites.siteid={site.lower()}."
    assert results.at[f"sites.patients.{site.lower()}.n", "value"] == len(infusions)
    assert results.at[f"{of_site}infusions.median", "value"] == infusions.median()
    assert results.at[f"{of_site}infusions.q3", "value"] == infusions.quantile(0.75)
    assert results.at[f"{of_site}died.n", "value"] == {"S1": 6, "S2": 1}[site]
    html = (tiny.report / "report.html").read_text(encoding="utf-8")
    assert 'id="tab-sites"' in html
    assert f'data-id="{of_site}infusions.median"' in html
    assert (tiny.report / "tables/tab-sites.csv").exists()


def test_the_figure_draws_the_table(tiny: Made) -> None:
    blocks = shown(tiny, "01_cohort")
    assert blocks["fig-sites"]["ledger"] == blocks["tab-sites"]["ledger"]
    assert 'id="fig-sites"' in (tiny.report / "report.html").read_text(encoding="utf-8")


def test_the_chapter_is_in_the_report(results: pd.DataFrame, tiny: Made) -> None:
    found = results.loc["cohort.luact.median"]
    assert (found["notebook"], found["output"]) == ("05_dosimetry", "tab-activity")
    assert passages(tiny, "05_dosimetry") == [
        f"The median cumulative activity was {found['text']} GBq."
    ]
    html = (tiny.report / "report.html").read_text(encoding="utf-8")
    assert html.index('id="tab-sites"') < html.index('id="tab-activity"')


def test_text_with_numbers_is_in_the_report(results: pd.DataFrame, tiny: Made) -> None:
    died, complete = (results.loc[id] for id in ("follow-up.died.n", "follow-up.completeness.pct"))
    (said,) = (text for text in passages(tiny, "01_cohort") if text.startswith("Follow-up is"))
    assert f"Follow-up is {complete['text']}% complete" in said
    assert f"{died['text']}/{died['n']:.0f}" in said
    assert "Events count until 30 days after" in said


def test_every_new_analysis_has_its_words(copy: Copy, results: pd.DataFrame) -> None:
    words = pd.read_csv(copy.folder / "src/ralu/tables/methods/analyses.csv")
    assert "sites" in set(results["analysis"]) <= set(words["analysis"])


def test_every_new_chapter_stands_in_the_list_of_chapters(copy: Copy) -> None:
    text = (copy.folder / "docs/chapters.md").read_text(encoding="utf-8")
    assert "| `05_dosimetry` |" in text


def test_a_study_that_lacks_the_variables_has_a_chapter_that_says_so(trial: Made) -> None:
    absent = {*passages(trial, "01_cohort"), *passages(trial, "05_dosimetry")}
    for lacking in ("infusions and deaths by site", "the activity that patients were given"):
        assert f"This study does not have {lacking}." in absent
    html = (trial.report / "report.html").read_text(encoding="utf-8")
    assert "This study does not have infusions and deaths by site." in html
    assert not {"tab-sites", "fig-sites", "tab-activity"} & {
        *shown(trial, "01_cohort"),
        *shown(trial, "05_dosimetry"),
    }


def cells(recipe: str) -> Iterator[str]:
    return (step.code for step in steps(recipe) if step.path.endswith(".ipynb"))


@pytest.mark.parametrize("recipe", RECIPES)
def test_cells_of_the_recipes_are_as_cells_shall_be(recipe: str) -> None:
    for source in cells(recipe):
        assert len(source.splitlines()) <= 12
        assert not re.search(r"^\s*(?:def|class) ", source, re.MULTILINE)
