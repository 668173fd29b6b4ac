"""Blocks travel as JSON and come back the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.blocks import Block, Column, Figure, Passage, Row, Table, from_data, to_data
from ralu.ledger import LedgerRow

TEXT = st.text(max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
LEDGER = st.lists(
    st.builds(LedgerRow, *[TEXT] * 9, value=st.none() | st.floats(-1e9, 1e9), text=TEXT),
    max_size=2,
).map(tuple)
COLUMN = st.builds(
    Column, TEXT, TEXT, st.sampled_from(["left", "right", "center"]), st.floats(0.1, 9)
)
ROW = st.builds(Row, TEXTS, st.integers(0, 3), st.booleans())
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(
        Table,
        TEXT,
        TEXT,
        st.lists(COLUMN, max_size=3).map(tuple),
        st.lists(ROW, max_size=3).map(tuple),
        TEXTS,
        st.booleans(),
        LEDGER,
    ),
    st.builds(Figure, TEXT, TEXT, TEXT, TEXT, TEXTS, LEDGER),
    st.builds(Passage, TEXT, st.sampled_from(["text", "note", "absent"]), LEDGER),
)


@given(BLOCK)
def test_round_trip(block: Block) -> None:
    assert from_data(json.loads(json.dumps(to_data(block)))) == block


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'poem'"):
        from_data({"kind": "poem", "ledger": []})
