"""Response of a biomarker by hand-computed numbers."""

from __future__ import annotations

import pytest

from ralu.tables.biomarkers.course import change_at_week, marker_course
from ralu.tables.biomarkers.response import response_table


def found(table) -> dict[tuple[str, str], tuple[float | None, int | None]]:
    return {(r.variable_level, r.stat): (r.value, r.n) for r in table.ledger}


def test_response_of_the_evaluable(study_of, psa) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": [30, 50]}])
    table = response_table(study, psa, marker_course(study, psa, "PSA"))
    rows = found(table)
    assert rows["evaluable", "n"] == (2, 5)
    assert rows["without_baseline", "n"] == (2, 5)
    assert rows["value_without_baseline", "n"] == (1, 5)
    assert rows["without_later_value", "n"] == (1, 5)
    assert rows["decline_30", "n"] == (2, 2)
    assert rows["decline_50", "n"] == (1, 2)
    assert rows["decline_50", "pct"] == (50, 2)
    assert rows["confirmed_decline_30", "n"] == (1, 2)
    assert rows["confirmed_decline_50", "n"] == (1, 2)
    assert rows["decline_50", "lower"][0] == pytest.approx(100 * (1 - 0.975**0.5))
    assert [row.cells for row in table.rows][:2] == [
        ("Evaluable patients", "2"),
        ("Decline of at least 30%", "2 (100.0; 15.8–100.0)"),
    ]
    assert (
        "Of N = 5, without a baseline above zero: 2, of them with a later value: 1; with a "
        "baseline but no later value: 1. None of these is in a denominator."
    ) in " ".join(table.footnotes)
    assert response_table(study, psa, None) is None


def test_confirmation_needs_its_days_but_not_the_next_value(
    study_of, psa, value, adam_with
) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": [50], "confirmation_days": 29}])
    table = response_table(study, psa, marker_course(study, psa, "PSA"))
    assert found(table)["confirmed_decline_50", "n"] == (0, 2)
    values = [value("1", day, at, 10.0) for day, at in ((2, 5.0), (10, 6.0), (31, 4.0))]
    adam = adam_with(values, adsl={"USUBJID": ["1"], "SAFFL": ["Y"]})
    table = response_table(study, adam, marker_course(study, adam, "PSA"))
    assert found(table)["confirmed_decline_50", "n"] == (1, 1)


def test_response_at_a_week(study_of, psa) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": [30, 50]}])
    marker = marker_course(study, psa, "PSA")
    table = response_table(
        study, psa, marker, change_at_week(marker, 1, 3)
    )  # day 8: patient 2 only
    rows = found(table)
    assert rows["week_evaluable", "n"] == (1, 5)
    assert rows["week_decline_30", "n"] == (1, 1)
    assert rows["week_decline_50", "pct"] == (0, 1)
    assert table.rows[-1].cells == ("Decline of at least 50% at week 1", "0 (0.0; 0.0–97.5)")
    at_week = {r.population for r in table.ledger if r.variable_level.startswith("week_")}
    assert at_week == {"Safety population with a baseline above zero and a value near that week"}
    methods = {r.method for r in table.ledger if r.variable_level == "week_evaluable"}
    assert methods == {"Value nearest to day 8, at most 3 days away"}
    nobody = response_table(study, psa, marker, change_at_week(marker, 12, 3))
    assert nobody.rows[-2].cells == ("Decline of at least 30% at week 12", "NE")


def test_arms_and_an_arm_without_evaluable_patients(study_of, psa) -> None:
    study = study_of(
        biomarkers=[{"param": "PSA", "declines": [30]}], group={"variable": "ARM", "label": "Arm"}
    )
    table = response_table(study, psa, marker_course(study, psa, "PSA"))
    assert table.rows[0].cells == ("Evaluable patients", "2", "0", "2")
    assert table.rows[1].cells[2] == "NE"
    assert "Arm not known, in none of its groups: 1 of 5." in table.footnotes
