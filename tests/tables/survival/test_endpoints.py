"""The survival chapter of the embedded study with an endpoint that not everybody has."""

from __future__ import annotations

from pathlib import Path

import pytest

from ralu.adam import AdamSet, prepare
from ralu.study import Study, load_study
from ralu.tables.survival.cox_model import cox_table, univariable_cox
from ralu.tables.survival.cox_multivariable import multivariable_cox
from ralu.tables.survival.curves import estimate_survival
from ralu.tables.survival.influence import influence_table
from ralu.tables.survival.median_follow_up import median_follow_up_table
from ralu.tables.survival.restricted_mean import restricted_mean_table
from ralu.tables.survival.survival_table import subgroup_survival_table, survival_table

FACTORS = ["INTVGR1", "VISCFL", "ECOGGR1", "PTAXFL", "ALPGR1", "PSAGR1"]


@pytest.fixture(scope="module")
def study() -> Study:
    """Return the embedded study."""
    return load_study(Path(__file__).parents[3] / "data/ralu")


@pytest.fixture(scope="module")
def adam(study: Study) -> AdamSet:
    """Return its datasets."""
    return prepare(study)


@pytest.mark.parametrize(("param", "n"), [("PSAPFS", 127), ("TTPSA", 127), ("DORPSA", 60)])
def test_every_table_of_an_endpoint_of_psa(study: Study, adam: AdamSet, param, n) -> None:
    main = estimate_survival(study, adam, param)
    by = estimate_survival(study, adam, param, by="INTVGR1")
    tables = [
        survival_table(study, adam, [main], id="tab-a", title="A"),
        survival_table(study, adam, [by], id="tab-b", title="B"),
        median_follow_up_table(study, adam, [param, "OSRA"]),
        restricted_mean_table(study, adam, param, FACTORS, min_at_risk=5),
        subgroup_survival_table(study, adam, param, FACTORS),
        cox_table(study, univariable_cox(study, adam, param, FACTORS)),
        cox_table(study, multivariable_cox(study, adam, param, FACTORS).factors),
        influence_table(study, adam, param),
    ]
    assert all(table.rows for table in tables)
    assert [curve.km.n for curve in main.curves] == [n]


def test_a_level_nobody_has_of_those_with_the_endpoint(study: Study, adam: AdamSet) -> None:
    """No site but one has the endpoint; the others have no curve, no mean and no influence."""
    here = adam.adsl.loc[adam.adsl["SITEID"] == "S01", "USUBJID"]
    adtte = adam.adtte[adam.adtte["USUBJID"].isin(here)]
    some = AdamSet(adam.datasets | {"adtte": adtte})
    by = estimate_survival(study, some, "PSAPFS", by="SITEID")
    assert [curve.group.level for curve in by.curves] == ["S01"]
    assert by.logrank is None
    assert restricted_mean_table(study, some, "PSAPFS", ["SITEID"]).rows
    assert influence_table(study, some, "PSAPFS").rows
    assert median_follow_up_table(study, some, ["PSAPFS"]).rows
