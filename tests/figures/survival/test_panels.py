"""Panels of curves by several groupings, and of residuals over time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ralu.blocks import from_data, to_data
from ralu.figures.survival.forest import forest_plot
from ralu.figures.survival.kaplan_meier import survival_figure
from ralu.figures.survival.panels import survival_panels
from ralu.figures.survival.schoenfeld import schoenfeld_figure
from ralu.printed import segments
from ralu.tables.survival.cox_multivariable import multivariable_cox
from ralu.tables.survival.curves import estimate_survival
from ralu.tables.survival.proportional_hazards import schoenfeld_residuals

N = 24
ADSL = {
    "USUBJID": [f"{k:02d}" for k in range(N)],
    "SAFFL": ["Y"] * N,
    "ARM": ["A", "B"] * (N // 2),
    "STAGE": ["I", "II", "III", "II", "I", "III"] * (N // 6),
    "NIL": [None] * N,
}
TIMES = {
    "USUBJID": ADSL["USUBJID"],
    "PARAMCD": ["OS"] * N,
    "PARAM": ["Overall survival"] * N,
    "AVAL": [30.4375 * (1 + (7 * k) % N) for k in range(N)],
    "ENTRY": [0.0] * N,
    "CNSR": [0, 0, 1, 0] * (N // 4),
}


@pytest.fixture
def adam(adam_of: Any) -> Any:
    return adam_of(adsl=ADSL, adtte=TIMES)


def data_of(figure: Any) -> pd.DataFrame:
    data = from_data(to_data(figure)).data
    return pd.DataFrame([row.cells for row in data.rows], columns=[c.label for c in data.columns])


def test_a_panel_per_grouping(study_of: Any, adam: Any) -> None:
    study = study_of()
    results = [
        estimate_survival(study, adam, "OS", by=one) for one in ("ARM", "STAGE", "NIL", "NONE")
    ]
    figure = survival_panels(study, results, id="fig-km-group", title="Subgroups", min_at_risk=2)
    data = data_of(figure)
    assert list(data["grouping"].unique()) == ["ARM", "STAGE"]
    assert list(data.loc[data["grouping"] == "STAGE", "curve"].unique()) == ["I", "II", "III"]
    rows = {row.id: row.text for row in figure.ledger}
    assert f"ARM: A: median {rows['os.lu.arm=a.median']} months" in figure.alt
    assert f"log-rank p {rows['os.lu.logrank.stage.p']}" in figure.alt
    assert all(rows[id] == text for text, id in segments(figure.alt) if id)
    ends = data[data["curve"] == "I"]["n_risk"].astype(float)
    assert ends.min() >= 2
    assert "Curves end where fewer than 2 patients are at risk." in figure.footnotes
    again = survival_panels(study, results, id="fig-km-group", title="Subgroups", min_at_risk=2)
    assert again == figure
    assert survival_panels(study, [None, results[2]], id="fig-x", title="X") is None


def test_residuals_are_drawn_as_they_are(study_of: Any, adam: Any) -> None:
    study = study_of()
    model = multivariable_cox(study, adam, "OS", ["ARM", "STAGE"])
    found = schoenfeld_residuals(study, model)
    figure = schoenfeld_figure(study, model, found)
    data = data_of(figure)
    assert list(data["term"].unique()) == ["ARM: B", "STAGE: II", "STAGE: III"]
    drawn = data.loc[data["term"] == "ARM: B", "residual"].astype(float).to_list()
    assert drawn == pytest.approx(found[0].points["residual"].to_list(), abs=1e-9)
    rows = {row.id: row.text for row in figure.ledger}
    hr = rows["os.lu.cox_multivariable.arm-b.hr"]
    assert f"ARM: B: hazard ratio of the model {hr}" in figure.alt
    assert schoenfeld_figure(study, model, found) == figure
    assert schoenfeld_figure(study, None, None) is None


def test_few_events_tell_no_line(study_of: Any, adam_of: Any) -> None:
    few = adam_of(adsl=ADSL, adtte=TIMES | {"CNSR": [0, 0, 0, 0] + [1] * (N - 4)})
    study = study_of()
    model = multivariable_cox(study, few, "OS", ["ARM", "STAGE"])
    found = schoenfeld_residuals(study, model)
    assert found
    assert all(one.points["smooth"].isna().all() for one in found)
    assert schoenfeld_figure(study, model, found) is not None


def test_forest_of_all_factors_has_its_own_id(study_of: Any, adam: Any) -> None:
    model = multivariable_cox(study_of(), adam, "OS", ["ARM", "STAGE"])
    figure = forest_plot(study_of(), model.factors)
    assert figure.id == "fig-forest-multivariable"
    assert figure.title == "Overall survival: hazard ratios, all factors together"


def test_a_conditional_curve_starts_where_it_is_known(study_of: Any, adam_of: Any) -> None:
    entries = [61.0 if k % 3 else 0.0 for k in range(N)]
    days = [a + 100 for a in TIMES["AVAL"]]
    late = TIMES | {"PARAMCD": ["OSRA"] * N, "ENTRY": entries, "AVAL": days}
    adam = adam_of(adsl=ADSL, adtte=late)
    study = study_of()
    conditional = estimate_survival(study, adam, "OSRA", from_month=6)
    delayed = estimate_survival(study, adam, "OSRA")
    naive = estimate_survival(study, adam, "OSRA", naive=True)
    figure = survival_figure(study, [conditional, delayed, naive], id="fig-x", title="X")
    data = data_of(figure)
    starts = data.groupby("curve", sort=False)["time"].first().to_dict()
    assert starts == {
        "Conditional, delayed entry": "6",
        "Delayed entry": "0",
        "Naive (biased by immortal time)": "0",
    }
