"""Figures of cumulative incidence: what is drawn, and words from the ledger."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.figures.survival.cumulative_incidence import incidence_figure
from ralu.tables.survival.cumulative_incidence import Cause, estimate_incidence

CAUSES = [Cause(1, "event", "Event"), Cause(2, "death", "Death without one")]
ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4, "ARM": ["A", "A", "B", "B"]}
RECORDS = pd.DataFrame({"USUBJID": list("1234"), "time": [1.0, 2, 3, 4], "cause": [1, 2, 0, 1]})


def figure(study_of, adam_of, by: str | None, records: pd.DataFrame = RECORDS, few: int = 0):
    study = study_of(landmarks_months=[1])
    given = {"param": "X", "causes": CAUSES, "output": "fig-x", "by": by, "min_at_risk": few}
    result = estimate_incidence(study, adam_of(adsl=ADSL), records, **given)
    return incidence_figure(study, result, id="fig-x", title="Events")


def drawn(made) -> pd.DataFrame:
    cells = [row.cells for row in made.data.rows]
    return pd.DataFrame(cells, columns=[c.label for c in made.data.columns])


def test_causes_over_each_other(study_of, adam_of) -> None:
    made = figure(study_of, adam_of, None)
    points = drawn(made)
    event = points[points["cause"] == "Event"]
    assert list(event["time"]) == ["0", "1", "2", "3", "4"]
    assert list(event["estimate"]) == ["0", "0.25", "0.25", "0.25", "0.75"]
    assert "All patients: 4 patients; Event in 2, within 1 month 25.0%;" in made.alt
    assert figure(study_of, adam_of, None).svg == made.svg


def test_a_panel_per_cause_and_a_curve_per_group(study_of, adam_of) -> None:
    made = figure(study_of, adam_of, "ARM")
    points = drawn(made)
    assert set(points["curve"]) == {"A", "B"}
    assert made.svg.count('id="axes_') == 4


@pytest.mark.parametrize("causes", [[0, 0, 0, 0], [2, 2, 2, 2]])
def test_a_cause_that_nobody_has_is_flat(study_of, adam_of, causes: list[int]) -> None:
    made = figure(study_of, adam_of, None, RECORDS.assign(cause=causes))
    points = drawn(made)
    assert set(points.loc[points["cause"] == "Event", "estimate"]) == {"0"}


def test_nothing_to_draw(study_of, adam_of) -> None:
    assert figure(study_of, adam_of, None, RECORDS.iloc[:0]) is None


@pytest.mark.parametrize(("by", "few"), [(None, 3), ("ARM", 2)])
def test_curves_end_where_few_are_at_risk(study_of, adam_of, by: str | None, few: int) -> None:
    made = figure(study_of, adam_of, by, few=few)
    ends = drawn(made).groupby("curve")["time"].max()
    assert dict(ends) == ({"A": "1", "B": "3"} if by else {"All patients": "2"})
    assert f"Curves end where fewer than {few} patients are at risk." in made.footnotes


def test_among_small_groups_curves_go_to_their_end(study_of, adam_of) -> None:
    made = figure(study_of, adam_of, "ARM", few=3)
    assert dict(drawn(made).groupby("curve")["time"].max()) == {"A": "2", "B": "4"}
    assert not any("Curves end" in note for note in made.footnotes)


def test_words_hold_no_share_of_too_few(study_of, adam_of) -> None:
    alt = figure(study_of, adam_of, None, RECORDS.assign(time=[0.5, 2, 3, 4]), few=4).alt
    assert alt.endswith("All patients: 4 patients; Event in 2; Death without one in 1.")
