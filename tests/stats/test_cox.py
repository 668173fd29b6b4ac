"""Cox regression against R coxph, and what it says where there is no estimate."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ralu.stats import CoxFit, cox

REFERENCE = Path(__file__).parents[1] / "reference"


def load(model: str) -> pd.DataFrame:
    if model.startswith("lung"):
        lung = pd.read_csv(REFERENCE / "data/survival_lung.csv")
        lung["status"] -= 1
        return lung.dropna(subset=["ph.ecog"] if model == "lung" else ["inst"])
    if model.startswith("veteran"):
        veteran = pd.read_csv(REFERENCE / "data/survival_veteran.csv")
        return veteran.assign(from_zero=veteran["time"] - 1, spared=1 - veteran["status"])
    channing = pd.read_csv(REFERENCE / "data/KMsurv_channing.csv")
    channing["third"] = channing["obs"] % 3
    return channing[channing["ageentry"] < channing["age"]]


MODELS: dict[str, dict] = {
    "lung": {"duration": "time", "event": "status"},
    "lung_strata_inst": {"duration": "time", "event": "status", "strata": "inst"},
    "veteran": {"duration": "time", "event": "status"},
    "veteran_strata": {"duration": "time", "event": "status", "strata": ["trt", "celltype"]},
    "veteran_from_zero": {"duration": "from_zero", "event": "status"},
    "channing": {"duration": "age", "event": "death", "entry": "ageentry"},
    "channing_strata": {
        "duration": "age",
        "event": "death",
        "entry": "ageentry",
        "strata": "third",
    },
}


@pytest.mark.parametrize("model", MODELS)
def test_equals_r(model: str) -> None:
    known = pd.read_csv(REFERENCE / "r/cox.csv").query("model == @model").set_index("covariate")
    fit = cox(load(model), covariates=list(known.index), **MODELS[model])
    assert (fit.n, fit.n_events) == (known["n"].iloc[0], known["n_events"].iloc[0])
    assert fit.note == ""
    known = known.drop(columns=["model", "n", "n_events"])
    pd.testing.assert_frame_equal(fit.table, known, rtol=0, atol=1e-6)


def test_alpha_sets_the_level() -> None:
    veteran = load("veteran")
    row = cox(veteran, "time", "status", ["karno"], alpha=0.1).table.loc["karno"]
    assert np.log(row["upper"] / row["lower"]) == pytest.approx(2 * 1.6448536269514722 * row["se"])


class TestNoEstimate:
    """Terms that cannot be estimated are named in the note; no warning leaks."""

    def fit(self, frame: pd.DataFrame, *covariates: str) -> CoxFit:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return cox(frame, "time", "status", covariates)

    def test_monotone_likelihood(self) -> None:
        fit = self.fit(load("veteran"), "karno", "spared", "age")
        assert fit.table.loc["spared"].isna().all()
        assert fit.note == "spared: not estimable (no finite maximum of the likelihood)"
        known = pd.read_csv(REFERENCE / "r/cox.csv").query("model == 'veteran_spared'")
        known = known.set_index("covariate")[["coef", "se", "p"]]
        found = fit.table.loc[known.index, known.columns]
        pd.testing.assert_frame_equal(found, known, rtol=0, atol=1e-6)
        assert fit.n == 137
        assert np.isnan(fit.tests.loc["wald", "statistic"])
        assert fit.tests.loc["likelihood_ratio", "statistic"] > 0
        assert fit.ph_test()["df"].tolist() == [1, 0, 1, 2]

    def test_monotone_in_a_combination(self) -> None:
        """Both covariates together separate the deaths of stratum 1; R warns of both too."""
        frame = pd.DataFrame(
            {
                "time": [4, 6, 1, 4, 5, 5],
                "status": [1, 1, 1, 1, 0, 0],
                "stratum": [1, 1, 1, 1, 2, 0],
                "x": [0, 0, 1, 1, 1, 1],
                "z": [25, 7, 4, -18, 17, 10],
            }
        )
        fit = cox(frame, "time", "status", ["x", "z"], strata="stratum")
        assert fit.table.isna().all(axis=None)
        assert fit.note.count("no finite maximum of the likelihood") == 2

    def test_times_in_the_order_of_the_covariate(self) -> None:
        frame = pd.DataFrame({"time": range(1, 31), "status": 1, "x": range(30)})
        assert self.fit(frame, "x").note.startswith("x: not estimable")

    def test_constant_and_collinear(self) -> None:
        veteran = load("veteran").assign(one=0.1, sum=lambda v: v["karno"] + v["age"])
        fit = self.fit(veteran, "one", "karno", "age", "sum")
        pd.testing.assert_frame_equal(
            fit.table.loc[["karno", "age"]], self.fit(veteran, "karno", "age").table
        )
        assert fit.table.loc[["one", "sum"]].isna().all(axis=None)
        assert fit.note == (
            "one: not estimable (constant or collinear); sum: not estimable (constant or collinear)"
        )

    def test_constant_within_strata(self) -> None:
        fit = cox(load("veteran"), "time", "status", ["trt", "karno"], strata="trt")
        assert fit.table["coef"].isna().tolist() == [True, False]

    def test_no_event(self) -> None:
        fit = self.fit(load("veteran").assign(status=0), "karno")
        assert fit.n_events == 0
        assert fit.note == "karno: not estimable (no event)"
        assert fit.tests["statistic"].isna().all()
        assert np.isnan(fit.concordance()).all()
        assert fit.ph_test()["statistic"].isna().all()

    @pytest.mark.parametrize("n", [1, 2])
    def test_too_few_patients(self, n: int) -> None:
        frame = pd.DataFrame({"time": [3, 4][:n], "status": 1, "x": [1, 2][:n]})
        fit = self.fit(frame, "x")
        assert fit.table.isna().all(axis=None)
        assert fit.note.startswith("x: not estimable")

    def test_all_times_equal_and_at_zero(self) -> None:
        frame = pd.DataFrame({"time": 0, "status": [1, 1, 0, 0], "x": [1, 0, 1, 0]})
        fit = self.fit(frame, "x")
        assert fit.table.loc["x", "coef"] == pytest.approx(0, abs=1e-9)
        assert fit.ph_test("identity").isna()["p"].all()

    def test_covariate_of_any_size(self) -> None:
        veteran = load("veteran").assign(
            large=lambda v: 1e9 + 1e6 * v["karno"], small=lambda v: 1e-9 * v["karno"]
        )
        known = self.fit(veteran, "karno").table.loc["karno", ["coef", "se"]]
        for name, unit in (("large", 1e6), ("small", 1e-9)):
            found = self.fit(veteran, name).table.loc[name, ["coef", "se"]]
            np.testing.assert_allclose(found * unit, known, rtol=1e-6)


def test_refuses_in_the_words_of_the_columns() -> None:
    lung = pd.read_csv(REFERENCE / "data/survival_lung.csv")
    with pytest.raises(ValueError, match="status: 165 values neither 0"):
        cox(lung, "time", "status", ["age"])
    with pytest.raises(ValueError, match="inst: 1 value missing"):
        cox(lung.assign(status=1), "time", "status", ["age"], strata="inst")
    with pytest.raises(ValueError, match="celltype must hold numbers"):
        cox(load("veteran"), "time", "status", ["celltype"])
    with pytest.raises(ValueError, match="frame has no column karnofsky"):
        cox(load("veteran"), "time", "status", ["karnofsky"])
    with pytest.raises(ValueError, match="covariates is empty"):
        cox(load("veteran"), "time", "status", [])
    with pytest.raises(ValueError, match="covariates: karno named more than once"):
        cox(load("veteran"), "time", "status", ["karno", "karno"])
    fit = cox(load("veteran"), "from_zero", "status", ["karno"])
    with pytest.raises(ValueError, match="transform 'sqrt' is none of km, identity, rank, log"):
        fit.ph_test("sqrt")
    with pytest.raises(ValueError, match="'log' has no value at time 0"):
        fit.ph_test("log")
    with pytest.raises(ValueError, match="terms: the model has no covariate celltype"):
        fit.ph_test(terms={"cell": ["celltype"]})


def test_residuals_of_what_cannot_be_estimated() -> None:
    frame = load("veteran").assign(one=1.0)
    found = cox(frame, "time", "status", ["karno", "one"]).schoenfeld()
    assert found["one"].isna().all()
    alone = cox(frame, "time", "status", ["karno"]).schoenfeld()
    np.testing.assert_allclose(found["karno"], alone["karno"])
    # About the coefficient they scatter, by their definition.
    assert alone["karno"].mean() == pytest.approx(
        cox(frame, "time", "status", ["karno"]).table.loc["karno", "coef"]
    )
    none = cox(frame.assign(status=0), "time", "status", ["karno"]).schoenfeld()
    assert list(none.columns) == ["time", "g", "karno"]
    assert none.empty
    with pytest.raises(ValueError, match="the model has strata"):
        cox(frame, "time", "status", ["karno"], strata="trt").schoenfeld()


@given(st.permutations(range(137)), st.sampled_from([1e-3, 1, 1e3]))
@settings(max_examples=10)
def test_order_and_unit_of_time_do_not_matter(order: list[int], unit: float) -> None:
    veteran = load("veteran").astype({"time": float})
    known = cox(veteran, "time", "status", ["karno", "age"])
    moved = veteran.iloc[order].assign(time=lambda v: v["time"] * unit)
    found = cox(moved, "time", "status", ["karno", "age"])
    pd.testing.assert_frame_equal(found.table, known.table, rtol=1e-9)
    np.testing.assert_allclose(found.concordance(), known.concordance(), rtol=1e-12)
    np.testing.assert_allclose(found.ph_test(), known.ph_test(), rtol=1e-7)
