"""The files around the code agree with each other and with what is promised of them."""

from __future__ import annotations

import ast
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ralu
from ralu.extract.readers import FORMATS
from ralu.report.notebooks.chapters import read_chapters
from ralu.report.notebooks.parameters import resolve
from ralu.study import Analysis, Biomarker, Disclosure, Progression, Reading, Study, Subgroup

PROJECT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-lab.lock")
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
CONDA_NAMES = {
    "jupyter_client": "jupyter-client",
    "typst-py": "typst",
    "matplotlib-base": "matplotlib",
}
NOT_IMPORTED = {
    "flit-core": "builds",
    "pyarrow": "pandas reads and writes Parquet with it",
}
OWNERS = packages_distributions()
FENCED = re.DOTALL | re.MULTILINE
TEXTS = {
    str(file.relative_to(PROJECT)): file.read_text(encoding="utf-8")
    for file in (
        PROJECT / "README.md",
        PROJECT / "CONTRIBUTING.md",
        PROJECT / "data/README.md",
        *sorted((PROJECT / "docs").glob("*.md")),
    )
}
"""README, docs/ and what else people read, by path."""


def read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def requirements(name: str) -> list[Requirement]:
    """Return the pins of a lock."""
    lines = read(name).replace("\\\n", " ").splitlines()
    return [Requirement(line.split("--hash")[0].strip()) for line in lines]


def names(declared: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in declared}


def code_cells(notebook: Path) -> Iterator[tuple[dict[str, Any], str]]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield cell, "".join(cell["source"])


