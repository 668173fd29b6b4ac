"""The course of laboratory values as drawn: a panel per test, follow-up on its own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from ralu.blocks import Figure
from ralu.figures.laboratory.course import _labels, laboratory_course_figure
from ralu.printed import results_of
from ralu.tables.laboratory.course import drawn_groups, laboratory_course_table, laboratory_courses

TESTS = ("HGB", "PLAT", "ALP")
VISITS = [("Before", 0, 1), ("After infusion 1", 1, 20), ("Follow-up", 99, 300)]
SUBJECTS = list("123456")
ADSL = {"USUBJID": SUBJECTS, "SAFFL": ["Y"] * 6, "VISC": ["Y", "Y", "N", "N", "N", None]}


@pytest.fixture
def adam(adam_of: Any) -> Any:
    records = [(s, t, *visit) for s in SUBJECTS for t in TESTS for visit in VISITS]
    patient, test, visit, number, day = zip(*records, strict=True)
    columns = {"USUBJID": patient, "PARAMCD": test, "PARAM": test, "AVISIT": visit, "ADY": day}
    columns |= {"AVISITN": number, "ANL01FL": ["Y"] * len(day), "AVALU": ["10^9/L"] * len(day)}
    columns["ABLFL"] = ["Y" if d == 1 else None for d in day]
    columns["AVAL"] = [100 + int(p) + d / 10 for p, d in zip(patient, day, strict=True)]
    columns["ANRLO"] = [90.0 if t == "HGB" else None for t in test]
    return adam_of(adsl=ADSL, adlb=columns)


def drawn(study: Any, adam: Any, columns: list[str], min_n: int = 1) -> Figure | None:
    tests = laboratory_courses(adam, list(TESTS))
    table = laboratory_course_table(study, adam, tests, columns=columns)
    return laboratory_course_figure(
        study, tests, table, drawn_groups(study, adam, columns), min_n=min_n
    )


def test_what_is_drawn(study_of: Any, adam: Any) -> None:
    figure = drawn(study_of(), adam, [])
    assert figure is not None
    assert figure.id == "fig-lab-course"
    assert figure.data is not None
    rows = [row.cells for row in figure.data.rows]
    assert len(rows) == len(TESTS) * len(VISITS)
    assert rows[0] == ("HGB", "Overall", "Baseline", "N", "6", "103.6", "102.35", "104.85")
    assert [row[3] for row in rows[:3]] == ["N", "N", "Y"]
    assert ET.fromstring(figure.svg).tag.endswith("svg")
    assert "Follow-up: at no fixed time, so joined to no other visit." in figure.footnotes[0]
    assert "Dashed: limit of normal" in figure.footnotes[0]
    assert figure.alt.startswith("Median and quartiles by visit, a panel per test. HGB: Baseline")
    assert "lab.course.hgb.after-infusion-1.median" in results_of(figure.alt)
    assert "follow-up" not in " ".join(results_of(figure.alt))


def test_groups_and_those_too_small(study_of: Any, adam: Any) -> None:
    figure = drawn(study_of(), adam, ["VISC"], min_n=3)
    assert figure is not None
    assert figure.data is not None
    assert {row.cells[1] for row in figure.data.rows} == {"VISC: No"}
    assert drawn(study_of(), adam, ["VISC"], min_n=7) is None


def test_the_same_bytes_twice_with_and_without_stamp(study_of: Any, adam: Any) -> None:
    for synthetic in (True, False):
        one, two = (drawn(study_of(synthetic=synthetic), adam, ["VISC"]) for _ in range(2))
        assert one == two
        assert one is not None
        assert ("synthetic-data" in one.svg) == synthetic


def test_labels_of_the_visits() -> None:
    import pandas as pd

    counts = [pd.Series({"Baseline": 5, "Week 2": 4}), pd.Series({"Baseline": 3})]
    assert _labels(["Baseline", "Week 2", "End of Treatment"], counts) == [
        "Week\n\nn ●\nn ■",
        "Baseline\n\n5\n3",
        "2\n\n4\n0",
        "End of\nTreatment\n0\n0",
    ]


def test_without_values_nothing_is_drawn(study_of: Any, adam_of: Any) -> None:
    assert drawn(study_of(), adam_of(adsl=ADSL), []) is None
