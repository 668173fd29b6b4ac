"""Log-rank test against R survdiff, lifelines and by its laws."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines.statistics import multivariate_logrank_test

from ralu.stats import logrank

REFERENCE = Path(__file__).parents[1] / "reference"
KNOWN = pd.read_csv(REFERENCE / "r/logrank.csv", index_col="test")


def load(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"data/{name}.csv")


def assert_equals_r(found: tuple[float, int, float], test: str) -> None:
    np.testing.assert_allclose(found, KNOWN.loc[test], rtol=1e-9)


def test_two_groups_and_strata() -> None:
    lung = load("survival_lung")
    assert_equals_r(logrank(lung["time"], lung["status"] - 1, lung["sex"]), "lung_sex")
    known = lung.dropna(subset="ph.ecog")
    found = logrank(known["time"], known["status"] - 1, known["sex"], strata=known["ph.ecog"])
    assert_equals_r(found, "lung_sex_by_ecog")


def test_four_groups_and_strata() -> None:
    veteran = load("survival_veteran")
    data = veteran["time"], veteran["status"], veteran["celltype"]
    assert_equals_r(logrank(*data), "veteran_celltype")
    assert_equals_r(logrank(*data, strata=veteran["trt"]), "veteran_celltype_by_trt")
    other = multivariate_logrank_test(veteran["time"], veteran["celltype"], veteran["status"])
    assert logrank(*data)[0] == pytest.approx(other.test_statistic, rel=1e-9)


def test_lifelines_agrees_on_weights() -> None:
    lung = load("survival_lung")
    data = lung["time"], lung["status"] - 1, lung["sex"]
    weights = {"weightings": "fleming-harrington", "p": 1, "q": 0}
    other = multivariate_logrank_test(lung["time"], lung["sex"], lung["status"] - 1, **weights)
    assert logrank(*data, rho=1)[0] == pytest.approx(other.test_statistic, rel=1e-9)


def test_delayed_entry() -> None:
    data = load("KMsurv_channing")
    data = data[data["ageentry"] < data["age"]]
    exits, entry = (data["age"], data["death"]), data["ageentry"]
    assert_equals_r(logrank(*exits, data["gender"], entry=entry), "channing_gender")
    found = logrank(*exits, data["obs"] % 3, strata=data["gender"], entry=entry)
    assert_equals_r(found, "channing_third_by_gender")


@pytest.mark.parametrize(
    ("events", "strata"), [([0, 0, 0, 0], None), ([1, 1, 1, 1], ["x", "x", "y", "y"])]
)
def test_nothing_to_compare(events: list[int], strata: list[str] | None) -> None:
    statistic, df, p = logrank([1, 2, 3, 4], events, ["a", "a", "b", "b"], strata=strata)
    assert (df, np.isnan(statistic), np.isnan(p)) == (0, True, True)


def test_refuses_one_group_and_missing_group() -> None:
    with pytest.raises(ValueError, match="one group only"):
        logrank([1, 2], [1, 1], ["a", "a"])
    with pytest.raises(ValueError, match=r"groups: 1 value missing \(at position 1\)"):
        logrank([1, 2], [1, 1], ["a", None])


def test_late_differences_weigh_less_with_rho() -> None:
    """Both groups alike at first; only the second goes on dying."""
    times, events = [1, 1, 2, 2, 6, 7, 8, 9, 9, 9], [1] * 7 + [0] * 3
    groups = list("ababbbbaaa")
    assert logrank(times, events, groups, rho=1)[0] < logrank(times, events, groups)[0]


def test_a_level_nobody_has_is_no_group() -> None:
    groups = pd.Categorical(["a", "a", "b", "b"], categories=["a", "b", "none"])
    found = logrank([1, 2, 3, 4], [1, 1, 1, 0], groups)
    assert found == logrank([1, 2, 3, 4], [1, 1, 1, 0], list("aabb"))


def test_refuses_what_is_no_weight() -> None:
    for rho, message in (
        (np.nan, "rho: 1 value missing"),
        ([1, 2], "rho must be one number"),
        ("1", "rho must hold numbers"),
    ):
        with pytest.raises(ValueError, match=message):
            logrank([1, 2], [1, 1], ["a", "b"], rho=rho)


patient = st.tuples(st.integers(0, 8), st.booleans(), st.sampled_from("abc"))


@given(st.lists(patient, min_size=4, max_size=30), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(patients: list[tuple], random: object) -> None:
    patients = [*patients, (8, True, "a"), (8, True, "b")]
    times, events, groups = zip(*patients, strict=True)
    known = logrank(times, events, groups)
    random.shuffle(patients)
    times, events, groups = zip(*patients, strict=True)
    renamed = ["cab"["abc".index(group)] for group in groups]
    np.testing.assert_allclose(logrank(times, events, renamed), known, atol=1e-9)
    assert not known[0] < 0
    assert known[1] <= len(set(groups)) - 1
