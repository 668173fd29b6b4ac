"""The notebooks as they stand, run as JupyterLab would, give what the pipeline gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from ralu.blocks import MEDIA_TYPE

NOTEBOOKS = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def run(folder: Path, name: str) -> list[dict[str, Any]]:
    """Run a notebook from its own folder and return its blocks."""
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=120, resources=resources).execute()
    written = json.loads(nbformat.writes(notebook))
    return [
        output["data"][MEDIA_TYPE]
        for cell in written["cells"]
        for output in cell.get("outputs", ())
        if MEDIA_TYPE in output.get("data", {})
    ]


@pytest.fixture(scope="module")
def in_lab(ralu: Any) -> Callable[[str], list[dict[str, Any]]]:
    """Return the blocks of each notebook, run two at a time without the pipeline."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        for variable in ("RALU_RUN", "RALU_STUDY", "RALU_DATA"):
            patch.delenv(variable, raising=False)
        folder = ralu.folder / "notebooks"
        blocks = dict(zip(NOTEBOOKS, pool.map(lambda n: run(folder, n), NOTEBOOKS), strict=True))
    return blocks.__getitem__


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_same_blocks_and_ledger_rows(ralu: Any, in_lab: Any, name: str) -> None:
    by_pipeline = ralu.outputs(name)
    assert by_pipeline
    assert in_lab(name) == by_pipeline


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_read_as_a_report(ralu: Any, name: str) -> None:
    notebook = json.loads((ralu.folder / f"notebooks/{name}.ipynb").read_bytes())
    cells = notebook["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    assert cells[0]["cell_type"] == "markdown"
    assert sources[0].startswith("# ")
    assert cells[1]["metadata"]["tags"] == ["parameters"]
    code = [s for cell, s in zip(cells, sources, strict=True) if cell["cell_type"] == "code"]
    assert not any(word in s for s in code for word in ("def ", "class "))
    assert max(len(s.splitlines()) for s in code) <= 12
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in cells)
