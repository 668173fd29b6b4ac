"""Worst grade of the events that go on, by month of 30 days."""

from __future__ import annotations

from ralu.figures.safety.grades_over_time import grades_heat_map
from ralu.tables.safety.grades_over_time import grades_over_time

MONTHS = {"month_days": 30.0}


def found(result, stat: str = "n") -> dict[tuple[str, int], float]:
    return {key: row.value for key, row in result.rows(result.groups[0], stat).items()}


def test_worst_grade_by_month(study_of, timed) -> None:
    result = grades_over_time(study_of(**MONTHS), timed, min_at_risk=1)
    at_risk = found(result, "at_risk")
    # Days at risk 90, 10, 30, 20: month 2 begins on day 30, month 4 on day 90.
    assert [at_risk["", month] for month in result.months] == [4, 2, 1, 1]
    n = found(result)
    # Month 1: patient 4 at grade 4; the ungraded event of patient 3 is left out.
    assert [n[grade, 1] for grade in ("no_event", "grade_3", "grade_4")] == [3, 0, 1]
    # Month 2: grade 3 from day 30 to 40. Month 3: grade 1 from day 70 on, without an end.
    assert (n["grade_3", 2], n["grade_1", 3], n["grade_1", 4]) == (1, 1, 1)
    assert found(result, "pct")["no_event", 2] == 50
    for month in result.months:
        assert sum(n[grade, month] for grade, k in n if k == month) == at_risk["", month]


def test_months_end_where_few_are_at_risk(study_of, timed, timed_of) -> None:
    assert grades_over_time(study_of(**MONTHS), timed, min_at_risk=2).months == (1, 2)
    assert grades_over_time(study_of(), timed_of([])) is None
    ungraded = [("1", "Anaemia", "Blood", None, "2020-01-31", None, "Y", "N")]
    assert grades_over_time(study_of(), timed_of(ungraded)) is None


def test_heat_map_of_arms_draws_no_small_months(study_of, timed) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
    study = study_of(group=arm, **MONTHS)
    result = grades_over_time(study, timed, min_at_risk=2)
    assert [group.level for group in result.groups] == ["A", "B", "C"]
    figure = grades_heat_map(study, result, min_at_risk=2)
    cells = [row.cells for row in figure.data.rows]
    assert {cell[0] for cell in cells} == {"A", "B"}
    assert {cell[1] for cell in cells} == {"1"}
    assert "A: month 1, 2 at risk, 100.0% without an event, 0.0% at grade 3;" in figure.alt
    assert grades_heat_map(study, None) is None
    assert figure.svg == grades_heat_map(study, result, min_at_risk=2).svg
