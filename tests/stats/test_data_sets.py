"""Every method on twelve public data sets, against what R says of them (reference/sets.R)."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter

from ralu.stats import (
    CoxFit,
    cox,
    cumulative_incidence,
    gray_test,
    kaplan_meier,
    logrank,
    natural_spline,
    reverse_kaplan_meier,
)

REFERENCE = Path(__file__).parents[1] / "reference"
SETS = {file.stem: pd.read_csv(file) for file in sorted((REFERENCE / "sets").glob("*.csv"))}
CLOSED = {"rtol": 1e-9, "atol": 1e-9}
ITERATED = {"rtol": 1e-6, "atol": 1e-6}
LIMITS = ["estimate", "lower", "upper"]


def known(name: str, *columns: str) -> dict[object, pd.DataFrame]:
    """Return the rows of a file of R's results, by the values of some columns."""
    rows = pd.read_csv(REFERENCE / f"r/set_{name}.csv", keep_default_na=False, na_values=[""])
    return {key: part.reset_index(drop=True) for key, part in rows.groupby(list(columns))}


def part(name: str, group: str) -> pd.DataFrame:
    data = SETS[name]
    return data if group == "all" else data[data["group"].astype(str) == group]


def entry(data: pd.DataFrame) -> pd.Series | None:
    return data.get("entry")


@pytest.fixture(autouse=True)
def _risk_sets_may_empty() -> object:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Nobody is left at risk")
        yield


