"""Times with a late entry: honoured by each table as R honours them, and never in silence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ralu.tables.survival.competing_risks import estimate_competing_risks
from ralu.tables.survival.cox_model import univariable_cox
from ralu.tables.survival.cox_multivariable import multivariable_cox
from ralu.tables.survival.curve_notes import ENTERED
from ralu.tables.survival.curves import estimate_survival
from ralu.tables.survival.influence import influence_table
from ralu.tables.survival.median_follow_up import median_follow_up_table
from ralu.tables.survival.restricted_mean import restricted_mean_table
from ralu.tables.survival.survival_table import survival_table
from ralu.tables.survival.witness import lifelines_table

REFERENCE = Path(__file__).parents[2] / "reference"
MONTHS = {"month_days": 30, "landmarks_months": (30, 54)}


@pytest.fixture
def heart(adam_of):
    """Return the Stanford heart transplants as ADTTE: entry at the transplantation."""
    times = pd.read_csv(REFERENCE / "sets/heart.csv")
    ids = [f"{row:03}" for row in times.index]
    return adam_of(
        adsl={
            "USUBJID": ids,
            "SAFFL": ["Y"] * len(ids),
            "ARM": times["group"].astype(str),
            "SITEID": ["A", "B"] * (len(ids) // 2),
        },
        adtte={
            "USUBJID": ids,
            "PARAMCD": ["OS"] * len(ids),
            "PARAM": ["Overall survival"] * len(ids),
            "AVAL": times["time"].astype(float),
            "ENTRY": times["entry"].astype(float),
            "CNSR": 1 - times["event"],
            "EVNTDESC": ["Death"] * len(ids),
        },
    )


def of_r(name: str, **where: str) -> pd.Series:
    """Return the row of a result of R."""
    found = pd.read_csv(REFERENCE / f"r/set_{name}.csv", dtype={"group": str})
    for column, value in {"set": "heart", **where}.items():
        found = found[found[column] == value]
    return found.iloc[0]


def numbers(rows) -> dict[str, float]:
    return {row.id: row.value for row in rows}


def test_the_curve_is_that_of_r(study_of, heart) -> None:
    result = estimate_survival(study_of(**MONTHS), heart, "OS", by="ARM")
    assert result.delayed_entry
    found = pd.read_csv(REFERENCE / "r/set_quantile.csv", dtype={"group": str})
    medians = found[(found["set"] == "heart") & (found["p"] == 0.5)]
    values = numbers(result.ledger)
    for arm in "01":
        expected = medians.loc[medians["group"] == arm, "estimate"].iloc[0]
        assert values[f"os.lu.arm={arm}.median"] == pytest.approx(expected / 30)


def test_the_logrank_test_is_that_of_r(study_of, heart) -> None:
    result = estimate_survival(study_of(**MONTHS), heart, "OS", by="ARM")
    assert result.logrank.value == pytest.approx(of_r("logrank", test="plain")["p"])
    assert result.logrank.method == "Log-rank, delayed entry"
    naive = estimate_survival(study_of(**MONTHS), heart, "OS", by="ARM", naive=True)
    assert naive.kind.startswith("Naive")
    assert naive.logrank.value != pytest.approx(result.logrank.value, rel=0.01)
    assert naive.logrank.method == "Log-rank"


def test_restricted_means_are_those_of_r(study_of, heart) -> None:
    table = restricted_mean_table(study_of(**MONTHS), heart, "OS", ["ARM"])
    values = numbers(table.ledger)
    for tau, days in ((30, "900"), (54, "1620")):
        expected = of_r("rmst", group="all", tau=float(days))
        assert values[f"os.lu.rmst.{tau}.estimate"] == pytest.approx(expected["rmst"] / 30)
        width = values[f"os.lu.rmst.{tau}.upper"] - values[f"os.lu.rmst.{tau}.estimate"]
        assert width / 1.959964 == pytest.approx(expected["std_err"] / 30, rel=1e-6)
    assert any(note.startswith(ENTERED) for note in table.footnotes)


def test_the_cox_models_honour_it(study_of, heart) -> None:
    """Of one factor: the log-rank test is its score test, but for ties."""
    model = univariable_cox(study_of(**MONTHS), heart, "OS", ["ARM"])
    assert model.notes[0] == ENTERED
    row = next(row for row in model.ledger if row.stat == "p")
    assert row.method == "Cox, one factor, Efron, Wald, delayed entry"
    assert row.value == pytest.approx(of_r("logrank", test="plain")["p"], rel=0.01)
    both = multivariable_cox(study_of(**MONTHS), heart, "OS", ["ARM", "SITEID"])
    assert ENTERED in both.factors.notes


def test_who_leaves_on_the_day_of_entry_is_at_risk_on_it(study_of, adam_of) -> None:
    """Of 4 at risk on day 30 one dies; 2 enters and leaves on that day, 5 on the first."""
    adsl = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 5}
    times = {"AVAL": [60.0, 30, 90, 90, 0], "ENTRY": [0.0, 30, 0, 10, 0], "CNSR": [1, 0, 1, 1, 1]}
    names = {"PARAMCD": ["OS"] * 5, "PARAM": ["Survival"] * 5}
    adam = adam_of(adsl=adsl, adtte={"USUBJID": list("12345"), **names, **times})
    result = estimate_survival(study_of(month_days=30, landmarks_months=(1,)), adam, "OS")
    values = numbers(result.ledger)
    assert values["os.lu.n"] == 5
    assert values["os.lu.events"] == 1
    assert values["os.lu.1.n_risk"] == 4
    assert values["os.lu.1.surv"] == pytest.approx(0.75)
    assert values["os.lu.same_day"] == 2
    assert "Patients who die or are censored on the day on which they come" in result.notes[-1]


def test_what_cannot_honour_it_says_so(study_of, heart) -> None:
    study = study_of(**MONTHS)
    main = estimate_survival(study, heart, "OS")
    assert "the time of entry ignored" in " ".join(
        median_follow_up_table(study, heart, ["OS"]).footnotes
    )
    assert estimate_competing_risks(study, heart, "OS", output="x") is None
    assert lifelines_table(study, heart, [main]) is None
    influence = influence_table(study, heart, "OS")
    assert ENTERED in influence.footnotes
    values = {(r.stat, r.variable_level, r.group_level): r.value for r in influence.ledger}
    median = numbers(main.ledger)["os.lu.median"]
    assert values["median", "", "Overall"] == pytest.approx(median)
    ends = (values[f"median_{end}", "patient", "Overall"] for end in ("min", "max"))
    assert next(ends) <= median <= next(ends)
    table = survival_table(study, heart, [main], id="tab-a", title="A")
    assert "delayed entry: at risk from" in table.footnotes[0]
