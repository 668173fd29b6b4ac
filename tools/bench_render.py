"""Render an executed report once and print seconds and peak memory of each step as JSON.

The report must be out of date by its outputs only: its notebooks are taken over, and what
`ralu report` does from then on is measured, one step after the other.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

from ralu import cli

STEPS: dict[str, tuple[float, float]] = {}


def timed(step: str, do: Callable[..., Any], *arguments: Any) -> Any:
    """Do one step; note its seconds and the peak memory of this process by then in MB."""
    began = time.perf_counter()
    done = do(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    STEPS[step] = time.perf_counter() - began, peak
    return done


def main(study: str) -> int:
    """Make the report of a study with a clock at each writer."""
    files: Any = timed("loading the writers", importlib.import_module, "ralu.build.files")
    write, to_html, to_pdf = files.write, files.to_html, files.to_pdf

    def measured(report: Any, *others: Any) -> None:
        html = timed("HTML", to_html, report)
        pdf = timed("PDF", to_pdf, report)
        files.to_html, files.to_pdf = (lambda _: html), (lambda _: pdf)
        timed("exports", write, report, *others)

    files.write = measured
    with redirect_stdout(sys.stderr):
        return cli.main(["report", study])


if __name__ == "__main__":
    code = main(sys.argv[1])
    print(json.dumps(STEPS))
    sys.exit(code)
