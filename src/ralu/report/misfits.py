"""What keeps chapters from being one report: wrong ids, references, results and typed numbers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ralu.blocks import Block, Figure, Passage
from ralu.ledger import LedgerRow
from ralu.report import references
from ralu.report.texts import Text, cells_of, prose_of, texts_of, unknown_results
from ralu.report.typed import Allowed, typed_numbers

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
    texts = [*prose_of(cells), *(text for place, block in found for text in texts_of(place, block))]
    order = {cell.metadata.place: position for position, cell in enumerate(cells)}
    texts.sort(key=lambda text: order[text.place])
    everything = [*texts, *(text for place, block in found for text in cells_of(place, block))]
    yield from _misnamed(found)
    yield from _unknown(texts, numbers)
    yield from unknown_results(everything, {row.id: row for row in ledger})
    yield from typed_numbers(texts, ledger, allowed)


def _misnamed(found: Found) -> Iterator[str]:
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


def _unknown(texts: Sequence[Text], numbers: Mapping[str, str]) -> Iterator[str]:
    for text in texts:
        used = references.in_markdown if text.markdown else references.in_text
        for id in used(text.text):
            if id not in numbers:
                near = difflib.get_close_matches(id, numbers, n=3, cutoff=0) or ["none at all"]
                yield (
                    f"{text.place}: @{id} is no table or figure of this report. "
                    f"Nearest: {', '.join(near)}."
                )
