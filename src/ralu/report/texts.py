"""Texts of a report: where each stands, and which results it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ralu.blocks import Block, Figure, Passage, Table
from ralu.ledger import LedgerRow
from ralu.printed import Printed, assemble, segments

_LINK = re.compile(r"\[([^\[\]]*)\]\((ledger|study):([^()\s]+)\)")
_CHOICE = "study:"


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
        return with_marks(self.text) if self.markdown else self.text


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
    """Yield the texts in the columns and rows of a table."""
    if isinstance(block, Table):
        cells = [text for column in block.columns for text in (column.label, column.group)]
        cells += [cell for row in block.rows for cell in row.cells]
        yield from (Text(place, f"cell of {block.id}", cell) for cell in cells)


def with_marks(markdown: str) -> Printed:
    """Return Markdown with its links to results and choices as marks."""
    parts: list[tuple[str, str]] = []
    place = 0
    for link in _LINK.finditer(markdown):
        id = link[3] if link[2] == "ledger" else _CHOICE + link[3]
        parts += [(markdown[place : link.start()], ""), (link[1], id)]
        place = link.end()
    return assemble([*parts, (markdown[place:], "")])


def results_in(one: Text) -> list[str]:
    """Return the ids of the ledger rows that a text prints."""
    return [id for _, id in segments(one.marked) if id and not id.startswith(_CHOICE)]


def unknown_results(texts: Iterable[Text], ledger: Mapping[str, LedgerRow]) -> Iterator[str]:
    """Yield a line for each result that is marked but that the ledger does not have."""
    for one in texts:
        for id in results_in(one):
            if id not in ledger:
                near = ", ".join(get_close_matches(id, ledger, 3)) or "none"
                yield f"{one.where}: no ledger row has the id '{id}'; the nearest: {near}."