def imported(source: str) -> set[str]:
    """Return the distributions that a piece of code imports itself."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
    others = modules - set(sys.stdlib_module_names) - {"ralu", "conftest"}
    return {canonicalize_name(OWNERS.get(module, [module])[0]) for module in others}


def imported_below(folder: str) -> set[str]:
    files = (PROJECT / folder).rglob("*.py")
    return set().union(*(imported(file.read_text(encoding="utf-8")) for file in files))


class TestVersions:
    """Declared, locked and imported packages."""

    def test_every_direct_import_is_declared_and_the_other_way_round(self) -> None:
        cells = (source for notebook in NOTEBOOKS for _, source in code_cells(notebook))
        used = imported_below("src").union(*(imported(source) for source in cells))
        assert used | set(NOT_IMPORTED) == names(PYPROJECT["project"]["dependencies"])

    def test_tests_import_what_is_declared(self) -> None:
        declared = PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]
        tools = {file.stem for file in (PROJECT / "tools").glob("*.py")}
        assert imported_below("tests") <= names(declared) | tools

    def test_conda_has_the_versions_of_the_lock(self) -> None:
        environment = yaml.safe_load(read("environment.yml"))
        python, pip, *pins = environment["dependencies"]
        assert pip == "pip"
        at = {"python_full_version": python.removeprefix("python=") + ".7"}
        locked = {
            canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
            for pin in requirements("requirements.lock")
            if pin.marker is None or pin.marker.evaluate(at)
        }
        by_name = dict(pin.split("=") for pin in pins)
        found = {CONDA_NAMES.get(name, name): version for name, version in by_name.items()}
        declared = names(PYPROJECT["project"]["dependencies"])
        assert found == {name: locked[name] for name in declared}

    @pytest.mark.parametrize("lock", LOCKS)
    def test_locks_pin_with_hashes_and_name_no_index(self, lock: str) -> None:
        entries = read(lock).replace("\\\n", " ").splitlines()
        assert all(re.search(r"==\S+ .*--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
        assert "/" not in read(lock)

    def test_the_developers_lock_repeats_the_running_one(self) -> None:
        running, developers = (set(map(str, requirements(lock))) for lock in LOCKS[:2])
        assert running <= developers

    def test_jupyterlab_is_in_its_own_environment_only(self) -> None:
        with_lab = [lock for lock in LOCKS if "jupyterlab==" in read(lock)]
        assert with_lab == ["requirements-lab.lock"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebooks:
    """Notebooks as they are committed."""

    def test_is_stripped(self, notebook: Path) -> None:
        for cell, source in code_cells(notebook):
            stripped = cell["outputs"] == [] and cell["execution_count"] is None
            assert stripped, f"save it in `make lab`, which strips it; cell: {source[:60]}"

    def test_defines_nothing(self, notebook: Path) -> None:
        defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
        for _, source in code_cells(notebook):
            assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, defining)]

    def test_has_short_cells(self, notebook: Path) -> None:
        for cell, source in code_cells(notebook):
            is_data = "parameters" in cell["metadata"].get("tags", [])
            assert is_data or len(source.splitlines()) <= 12, source


def make(*arguments: str, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    surroundings = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    surroundings.pop("CONDA_PREFIX", None)
    return subprocess.run(
        ["make", *arguments], cwd=cwd, env=surroundings, capture_output=True, text=True
    )


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))


class TestMake:
    """The Makefile, without a set-up."""

    def test_help_lists_every_target(self) -> None:
        listed = set(re.findall(r"^make ([a-z]+) ", make("help").stdout, re.MULTILINE))
        assert listed == targets()

    @pytest.mark.parametrize(
        ("python", "said"),
        [
            ("exit 1", "needs Python 3.11"),
            ('case "$2" in *ensurepip*) exit 1; esac', "apt install python3-venv"),
            ('case "$2" in venv) mkdir .venv; exit 1; esac', "make begins it anew"),
        ],
    )
    def test_says_why_it_cannot_set_up(self, tmp_path: Path, python: str, said: str) -> None:
        for name in ("Makefile", "pyproject.toml", "requirements.lock"):
            shutil.copy(PROJECT / name, tmp_path)
        shim = tmp_path / "python"
        shim.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
        shim.chmod(0o755)
        ran = make("PYTHON3=./python", cwd=tmp_path)
        assert ran.returncode == 2
        assert said in ran.stderr.splitlines()[-2]
        assert not (tmp_path / ".venv" / "ralu-ready").exists()

    def test_passes_a_refusal_on(self, tmp_path: Path) -> None:
        (tmp_path / "env").symlink_to(sys.prefix)
        ran = make(f"ENV={tmp_path}/env", "READY=", "STUDY=nowhere", f"OUT={tmp_path}/out")
        assert ran.returncode == 2
        assert "nowhere/study.yml: cannot be read" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert len([line for line in ran.stderr.splitlines() if line.startswith("make")]) == 1


class TestWords:
    """README, docs/ and the other texts name what there is."""

    def test_commands_exist(self) -> None:
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", "\n".join(TEXTS.values()), re.MULTILINE))
        assert named <= targets()
        assert named >= {"check", "lab", "test"}

    @pytest.mark.parametrize("text", TEXTS)
    def test_paths_exist(self, text: str) -> None:
        made = re.findall(r"^`([\w./-]+)`[^`]*:$", "\n".join(TEXTS.values()), re.MULTILINE)
        words = re.findall(r"`([\w./-]+(?:/|\.\w+))`", TEXTS[text])
        own = re.compile(
            r"(src|data|docs|notebooks|tests|tools)/|[A-Z]+\.[a-z]|requirements|environment"
        )
        paths = {word for word in words if own.match(word)}.difference(made)
        assert [path for path in paths if not (PROJECT / path).exists()] == []

    def test_the_reading_map_names_paths(self) -> None:
        _, _, map = TEXTS["README.md"].partition("## Reading map")
        rows = re.findall(r"^\| .* \| (`.*`) \|$", map.partition("\n## ")[0], re.MULTILINE)
        assert len(rows) > 10
        listed = {path for row in rows for path in re.findall(r"`([^`]+)`", row)}
        assert [path for path in listed if not (PROJECT / path).exists()] == []

    @pytest.mark.parametrize("text", TEXTS)
    def test_links_lead_somewhere(self, text: str) -> None:
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXTS[text])
        folder = (PROJECT / text).parent
        assert [link for link in links if not (folder / link).exists()] == []

    def test_every_page_is_linked_from_the_readme(self) -> None:
        linked = set(re.findall(r"\]\((docs/[\w-]+\.md)\)", TEXTS["README.md"]))
        assert linked == {text for text in TEXTS if text.startswith("docs/")}

    def test_names_of_the_code_exist(self) -> None:
        named = set(re.findall(r"`(ralu(?:\.\w+)+)`", "\n".join(TEXTS.values())))
        assert len(named) > 20
        for name in named:
            pkgutil.resolve_name(name)

    def test_words_of_the_glossary_are_in_order(self) -> None:
        words = re.findall(r"^\| ([a-z][\w ]+) \|", TEXTS["docs/glossary.md"], re.MULTILINE)[1:]
        assert len(words) > 20
        assert words == sorted(set(words))

    def test_keys_of_study_yml_are_all_told(self) -> None:
        models = (Study, Reading, Analysis, Biomarker, Progression, Subgroup, Disclosure)
        keys = {key for model in models for key in model.model_fields}
        told = set(re.findall(r"`(\w+)`", TEXTS["docs/study-yml.md"]))
        assert sorted(keys - told) == []

    def test_endings_of_files_are_all_told(self) -> None:
        told = set(re.findall(r"`(\.\w+)`", TEXTS["docs/your-own-data.md"]))
        assert told == set(FORMATS)

    def test_examples_of_study_yml_are_accepted(self) -> None:
        base = yaml.safe_load(read("data/ralu/study.yml"))
        text = "\n".join(TEXTS.values())
        examples = list(map(yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```", text, FENCED)))
        assert len(examples) > 1
        for example in examples:
            study = Study.model_validate(base | example)
            resolve(read_chapters(PROJECT / "notebooks"), study.parameters)

    def test_every_notebook_stands_among_the_chapters_with_all_of_its_parameters(self) -> None:
        rows = re.findall(r"^\| `(\d\w+)` \|.*\| (.*) \|$", TEXTS["docs/chapters.md"], re.MULTILINE)
        told = {name: set(re.findall(r"`(\w+)`", words)) for name, words in rows}
        chapters = read_chapters(PROJECT / "notebooks")
        assert told == {name: set(values) for name, values in resolve(chapters, {}).items()}
        order = sorted(chapters, key=lambda chapter: (chapter.place, chapter.name))
        assert [name for name, _ in rows] == [chapter.name for chapter in order]

    def test_one_version(self) -> None:
        citation = yaml.safe_load(read("CITATION.cff"))
        newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
        assert newest
        assert citation["version"] == newest[1] == ralu.__version__
