"""Units of laboratory values and their conversion."""

import numpy as np
import pandas as pd
import pytest

from ralu.ctcae import STANDARD_UNIT, is_known, to_standard

CELL_SPELLINGS = (
    *("10^9/L", "10^9/l", "10E9/L", "10e+9/L", "x10^9/L", "x 10^9 / L", "×10^9/L", "10*9/L"),
    *("10**9/L", "10⁹/L", "x10(9)/L", "G/L", "G/l", "GI/L", "Giga/L", "Gpt/L", "/nL", "1/nl"),
    *("10^3/uL", "10^3/µL", "10^3/μl", "10³/µl", "x10E3/uL", "10^3/mm^3", "K/uL"),
    *("Tsd/µl", "Tsd./µl", "TSD/ul", "Mrd./l", "E9/l", "10^6/ml", "10^9/Liter", "10*3/[uL]"),
    *("10^3/mcL", "thou/mcL", "10\u00a0^\u00a03/µL", "1000/mm³", "10^9 cells/L", "10*3{cells}/uL"),
)


def converted(param, value, unit):
    """Return one value in the standard unit."""
    return float(to_standard(param, value, unit)[0])


@pytest.mark.parametrize("unit", CELL_SPELLINGS)
def test_cell_counts_in_every_spelling_of_giga_per_litre(unit):
    """Laboratories agree on the unit, not on how to write it."""
    for param in ("PLAT", "NEUT", "WBC", "LYM"):
        assert converted(param, 1.5, unit) == 1.5


@pytest.mark.parametrize(
    ("param", "value", "unit", "expected"),
    [
        ("HGB", 8.0, "g/dL", 80),
        ("HGB", 80, "G/L", 80),
        ("HGB", 4.9648, "mmol/L", 80),
        ("NEUT", 1500, "/µL", 1.5),
        ("NEUT", 1500, "cells/mm³", 1.5),
        ("ALP", 2.0, "µkat/L", 120),
        ("LDH", 2.0, "ukat/l", 120),
        ("AST", 40, "IU/L", 40),
        ("AST", 40, "IE/l", 40),
        ("AST", 40, "mU/mL", 40),
        ("ALP", 2.0, "μkat∕l", 120),
        ("HGB", 8.0, "g/100 ml", 80),
        ("BILI", 20, "mcmol/L", 20),
        ("GGT", 40, "u/l", 40),
        ("BILI", 1.0, "mg/dL", 17.1),
        ("CREAT", 1.0, "mg/dl", 88.4),
        ("CREAT", 90, "μmol/L", 90),
        ("CREAT", 90, "µmol/l", 90),
        ("PSA", 4.2, "µg/L", 4.2),
        ("PSA", 4.2, "μg/l", 4.2),
        ("PSA", 4.2, "ng/ml", 4.2),
        ("PSA", 4.2, "mcg/L", 4.2),
    ],
)
def test_conversion_to_the_standard_unit(param, value, unit, expected):
    """Each factor of the table, in one of its spellings."""
    assert converted(param, value, unit) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("param", "unit"),
    [
        ("HGB", "mg/dL"),
        ("LYM", "%"),
        ("PLAT", "10^3/mL"),
        ("PLAT", "10^6/L"),
        ("PLAT", "10^12/L"),
        ("CREAT", "mmol/L"),
        ("ALP", "nkat/L"),
        ("PSA", "ug/mL"),
        ("ALP", ""),
        ("XYZ", "U/L"),
    ],
)
def test_unknown_units_convert_to_missing(param, unit):
    """What is not in the table is missing, never taken as it stands."""
    assert not is_known(param, unit)
    assert np.isnan(converted(param, 1.0, unit))


def test_the_standard_unit_is_known_and_leaves_values_alone():
    """The standard unit converts to itself, to the last bit."""
    for param, unit in STANDARD_UNIT.items():
        assert is_known(param, unit)
        assert converted(param, 0.123456789, unit) == 0.123456789


def test_arrays_convert_element_by_element():
    """Series of pandas with their own kinds of missing are taken."""
    values, units = to_standard(
        pd.Series(["HGB", "HGB", "PSA", "XYZ", "ALP"]),
        pd.array([10.0, 6.206, None, 1.0, 1.0], dtype="Float64"),
        pd.Series(["g/dL", "mmol/L", "ng/mL", "ng/mL", None]),
    )
    np.testing.assert_allclose(values, [100, 100, np.nan, np.nan, np.nan], rtol=1e-14)
    assert units.tolist() == ["g/L", "g/L", "ng/mL", "", "U/L"]
