"""What a figure draws, as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ralu.blocks import Table
from ralu.figures.frame.drawn_data import as_table


def test_values_for_people_and_programs() -> None:
    drawn = pd.DataFrame(
        {
            "curve": ["A", "B", "C", "D"],
            "n_risk": [10, 2, 0, 100],
            "survival": [1.0, 2 / 3, np.nan, -0.0],
            "time": [1e-7, 1e-12, 1200.0, -12.25],
            "depth": pd.array([30, None, 90, 50], dtype="Int64"),
        }
    )
    table = as_table(drawn, "Drawn")
    assert isinstance(table, Table)
    assert (table.id, table.title) == ("", "Drawn")
    assert [(c.label, c.align) for c in table.columns] == [
        ("curve", "left"),
        ("n_risk", "right"),
        ("survival", "right"),
        ("time", "right"),
        ("depth", "right"),
    ]
    assert [row.cells for row in table.rows] == [
        ("A", "10", "1", "0.0000001", "30"),
        ("B", "2", "0.6666666667", "0", ""),
        ("C", "0", "", "1200", "90"),
        ("D", "100", "0", "-12.25", "50"),
    ]
