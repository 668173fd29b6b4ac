"""Texts of a report: where each stands, what it is, and which results it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ralu.blocks import MEDIA_TYPE, Block, Figure, Passage, Table
from ralu.printed import results_of
from ralu.report.assembly.running_text import running_text


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the report: where it stands and what it is.

    Attributes
    ----------
    place, what
        Cell of the notebook, and which text of it ("" for its Markdown).
    text
        As the author gave it.
    markdown
        Whether it is Markdown.
    kind
        ``name`` of a row or column of a table, another ``cell``, what a cell of the notebook
        ``printed``, or any other ``text``.
    """

    place: str
    what: str
    text: str
    markdown: bool = False
    kind: Literal["text", "name", "cell", "printed"] = "text"

    @property
    def where(self) -> str:
        """Place in words."""
        return f"{self.place}, {self.what}" if self.what else self.place

    @property
    def parts(self) -> tuple[str, ...]:
        """What a reader sees of it, with its results marked; of Markdown each paragraph."""
        return running_text(self.text) if self.markdown else (self.text,)

    @property
    def results(self) -> list[str]:
        """Ids of the results that it prints."""
        return [id for part in self.parts for id in results_of(part)]


def prose_of(cells: Sequence[Any]) -> Iterator[Text]:
    """Yield Markdown that stands in cells and in outputs that are no blocks."""
    for cell in cells:
        place = cell.metadata.place
        if cell.cell_type == "markdown":
            yield Text(place, "", cell.source, markdown=True)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if MEDIA_TYPE not in data and "text/markdown" in data:
                yield Text(place, "", data["text/markdown"], markdown=True)


def texts_of(place: str, block: Block) -> Iterator[Text]:
    """Yield the texts of a block but those in the cells of tables."""
    if isinstance(block, Passage):
        yield Text(place, "", block.markdown, markdown=True)
        return
    yield Text(place, f"title of {block.id}", block.title)
    for note in block.footnotes:
        yield Text(place, f"footnote of {block.id}", note)
    if isinstance(block, Figure):
        yield Text(place, f"alt text of {block.id}", block.alt)


def cells_of(place: str, block: Block) -> Iterator[Text]:
    """Yield the texts in heads and cells of a table, or in the data of a figure."""
    if isinstance(block, Table):
        yield from _cells(place, block, f"head of {block.id}", f"cell of {block.id}")
    elif isinstance(block, Figure) and block.data:
        what = f"data of {block.id}"
        yield Text(place, what, block.data.title)
        yield from _cells(place, block.data, what, what)


def results_in(block: Block) -> list[str]:
    """Return the ids of the results that a block prints, each once."""
    texts = (*texts_of("", block), *cells_of("", block))
    return list(dict.fromkeys(id for text in texts for id in text.results))


def _cells(place: str, table: Table, head: str, cell: str) -> Iterator[Text]:
    for column in table.columns:
        for text in (column.label, column.group):
            yield Text(place, head, text, kind="name")
    for row in table.rows:
        for position, text in enumerate(row.cells):
            yield Text(place, cell, text, kind="cell" if position else "name")
