"""Chapters in order: one notebook, tables and figures numbered over all, references resolved."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import mistune
from nbformat import from_dict
from nbformat.v4 import new_markdown_cell, new_notebook

from ralu.blocks import MEDIA_TYPE, Block, Figure, Passage, Table, from_data, to_data
from ralu.ledger import LedgerRow, merge
from ralu.report import references
from ralu.report.failures import AssembleError

Notebook = Any
"""An nbformat NotebookNode; nbformat has no types."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the title page says.

    Attributes
    ----------
    title, short_title
        Of the study; the short one stands in the running header.
    status
        ``DRAFT`` or ``FINAL``.
    data_cutoff
        Date in words, as printed.
    synthetic
        Whether the data are made up; if so, every page and figure says it.
    build
        Identity of the build: code revision and input hash.
    notes
        What a reader must know of the data.
    """

    title: str
    short_title: str
    status: str
    data_cutoff: str
    synthetic: bool
    build: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The assembled report, ready for the writers.

    Attributes
    ----------
    cover
        The title page.
    notebook
        All chapters as one NotebookNode. The metadata of each cell name its ``chapter`` (from 1)
        and ``place`` ("03_survival, cell 4").
    tables, figures
        In the order of their numbers.
    numbers
        What a reference to an id prints: ``{"tab-os": "Table 3"}``.
    ledger
        The ledger rows of all blocks, sorted by id.
    """

    cover: Cover
    notebook: Notebook
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    numbers: dict[str, str]
    ledger: tuple[LedgerRow, ...]


def assemble(notebooks: Mapping[str, Notebook], cover: Cover) -> Report:
    """Merge executed notebooks into one report.

    Parameters
    ----------
    notebooks
        Name to executed notebook, in the order of the chapters. They are not changed.
    cover
        The title page.

    Raises
    ------
    AssembleError
        When an id is unknown, used twice or malformed, or a figure has no alt text.
    LedgerError
        When two ledger rows share an id.
    """
    merged = new_notebook()  # type: ignore[no-untyped-call]
    for chapter, (name, notebook) in enumerate(notebooks.items(), start=1):
        copied = from_dict(notebook)  # type: ignore[no-untyped-call]
        merged.metadata.update(copied.metadata)
        merged.cells += _chapter(name, copied.cells, chapter)
    for position, cell in enumerate(merged.cells, start=1):
        cell.id = f"cell-{position}"
    found = [(cell.metadata.place, block) for cell in merged.cells for _, block in _blocks(cell)]
    tables = tuple(block for _, block in found if isinstance(block, Table))
    figures = tuple(block for _, block in found if isinstance(block, Figure))
    numbers = {table.id: f"Table {n}" for n, table in enumerate(tables, start=1)}
    numbers |= {figure.id: f"Figure {n}" for n, figure in enumerate(figures, start=1)}
    misfits = [*_misnamed(found), *_unknown(merged.cells, numbers)]
    if misfits:
        raise AssembleError("\n".join(misfits))
    for cell in merged.cells:
        _resolve(cell, numbers)
    ledger = merge(row for _, block in found for row in block.ledger)
    return Report(cover, merged, tables, figures, numbers, tuple(ledger))


def _chapter(name: str, cells: list[Any], chapter: int) -> list[Any]:
    """Tell the cells their place; a chapter without a heading gets its file name as title."""
    for position, cell in enumerate(cells, start=1):
        cell.metadata.update(chapter=chapter, place=f"{name}, cell {position}")
        if "setup" in cell.metadata.get("tags", ()):
            cell.outputs = []
    if not any(_has_heading(cell.source) for cell in cells if cell.cell_type == "markdown"):
        words = re.sub(r"^\d+_|_(?=$)", "", name).replace("_", " ")
        title = new_markdown_cell(f"# {words.capitalize()}")  # type: ignore[no-untyped-call]
        title.metadata.update(chapter=chapter, place=name)
        return [title, *cells]
    return cells


def _has_heading(markdown: str) -> bool:
    tokens = mistune.create_markdown(renderer="ast")(markdown)
    return any(t["type"] == "heading" and t["children"] for t in tokens if isinstance(t, dict))


def _blocks(cell: Any) -> Iterator[tuple[Any, Block]]:
    """Yield each output that holds a block, with the block."""
    for output in cell.get("outputs", ()):
        if MEDIA_TYPE in output.get("data", {}):
            yield output, from_data(output.data[MEDIA_TYPE])


def _misnamed(found: list[tuple[str, Block]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for place, block in found:
        if isinstance(block, Passage):
            continue
        if not references.ID.fullmatch(block.id):
            yield (
                f"{place}: {block.id!r} cannot be referred to. Name it tab-… or fig-… with "
                "letters, digits and single hyphens."
            )
        elif block.id in first:
            yield (
                f"{place}: {block.id} is already used by {first[block.id]}. "
                "Give one of the two another id."
            )
        first.setdefault(block.id, place)
        if isinstance(block, Figure) and not block.alt.strip():
            yield f"{place}: {block.id} has no alt text. Say in `alt` what the figure shows."


def _unknown(cells: list[Any], numbers: Mapping[str, str]) -> Iterator[str]:
    for cell in cells:
        for used in _used(cell):
            if used in numbers:
                continue
            near = difflib.get_close_matches(used, numbers, n=3, cutoff=0) or ["none at all"]
            yield (
                f"{cell.metadata.place}: @{used} is no table or figure of this report. "
                f"Nearest: {', '.join(near)}."
            )


def _used(cell: Any) -> Iterator[str]:
    """Yield every id that a cell and its outputs refer to."""
    if cell.cell_type == "markdown":
        yield from references.in_markdown(cell.source)
    for output in cell.get("outputs", ()):
        yield from references.in_markdown(output.get("data", {}).get("text/markdown", ""))
    for _, block in _blocks(cell):
        if isinstance(block, Passage):
            yield from references.in_markdown(block.markdown)
            continue
        alt = block.alt if isinstance(block, Figure) else ""
        yield from references.in_text("\n".join((block.title, alt, *block.footnotes)))


def _resolve(cell: Any, numbers: Mapping[str, str]) -> None:
    """Turn references of Markdown into links; those of captions and notes the writers turn."""
    if cell.cell_type == "markdown":
        cell.source = references.resolve_markdown(cell.source, numbers)
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "text/markdown" in data:
            data["text/markdown"] = references.resolve_markdown(data["text/markdown"], numbers)
    for output, block in _blocks(cell):
        if isinstance(block, Passage):
            text = references.resolve_markdown(block.markdown, numbers)
            block = replace(block, markdown=text, ledger=())
        elif isinstance(block, Figure):
            block = replace(block, alt=references.resolve_text(block.alt, numbers), ledger=())
        else:
            block = replace(block, ledger=())
        output.data = {MEDIA_TYPE: to_data(block)}