class TestKaplanMeier:
    """Curve, quantiles, follow-up and restricted mean, as a whole and by group."""

    @pytest.mark.parametrize("key", CURVES := known("curve", "set", "group", "conf_type"))
    def test_curve(self, key: tuple[str, str, str]) -> None:
        name, group, conf_type = key
        rows, data = self.CURVES[key].drop(columns=["set", "group", "conf_type"]), part(name, group)
        curve = kaplan_meier(data["time"], data["event"], entry(data), conf_type=conf_type).curve
        found = curve[curve["time"].isin(rows["time"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, rows, check_dtype=False, **CLOSED)

    @pytest.mark.parametrize("key", QUANTILES := known("quantile", "set", "group", "of"))
    def test_quantiles(self, key: tuple[str, str, str]) -> None:
        name, group, of = key
        data = part(name, group)
        method = kaplan_meier if of == "survival" else reverse_kaplan_meier
        for row in self.QUANTILES[key].itertuples():
            fit = method(data["time"], data["event"], entry(data), conf_type=row.conf_type)
            limits = [row.estimate, row.lower, row.upper]
            np.testing.assert_allclose(fit.quantile(row.p), limits, **CLOSED)

    @pytest.mark.parametrize("key", MEANS := known("rmst", "set", "group"))
    def test_restricted_mean(self, key: tuple[str, str]) -> None:
        data = part(*key)
        fit = kaplan_meier(data["time"], data["event"], entry(data))
        for row in self.MEANS[key].itertuples():
            np.testing.assert_allclose(fit.rmst(row.tau), [row.rmst, row.std_err], **CLOSED)


@pytest.mark.parametrize("key", LOGRANK := known("logrank", "set", "test"))
def test_logrank(key: tuple[str, str]) -> None:
    name, test = key
    data = SETS[name]
    found = logrank(
        data["time"],
        data["event"],
        data["group"],
        strata=data["stratum"] if "strata" in test else None,
        entry=entry(data),
        rho=1 if "weighted" in test else 0,
    )
    np.testing.assert_allclose(
        found, LOGRANK[key].iloc[0][["statistic", "df", "p"]].astype(float), **CLOSED
    )


class TestCompetingCauses:
    """Cumulative incidence by group, and Gray's test."""

    @pytest.mark.parametrize("key", CURVES := known("incidence", "set", "group", "conf_type"))
    def test_cumulative_incidence(self, key: tuple[str, str, str]) -> None:
        name, group, conf_type = key
        data = part(name, group)
        found = cumulative_incidence(data["time"], data["cause"], conf_type=conf_type)
        for cause, rows in self.CURVES[key].groupby("cause"):
            curve = found[cause][found[cause]["time"].isin(rows["time"])]
            np.testing.assert_allclose(curve, rows[curve.columns], **CLOSED)

    @pytest.mark.parametrize("key", GRAY := known("gray", "set", "test", "cause"))
    def test_gray(self, key: tuple[str, str, int]) -> None:
        name, test, cause = key
        data = SETS[name]
        strata = data["stratum"] if test == "strata" else None
        found = gray_test(data["time"], data["cause"], data["group"], cause, strata=strata)
        np.testing.assert_allclose(
            found, self.GRAY[key].iloc[0][["statistic", "df", "p"]].astype(float), **CLOSED
        )


def fitted(name: str, model: str, covariates: list[str]) -> CoxFit:
    data = SETS[name]
    late = "entry" if "entry" in data else None
    strata = "stratum" if model == "strata" else None
    return cox(data, "time", "event", covariates, entry=late, strata=strata)


MODELS = known("cox", "set", "model")


@pytest.mark.parametrize("key", MODELS)
class TestCox:
    """Models without and with strata; R's aliased covariates are nan here too."""

    def fit(self, key: tuple[str, str]) -> CoxFit:
        return fitted(*key, list(MODELS[key]["covariate"]))

    def test_coefficients(self, key: tuple[str, str]) -> None:
        columns = ["coef", "se", "p"]
        np.testing.assert_allclose(self.fit(key).table[columns], MODELS[key][columns], **ITERATED)

    def test_tests_and_concordance(self, key: tuple[str, str]) -> None:
        fit, row = self.fit(key), known("cox_tests", "set", "model")[key].iloc[0]
        assert (fit.n, fit.n_events) == (row["n"], row["n_events"])
        assert (fit.tests["df"] == row["df"]).all()
        found = [*fit.log_likelihood, *fit.tests["statistic"], *fit.concordance()]
        columns = ["null", "fitted", *fit.tests.index, "concordance", "std_err"]
        np.testing.assert_allclose(found, row[columns].astype(float), **ITERATED)

    def test_proportional_hazards(self, key: tuple[str, str]) -> None:
        fit = self.fit(key)
        for transform, rows in known("zph", "set", "model")[key].groupby("transform"):
            found = fit.ph_test(transform)
            estimable = found["df"] > 0
            assert list(found.index[estimable]) == list(rows["term"])
            found = found[estimable]
            np.testing.assert_allclose(found, rows[found.columns], **ITERATED)

    def test_lifelines_agrees(self, key: tuple[str, str]) -> None:
        name, model = key
        # lifelines does not answer where a covariate is collinear.
        covariates = list(MODELS[key].dropna()["covariate"])
        columns = {"time", "event", "entry"} | ({"stratum"} if model == "strata" else set())
        data = SETS[name][[c for c in SETS[name] if c in columns] + covariates]
        options = {"strata": ["stratum"]} if model == "strata" else {}
        options |= {"entry_col": "entry"} if "entry" in data else {}
        precise = {"r_precision": 1e-14, "precision": 1e-12}
        other = CoxPHFitter().fit(data, "time", "event", fit_options=precise, **options)
        found = self.fit(key).table[["coef", "se"]].dropna()
        np.testing.assert_allclose(found, other.summary[["coef", "se(coef)"]], **ITERATED)


@pytest.mark.parametrize("name", TERMS := known("zph_terms", "set"))
def test_factor_as_one_term(name: tuple[str]) -> None:
    rows = TERMS[name].set_index("term")
    covariates = list(MODELS[(*name, "plain")]["covariate"])
    members = {
        term: [c for c in covariates if c.rstrip("0123456789") == term] for term in rows.index[:-1]
    }
    found = fitted(*name, "plain", covariates).ph_test(terms=members)
    np.testing.assert_allclose(found, rows[found.columns], **ITERATED)


@pytest.mark.parametrize("name", RESIDUALS := known("schoenfeld", "set"))
def test_schoenfeld_residuals_and_a_line_through_them(name: tuple[str]) -> None:
    rows = RESIDUALS[name]
    found = fitted(*name, "plain", list(MODELS[(*name, "plain")]["covariate"])).schoenfeld()
    # Of tied events R gives the last first where entry is delayed.
    once = ~found["time"].duplicated(keep=False)
    for covariate, known_rows in rows.groupby("covariate"):
        mine = found[["time", "g", covariate]].iloc[known_rows["event"] - 1]
        compared = ("entry" not in SETS[name[0]]) | once.loc[mine.index].to_numpy()
        columns = ["time", "g", "residual"]
        np.testing.assert_allclose(mine[compared], known_rows[columns][compared], **ITERATED)
        line, leverage = natural_spline(found["g"], found[covariate])
        at = known_rows["event"] - 1
        np.testing.assert_allclose(line[at], known_rows["smooth"], **ITERATED)
        np.testing.assert_allclose(leverage[at], known_rows["leverage"], **ITERATED)
