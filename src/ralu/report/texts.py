"""Texts of a report: where each stands, and which results it prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ralu.blocks import MEDIA_TYPE, Block, Figure, Passage, Table
from ralu.ledger import LedgerRow
from ralu.printed import from_markdown, results_of
from ralu.problems import nearest


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the report: where it stands, what it is, and whether it is Markdown."""

    place: str
    what: str
    text: str
    markdown: bool = False

    @property
    def where(self) -> str:
        """Place in words."""
        return f"{self.place}, {self.what}" if self.what else self.place

    @property
    def marked(self) -> str:
        """The text with its results marked."""
        return from_markdown(self.text) if self.markdown else self.text


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
    """Yield the texts in the cells of a table, or in the data of a figure."""
    if isinstance(block, Table):
        yield from (Text(place, f"cell of {block.id}", cell) for cell in _cells(block))
    elif isinstance(block, Figure) and block.data:
        texts = (block.data.title, *_cells(block.data))
        yield from (Text(place, f"data of {block.id}", text) for text in texts)


def results_in(block: Block) -> list[str]:
    """Return the ids of the results that a block prints, each once."""
    texts = (*texts_of("", block), *cells_of("", block))
    return list(dict.fromkeys(id for text in texts for id in results_of(text.marked)))


def unknown_results(texts: Iterable[Text], ledger: Mapping[str, LedgerRow]) -> Iterator[str]:
    """Yield a line for each result that is marked but that the ledger does not have."""
    for one in texts:
        for id in results_of(one.marked):
            if id not in ledger:
                near = nearest(id, ledger)
                yield f"{one.where}: no ledger row has the id '{id}'; the nearest: {near}."


def _cells(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield from (column.label, column.group)
    for row in table.rows:
        yield from row.cells
