"""Laboratory values by visit, worked out by hand."""

from __future__ import annotations

import math

import pytest

from ralu.tables.laboratory.course import drawn_groups, laboratory_course_table, laboratory_courses

ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4, "VISC": ["N", "N", "Y", None]}
# patient, day, value, visit, its number, baseline flag, last of the visit, limit
RECORDS = [
    ("1", -9, 150, "Before", 0, None, "N", 130),
    ("1", 1, 120, "Before", 0, "Y", "Y", 130),
    ("2", 1, 110, "Before", 0, "Y", "Y", 130),
    ("3", 1, 100, "Before", 0, "Y", "Y", 130),
    ("1", 8, 90, "After 1", 1, None, "N", 130),
    ("1", 9, 100, "After 1", 1, None, "Y", 130),
    ("2", 9, 90, "After 1", 1, None, "Y", 130),
    ("3", 40, 80, "After 2", 2, None, "Y", None),
    ("1", 400, 95, "Follow-up", 99, None, "Y", 130),
    ("1", 401, 95, None, None, None, "N", 130),
]


@pytest.fixture
def adam(adam_of):
    patient, day, value, visit, number, flag, last, limit = zip(*RECORDS, strict=True)
    columns = {"USUBJID": patient, "ADY": day, "AVAL": value, "AVISIT": visit, "AVISITN": number}
    columns |= {"ABLFL": flag, "ANL01FL": last, "ANRLO": limit, "ANRHI": [170.0] * len(day)}
    same = {"PARAMCD": ["HGB"] * len(day), "PARAM": ["Hb"] * len(day), "AVALU": ["g/L"] * len(day)}
    return adam_of(adsl=ADSL, adlb=columns | same)


def test_visits_in_order_follow_up_apart(adam) -> None:
    (test,) = laboratory_courses(adam, ["HGB", "PLAT"])
    assert test.visits == ("Baseline", "After 1", "After 2", "Follow-up")
    assert test.apart == ("Follow-up",)
    assert test.limit == 130
    assert test.head == "Hb (g/L)"


def test_a_limit_that_differs_is_none(adam) -> None:
    adam.adlb.loc[0, "ANRLO"] = 135
    (test,) = laboratory_courses(adam, ["HGB"])
    assert math.isnan(test.limit)


def test_units_are_printed_with_their_signs(adam) -> None:
    adam.adlb["PARAMCD"], adam.adlb["AVALU"] = "CREAT", "umol/L"
    (test,) = laboratory_courses(adam, ["CREAT"])
    assert test.head == "Hb (µmol/L)"
    assert test.limit == 170  # graded when high


def test_table(study_of, adam) -> None:
    study = study_of()
    table = laboratory_course_table(
        study, adam, laboratory_courses(adam, ["HGB"]), columns=["VISC"], min_n=1
    )
    assert [row.cells for row in table.rows] == [
        ("Hb (g/L)", *[""] * 6),
        ("Baseline", "3", "110 (105 to 115)", "2", "115 (113 to 118)", "1", "100 (100 to 100)"),
        ("After 1", "2", "95 (93 to 98)", "2", "95 (93 to 98)", "0", "–"),
        ("After 2", "1", "80 (80 to 80)", "0", "–", "1", "80 (80 to 80)"),
        ("Follow-up", "1", "95 (95 to 95)", "1", "95 (95 to 95)", "0", "–"),
    ]
    found = {r.id: (r.value, r.n) for r in table.ledger}
    assert found["lab.course.hgb.baseline.median"] == (110, 3)
    assert found["lab.course.visc=n.hgb.after-1.q1"] == (92.5, 2)
    assert found["lab.course.visc=y.hgb.after-1.median"] == (None, 0)


def test_small_visits_are_in_the_ledger_only(study_of, adam) -> None:
    table = laboratory_course_table(study_of(), adam, laboratory_courses(adam, ["HGB"]), min_n=2)
    assert [row.cells[0] for row in table.rows] == ["Hb (g/L)", "Baseline", "After 1"]
    assert {r.id: r.value for r in table.ledger}["lab.course.hgb.after-2.median"] == 80
    assert "Visits of at least 2 patients in any column." in table.footnotes[0]


def test_groups_of_a_figure(study_of, adam) -> None:
    study = study_of()
    assert [g.level for g in drawn_groups(study, adam, ["VISC"])] == ["N", "Y"]
    assert [g.level for g in drawn_groups(study, adam, [])] == ["Overall"]
    arms = study_of(group={"variable": "VISC", "label": "V", "levels": ["N", "Y", "X"]})
    assert [g.level for g in drawn_groups(arms, adam, None)] == ["N", "Y"]  # X has nobody


def test_a_study_without_the_tests(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL)
    assert laboratory_courses(adam, ["HGB"]) is None
    assert laboratory_course_table(study_of(), adam, None) is None


def test_no_course_without_what_it_needs(study_of, adam) -> None:
    tests = laboratory_courses(adam, ["HGB"])
    again = laboratory_course_table(study_of(), adam, tests, id="tab-again")
    assert again.id == "tab-again"
    adam.adlb["AVAL"] = float("nan")
    assert laboratory_courses(adam, ["HGB"]) is None
    assert laboratory_course_table(study_of(), adam, tests) is None
