"""The real program: on a tiny extract that has a good report already, and on whole studies."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ralu.blocks import MEDIA_TYPE

PROBLEMS = Path("tiny.failed/problems.csv")
"""Where the problems of `tiny` are in full, below the folder of outputs."""


@dataclass(frozen=True)
class Program:
    """`ralu` as a user runs it, where the notebooks are, with the report of a sound study."""

    folder: Path
    extract: Any
    good: dict[Path, bytes]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it and return what it printed."""
        command = [sys.executable, "-m", "ralu", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True)

    def refused(self, *arguments: str) -> list[str]:
        """Return the problems that a refused run lists by kind; no report may be touched."""
        ran = self.run(*(arguments or ("report", "tiny")))
        assert ran.returncode == 2, ran.stderr
        assert ran.stdout == ""
        assert "Traceback" not in ran.stderr
        assert "running" not in ran.stderr, "a notebook ran"
        *problems, last = [
            line for line in ran.stderr.splitlines() if line != "Reading and checking the data"
        ]
        made = contents(self.folder / "outputs")
        if made.pop(PROBLEMS, None):
            assert last.endswith(f"nothing was made. All of them: outputs/{PROBLEMS}")
        else:
            plural = "s" if len(problems) > 1 else ""
            assert last == f"{len(problems)} problem{plural}; nothing was made."
        assert made == self.good
        return problems


def contents(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder, but not the lock that names the last process."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock")
    return {file.relative_to(folder): file.read_bytes() for file in files}


@pytest.fixture
def program(built: Any, write_extract: Callable[[Path], Any]) -> Program:
    """Return the program, its study `tiny` changed since to a sound extract."""
    (built.study / "adsl.csv").unlink()
    good = contents(built.folder / "outputs")
    assert Path("tiny/report.html") in good
    return Program(built.folder, write_extract(built.study), good)


ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Made:
    """A copy of the project's notebooks and one of its studies, with the report made from them."""

    folder: Path
    report: Path
    command: tuple[str, ...]

    def again(self) -> list[str]:
        """Make the report and return what the program said."""
        command = [sys.executable, "-m", "ralu", "report", *self.command]
        ran = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stderr.splitlines()

    def results(self) -> pd.DataFrame:
        """Return the ledger, its columns as text but value and n."""
        frame = pd.read_csv(self.report / "results.csv", dtype=str, keep_default_na=False)
        numbers = {column: pd.to_numeric(frame[column]) for column in ("value", "n")}
        return frame.assign(**numbers).set_index("id")

    def outputs(self, name: str) -> list[dict[str, Any]]:
        """Return the blocks of an executed notebook."""
        notebook = json.loads((self.report / f"notebooks/{name}.ipynb").read_bytes())
        return blocks_of(notebook)

    def pages(self) -> list[str]:
        """Return the text of the PDF, page by page."""
        pypdf = pytest.importorskip("pypdf")
        return [page.extract_text() for page in pypdf.PdfReader(self.report / "report.pdf").pages]


def blocks_of(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the blocks that the cells of an executed notebook show, in order."""
    return [
        output["data"][MEDIA_TYPE]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if MEDIA_TYPE in output.get("data", {})
    ]


def make(
    folder: Path,
    study: str,
    *arguments: str,
    source: str = "data",
    change: Callable[[Path], None] = lambda study: None,
) -> Made:
    """Copy notebooks and study into a folder, change the study, and make the report there.

    The first process that asks for a folder makes it; the others wait and share it.
    """
    made = Made(folder, folder / "outputs" / study, (f"data/{study}", *arguments))
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.report.exists():
            shutil.copytree(ROOT / "notebooks", folder / "notebooks", dirs_exist_ok=True)
            shutil.copytree(ROOT / source / study, folder / "data" / study, dirs_exist_ok=True)
            change(folder / "data" / study)
            made.again()
    return made


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the reports that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def ralu(shared: Path) -> Made:
    """Return the report of the embedded study."""
    return make(shared / "ralu", "ralu")


@pytest.fixture(scope="session")
def tiny(shared: Path) -> Made:
    """Return the report of the study of twelve patients that is worked out by hand."""
    return make(shared / "tiny", "tiny", source="tests/studies")


@pytest.fixture(scope="session")
def variant(shared: Path) -> Callable[[Callable[[Path], None]], Made]:
    """Return the report of the study of twelve after a change of its folder, each made once."""

    def changed(change: Callable[[Path], None]) -> Made:
        folder = shared / f"variant-{change.__name__}"
        return make(folder, "tiny", source="tests/studies", change=change)

    return changed


@pytest.fixture(scope="session")
def pilot(shared: Path) -> Made:
    """Return the report of the CDISC pilot, whose files lie in $RALU_PILOT_DATA."""
    data = os.environ.get("RALU_PILOT_DATA")
    if not data:
        missing = "RALU_PILOT_DATA does not name the folder of the CDISC pilot's files"
        pytest.skip(missing)
    return make(shared / "pilot", "cdisc-pilot", "--data", str(Path(data).resolve()))
