"""Time to the first TEAE of grade 3 or higher of the four patients; a month is 30 days."""

from __future__ import annotations

import pytest

from ralu.tables.safety.first_grade_3 import estimate_first_grade_3


def test_incidence_with_death_competing(study_of, timed) -> None:
    study = study_of(month_days=30.0, landmarks_months=[0.5, 0.7, 1])
    found = {r.id: r.value for r in estimate_first_grade_3(study, timed).ledger}
    # Death at 1/3 of four; grade 4 at 2/3 of three left; grade 3 at 1 of two left.
    assert found["cif.grade3.death.0-5.estimate"] == pytest.approx(1 / 4)
    assert found["cif.grade3.event.0-5.estimate"] == 0
    assert found["cif.grade3.event.0-7.estimate"] == pytest.approx(1 / 4)
    assert found["cif.grade3.event.1.estimate"] == pytest.approx(1 / 2)
    assert (found["cif.grade3.event.events"], found["cif.grade3.death.events"]) == (2, 1)


def test_a_death_after_the_window_does_not_compete(study_of, timed_of) -> None:
    events = [("1", "Anaemia", "Blood", 1, "2020-01-31", None, "Y", "N")]
    adam = timed_of(events, DTHDT=[None, "2020-02-01", None, None])
    found = {r.id: r.value for r in estimate_first_grade_3(study_of(), adam).ledger}
    assert found["cif.grade3.death.events"] == 0
    assert estimate_first_grade_3(study_of(), timed_of([])) is None
