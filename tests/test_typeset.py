"""Signs as printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.blocks import Column, Figure, Passage, Row, Table
from ralu.ledger import LedgerRow
from ralu.typeset import pretty, typeset

LEDGER = (LedgerRow("a", "km", "tab-a", "p", "", "Overall", "177Lu", ">=4", "n", 1.0, ">=1"),)


@pytest.mark.parametrize(
    ("plain", "printed"),
    [
        (">=4 and <=6", "≥4 and ≤6"),
        ("<6 months, p <0.001", "<6 months, p <0.001"),
        ("177Lu-PSMA after 223Ra", "¹⁷⁷Lu-PSMA after ²²³Ra"),
        ("225Ac-PSMA-617, 68Ga", "²²⁵Ac-PSMA-617, ⁶⁸Ga"),
        ("exposure.177lu-psma.n", "exposure.177lu-psma.n"),
        ("x177Lu 1.177Lu 177Luxury", "x177Lu 1.177Lu 177Luxury"),
    ],
)
def test_signs(plain: str, printed: str) -> None:
    assert pretty(plain) == printed


@given(st.text())
def test_printed_text_stays(text: str) -> None:
    assert pretty(pretty(text)) == pretty(text)


def test_all_a_reader_sees_is_typeset_and_the_ledger_is_not() -> None:
    table = Table(
        "tab-177Lu",
        "177Lu",
        (Column(">=4", group="223Ra"),),
        (Row((">=5 177Lu",), indent=1),),
        ("<=3",),
        ledger=LEDGER,
    )
    shown = typeset(table)
    assert shown == Table(
        "tab-177Lu",
        "¹⁷⁷Lu",
        (Column("≥4", group="²²³Ra"),),
        (Row(("≥5 ¹⁷⁷Lu",), indent=1),),
        ("≤3",),
        ledger=LEDGER,
    )
    figure = Figure("fig-a", "177Lu", "<svg>177Lu</svg>", "177Lu", (">=3",), LEDGER)
    assert typeset(figure) == Figure("fig-a", "¹⁷⁷Lu", "<svg>177Lu</svg>", "177Lu", ("≥3",), LEDGER)
    assert typeset(Passage("223Ra", "note", LEDGER)) == Passage("²²³Ra", "note", LEDGER)
