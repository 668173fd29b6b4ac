"""Executed notebooks without what differs from run to run or from machine to machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from ralu.blocks import MEDIA_TYPE
from ralu.report.notebooks.chapters import INJECTED

ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
Clean = Callable[[str], str]


def normalise(name: str, notebook: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """Return an executed notebook in the form it is kept in.

    Parameters
    ----------
    name
        Of the notebook; its ledger rows are stamped with it.
    notebook
        As papermill leaves it.
    places
        Paths of this machine and the words that stand for them in outputs.
    """
    clean = _cleaner(places)
    metadata = {k: v for k, v in notebook["metadata"].items() if k != "papermill"}
    cells = [_cell(name, cell, clean) for cell in notebook["cells"]]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def with_text_of(chapter: Mapping[str, Any], executed: Mapping[str, Any]) -> dict[str, Any]:
    """Return an executed notebook with the Markdown that its chapter has now.

    Text needs no kernel: the code cells of both are the same.
    """
    ran = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    injected = [INJECTED in cell["metadata"].get("tags", ()) for cell in ran]
    cells, place = [], 0
    for cell in [None, *chapter["cells"]]:
        if cell is not None and cell["cell_type"] != "code":
            cells.append(_cell("", cell, str))
        elif cell is not None:
            cells.append(ran[place])
            place += 1
        if place < len(ran) and injected[place] and (cell is None or cell["cell_type"] == "code"):
            cells.append(ran[place])
            place += 1
    return {**executed, "cells": cells}


def to_text(notebook: Mapping[str, Any]) -> str:
    """Return the notebook as the text of its file."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cleaner(places: Mapping[str, str]) -> Clean:
    """Return a function that replaces addresses and whole paths, the longest first."""
    longest_first = "|".join(re.escape(path) for path in sorted(places, key=len, reverse=True))
    path = re.compile(rf"(?<![\w./])(?:{longest_first})(?![\w.-])")

    def clean(text: str) -> str:
        return ADDRESS.sub("at 0x…", path.sub(lambda match: places[match[0]], text))

    return clean


def _cell(name: str, cell: Mapping[str, Any], clean: Clean) -> dict[str, Any]:
    kept = dict(cell)
    tags = cell["metadata"].get("tags", [])
    other = {k: v for k, v in cell["metadata"].items() if k not in {"papermill", "tags"}}
    kept["metadata"] = {**other, "tags": tags} if tags else other
    if INJECTED in tags:
        kept["id"] = INJECTED
    if "outputs" in kept:
        kept["outputs"] = [_output(name, output, clean) for output in kept["outputs"]]
    return kept


def _output(name: str, output: Mapping[str, Any], clean: Clean) -> Any:
    kept = dict(output)
    if MEDIA_TYPE in kept.get("data", {}):
        block = kept["data"][MEDIA_TYPE]
        stamped = [{**row, "notebook": name} for row in block["ledger"]]
        kept["data"] = {MEDIA_TYPE: {**block, "ledger": stamped}}
    return _texts(kept, clean)


def _texts(value: Any, clean: Clean) -> Any:
    """Return data with `clean` applied to all its texts."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {k: _texts(v, clean) for k, v in value.items()}
        case list():
            return [_texts(v, clean) for v in value]
    return value
