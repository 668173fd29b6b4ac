"""Blocks travel as JSON and come back the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.blocks import Block, Column, Figure, Passage, Row, Table, from_data, to_data
from ralu.ledger import LedgerRow
from ralu.printed import assemble, segments

TEXT = st.text(max_size=12)
PRINTED = st.lists(st.tuples(TEXT, st.sampled_from(["", "os.lu.median"])), max_size=3).map(assemble)
TEXTS = st.lists(TEXT | PRINTED, max_size=3).map(tuple)
LEDGER = st.lists(
    st.builds(LedgerRow, *[TEXT] * 9, value=st.none() | st.floats(-1e9, 1e9), text=TEXT),
    max_size=2,
).map(tuple)
COLUMN = st.builds(
    Column,
    TEXT | PRINTED,
    TEXT | PRINTED,
    st.sampled_from(["left", "right", "center"]),
    st.floats(0.1, 9),
)
ROW = st.builds(Row, TEXTS, st.integers(0, 3), st.booleans())
TABLE = st.builds(
    Table,
    TEXT,
    TEXT | PRINTED,
    st.lists(COLUMN, max_size=3).map(tuple),
    st.lists(ROW, max_size=3).map(tuple),
    TEXTS,
    st.booleans(),
    LEDGER,
    st.booleans(),
)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    TABLE,
    st.builds(Figure, TEXT, TEXT | PRINTED, TEXT, PRINTED, TEXTS, LEDGER, st.none() | TABLE),
    st.builds(Passage, TEXT, st.sampled_from(["text", "note", "absent"]), LEDGER),
)


@given(BLOCK)
def test_round_trip(block: Block) -> None:
    again = from_data(json.loads(json.dumps(to_data(block))))
    assert again == block
    assert _marked(again) == _marked(block)


def _marked(block: Block) -> list[tuple[str, str]]:
    """Return every part of the block's texts with the result it prints."""
    if isinstance(block, Passage):
        return []
    texts = [block.title, *block.footnotes]
    if isinstance(block, Table):
        texts += [cell for row in block.rows for cell in row.cells]
        texts += [part for column in block.columns for part in (column.label, column.group)]
    else:
        texts.append(block.alt)
    return [part for text in texts for part in segments(text)]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'poem'"):
        from_data({"kind": "poem", "ledger": []})
