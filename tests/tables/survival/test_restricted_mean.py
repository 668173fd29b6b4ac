"""Restricted means by hand; a month is 30 days here."""

from __future__ import annotations

import math

import pytest

from ralu.tables.survival.restricted_mean import restricted_mean_table

MONTHS = {"month_days": 30.0, "landmarks_months": [2, 3, 6]}


def test_by_hand(study_of, four_deaths) -> None:
    adam = four_deaths()
    table = restricted_mean_table(study_of(**MONTHS), adam, "OS", ["ARM", "NONE"])
    values = {row.id: row.value for row in table.ledger}
    # Survival 1, 3/4, 1/2 in the first three months.
    assert values["os.lu.rmst.3.estimate"] == pytest.approx(2.25)
    # Of A: 1 + 1/2 up to month 2; of B nobody died before.
    assert values["os.lu.rmst.arm=a.2.estimate"] == pytest.approx(1.5)
    assert values["os.lu.rmst.arm=b.2.difference_estimate"] == pytest.approx(0.5)
    # One death at month 1, after which half a month is lived up to month 2: 0.5 sqrt(1/2).
    width = 1.959963984540054 * 0.5 * math.sqrt(1 / 2)
    assert values["os.lu.rmst.arm=a.2.upper"] == pytest.approx(1.5 + width)
    assert values["os.lu.rmst.arm=b.2.difference_lower"] == pytest.approx(0.5 - width)
    rows = {row.cells[0]: row.cells[1:] for row in table.rows}
    assert rows["A"][0] == "1.5 (0.8–2.2)"
    assert rows["Difference"][0] == "0.5 (−0.2 to 1.2)"
    assert rows["A"][1:] == ("–", "–")  # nobody of A is at risk at month 3
    assert rows["Difference"][1:] == ("–", "–")
    assert "os.lu.rmst.arm=a.3.estimate" not in values
    assert {row.analysis for row in table.ledger} == {"rmst", "cohort"}


def test_groups_of_three_and_small_ones(study_of, four_deaths) -> None:
    adam = four_deaths(adsl={"ARM": ["A", "A", "B", "C"]})
    study = study_of(**MONTHS)
    heads = [row.cells[0] for row in restricted_mean_table(study, adam, "OS", ["ARM"]).rows]
    assert heads[1:] == ["ARM", "A", "B", "C", "Difference, B", "Difference, C"]
    few = restricted_mean_table(study, adam, "OS", [], min_at_risk=4)
    assert few.rows[0].cells[1:] == ("–", "–", "–")
    assert "fewer than 4 patients" in few.footnotes[0]
    # In a study smaller than the limit it does not apply.
    fewer = restricted_mean_table(study, adam, "OS", [], min_at_risk=5)
    assert fewer.rows[0].cells[1].startswith("1.8 ")
    assert "–: nobody at risk then." in fewer.footnotes[0]


def test_what_the_study_lacks(study_of, four_deaths) -> None:
    assert restricted_mean_table(study_of(), four_deaths(), "PFS", ["ARM"]) is None
