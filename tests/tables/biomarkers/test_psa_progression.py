"""Tables of PSA progression: kinds of event, names of curves, and the rule in words."""

from __future__ import annotations

import pytest

from ralu.adam.psa import AFTER_DECLINE, DEATH, LAST, NO_DECLINE
from ralu.tables.biomarkers.psa_progression import (
    progression_definition,
    progression_names,
    progression_table,
    progression_times,
)

RULE = {"biomarkers": [{"param": "PSA", "progression": {}}], "month_days": 30.0}
PARAMS = ["TTPSA", "PSAPFS"]
ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4, "ARM": list("AABB")}
EVENTS = {
    "TTPSA": [AFTER_DECLINE, NO_DECLINE, LAST, LAST],
    "PSAPFS": [AFTER_DECLINE, NO_DECLINE, DEATH, LAST],
}


@pytest.fixture
def adam(adam_of):
    kinds = [kind for param in PARAMS for kind in EVENTS[param]]
    times = {
        "USUBJID": list("1234") * 2,
        "PARAMCD": [param for param in PARAMS for _ in range(4)],
        "PARAM": [f"The {param}" for param in PARAMS for _ in range(4)],
        "AVAL": [30.0, 60.0, 40.0, 120.0, 30.0, 60.0, 90.0, 120.0],
        "ENTRY": [0.0] * 8,
        "CNSR": [int(kind == LAST) for kind in kinds],
        "EVNTDESC": kinds,
    }
    return adam_of(adsl=ADSL, adtte=times)


def table_of(study, adam, params=PARAMS, **more):
    results = progression_times(study, adam, params, output="tab-x")
    return progression_table(study, adam, results, id="tab-x", title="X", **more)


def test_landmarks_with_few_at_risk_are_not_printed(study_of, adam) -> None:
    study = study_of(**RULE, landmarks_months=[1, 3])
    table = table_of(study, adam, min_at_risk=3)
    assert [row.cells[1:] for row in table.rows if row.cells[0] == "at 3 months"] == [("–", "–")]
    assert "–: fewer than 3 patients at risk then; the value stands in the ledger only." in (
        table.footnotes
    )


def test_kinds_of_event(study_of, adam) -> None:
    table = table_of(study_of(**RULE), adam)
    assert [row.cells for row in table.rows[:6]] == [
        ("Patients", "4", "4"),
        ("Events", "2", "3"),
        (AFTER_DECLINE, "1", "1"),
        (NO_DECLINE, "1", "1"),
        (DEATH, "–", "1"),
        ("Median, months (95% CI)", "2.0 (1.0–NR)", "2.5 (1.0–NR)"),
    ]
    assert [column.label for column in table.columns[1:]] == [
        "PSA progression",
        "PSA progression or death",
    ]
    found = {r.id: (r.value, r.n) for r in table.ledger if r.analysis == "event_kind"}
    assert found["event_kind.psapfs.death.n"] == (1, 4)
    assert found["event_kind.ttpsa.death.n"] == (0, 4)


def test_arms(study_of, adam) -> None:
    study = study_of(**RULE, group={"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]})
    results = progression_times(study, adam, ["TTPSA"], output="tab-x")
    assert progression_names(results) == ["PSA progression, A", "PSA progression, B"]
    table = table_of(study, adam, ["TTPSA"])
    assert table.rows[2].cells == (AFTER_DECLINE, "1", "0")
    assert "Without patients: C." in table.footnotes


def test_rule_in_words(study_of, adam) -> None:
    rule = {"rise_percent": 30, "rise_absolute": 2.5, "confirmation_days": 28}
    study = study_of(biomarkers=[{"param": "PSA", "progression": rule}])
    words = progression_definition(study, progression_times(study, adam, PARAMS, output=""))
    assert "at least 30% and at least 2.5 ng/mL above the nadir" in words
    assert "at least 28 days later" in words
    assert "from 84 days after the first dose on" in words
    assert "Death without progression is censored" in words
    assert "Response:" not in words


def test_given_times_are_defined_by_their_owner(study_of, adam) -> None:
    study = study_of(**RULE, source="adam")
    table = table_of(study, adam)
    assert table.footnotes[0].startswith("Safety population with a PSA baseline")
    assert "as in the study's own ADTTE" in table.footnotes[0]
    assert not any("nadir" in note for note in table.footnotes)
    without = adam.adtte.drop(columns="EVNTDESC")
    given = type(adam)({**adam.datasets, "adtte": without})
    assert [row.cells[0] for row in table_of(study, given).rows[:3]] == [
        "Patients",
        "Events",
        "Median, months (95% CI)",
    ]


def test_a_study_without_them(study_of, adam_of) -> None:
    assert table_of(study_of(**RULE), adam_of(adsl=ADSL)) is None
