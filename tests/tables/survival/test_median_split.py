"""The medians that groups were cut at."""

from __future__ import annotations

from ralu.ledger import Ledger
from ralu.tables.survival.median_split import median_split_notes

ADSL = {
    "USUBJID": list("123"),
    "SAFFL": ["Y", "Y", "N"],
    "ALPBL": [100.0, 140.0, 900.0],
    "ALPGR1": ["<= median", "> median", "> median"],
}


def test_the_median_stands_in_a_note(adam_of) -> None:
    ledger = Ledger("x", "km", "tab-x", "All", "adtte")
    (note,) = median_split_notes(adam_of(adsl=ADSL), ["ALPGR1", "PSAGR1", "SEX"], ledger)
    assert note == "ALPBL: cut at the median, 120."
    (row,) = ledger.rows
    assert (row.id, row.value, row.n, row.output) == ("cut.alpgr1.median", 120, 2, "tab-x")


def test_groups_of_another_kind_are_not_cut_at_a_median(adam_of) -> None:
    ledger = Ledger("x", "km", "tab-x", "All", "adtte")
    given = ADSL | {"ALPGR1": ["normal", "high", "high"]}
    assert median_split_notes(adam_of(adsl=given), ["ALPGR1"], ledger) == []
