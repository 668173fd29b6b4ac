"""Kaplan-Meier against R survival 3.5-3, against lifelines, and by its laws."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from ralu.stats import KaplanMeier, kaplan_meier

REFERENCE = Path(__file__).parents[1] / "reference"
CLOSE = {"rtol": 0, "atol": 1e-9, "check_dtype": False}
CONF_TYPES = ["plain", "log", "log-log"]
CASES = dict(list(pd.read_csv(REFERENCE / "r/edge_data.csv").groupby("case")))


def fit_case(case: str, conf_type: str) -> KaplanMeier:
    rows = CASES[case]
    entry = None if rows["entry"].isna().all() else rows["entry"]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Nobody is left at risk")
        return kaplan_meier(rows["exit"], rows["event"], entry, conf_type=conf_type)


def expected(name: str, case: str, conf_type: str) -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / f"r/{name}.csv")
    rows = rows[(rows["case"] == case) & (rows["conf_type"] == conf_type)]
    return rows.drop(columns=["case", "conf_type"]).reset_index(drop=True)


@pytest.mark.parametrize("conf_type", CONF_TYPES)
@pytest.mark.parametrize("case", CASES)
class TestEdgeCasesEqualR:
    """Small cases where conventions show; their data are made in reference/make.R."""

    def test_curve(self, case: str, conf_type: str) -> None:
        found = fit_case(case, conf_type).curve
        pd.testing.assert_frame_equal(found, expected("edge_curve", case, conf_type), **CLOSE)

    def test_quantile(self, case: str, conf_type: str) -> None:
        fit, rows = fit_case(case, conf_type), expected("edge_quantile", case, conf_type)
        found = [fit.quantile(p) for p in rows["p"]]
        np.testing.assert_allclose(found, rows[["estimate", "lower", "upper"]], rtol=0, atol=1e-9)

    def test_at(self, case: str, conf_type: str) -> None:
        rows = expected("edge_at", case, conf_type)
        found = fit_case(case, conf_type).at(rows["time"])
        if case.startswith("delayed"):
            # Between exits R repeats the number at risk at the next exit, whoever entered since.
            found, rows = found.drop(columns="n_risk"), rows.drop(columns="n_risk")
        pd.testing.assert_frame_equal(found, rows, **CLOSE)

    def test_rmst(self, case: str, conf_type: str) -> None:
        fit, rows = fit_case(case, conf_type), expected("edge_rmst", case, conf_type)
        found = [fit.rmst(tau) for tau in rows["tau"]]
        np.testing.assert_allclose(found, rows[["rmst", "std_err"]], rtol=0, atol=1e-9)


@pytest.fixture(params=["lung", "veteran"])
def study(request: pytest.FixtureRequest) -> pd.DataFrame:
    data = pd.read_csv(REFERENCE / f"data/survival_{request.param}.csv")
    return data.assign(event=data["status"] == data["status"].max())


def test_whole_curve_with_delayed_entry_equals_r() -> None:
    data = pd.read_csv(REFERENCE / "data/KMsurv_channing.csv")
    data = data[(data["ageentry"] < data["age"]) & (data["gender"] == 2)]
    found = kaplan_meier(data["age"], data["death"], data["ageentry"]).curve
    known = pd.read_csv(REFERENCE / "r/channing_gender2.csv")
    pd.testing.assert_frame_equal(found.set_axis(known.columns, axis=1), known, **CLOSE)


class TestLifelines:
    """lifelines as second witness, and the differences that made our own estimate necessary."""

    def test_same_survival_and_interval(self, study: pd.DataFrame) -> None:
        other = KaplanMeierFitter().fit(study["time"], study["event"])
        curve = kaplan_meier(study["time"], study["event"]).curve
        survival = other.survival_function_.loc[curve["time"], "KM_estimate"]
        np.testing.assert_allclose(curve["survival"], survival, rtol=0, atol=1e-12)
        interval = other.confidence_interval_.loc[curve["time"]].to_numpy()
        known = curve["lower"].notna().to_numpy()
        found = curve.loc[known, ["lower", "upper"]]
        np.testing.assert_allclose(found, interval[known], rtol=0, atol=1e-9)

    @pytest.mark.parametrize(("n", "ours", "theirs"), [(10, 5.5, 5), (20, 10.5, 11)])
    def test_median_of_a_plateau_differs(self, n: int, ours: float, theirs: float) -> None:
        times = np.arange(1, n + 1)
        assert kaplan_meier(times, np.ones(n)).quantile(0.5)[0] == ours
        assert KaplanMeierFitter().fit(times).median_survival_time_ == theirs


class TestDelayedEntry:
    """What delayed entry changes beside the numbers of R."""

    def test_warns_where_nobody_is_left(self) -> None:
        with pytest.warns(UserWarning, match="after time 3, .* 9: survival stays at 0.5 there"):
            kaplan_meier([2, 3, 8, 9], [1, 0, 1, 0], [0, 1, 4, 5])
        with pytest.warns(UserWarning, match="survival stays at 0 there"):
            kaplan_meier([3, 8, 9], [1, 1, 0], [1, 3, 4])

    def test_counts_between_exits_who_has_entered(self) -> None:
        fit = kaplan_meier([4, 6, 8], [1, 0, 1], [0, 2, 5])
        assert fit.at([0, 1, 2, 3, 4, 5, 5.5, 7, 9])["n_risk"].tolist() == [
            1,
            1,
            1,
            2,
            2,
            1,
            2,
            1,
            0,
        ]

    def test_from_zero_is_not_delayed(self) -> None:
        times, events = [1, 2, 3, 4], [1, 0, 1, 0]
        late, plain = kaplan_meier(times, events, [0] * 4), kaplan_meier(times, events)
        pd.testing.assert_frame_equal(late.curve, plain.curve)
        pd.testing.assert_frame_equal(late.at([0, 1]), plain.at([0, 1]))


def test_unknown_after_the_last_exit_unless_all_have_died() -> None:
    assert kaplan_meier([1, 2], [1, 0]).at([3])["survival"].isna().all()
    assert kaplan_meier([1, 2], [1, 1]).at([3])["survival"].tolist() == [0]


def test_alpha_sets_the_level() -> None:
    wide, narrow = (kaplan_meier(range(1, 9), [1] * 8, alpha=a).at([4]) for a in (0.01, 0.2))
    assert wide["lower"][0] < narrow["lower"][0] < narrow["upper"][0] < wide["upper"][0]


@pytest.mark.parametrize("p", [0, -0.1, 1.5, np.nan])
def test_refuses_what_is_no_share(p: float) -> None:
    with pytest.raises(ValueError, match="p must be"):
        kaplan_meier([1], [1]).quantile(p)


def test_refuses_unknown_conf_type() -> None:
    with pytest.raises(ValueError, match="'loglog' is none of log-log, log, plain"):
        kaplan_meier([1], [1], conf_type="loglog")


follow_up = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


@given(follow_up, st.sampled_from(CONF_TYPES), st.randoms(use_true_random=False))
def test_laws(patients: list[tuple[int, bool]], conf_type: str, random: object) -> None:
    times, events = zip(*patients, strict=True)
    fit = kaplan_meier(times, events, conf_type=conf_type)
    curve = fit.curve
    assert (np.diff(np.append(1, curve["survival"])) <= 0).all()
    assert curve["survival"].between(0, 1).all()
    limits = curve.dropna()
    assert (limits["lower"] <= limits["survival"] + 1e-12).all()
    assert (limits["survival"] <= limits["upper"] + 1e-12).all()
    assert curve["n_event"].sum() == fit.n_events
    assert curve["n_event"].sum() + curve["n_censor"].sum() == fit.n == len(patients)
    assert curve["n_risk"][0] == fit.n
    random.shuffle(patients)
    shuffled = kaplan_meier(*zip(*patients, strict=True), conf_type=conf_type)
    pd.testing.assert_frame_equal(shuffled.curve, curve, check_exact=True)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.floats(0.5, 15))
def test_without_censoring_survival_and_rmst_are_those_of_the_sample(
    times: list[int], tau: float
) -> None:
    fit = kaplan_meier(times, [1] * len(times))
    above = [np.mean(np.array(times) > t) for t in fit.curve["time"]]
    np.testing.assert_allclose(fit.curve["survival"], above, atol=1e-12)
    assert fit.rmst(tau)[0] == pytest.approx(np.minimum(times, tau).mean())
