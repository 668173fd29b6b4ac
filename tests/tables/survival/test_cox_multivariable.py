"""One model of several factors: complete cases, parameters, what cannot be compared."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.printed import from_markdown
from ralu.stats import cox
from ralu.tables.survival.cox_model import cox_table
from ralu.tables.survival.cox_multivariable import multivariable_cox, size_in_words
from ralu.tables.survival.proportional_hazards import (
    proportional_hazards_table,
    schoenfeld_residuals,
)

N = 24
ADSL = {
    "USUBJID": [f"{k:02d}" for k in range(N)],
    "SAFFL": ["Y"] * N,
    "ARM": ["A", "B"] * (N // 2),
    "STAGE": ["I", "II", "III", "II", "I", "III"] * (N // 6),
    "ONE": ["x"] * N,
    "SEX": [None, None, *["F", "M", "M", "F", "F", "M", "F"] * 3, "F"],
}
OS = {
    "USUBJID": ADSL["USUBJID"],
    "PARAMCD": ["OS"] * N,
    "PARAM": ["Overall survival"] * N,
    "AVAL": [30.0 * (1 + (7 * k) % N) for k in range(N)],
    "ENTRY": [0.0] * N,
    "CNSR": [0, 0, 1, 0] * (N // 4),
}


def fitted(study_of, adam_of, variables, **changed):
    return multivariable_cox(study_of(), adam_of(adsl=ADSL, adtte=OS | changed), "OS", variables)


def test_complete_cases_and_parameters(study_of, adam_of) -> None:
    model = fitted(study_of, adam_of, ["ARM", "STAGE", "SEX"])
    values = {row.id.removeprefix("os.lu.cox_multivariable."): row.value for row in model.ledger}
    events = sum(c == 0 for c in OS["CNSR"][2:])
    assert (values["n"], values["with_times"], values["excluded"]) == (N - 2, N, 2)
    assert (values["events"], values["parameters"]) == (events, 4)
    assert values["events_per_parameter"] == pytest.approx(events / 4)
    assert model.members == {
        "ARM": ["ARM=B"],
        "STAGE": ["STAGE=II", "STAGE=III"],
        "SEX": ["SEX=M"],
    }
    frame = pd.DataFrame(
        {
            "time": OS["AVAL"],
            "event": [1 - c for c in OS["CNSR"]],
            "b": [float(arm == "B") for arm in ADSL["ARM"]],
            "ii": [float(stage == "II") for stage in ADSL["STAGE"]],
            "iii": [float(stage == "III") for stage in ADSL["STAGE"]],
            "m": [float(sex == "M") for sex in ADSL["SEX"]],
        }
    )[2:]
    expected = cox(frame, "time", "event", ["b", "ii", "iii", "m"]).table
    assert values["stage-iii.hr"] == pytest.approx(expected.loc["iii", "hr"])
    assert values["arm-b.upper"] == pytest.approx(expected.loc["b", "upper"])
    said = from_markdown(size_in_words(model).markdown)
    assert said.startswith(f"{N - 2} of {N} patients, 2 left out because a factor is not known")
    table = cox_table(study_of(), model.factors)
    assert table.id == "tab-cox-multivariable"
    assert [row.cells[0] for row in table.rows if not row.indent] == ["ARM", "STAGE", "SEX"]
    assert model.factors.population == "Safety population with all factors known"


def test_a_factor_of_one_level_is_left_out_and_named(study_of, adam_of) -> None:
    model = fitted(study_of, adam_of, ["ARM", "ONE", "NONE"])
    assert list(model.members) == ["ARM"]
    assert "Not in ADSL of this study: NONE." in model.factors.notes
    assert "Left out, without two levels to compare: ONE." in model.factors.notes
    assert fitted(study_of, adam_of, ["ONE", "SAFFL"]) is None
    assert fitted(study_of, adam_of, ["ARM"]) is None
    assert multivariable_cox(study_of(), adam_of(adsl=ADSL), "OS", ["ARM", "STAGE"]) is None


@pytest.mark.parametrize("without", [["III"], ["II", "III"]])
def test_the_parameters_are_those_that_are_tested(study_of, adam_of, without: list[str]) -> None:
    """A level without an event has no estimate and counts in both, or the sentence has two."""
    censored = [1 if stage in without else 0 for stage in ADSL["STAGE"]]
    model = fitted(study_of, adam_of, ["ARM", "STAGE"], CNSR=censored)
    assert model.fit.table["coef"].isna().any()
    values = {row.id.removeprefix("os.lu.cox_multivariable."): row.value for row in model.ledger}
    parameters, events = values["parameters"], censored.count(0)
    assert parameters == values["lr_df"] == model.fit.tests.at["score", "df"] > 0
    assert values["events_per_parameter"] == pytest.approx(events / parameters)
    said = from_markdown(size_in_words(model).markdown)
    assert f"{events} events for {parameters:.0f} parameters" in said
    assert f"{parameters:.0f} df" in said


def test_no_event(study_of, adam_of) -> None:
    model = fitted(study_of, adam_of, ["ARM", "STAGE"], CNSR=[1] * N)
    assert model.fit is None
    assert [term.ratio for term in model.factors.terms[:2]] == ["1 (reference)", "NE"]
    assert "NE events per parameter" in model.size
    assert proportional_hazards_table(study_of(), model) is None
    assert schoenfeld_residuals(study_of(), model) is None


def test_proportional_hazards_by_factor(study_of, adam_of) -> None:
    model = fitted(study_of, adam_of, ["ARM", "STAGE"])
    table = proportional_hazards_table(study_of(), model)
    assert [row.cells[0] for row in table.rows] == ["ARM", "STAGE", "All factors together"]
    assert [row.cells[2] for row in table.rows] == ["1", "2", "3"]
    test = model.fit.ph_test(terms=model.members)
    values = {row.id: row.value for row in table.ledger}
    assert values["os.lu.ph_test.stage.p"] == pytest.approx(test.loc["STAGE", "p"])
    assert values["os.lu.ph_test.global.statistic"] == pytest.approx(test.loc["GLOBAL"].iloc[0])
    assert proportional_hazards_table(study_of(), None) is None


def test_residuals_scatter_about_the_coefficient(study_of, adam_of) -> None:
    model = fitted(study_of, adam_of, ["ARM", "STAGE"])
    found = schoenfeld_residuals(study_of(), model)
    assert [one.words for one in found] == ["ARM: B", "STAGE: II", "STAGE: III"]
    for one in found:
        points = one.points
        assert len(points) == sum(c == 0 for c in OS["CNSR"])
        assert points["residual"].mean() == pytest.approx(one.coef)
        assert (points["lower"] < points["smooth"]).all()
        half = points["upper"] - points["smooth"]
        assert half.to_list() == pytest.approx((points["smooth"] - points["lower"]).to_list())
    assert schoenfeld_residuals(study_of(), None) is None
