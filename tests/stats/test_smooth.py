"""A natural spline through points; R's numbers stand in test_data_sets.py."""

from __future__ import annotations

import numpy as np
import pytest

from ralu.stats import natural_spline


def test_straight_lines_stay_straight() -> None:
    x = np.arange(12.0)
    line, leverage = natural_spline(x, 3 - 2 * x)
    np.testing.assert_allclose(line, 3 - 2 * x)
    assert leverage.sum() == pytest.approx(4)


def test_two_parameters_are_least_squares() -> None:
    x, y = np.array([0.0, 1, 2, 5]), np.array([1.0, 0, 2, 4])
    line, _ = natural_spline(x, y, df=2)
    np.testing.assert_allclose(line, np.polyval(np.polyfit(x, y, 1), x))


def test_too_few_points_tell_no_line() -> None:
    assert np.isnan(natural_spline([1, 2, 3, 4, 4], [1, 2, 3, 4, 5])[0]).all()
    with pytest.raises(ValueError, match="df must be at least 2"):
        natural_spline([1, 2, 3], [1, 2, 3], df=1)
    with pytest.raises(ValueError, match="Lengths differ"):
        natural_spline([1, 2, 3], [1, 2])
