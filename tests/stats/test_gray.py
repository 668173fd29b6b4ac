"""Gray's test against R's cuminc in small cases and by its laws; more in test_data_sets.py."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.stats import gray_test

REFERENCE = Path(__file__).parents[1] / "reference/r"
SMALL = list(pd.read_csv(REFERENCE / "edge_gray.csv").itertuples())


@pytest.mark.parametrize("row", SMALL, ids=lambda row: f"{row.case}-{row.cause}")
def test_ties_and_empty_risk_sets_equal_r(row: tuple) -> None:
    data = pd.read_csv(REFERENCE / "edge_gray_data.csv").query("case == @row.case")
    found = gray_test(data["time"], data["cause"], data["group"], row.cause)
    np.testing.assert_allclose(found, (row.statistic, row.df, row.p), rtol=1e-9)


patient = st.tuples(st.integers(0, 8), st.sampled_from([0, 1, 2]), st.sampled_from("abc"))


@given(st.lists(patient, min_size=4, max_size=30), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(patients: list[tuple], random: object) -> None:
    patients = [*patients, (8, 1, "a"), (8, 1, "b")]
    times, causes, groups = zip(*patients, strict=True)
    known = gray_test(times, causes, groups, 1)
    random.shuffle(patients)
    times, causes, groups = zip(*patients, strict=True)
    renamed = ["cab"["abc".index(group)] for group in groups]
    np.testing.assert_allclose(gray_test(times, causes, renamed, 1), known, atol=1e-9)
    assert not known[0] < 0
    assert known[1] <= len(set(groups)) - 1


@given(st.lists(patient, min_size=4, max_size=30))
def test_other_causes_compete_whatever_their_number(patients: list[tuple]) -> None:
    times, causes, groups = zip(*[*patients, (1, 2, "a"), (1, 1, "b")], strict=True)
    more = [5 if cause == 2 and k % 2 else cause for k, cause in enumerate(causes)]
    known = gray_test(times, causes, groups, 1)
    np.testing.assert_allclose(gray_test(times, more, groups, 1), known, atol=1e-12)


@pytest.mark.parametrize(
    ("causes", "strata"),
    [([0, 0, 0, 0], None), ([2, 2, 2, 2], None), ([1, 2, 1, 1], ["x", "x", "y", "y"])],
)
def test_nothing_to_compare(causes: list[int], strata: list[str] | None) -> None:
    statistic, df, p = gray_test([1, 2, 3, 4], causes, ["a", "a", "b", "b"], 1, strata=strata)
    assert (df, np.isnan(statistic), np.isnan(p)) == (0, True, True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cause": 0}, "cause is 0, which stands for censored"),
        ({"cause": 1.5}, r"cause: 1 value not 0 \(censored\)"),
        ({"causes": [1, 0, -2]}, r"causes: 1 value .* \(at position 2\)"),
        ({"durations": [1, np.inf, 2]}, r"durations: 1 value not finite \(at position 1\)"),
        ({"groups": ["a", None, "b"]}, r"groups: 1 value missing \(at position 1\)"),
        ({"groups": ["a", "a", "a"]}, "one group only"),
        ({"strata": [1, 2]}, "Lengths differ: durations 3, causes 3, groups 3, strata 2"),
    ],
)
def test_refuses(change: dict[str, object], message: str) -> None:
    good = {"durations": [1, 2, 3], "causes": [1, 2, 1], "groups": ["a", "b", "b"], "cause": 1}
    with pytest.raises(ValueError, match=message):
        gray_test(**(good | change))
