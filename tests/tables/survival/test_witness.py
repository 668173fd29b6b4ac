"""lifelines and this report, number beside number."""

from __future__ import annotations

from ralu.tables.survival.curves import estimate_survival
from ralu.tables.survival.witness import lifelines_table

DAYS = [30.0, 60.0, 75.0, 90.0, 120.0, 150.0, 180.0, 180.0]
SUBJECTS = list("12345678")
ADSL = {"USUBJID": SUBJECTS, "SAFFL": ["Y"] * 8, "ARM": ["A", "B"] * 4}
OS = {
    "USUBJID": SUBJECTS,
    "PARAMCD": ["OS"] * 8,
    "PARAM": ["Overall survival"] * 8,
    "AVAL": DAYS,
    "ENTRY": [0.0] * 8,
    "CNSR": [0, 0, 1, 0, 0, 1, 0, 0],
}


def test_both_agree_on_landmarks_test_and_model(study_of, adam_of) -> None:
    study = study_of(month_days=30.0, landmarks_months=[2.5, 4])
    adam = adam_of(adsl=ADSL, adtte=OS)
    table = lifelines_table(
        study, adam, [estimate_survival(study, adam, "OS", by="ARM", output="x")]
    )
    assert table is not None
    compared = [row.cells[0] for row in table.rows if not row.heading]
    assert compared == ["Survival at 2.5 months", "Survival at 4 months"] * 2 + [
        "Log-rank statistic",
        "Log hazard ratio, B",
    ]
    differences = [r.value for r in table.ledger if r.stat == "difference"]
    assert len(differences) == 6
    assert max(differences) < 1e-7
    at_four = [r.value for r in table.ledger if r.variable_level == "Survival at 4 months"]
    # A: events at 1 and 4 months, one censored at 2.5 months.
    assert at_four[:2] == [0.375, 0.375]


def test_a_study_without_the_endpoint_has_no_witness(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adtte=OS)
    assert lifelines_table(study, adam, [estimate_survival(study, adam, "TTNTD")]) is None


def test_curves_without_an_event_have_no_statistic_to_compare(study_of, adam_of) -> None:
    study = study_of(month_days=30.0, landmarks_months=[2])
    adam = adam_of(adsl=ADSL, adtte=OS | {"CNSR": [1] * 8})
    table = lifelines_table(
        study, adam, [estimate_survival(study, adam, "OS", by="ARM", output="x")]
    )
    assert table is not None
    assert "Log-rank statistic" not in [row.cells[0] for row in table.rows]
    assert not any("nan" in row.text for row in table.ledger)
