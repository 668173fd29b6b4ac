"""Units of the laboratory source: each spelling counted once, with its factor or its rows."""

from __future__ import annotations

import pandas as pd
import pytest


def test_units_as_written_with_factor_or_rows(chart) -> None:
    for patient in ("P1", "P2"):
        chart.patient(patient, "2021-03-10")
    for patient, test, value, unit in (
        ("P1", "PSA", "10", "ng/mL"),  # row 2
        ("P1", "HGB", "10.5", "g/dL"),
        ("P2", "HGB", "6.2", "mmol/L"),
        ("P2", "HGB", "6.3", "mmol/L"),
        ("P2", "HGB", "", "mmol/L"),  # no value, so not counted
        ("P1", "HGB", "65", "mg%"),  # row 7
        ("P2", "HGB", "65", "mg%"),
        ("P1", "HGB", "65", ""),
        ("P1", "TESTO", "0.2", "nmol/L"),
    ):
        chart.lab(patient, "2021-03-01", test, value, unit)
    units = chart.prepare().dqunit
    found = {(row.PARAMCD, row.UNIT): tuple(row)[3:] for row in units.itertuples()}
    assert list(found) == [
        *(("HGB", "mg%"), ("HGB", "mmol/L"), ("HGB", ""), ("HGB", "g/dL")),
        *(("PSA", "ng/mL"), ("TESTO", "nmol/L")),
    ]
    assert found["HGB", "g/dL"] == (1, 1, 10, "g/L", "labs", "")
    assert found["HGB", "mmol/L"][:2] == (2, 1)
    assert found["HGB", "mmol/L"][2] == pytest.approx(100 / 6.206)
    assert found["HGB", "mg%"][:2] == (2, 2)
    assert found["HGB", "mg%"][3:] == ("g/L", "labs", "7, 8")
    assert found["HGB", ""][-1] == "9"
    assert found["TESTO", "nmol/L"][3:] == ("", "labs", "")
    assert units["FACTOR"].isna().tolist() == [True, False, True, False, False, True]


def test_rows_are_named_up_to_five(chart) -> None:
    chart.patient("P1", "2021-03-10")
    for day in range(1, 8):
        chart.lab("P1", f"2021-03-0{day}", "PLAT", "150", "per litre")
    assert chart.prepare().dqunit["ROWS"].tolist() == ["2, 3, 4, 5, 6, …"]


def test_a_study_without_laboratory_values(chart) -> None:
    chart.patient("P1", "2021-03-10")
    units = chart.prepare().dqunit
    assert units.empty
    assert units.dtypes["RECORDS"] == "int64"
    assert isinstance(units, pd.DataFrame)
