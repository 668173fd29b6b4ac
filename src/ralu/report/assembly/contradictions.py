"""What keeps chapters from being one report: wrong ids, references, results and typed numbers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ralu.blocks import MEDIA_TYPE, Block, Figure, Passage, Table
from ralu.ledger import LedgerRow
from ralu.report.assembly.cell_outputs import PlainText, pieces_of
from ralu.report.assembly.marked_results import by_hand, unfilled, wrong_marks
from ralu.report.assembly.references import ID, in_markdown, in_text
from ralu.report.assembly.texts import Text, cells_of, prose_of, texts_of
from ralu.report.assembly.typed_numbers import Allowed, typed_numbers

Found = Sequence[tuple[str, Block]]
"""Blocks in the order of the report, each with the place of its cell."""


def misfits(
    cells: Sequence[Any],
    found: Found,
    numbers: Mapping[str, str],
    ledger: Sequence[LedgerRow],
    allowed: Allowed,
) -> Iterator[str]:
    """Yield a line for each misfit: where it is, what is wrong and what to do."""
    prose = list(prose_of(cells))
    shown = [text for place, block in found for text in texts_of(place, block)]
    order = {cell.metadata.place: position for position, cell in enumerate(cells)}
    texts = sorted([*prose, *shown], key=lambda text: order[text.place])
    inside = [(block, text) for place, block in found for text in cells_of(place, block)]
    cited = [*shown, *(text for _, text in inside)]
    tables = (text for block, text in inside if isinstance(block, Table) and not block.listing)
    printed = (text for cell in cells for text in _printed(cell))
    yield from _misnamed(found)
    yield from _unknown(texts, numbers)
    yield from by_hand(prose)
    yield from unfilled(texts, allowed.without_data)
    yield from wrong_marks(cited, {row.id: row for row in ledger}, allowed.choices)
    yield from typed_numbers([*texts, *tables, *printed], ledger, allowed)


def _printed(cell: Any) -> Iterator[Text]:
    """Yield what a cell printed, such as a DataFrame, that is no block and no warning."""
    place = cell.metadata.place
    for output in cell.get("outputs", ()):
        if MEDIA_TYPE in output.get("data", ()) or output.get("name") == "stderr":
            continue
        for piece in pieces_of(output, place):
            if isinstance(piece, PlainText):
                yield Text(place, "printed output", piece.text, kind="printed")
            elif isinstance(piece, Table):
                for text in cells_of(place, piece):
                    yield replace(text, what="printed table", kind="printed")


def _misnamed(found: Found) -> Iterator[str]:
    first: dict[str, str] = {}
    for place, block in found:
        if isinstance(block, Passage):
            continue
        if not ID.fullmatch(block.id):
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


def _unknown(texts: Sequence[Text], numbers: Mapping[str, str]) -> Iterator[str]:
    for text in texts:
        used = in_markdown if text.markdown else in_text
        for id in used(text.text):
            if id not in numbers:
                near = difflib.get_close_matches(id, numbers, n=3, cutoff=0) or ["none at all"]
                yield (
                    f"{text.place}: @{id} is no table or figure of this report. "
                    f"Nearest: {', '.join(near)}."
                )
