"""Cells of formats that have types, as the study writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from ralu.extract.cells import as_written, undeclared
from ralu.study import Reading

POINT, COMMA = Reading(), Reading(decimal=",", date_format="DD.MM.YYYY")


@pytest.mark.parametrize(
    ("cell", "text", "german"),
    [
        (None, None, None),
        ("7.4", "7.4", "7.4"),
        (7, "7", "7"),
        (7.0, "7", "7"),
        (7.4, "7.4", "7,4"),
        (1e-7, "1e-07", "1e-07"),
        (Decimal("7.40"), "7.40", "7,40"),
        (True, "Y", "Y"),
        (False, "N", "N"),
        (date(2019, 4, 3), "2019-04-03", "03.04.2019"),
        (datetime(2019, 4, 3, 12, 30), "2019-04-03", "03.04.2019"),
        (pd.Timestamp("2019-04-03"), "2019-04-03", "03.04.2019"),
    ],
)
def test_what_a_cell_reads(cell, text: str | None, german: str | None) -> None:
    assert as_written(cell, POINT) == text
    assert as_written(cell, COMMA) == german


def test_an_undeclared_column_is_of_one_type() -> None:
    index = pd.Index([2, 3, 4])
    assert undeclared([70, 71.5, None], index, POINT).dtype == "float64"
    assert undeclared([70, ">80", None], index, POINT).to_list() == ["70", ">80", None]
