"""Chapters in order: one notebook, tables and figures numbered over all, references resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import mistune
from nbformat import from_dict
from nbformat.v4 import new_markdown_cell, new_notebook

from ralu.blocks import MEDIA_TYPE, Figure, Passage, Table
from ralu.ledger import LedgerRow, merge
from ralu.report.assembly.completed_tables import complete
from ralu.report.assembly.contradictions import Found, misfits
from ralu.report.assembly.numbering import numbers_of
from ralu.report.assembly.references import resolve_markdown, resolve_text, worded
from ralu.report.assembly.texts import prose_of
from ralu.report.assembly.typed_numbers import NOTHING_MORE, Allowed
from ralu.report.notebooks.chapters import block_outputs, makers, places, with_blocks
from ralu.report.notebooks.failures import AssembleError

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
        All chapters as one NotebookNode; blocks stand in its outputs as such. The metadata of
        each cell name its ``chapter`` (from 1) and ``place`` ("03_survival, cell 4").
    tables, figures
        In the order of their numbers.
    numbers
        What a reference to an id prints: ``{"tab-os": "Table 3"}``.
    ledger
        The ledger rows of all blocks, sorted by id.
    makers
        The place of the cell that made each row, by its id.
    """

    cover: Cover
    notebook: Notebook
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    numbers: dict[str, str]
    ledger: tuple[LedgerRow, ...]
    makers: dict[str, str]


def assemble(
    notebooks: Mapping[str, Notebook], cover: Cover, allowed: Allowed = NOTHING_MORE
) -> Report:
    """Merge executed notebooks into one report.

    Parameters
    ----------
    notebooks
        Name to executed notebook, in the order of the chapters. They are not changed.
    cover
        The title page.
    allowed
        Numbers that texts may hold though they are no results of the ledger.

    Raises
    ------
    AssembleError
        When an id is unknown, used twice or malformed, a figure has no alt text, a text holds a
        number that somebody typed, or a result that the ledger does not have.
    LedgerError
        When two ledger rows share an id.
    """
    merged = new_notebook()  # type: ignore[no-untyped-call]
    for chapter, (name, notebook) in enumerate(notebooks.items(), start=1):
        copied = from_dict(with_blocks(notebook))  # type: ignore[no-untyped-call]
        merged.metadata.update(copied.metadata)
        merged.cells += _chapter(name, copied.cells, chapter)
    for position, cell in enumerate(merged.cells, start=1):
        cell.id = f"cell-{position}"
    found, numbers = _found(merged.cells, cover)
    tables = tuple(worded(b, numbers) for _, b in found if isinstance(b, Table))
    figures = tuple(block for _, block in found if isinstance(block, Figure))
    ledger = tuple(merge(row for _, block in found for row in block.ledger))
    if wrong := list(misfits(merged.cells, found, numbers, ledger, allowed)):
        raise AssembleError("\n".join(wrong))
    for cell in merged.cells:
        _resolve(cell, numbers)
    return Report(cover, merged, tables, figures, numbers, ledger, makers(found, ledger))


def _found(cells: list[Any], cover: Cover) -> tuple[Found, dict[str, str]]:
    """Return the blocks in order, completed where they were not, and the numbers of all."""
    shown = [(c.metadata.place, out, block) for c in cells for out, block in block_outputs(c)]
    numbers = numbers_of(block for _, _, block in shown)
    texts = (cover.title, *cover.notes)
    return complete(shown, numbers, prose_of(cells), texts), numbers


def _chapter(name: str, cells: list[Any], chapter: int) -> list[Any]:
    """Tell the cells their place; a chapter without a heading gets its file name as title."""
    for place, cell in places(name, cells):
        cell.metadata.update(chapter=chapter, place=place)
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


def _resolve(cell: Any, numbers: Mapping[str, str]) -> None:
    """Turn references of Markdown into links; those of captions and notes the writers turn."""
    if cell.cell_type == "markdown":
        cell.source = resolve_markdown(cell.source, numbers)
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "text/markdown" in data:
            data["text/markdown"] = resolve_markdown(data["text/markdown"], numbers)
    for output, block in block_outputs(cell):
        if isinstance(block, Passage):
            text = resolve_markdown(block.markdown, numbers)
            output.data = {MEDIA_TYPE: replace(block, markdown=text)}
        elif isinstance(block, Figure):
            alt = resolve_text(block.alt, numbers)
            output.data = {MEDIA_TYPE: replace(block, alt=alt)}
