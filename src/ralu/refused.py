"""What a refused command leaves: every problem by itself, in a file beside the report."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ralu.kinds import by_gravity
from ralu.problems import Problem
from ralu.report.exports.csv_files import to_csv
from ralu.report.record.publish import Site, report_folder
from ralu.study import study_file

COLUMNS = ("file", "row", "column", "value", "message", "remedy")


def keep(problems: Sequence[Problem], options: Namespace) -> Path | None:
    """Write each problem in full, safe to open in a spreadsheet.

    Parameters
    ----------
    problems
        All problems.
    options
        Of the command: `study`, and `out` where it takes one.

    Returns
    -------
    ``problems.csv`` in the folder that a failed report leaves beside its place; None where it
    cannot be written, or the command is not about a study.
    """
    rows = [
        (p.file, str(p.row or ""), p.column, p.value, p.message, p.remedy)
        for p in by_gravity(problems)
    ]
    try:
        file = _file(options)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(to_csv([COLUMNS, *rows]), encoding="utf-8", errors="backslashreplace")
    except (OSError, ValueError):
        return None
    return file


def forget(options: Namespace) -> None:
    """Remove what an earlier run wrote: problems that may be gone by now."""
    with suppress(OSError, ValueError):
        file = _file(options)
        file.unlink()
        file.parent.rmdir()  # fails, as it should, where a chapter has left its notebook there


def _file(options: Namespace) -> Path:
    if "study" not in options:
        raise ValueError("The command is not about a study.")
    name = study_file(options.study).parent.resolve().name
    folder = report_folder(name, getattr(options, "out", None))
    return Site(folder.resolve()).failed / "problems.csv"
