"""Values below detection, and the response with half the limit, by hand."""

from __future__ import annotations

import pytest

from ralu.tables.biomarkers.below_detection import below_detection_table
from ralu.tables.biomarkers.course import marker_course
from ralu.tables.biomarkers.response import response_table

STUDY = {"biomarkers": [{"param": "PSA", "declines": [50, 90]}]}


@pytest.fixture
def adam(value, adam_with):
    records = [
        value("1", 1, 0.1, 0.1, 0),
        value("1", 30, 0.02, 0.1, AVALC="<0.02"),  # by 80% with the limit, by 90% with half
        value("2", 1, 0.2, 0.2, 0, AVALC="<0.2"),  # 0.1 with half: 0.09 is no decline by half
        value("2", 30, 0.09, 0.2),
        value("2", 60, 0.2, 0.2, AVALC="<0.2"),
        value("3", 1, 5.0, 5.0, 0),
        value("3", 30, 4.0, 5.0, AVALC=">4"),
    ]
    return adam_with(records, adsl={"USUBJID": list("1234"), "SAFFL": ["Y"] * 4})


def test_values_below_a_limit(study_of, adam) -> None:
    study = study_of(**STUDY)
    marker = marker_course(study, adam, "PSA")
    table = below_detection_table(study, adam, [marker, None])
    assert [row.cells for row in table.rows][:6] == [
        ("PSA", ""),
        ("Values", "7"),
        ("below the limit, n (%)", "3 (42.9)"),
        ("as written (number)", "<0.02 (1), <0.2 (2)"),
        ("Patients with one, n (%)", "2 (50.0)"),
        ("at baseline", "1 (25.0)"),
    ]
    found = {r.id: (r.value, r.n) for r in table.ledger}
    assert found["response.psa.decline_50.n"] == (2, 3)
    assert found["below_detection.psa.decline_50.n"] == (1, 3)
    assert found["response.psa.decline_90.n"] == (0, 3)
    assert found["below_detection.psa.decline_90.n"] == (1, 3)
    assert found["below_detection.psa.lt0-2.limit"] == (0.2, None)


def test_the_response_is_that_of_its_table(study_of, adam) -> None:
    study = study_of(**STUDY)
    marker = marker_course(study, adam, "PSA")
    of_table = {r.id: r for r in response_table(study, adam, marker).ledger}
    shown = [
        r for r in below_detection_table(study, adam, [marker]).ledger if r.analysis == "response"
    ]
    assert shown
    for row in shown:
        other = of_table[row.id]
        assert (row.value, row.text, row.n, row.method, row.population) == (
            other.value,
            other.text,
            other.n,
            other.method,
            other.population,
        )


def test_no_such_value(study_of, psa) -> None:
    study = study_of(**STUDY)
    assert below_detection_table(study, psa, [marker_course(study, psa, "PSA"), None]) is None
    assert below_detection_table(study, psa, [None]) is None
