"""Running notebooks in real kernels."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

import ralu
from ralu.problems import InputError
from ralu.report.notebooks.chapters import read_chapters
from ralu.report.notebooks.execute import Notebook, execute
from ralu.report.notebooks.failures import Failure, NotebookFailed
from ralu.report.notebooks.kernels import FORK, kernels
from ralu.report.notebooks.normalise import to_text
from ralu.report.notebooks.progress import Progress

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture(params=[pytest.param(True, marks=ON_LINUX), False], autouse=True)
def forked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Say whether kernels are forked; where they cannot be, Jupyter starts them."""
    if not request.param:
        monkeypatch.setattr("sys.platform", "darwin")
    return bool(request.param)


def run(project, given=None, server: bool = True, modules=()) -> dict[str, Notebook]:
    folder = project.folder / "notebooks"
    places = {"run": project.folder / "run", "study": project.study, "data": project.study}
    with kernels(folder=folder, modules=modules, **places) as sockets:
        if not server:
            (sockets / FORK).unlink(missing_ok=True)
            (sockets / FORK).touch()
        chapters = read_chapters(folder)
        return execute(
            chapters,
            given=given or {},
            reasons={chapter.name: "" for chapter in chapters},
            folder=folder,
            sockets=sockets,
            jobs=2,
            progress=Progress(),
        )


def printed(notebook: Notebook, cell: int) -> str:
    return "".join(output["text"] for output in notebook["cells"][cell]["outputs"])


def test_every_way_to_fail_is_found_and_all_are_listed(project) -> None:
    project.notebook("01_good", "print(1)")
    project.notebook(
        "02_raises", "#: parameters\nn: int = 1", "# Text", "x = 0\nn / x", "print('never')"
    )
    project.notebook("03_exits", "import sys\nsys.exit(0)", "print('never')")
    project.notebook("04_dies", "1 + 1", "import os\nos._exit(0)", "print('never')")
    with pytest.raises(NotebookFailed) as failed:
        run(project, {"02_raises": {"n": 7}})
    raises, exits, dies = failed.value.failures
    assert (raises.chapter, raises.cell, raises.cells) == ("02_raises", 3, 4)
    assert raises.source == "x = 0\nn / x"
    assert "ZeroDivisionError: division by zero" in raises.account
    assert "----> 2" in raises.account
    assert "\x1b" not in raises.account
    assert "failed in cell 3 of 4" in raises.account
    assert (exits.chapter, exits.cell) == ("03_exits", 1)
    assert "SystemExit" in exits.account
    assert (dies.chapter, dies.cell) == ("04_dies", 2)
    assert "Kernel died" in dies.account
    assert all(failure.notebook["cells"][-1]["outputs"] == [] for failure in (raises, exits, dies))


def test_kernels_are_told_where_they_are_and_notebooks_do_not_show_it(
    project, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = project.folder / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("secret = 1", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(startup.parents[1]))
    names = ("RALU_RUN", "RALU_STUDY", "RALU_DATA")
    project.notebook(
        "01_places",
        f"import os\nplaces = [os.environ[n] for n in {names}]\nprint(os.getcwd(), *places)",
        "[os.path.isabs(place) for place in places]",
        "'secret' in globals(), hash('a')",
        "import warnings\nwarnings.warn('careful')",
    )
    project.notebook("02_same", "'secret' in globals(), hash('a')")
    before = dict(os.environ)
    executed = run(project)
    assert os.environ == before
    places = executed["01_places"]
    assert printed(places, 0).split()[1:3] == ["$RALU_RUN", "$RALU_DATA"]
    assert places["cells"][1]["outputs"][0]["data"]["text/plain"] == "[True, True, True]"
    secret, first_hash = places["cells"][2]["outputs"][0]["data"]["text/plain"].split(", ")
    assert secret == "(False"
    assert executed["02_same"]["cells"][0]["outputs"][0]["data"]["text/plain"].endswith(first_hash)
    text = to_text(places)
    assert "careful" in text
    assert str(project.folder) not in text
    assert "papermill" not in text


def test_a_forked_kernel_has_imported_what_was_named(project, forked: bool) -> None:
    project.notebook("01_a", "import sys\nprint('ralu.stats' in sys.modules)")
    executed = run(project, modules=["ralu.nothing", "ralu.stats"])
    assert printed(executed["01_a"], 0) == f"{forked}\n"


def test_kernels_run_the_copy_of_the_package_that_the_command_runs(
    project, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(ralu.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.path.relpath(own))
    project.notebook("01_a", "import ralu\nprint(ralu.__file__)")
    assert printed(run(project)["01_a"], 0).endswith("ralu/__init__.py\n")


def test_without_the_fork_server_kernels_start_all_the_same(project) -> None:
    project.notebook("01_a", "print(1)")
    assert printed(run(project, server=False)["01_a"], 0) == "1\n"


def test_random_numbers_are_those_of_each_notebook(project) -> None:
    draw = "import random, numpy\nprint(random.random(), numpy.random.rand())"
    project.notebook("01_a", draw)
    project.notebook("02_b", draw)
    numbers = [printed(notebook, 0).split() for notebook in run(project).values()]
    assert all(one != other for one, other in zip(*numbers, strict=True))


def test_a_module_beside_the_notebooks_can_be_imported(project) -> None:
    (project.folder / "notebooks" / "beside.py").write_text("value = 3", encoding="utf-8")
    project.notebook("01_a", "import beside\nprint(beside.value)")
    assert printed(run(project)["01_a"], 0) == "3\n"


def test_a_kernel_that_dies_and_leaves_a_process_is_noticed(project) -> None:
    project.notebook("01_a", "import os, time\nif os.fork() == 0:\n    time.sleep(20)\nos._exit(1)")
    with pytest.raises(NotebookFailed) as failed:
        run(project)
    assert "Kernel died" in failed.value.failures[0].account


def test_a_folder_too_long_for_sockets_is_named(project, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(project.folder / ("x" * 100)))
    project.notebook("01_a", "print(1)")
    with pytest.raises(InputError, match="TMPDIR"):
        run(project)


def test_streams_are_one_output_each_however_they_arrive(project) -> None:
    project.notebook("01_prints", "for n in range(300):\n    print(n, flush=True)")
    (cell,) = run(project)["01_prints"]["cells"]
    assert [output["name"] for output in cell["outputs"]] == ["stdout"]


def test_half_run_notebooks_replace_those_of_the_run_before(tmp_path: Path) -> None:
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    folder = tmp_path / "tiny.failed"
    for name in ("01_a", "02_b"):
        failed = NotebookFailed([Failure(name, 1, 1, "1/0", "ZeroDivisionError", notebook)], {})
        failed.keep(folder)
    assert [file.name for file in folder.iterdir()] == ["02_b.ipynb"]
    assert json.loads((folder / "02_b.ipynb").read_text(encoding="utf-8")) == notebook
