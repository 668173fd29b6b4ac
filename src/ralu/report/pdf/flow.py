"""What of the text leads up to a table, figure or box, so that no page end parts them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ralu.blocks import Figure, Passage, Table
from ralu.report.assembly.cell_outputs import Piece, pieces

_HEADING = re.compile(r"^ {0,3}#{1,6}\s", re.MULTILINE)
_LONGEST = 800
"""At most so many characters of text move to another page to stay with a table or figure."""


@dataclass(frozen=True, slots=True)
class Step:
    """A Markdown cell (which has no piece) or one piece of a code cell."""

    cell: Any
    piece: Piece | None = None

    @property
    def text(self) -> str:
        """Markdown of running text; "" for everything else."""
        if self.piece is None:
            return str(self.cell.source)
        if isinstance(self.piece, Passage) and self.piece.tone == "text":
            return self.piece.markdown
        return ""

    @property
    def numbered(self) -> bool:
        """Whether it is a table or figure with a caption."""
        return isinstance(self.piece, Table | Figure) and bool(self.piece.id)

    @property
    def boxed(self) -> bool:
        """Whether it is a note, or says what the study does not have."""
        return isinstance(self.piece, Passage) and self.piece.tone != "text"


def steps(cells: Iterable[Any]) -> list[Step]:
    """Return what the cells put on the page, in order."""
    found: list[Step] = []
    for cell in cells:
        if cell.cell_type == "markdown":
            found.append(Step(cell))
        else:
            found += [Step(cell, piece) for piece in pieces(cell)]
    return found


def leads(flow: Sequence[Step], place: int) -> bool:
    """Return whether at most a few sentences part a step from the next table, figure or box."""
    length = 0
    for step in flow[place + 1 :]:
        if step.numbered or step.boxed:
            return True
        length += len(step.text)
        if not step.text or _HEADING.search(step.text) or length > _LONGEST:
            return False
    return False


def lead(flow: Sequence[Step], place: int) -> range:
    """Return the steps that belong to the table at `place`: the headings before it and their text.

    None do where that is more than a few sentences.
    """
    first = place
    while first > 0 and flow[first - 1].text:
        first -= 1
    headings = [n for n in range(first, place) if _HEADING.search(flow[n].text)]
    first = headings[-1] if headings else first
    while first - 1 in headings:
        first -= 1
    length = sum(len(step.text) for step in flow[first:place])
    return range(first if length <= _LONGEST else place, place)
