"""Run notebooks by papermill, several at a time, each in a kernel of its own."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.execute import remove_error_markers

from ralu.report.notebooks.chapters import INJECTED, Chapter
from ralu.report.notebooks.failures import Failure, NotebookFailed, plain
from ralu.report.notebooks.forked_kernels import papermill_settings
from ralu.report.notebooks.normalise import normalise
from ralu.report.notebooks.progress import Progress

# papermill guesses parameters by patterns and warns of those it does not see; ours are checked.
logging.getLogger("papermill").setLevel(logging.ERROR)

Notebook = dict[str, Any]
IOPUB_SECONDS = 120  # papermill's 4 s are too few on a busy machine


def execute(
    chapters: Sequence[Chapter],
    *,
    given: Mapping[str, Mapping[str, Any]],
    reasons: Mapping[str, str],
    folder: Path,
    sockets: Path,
    jobs: int,
    progress: Progress,
) -> dict[str, Notebook]:
    """Run chapters, `jobs` at a time, and return them executed.

    Parameters
    ----------
    chapters
        None of them needs another one of them.
    given
        Parameters that replace those a notebook declares, per chapter, already checked.
    reasons
        Why each chapter runs, for those who wait; "" where there is nothing to say.
    folder
        The notebooks folder, working directory of the kernels.
    sockets
        From `kernels`.

    Raises
    ------
    NotebookFailed
        With every chapter that failed, once all have ended.
    """

    def run(chapter: Chapter) -> Notebook | Failure:
        parameters = given.get(chapter.name, {})
        cells = len(chapter.notebook["cells"]) + bool(parameters)
        progress.start(chapter.name, cells, reasons[chapter.name])
        return _run(chapter, parameters, folder, sockets, progress)

    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        results = dict(zip((c.name for c in chapters), pool.map(run, chapters), strict=True))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    failures = [result for result in results.values() if isinstance(result, Failure)]
    executed = {name: one for name, one in results.items() if not isinstance(one, Failure)}
    if failures:
        raise NotebookFailed(failures, executed)
    return executed


def _run(
    chapter: Chapter, given: Mapping[str, Any], folder: Path, sockets: Path, progress: Progress
) -> Notebook | Failure:
    """Run one chapter in this thread."""
    notebook: Any = nbformat.from_dict(chapter.notebook)  # type: ignore[no-untyped-call]
    began, at, error = [notebook], 0, ""

    def on_cell_start(cell: Any, cell_index: int) -> None:
        nonlocal at
        at = cell_index
        progress.cell(chapter.name, cell_index + 1)

    try:
        papermill.execute_notebook(
            notebook,
            None,
            parameters=dict(given) or None,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            resources={"metadata": {"path": str(folder)}},
            extra_arguments=["--log-level=40"],
            record_timing=False,
            coalesce_streams=True,
            iopub_timeout=IOPUB_SECONDS,
            shutdown_kernel="immediate",
            **papermill_settings(sockets),
            on_notebook_start=lambda notebook: began.append(notebook),
            on_cell_start=on_cell_start,
        )
    except (PapermillExecutionError, DeadKernelError, CellTimeoutError) as raised:
        error = f"{type(raised).__name__}: {raised}"
    executed = normalise(chapter.name, remove_error_markers(began[-1]), _places(folder))
    failure = _failure(chapter.name, executed, at, error)
    progress.end(chapter.name, failed=failure is not None)
    return failure or executed


def _places(folder: Path) -> dict[str, str]:
    """Return the paths of this machine that an output may hold, with words for them."""
    places = {str(folder.resolve().parent): ".", sys.prefix: "$PYTHON", sys.base_prefix: "$PYTHON"}
    return places | {os.environ[n]: f"${n}" for n in ("RALU_RUN", "RALU_STUDY", "RALU_DATA")}


def _failure(name: str, executed: Notebook, at: int, error: str) -> Failure | None:
    """Return the cell that did not complete, whatever papermill thinks of it.

    ``sys.exit(0)`` ends a notebook without an error as papermill sees it; a kernel that dies
    leaves no output, so what was raised here (`error`) belongs to the last cell begun (`at`).
    """
    cells = executed["cells"]
    tracebacks = {
        place: plain("\n".join(output["traceback"]))
        for place, cell in enumerate(cells)
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    }
    not_run = [p for p, c in enumerate(cells) if _is_code(c) and c["execution_count"] is None]
    if not (tracebacks or error or not_run):
        return None
    place = min(tracebacks, default=at if error else min(not_run, default=at))
    told = tracebacks.get(place, error or "It was not run.")
    return Failure(
        name, _own(cells[: place + 1]), _own(cells), cells[place]["source"], told, executed
    )


def _is_code(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(cell["source"].strip())


def _own(cells: Sequence[Mapping[str, Any]]) -> int:
    """Return how many cells are the notebook's own."""
    return sum(INJECTED not in cell["metadata"].get("tags", []) for cell in cells)
