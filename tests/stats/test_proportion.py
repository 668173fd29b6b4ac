"""Intervals of proportions, differences and rates against R's binom, prop and poisson tests."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.stats import incidence_rate, proportion_ci, risk_difference

REFERENCE = Path(__file__).parents[1] / "reference/r"
METHODS = ["clopper-pearson", "wilson"]


def test_proportions_equal_r() -> None:
    for row in pd.read_csv(REFERENCE / "proportion.csv").itertuples():
        found = proportion_ci(row.x, row.n, method=row.method, alpha=row.alpha)
        assert found == pytest.approx((row.estimate, row.lower, row.upper), abs=1e-9)


def test_rates_equal_r() -> None:
    for row in pd.read_csv(REFERENCE / "incidence_rate.csv").itertuples():
        found = incidence_rate(row.events, row.person_time)
        assert found == pytest.approx((row.rate, row.lower, row.upper), abs=1e-9)


def test_nothing_observed() -> None:
    for found in (proportion_ci(0, 0), incidence_rate(0, 0)):
        assert all(map(math.isnan, found))


@pytest.mark.parametrize("method", METHODS)
@given(st.data())
def test_limits_bracket_and_mirror(method: str, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 500))
    x = data.draw(st.integers(0, n))
    estimate, lower, upper = proportion_ci(x, n, method=method)
    assert 0 <= lower <= estimate <= upper <= 1
    _, mirrored_lower, mirrored_upper = proportion_ci(n - x, n, method=method)
    assert (1 - upper, 1 - lower) == pytest.approx((mirrored_lower, mirrored_upper), abs=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion_ci(5, 4), "x is 5, more than n"),
        (lambda: proportion_ci(-1, 4), "x must be a count"),
        (lambda: proportion_ci(1.5, 4), "x must be a count"),
        (lambda: proportion_ci(1, math.nan), "n: 1 value missing"),
        (lambda: proportion_ci("1", 4), "x must hold numbers"),
        (lambda: proportion_ci(None, 4), "x: 1 value missing"),
        (lambda: proportion_ci(1, math.inf), "n: 1 value not finite"),
        (lambda: proportion_ci([1], 4), "x must be one number"),
        (lambda: proportion_ci(1, 4, method="wald"), "'wald' is none of"),
        (lambda: proportion_ci(1, 4, alpha=95), "alpha must lie"),
        (lambda: incidence_rate(-1, 4), "events must be a count"),
        (lambda: incidence_rate(1, -4), "person_time: 1 value negative"),
    ],
)
def test_refuses(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_differences_equal_r() -> None:
    for row in pd.read_csv(REFERENCE / "risk_difference.csv").itertuples():
        found = risk_difference(row.a, row.a + row.b, row.c, row.c + row.d)
        assert found == pytest.approx((row.difference, row.lower, row.upper), abs=1e-9)


def test_an_empty_group_has_no_difference() -> None:
    assert all(map(math.isnan, risk_difference(0, 0, 1, 4)))


count = st.integers(0, 60)


@given(count, count, count, count)
def test_groups_can_change_places(a: int, b: int, c: int, d: int) -> None:
    there = risk_difference(a, a + b, c, c + d)
    back = risk_difference(c, c + d, a, a + b)
    np.testing.assert_allclose(there, (-back[0], -back[2], -back[1]), atol=1e-12)
    if not math.isnan(there[0]):
        assert -1 - 1e-12 <= there[1] <= there[0] <= there[2] <= 1 + 1e-12


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((5, 4, 1, 2), "x1 is 5, more than n1, which is 4"),
        ((1, 2, -1, 2), "x2 must be a count, it is -1"),
    ],
)
def test_a_difference_of_no_counts_is_refused(numbers: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        risk_difference(*numbers)
