"""Two-by-two tables against R fisher.test, prop.test and mantelhaen.test, and by their laws."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.stats import fisher_exact, mantel_haenszel, risk_difference

REFERENCE = Path(__file__).parents[1] / "reference/r"
FISHER = pd.read_csv(REFERENCE / "fisher.csv")
POOLED = list(pd.read_csv(REFERENCE / "mantel_haenszel.csv").itertuples())
COUNTS = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "row", list(FISHER.itertuples()), ids=lambda row: f"{row.a}-{row.b}-{row.c}-{row.d}"
)
def test_one_table_equals_r(row: tuple) -> None:
    odds_ratio, *limits, p = fisher_exact([[row.a, row.b], [row.c, row.d]])
    assert p == pytest.approx(row.p, abs=1e-9)
    if row.b + row.d and row.a + row.c:  # R gives 0 where there is nothing to estimate
        assert odds_ratio == pytest.approx(row.odds_ratio, rel=1e-6)
    else:
        assert math.isnan(odds_ratio)
    assert limits == pytest.approx([row.lower, row.upper], rel=1e-6)
    known = (row.difference, row.lower_difference, row.upper_difference)
    found = risk_difference(row.a, row.a + row.b, row.c, row.c + row.d)
    assert found == pytest.approx(known, abs=1e-9)


@pytest.mark.parametrize("row", POOLED)
def test_strata_equal_r(row: tuple) -> None:
    data = pd.read_csv(REFERENCE / "mantel_haenszel_data.csv").query("case == @row.case")
    found = mantel_haenszel(data[COUNTS].to_numpy().reshape(-1, 2, 2))
    known = (row.odds_ratio, row.lower, row.upper, row.statistic, row.p)
    assert found == pytest.approx(known, rel=1e-9)


def test_strata_that_compare_nothing_add_nothing() -> None:
    table, empty, lone = [[3, 1], [1, 3]], [[0, 0], [0, 0]], [[1, 0], [0, 0]]
    assert mantel_haenszel([table, empty, lone]) == mantel_haenszel([table])
    assert all(map(math.isnan, mantel_haenszel([empty, lone, [[2, 3], [0, 0]]])))


def test_an_empty_group_has_no_difference() -> None:
    assert all(map(math.isnan, risk_difference(0, 0, 1, 4)))
    estimate, *others = fisher_exact([[0, 0], [1, 4]])
    assert math.isnan(estimate)
    assert others == [0, math.inf, 1]


count = st.integers(0, 60)


@given(count, count, count, count)
def test_groups_can_change_places(a: int, b: int, c: int, d: int) -> None:
    there = risk_difference(a, a + b, c, c + d)
    back = risk_difference(c, c + d, a, a + b)
    mirrored = (-back[0], -back[2], -back[1])
    np.testing.assert_allclose(there, mirrored, atol=1e-12)
    if not math.isnan(there[0]):
        assert -1 - 1e-12 <= there[1] <= there[0] <= there[2] <= 1 + 1e-12
    pooled = mantel_haenszel([[[a, b], [c, d]], [[3, 4], [5, 1]]])
    swapped = mantel_haenszel([[[c, d], [a, b]], [[5, 1], [3, 4]]])
    assert swapped[3:] == pytest.approx(pooled[3:])
    assert swapped[0] * pooled[0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fisher_exact([1, 2, 3, 4]), r"table must be of two rows .* it is of \(4,\)"),
        (lambda: fisher_exact([[1, 2], [3, -4]]), r"table: 1 value not a count \(at position 3\)"),
        (lambda: fisher_exact([[1, 2], [3, None]]), "table: 1 value missing"),
        (lambda: mantel_haenszel([[1, 2], [3, 4]]), r"tables must be of two rows"),
        (lambda: mantel_haenszel([[[1, 2], [3, 0.5]]]), "tables: 1 value not a count"),
        (lambda: risk_difference(5, 4, 1, 2), "x1 is 5, more than n1, which is 4"),
        (lambda: risk_difference(1, 2, -1, 2), "x2 must be a count, it is -1"),
    ],
)
def test_refuses(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
