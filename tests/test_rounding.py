"""Numbers as printed."""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.printed import result, segments
from ralu.rounding import count_percent, decimals, fixed, p_value, quantile_texts
from ralu.stats import kaplan_meier


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.285, 2, "0.29"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (1.005, 2, "1.01"),
        (-0.04, 1, "0.0"),
        (133, 0, "133"),
        (1e-7, 3, "0.000"),
        (None, 1, "NE"),
        (math.nan, 1, "NE"),
        (math.inf, 1, "NE"),
    ],
)
def test_rounds_half_away_from_zero(value: float | None, digits: int, text: str) -> None:
    assert fixed(value, digits) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_is_the_nearest_number_of_so_many_decimals(value: float, digits: int) -> None:
    shown = Fraction(fixed(value, digits).replace("−", "-"))
    assert abs(shown - Fraction(repr(value))) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.000999, "<0.001"), (0.001, "0.001"), (0.0495, "0.050"), (0.9996, "1.000"), (None, "NE")],
)
def test_p_values(p: float | None, text: str) -> None:
    assert p_value(p) == text


def test_counts_with_percentages() -> None:
    some = count_percent(result("40", "n"), result("30.1", "pct"))
    assert list(segments(some)) == [("40", "n"), (" (", ""), ("30.1", "pct"), (")", "")]
    nobody = count_percent(result("0", "n"), result("0.0", "pct"))
    assert list(segments(nobody)) == [("0", "n")]


@pytest.mark.parametrize(
    ("values", "digits"),
    [([286.0], 0), ([4.4, None], 1), ([0.5], 2), ([0.0], 1), ([None], 1), ([], 1)],
)
def test_decimals_by_size(values: list[float | None], digits: int) -> None:
    assert decimals(pd.Series(values, dtype="float64")) == digits


@pytest.mark.parametrize(
    ("times", "events", "printed"),
    [
        ([5], [1], ("5", "NE", "NE")),
        ([5], [0], ("NR", "NR", "NR")),
        ([5, 6, 7, 8], [1, 0, 0, 0], ("NR", "5", "NR")),
        ([1, 2, 3, 4], [1, 1, 1, 1], ("2.5", "1", "NR")),
    ],
)
def test_limits_of_one_patient_are_not_estimable(times, events, printed) -> None:
    found = kaplan_meier(times, events, conf_type="log-log").quantile(0.5)
    assert quantile_texts(found, "{:g}".format) == printed
