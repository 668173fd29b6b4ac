"""Median and quartiles of a value per patient, by hand."""

from __future__ import annotations

import pandas as pd

from ralu.ledger import Ledger
from ralu.tables.frame.groups import Group
from ralu.tables.frame.quartiles import quartiles

VALUES = pd.Series([-10.0, 0.0, 10.0, None, 1000.0], index=list("12345"))
GROUP = Group("", "", "Overall", pd.Index(list("1234")))


def test_decimals_and_what_stands_between() -> None:
    ledger = Ledger("x", "x", "tab-x", "All", "adlb")
    assert quartiles(VALUES, GROUP, ledger, "v", "a") == "0.0 (−5.0–5.0)"
    assert quartiles(VALUES, GROUP, ledger, "v", "b", "%", digits=0, to=" to ") == "0 (−5 to 5)"
    assert {(row.n, row.unit) for row in ledger.rows if row.variable_level == "b"} == {(3, "%")}


def test_a_group_without_values() -> None:
    ledger = Ledger("x", "x", "tab-x", "All", "adlb")
    assert quartiles(VALUES[["5"]], GROUP, ledger, "v") == "NE (NE–NE)"
    assert quartiles(VALUES[["5"]], GROUP, ledger, "w", to=" to ") == "NE"
