"""The last chapter: what the report was made from, so that it can be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ralu.blocks import MEDIA_TYPE, Block, Column, Row, Table, to_data
from ralu.report.record.double_programming import DoubleProgramming, outcome_table
from ralu.report.record.manifest import Origin

NAME = "reproducibility"
INTRODUCTION = """# Reproducibility

Made from code revision `{revision}` with Python {python}. Equal inputs give an equal report, to
the byte; @tab-inputs names them by content. The manifest beside the report holds the whole
digests, of every output as well.
"""
TABLES = ("tab-inputs", "tab-double-programming", "tab-parameters", "tab-packages")
DIGITS = 16
PAIRS = 3


def appendix(
    origin: Origin,
    parameters: Mapping[str, Mapping[str, Any]],
    given: Mapping[str, Mapping[str, Any]],
    outcome: DoubleProgramming | None,
) -> dict[str, dict[str, Any]]:
    """Return the chapter as an executed notebook, by its name.

    Parameters
    ----------
    origin
        What the report was made from.
    parameters
        Every parameter of every notebook.
    given
        Those of them that study.yml sets.
    outcome
        What `make qc` found for these results; None where it was not run.
    """
    words = INTRODUCTION.format(revision=origin.revision, python=origin.python)
    checked = [outcome_table(outcome)] if outcome else []
    blocks = (_inputs(origin), *checked, _parameters(parameters, given), _packages(origin))
    cells = [{"cell_type": "markdown", "id": NAME, "metadata": {}, "source": words}]
    cells += [_cell(block) for block in blocks]
    return {NAME: {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}}


def _cell(block: Block) -> dict[str, Any]:
    """Return a cell that has no code, only the block."""
    output = {"output_type": "display_data", "metadata": {}, "data": {MEDIA_TYPE: to_data(block)}}
    return {
        "cell_type": "code",
        "id": f"{NAME}-{block.id}" if isinstance(block, Table) else NAME,
        "metadata": {},
        "source": "",
        "execution_count": None,
        "outputs": [output],
    }


def _inputs(origin: Origin) -> Table:
    return Table(
        "tab-inputs",
        "Inputs of this report",
        (Column("Input", align="left"), Column("sha256", align="left")),
        tuple(Row((name, value[:DIGITS])) for name, value in origin.inputs.items()),
        (f"The first {DIGITS} of 64 digits.",),
    )


def _parameters(
    parameters: Mapping[str, Mapping[str, Any]], given: Mapping[str, Mapping[str, Any]]
) -> Table:
    rows: list[Row] = []
    for notebook, values in parameters.items():
        rows += [Row((notebook, "", ""), heading=True)] if values else []
        for name, value in values.items():
            source = "study.yml" if name in given.get(notebook, {}) else "notebook"
            rows.append(Row((name, _shown(value), source), indent=1))
    return Table(
        "tab-parameters",
        "Parameters of the notebooks",
        (
            Column("Parameter", align="left"),
            Column("Value", align="left", weight=3),
            Column("Set by", align="left", weight=0.7),
        ),
        tuple(rows),
    )


def _shown(value: Any) -> str:
    """Return a parameter as written; a dict with one entry per line."""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {item}" for key, item in value.items())
    return json.dumps(value, ensure_ascii=False)


def _packages(origin: Origin) -> Table:
    """Return all packages with their versions, in `PAIRS` pairs of columns."""
    pairs = sorted(origin.packages.items())
    length = -(-len(pairs) // PAIRS)
    pairs += [("", "")] * (PAIRS * length - len(pairs))
    heads = (Column("Package", align="left"), Column("Version", align="left"))
    rows = (sum((pairs[k + j * length] for j in range(PAIRS)), ()) for k in range(length))
    return Table("tab-packages", "Versions of the packages", heads * PAIRS, tuple(map(Row, rows)))
