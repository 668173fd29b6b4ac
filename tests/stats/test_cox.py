"""Cox regression against R coxph, and what it says where there is no estimate."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ralu.stats import CoxFit, cox

REFERENCE = Path(__file__).parents[1] / "reference"


def load(model: str) -> pd.DataFrame:
    if model.startswith("lung"):
        lung = pd.read_csv(REFERENCE / "data/survival_lung.csv")
        lung["status"] -= 1
        return lung.dropna(subset=["ph.ecog"] if model == "lung" else ["inst"])
    if model.startswith("veteran"):
        veteran = pd.read_csv(REFERENCE / "data/survival_veteran.csv")
        return veteran.assign(from_zero=veteran["time"] - 1)
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
        veteran = load("veteran")
        veteran["spared"] = (veteran["status"] == 0).astype(int)
        fit = self.fit(veteran, "spared", "karno")
        assert fit.table.loc["spared"].isna().all()
        assert fit.note == "spared: not estimable (no finite maximum of the likelihood)"
        known = self.fit(veteran[veteran["spared"] == 0], "karno")
        assert fit.table.loc["karno"].notna().all()
        assert fit.n == known.n + 9

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
