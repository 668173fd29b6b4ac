"""Run each notebook alone, in a kernel as a report has it; print seconds of its cells as JSON.

The datasets and the ledger are those of the last report, as the pipeline hands them on.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import papermill
from nbformat import from_dict

from ralu.report.notebooks.chapters import block_outputs, notebooks_folder, places, read_chapters
from ralu.report.notebooks.forked_kernels import papermill_settings
from ralu.report.notebooks.imports import Modules
from ralu.report.notebooks.kernels import kernels
from ralu.report.record.publish import report_folder
from ralu.study import load_study


def main(folder: Path) -> None:
    """Print place, outputs and seconds of each code cell."""
    study = load_study(folder)
    report = report_folder(study.name, None)
    with tempfile.TemporaryDirectory() as name:
        run = Path(name)
        shutil.copytree(report / "adam", run / "adam")
        shutil.copy(report / "results.json", run / "ledger.json")
        chapters = read_chapters(notebooks_folder())
        places = {"folder": notebooks_folder(), "run": run, "study": folder, "data": folder}
        modules = Modules(notebooks_folder()).warm(chapters)
        with kernels(**places, modules=modules) as sockets:
            cells = [
                cell
                for chapter in chapters
                for cell in timed(chapter, study.parameters.get(chapter.name, {}), sockets)
            ]
    print(json.dumps(cells))


def timed(
    chapter: Any, given: Mapping[str, Any], sockets: Path
) -> Iterator[tuple[str, str, float]]:
    """Run a chapter; yield place, ids of the outputs, and seconds of each code cell."""
    executed = papermill.execute_notebook(
        from_dict(chapter.notebook),
        None,
        parameters=dict(given) or None,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        resources={"metadata": {"path": str(notebooks_folder())}},
        **papermill_settings(sockets),
    )
    for place, cell in places(chapter.name, executed.cells):
        if cell.cell_type == "code":
            ids = (getattr(block, "id", "") for _, block in block_outputs(cell))
            yield place, ", ".join(filter(None, ids)), cell.metadata.papermill.duration


if __name__ == "__main__":
    main(Path(sys.argv[1]))
