"""Quantiles of survival without each patient in turn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ralu.stats import kaplan_meier, quantiles_without_each


def test_by_hand() -> None:
    # Without the death at 1 survival falls to 2/3, 1/3, 0; the median is then 3.
    found = quantiles_without_each([1, 2, 3, 4], [1, 1, 1, 1])
    assert found.tolist() == [3, 3, 2, 2]


def test_not_reached_and_nobody_left() -> None:
    assert np.isnan(quantiles_without_each([5], [1])).all()
    # Without the only death nobody dies.
    found = quantiles_without_each([1, 2], [1, 0])
    assert np.isnan(found[0])
    assert np.isnan(quantiles_without_each([1, 2], [0, 0])).all()
    with pytest.raises(ValueError, match="p must be above 0"):
        quantiles_without_each([1, 2], [1, 1], 0)
    with pytest.raises(ValueError, match="negative"):
        quantiles_without_each([-1, 2], [1, 1])


PATIENT = st.tuples(st.integers(0, 8), st.integers(0, 1))


@given(st.lists(PATIENT, min_size=2, max_size=20), st.sampled_from([0.25, 0.5, 1.0]))
@settings(max_examples=50)
def test_is_the_curve_of_all_the_others(patients: list[tuple[int, int]], p: float) -> None:
    frame = pd.DataFrame(patients, columns=["time", "event"])
    others = (frame.drop(index=k) for k in frame.index)
    expected = [kaplan_meier(o["time"], o["event"]).quantile(p)[0] for o in others]
    np.testing.assert_allclose(quantiles_without_each(frame["time"], frame["event"], p), expected)
