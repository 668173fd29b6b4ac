"""Intervals of proportions and rates against R binom.test, prop.test and poisson.test."""

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.stats import incidence_rate, proportion_ci

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
