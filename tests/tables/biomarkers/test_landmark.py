"""Survival by response from a landmark, by hand: who is in it, and from when on."""

from __future__ import annotations

import pytest

from ralu.tables.biomarkers.course import marker_course
from ralu.tables.biomarkers.landmark import landmark_caution, landmark_survival

ADSL = {"USUBJID": list("12345678"), "SAFFL": ["Y"] * 7 + ["N"]}
OS = {
    "USUBJID": list("1234567"),
    "PARAMCD": ["OS"] * 7,
    "PARAM": ["Overall survival"] * 7,
    "AVAL": [114.0, 144.0, 174.0, 84.0, 50.0, 204.0, 100.0],
    "ENTRY": [0.0] * 7,
    "CNSR": [0, 0, 1, 0, 1, 0, 0],
}
WEEK_12 = {"week": 12, "decline": 50, "output": "tab-x"}


@pytest.fixture
def adam(value, adam_with):
    records = [
        value("1", 40, 50.0, 100.0),
        value("1", 80, 90.0, 100.0),  # a response remains one
        value("2", 85, 50.0, 100.0),  # on the day of the landmark
        value("3", 86, 10.0, 100.0),  # too late
        value("3", 40, 60.0, 100.0),
        value("4", 40, 10.0, 100.0),  # died on the day of the landmark
        value("5", 40, 10.0, 100.0),  # last seen before
        value("6", 40, 10.0, None),  # no baseline
        value("7", 90, 10.0, 100.0),  # no value by then
    ]
    return adam_with(records, adsl=ADSL, adtte=OS)


def test_from_the_landmark_on(study_of, adam) -> None:
    study = study_of(month_days=30.0, landmarks_months=[1])
    found = landmark_survival(study, adam, marker_course(study, adam, "PSA"), **WEEK_12)
    rows = {r.id: r.value for r in (*found.result.ledger, *found.ledger)}
    assert rows["os.landmark.psa50w12=y.n"] == 2
    assert rows["os.landmark.psa50w12=n.n"] == 1
    assert rows["os.landmark.psa50w12=y.median"] == pytest.approx(1.5)  # 30 and 60 days
    assert rows["os.landmark.psa50w12=y.1.surv"] == 0.5
    assert rows["os.landmark.logrank.psa50w12.df"] == 1
    assert [rows[f"landmark.psa50w12.{key}.n"] for key in ("all", "left", "unknown")] == [7, 2, 2]
    assert found.note == (
        "Response: PSA down by at least 50% by week 12 in any value after the first dose, up to "
        "the landmark. Of 7 patients, 2 had died or were last seen by week 12, and 2 had no "
        "baseline above zero or no value until then: they are in neither group."
    )
    assert [curve.group.name for curve in found.result.curves] == [
        "PSA down by at least 50% by week 12: No",
        "PSA down by at least 50% by week 12: Yes",
    ]
    assert "under observation at the landmark" in found.result.population
    assert found.result.notes == ()


def test_any_decline(study_of, adam) -> None:
    study = study_of()
    marker = marker_course(study, adam, "PSA")
    found = landmark_survival(study, adam, marker, **(WEEK_12 | {"decline": 0}))
    assert [curve.group.name for curve in found.result.curves] == [
        "PSA below its baseline by week 12: Yes"
    ]
    assert not any(r.analysis == "logrank" for r in found.result.ledger)


def test_nobody_there_and_what_the_study_lacks(study_of, adam, psa) -> None:
    study = study_of()
    marker = marker_course(study, adam, "PSA")
    assert landmark_survival(study, adam, marker, **(WEEK_12 | {"week": 40})) is None
    assert landmark_survival(study, psa, marker_course(study, psa, "PSA"), **WEEK_12) is None
    assert landmark_survival(study, adam, None, **WEEK_12) is None
    assert landmark_caution(None, None) is None
    assert (
        "guarantee time"
        in landmark_caution(landmark_survival(study, adam, marker, **WEEK_12), None).markdown
    )
