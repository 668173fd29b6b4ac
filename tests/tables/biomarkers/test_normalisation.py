"""Normalisation by hand: each value against its own upper limit."""

from __future__ import annotations

from ralu.tables.biomarkers.course import marker_course
from ralu.tables.biomarkers.normalisation import normalisation_table

ADSL = {"USUBJID": list("1234567"), "SAFFL": ["Y"] * 7, "ARM": [*"AAAABB", None]}
STUDY = {"biomarkers": [{"param": "PSA"}]}


def adam_of_values(value, adam_with):
    limit = {"ANRHI": 130.0}
    records = [
        *(value(subject, 1, 150.0, 150.0, 0, **limit) for subject in "1234"),
        value("1", 30, 130.0, 150.0, **limit),  # on the limit
        value("1", 50, 140.0, 150.0, **limit),
        value("1", 51, 120.0, 150.0, **limit),  # 21 days after the first
        value("2", 40, 100.0, 150.0, **limit),
        value("2", 60, 100.0, 150.0, **limit),  # 20 days
        value("2", 90, 100.0, 150.0, **limit, ONTRTFL="N"),
        value("3", 40, 140.0, 150.0, ANRHI=140.0),  # another limit
        value("3", 60, 100.0, 150.0),  # without its limit
        value("4", 40, 131.0, 150.0, **limit),
        value("5", 1, 130.0, 130.0, 0, **limit),  # on the limit: not raised
        value("5", 40, 100.0, 130.0, **limit),
        value("6", 1, 150.0, 150.0, 0),  # not judged
        value("6", 40, 100.0, 150.0, **limit),
        value("7", 1, 150.0, 150.0, 0, **limit),  # no later value
    ]
    return adam_with(records, adsl=ADSL)


def test_who_came_down_to_normal(study_of, value, adam_with) -> None:
    study, adam = study_of(**STUDY), adam_of_values(value, adam_with)
    table = normalisation_table(study, adam, marker_course(study, adam, "PSA"))
    found = {r.id: (r.value, r.n) for r in table.ledger}
    assert found["normalisation.psa.judged.n"] == (6, 7)
    assert found["normalisation.psa.raised.n"] == (5, 7)
    assert found["normalisation.psa.followed.n"] == (4, 7)
    assert found["normalisation.psa.normal.n"] == (3, 4)
    assert found["normalisation.psa.normal.pct"] == (75, 4)
    assert found["normalisation.psa.confirmed_normal.n"] == (1, 4)
    assert found["normalisation.psa.days.median"] == (39, 3)  # days 30, 40, 40 of the study
    assert table.rows[-1].cells[1] == "39 (34 to 39)"


def test_arms_without_anybody(study_of, value, adam_with) -> None:
    study = study_of(**STUDY, group={"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]})
    adam = adam_of_values(value, adam_with)
    table = normalisation_table(study, adam, marker_course(study, adam, "PSA"))
    assert [row.cells[2:4] for row in table.rows] == [
        ("1", "0"),
        ("0", "0"),
        ("0", "0"),
        ("NE", "NE"),
        ("NE", "NE"),
        ("–", "–"),
    ]
    assert "Arm not known, in none of its groups: 1 of 7." in table.footnotes


def test_without_limits_nothing_is_judged(study_of, psa) -> None:
    study = study_of(**STUDY)
    assert normalisation_table(study, psa, marker_course(study, psa, "PSA")) is None
    assert normalisation_table(study, psa, None) is None
    adam = type(psa)({**psa.datasets, "adlb": psa.adlb.drop(columns=["ANRHI", "ONTRTFL"])})
    assert normalisation_table(study, adam, marker_course(study, adam, "PSA")) is None
