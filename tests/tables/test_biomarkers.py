"""Change and response of biomarkers by hand-computed numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.tables.biomarkers import change_table, course, fell, response_table

ADSL = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 5, "ARM": ["A", "A", "B", "B", None]}
VISITS = ["Before", "After 1", "After 2"]


def record(patient: str, day: int, value: float, base: float | None, visit: int) -> dict:
    change = 100 * (value - base) / base if base else None
    return {
        "USUBJID": patient,
        "ADT": f"2020-01-{day:02d}",
        "ADY": day,
        "AVAL": value,
        "BASE": base,
        "PCHG": change,
        "AVISIT": VISITS[visit],
        "AVISITN": visit,
    }


RECORDS = [
    record("1", 1, 10.0, 10.0, 0),
    record("1", 2, 5.0, 10.0, 1),
    record("1", 30, 4.0, 10.0, 2),  # 28 days after the first decline by 50%
    record("2", 1, 0.9, 0.9, 0),
    record("2", 9, 0.63, 0.9, 1),  # 30% exactly
    record("3", 1, 0.0, 0.0, 0),  # a baseline of zero
    record("3", 9, 3.0, 0.0, 1),
    record("4", 1, 8.0, 8.0, 0),  # nothing later
]


@pytest.fixture
def adam(adam_of):
    columns = {name: [r[name] for r in RECORDS] for name in RECORDS[0]}
    same = {"PARAMCD": ["PSA"] * 8, "PARAM": ["PSA"] * 8, "ANL01FL": ["Y"] * 8}
    return adam_of(adsl=ADSL, adlb=columns | same)


def test_response_of_the_evaluable(study_of, adam) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": [30, 50]}])
    table = response_table(study, adam, course(study, adam, "PSA"))
    found = {(r.variable_level, r.stat): (r.value, r.n) for r in table.ledger}
    assert found["evaluable", "n"] == (2, 5)
    assert found["without_baseline", "n"] == (2, 5)
    assert found["without_later_value", "n"] == (1, 5)
    assert found["decline_30", "n"] == (2, 2)
    assert found["decline_50", "n"] == (1, 2)
    assert found["decline_50", "pct"] == (50, 2)
    assert found["confirmed_decline_30", "n"] == (1, 2)
    assert found["confirmed_decline_50", "n"] == (1, 2)
    assert found["decline_50", "lower"][0] == pytest.approx(100 * (1 - 0.975**0.5))
    assert [row.cells for row in table.rows][:2] == [
        ("Evaluable patients", "2"),
        ("Decline of at least 30%", "2 (100.0; 15.8–100.0)"),
    ]
    assert (
        "Of N = 5, without a baseline above zero: 2; with one but no later value: 1."
        in " ".join(table.footnotes)
    )


def test_confirmation_needs_its_days(study_of, adam) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": [50], "confirmation_days": 29}])
    table = response_table(study, adam, course(study, adam, "PSA"))
    found = {(r.variable_level, r.stat): r.value for r in table.ledger}
    assert found["confirmed_decline_50", "n"] == 0


def test_change_by_visit_and_at_best(study_of, adam) -> None:
    study = study_of(biomarkers=[{"param": "PSA"}])
    table = change_table(study, adam, course(study, adam, "PSA"), min_n=2)
    assert [row.cells for row in table.rows] == [
        ("After 1", "2", "−40.0 (−45.0 to −35.0)"),
        ("Best change at any time", "2", "−45.0 (−52.5 to −37.5)"),
    ]
    found = {r.id: r.value for r in table.ledger}
    assert found["biomarker.psa.after-2.median"] == pytest.approx(-60)  # in the ledger only
    assert found["biomarker.psa.best.n"] == 2
    assert any("Visits of at least 2 patients" in note for note in table.footnotes)


def test_arms_and_an_arm_without_evaluable_patients(study_of, adam) -> None:
    study = study_of(
        biomarkers=[{"param": "PSA", "declines": [30]}], group={"variable": "ARM", "label": "Arm"}
    )
    table = response_table(study, adam, course(study, adam, "PSA"))
    assert table.rows[0].cells == ("Evaluable patients", "2", "0", "2")
    assert table.rows[1].cells[2] == "NE"
    assert "Arm not known, in none of its groups: 1 of 5." in table.footnotes


def test_a_study_without_the_biomarker(study_of, adam) -> None:
    study = study_of()
    assert course(study, adam, "LDH") is None
    assert change_table(study, adam, None) is None
    assert response_table(study, adam, None) is None


@given(st.integers(1, 10**6), st.sampled_from([10, 20, 30, 50, 90]))
def test_a_fall_to_the_threshold_is_a_response(base: int, threshold: int) -> None:
    import pandas as pd

    start = base / 1000
    value = base * (100 - threshold) / 100000
    change = 100 * (value - start) / start
    assert fell(pd.Series([change, change + 1e-6]), threshold).to_list() == [True, False]
