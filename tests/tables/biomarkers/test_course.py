"""What is known of a biomarker, by hand: who is evaluable, and the change at a week."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.tables.biomarkers.change import change_table
from ralu.tables.biomarkers.course import (
    by_group,
    change_at_week,
    deepest,
    marker_course,
    spider_lines,
    study_day,
    with_notes,
)
from ralu.tables.biomarkers.response import response_table

ARM = {"variable": "ARM", "label": "Arm"}


def test_who_is_evaluable(study_of, psa) -> None:
    found = marker_course(study_of(), psa, "PSA")
    assert (found.without_baseline, found.value_without_baseline, found.without_change) == (2, 1, 1)
    assert found.best.to_dict("list") == {"USUBJID": ["1", "2"], "PCHG": [-60, pytest.approx(-30)]}
    assert [group.n for group in found.groups] == [5]
    assert marker_course(study_of(), psa, "LDH") is None


def test_change_at_a_week_is_that_of_the_nearest_value(study_of, value, adam_with) -> None:
    assert study_day(12) == 85
    records = [
        *(value("1", day, 10 + day, 100.0) for day in (64, 80, 88, 106)),
        *(value("2", day, 10 + day, 100.0) for day in (82, 88)),  # as near: the earlier
        *(value("3", day, 10 + day, 100.0) for day in (63, 107)),  # 22 days away
        value("4", 64, 50.0, 100.0),
        value("5", 85, 50.0, 100.0),  # of the same day the last
        value("5", 85, 40.0, 100.0),
    ]
    adsl = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 5}
    found = change_at_week(marker_course(study_of(), adam_with(records, adsl=adsl), "PSA"), 12, 21)
    assert found.values.to_dict("list") == {
        "USUBJID": ["1", "2", "4", "5"],
        "PCHG": [-2, -8, -50, -60],
    }
    assert found.method == "Value nearest to day 85, at most 21 days away"
    assert change_at_week(None, 12, 21) is None


def test_deepest_threshold() -> None:
    change = pd.Series([-90.0, -89.9, -50.0, -30.0, -29.9, 10.0])
    assert deepest(change, (90, 30, 50)).fillna(0).to_list() == [90, 50, 50, 30, 0, 0]
    assert deepest(change, ()).isna().all()


def test_patients_group_by_group(study_of, psa) -> None:
    found = marker_course(study_of(group=ARM), psa, "PSA")
    assert [group.level for group in found.groups] == ["A", "B"]
    assert by_group(found, found.best)["group"].to_list() == ["A", "A"]
    assert by_group(found, found.best.iloc[:0]).empty


def test_lines_begin_at_no_change(study_of, psa) -> None:
    found = spider_lines(study_of(month_days=30.0), marker_course(study_of(), psa, "PSA"))
    assert found["line"].to_list() == [1, 1, 1, 2, 2]
    assert found["months"].to_list() == pytest.approx([0, 1 / 30, 29 / 30, 0, 8 / 30])
    assert found["change"].to_list() == pytest.approx([0, -50, -60, 0, -30])
    assert found["decline_at_least"].to_list() == [50, 50, 50, 30, 30]
    assert spider_lines(study_of(), None) is None


def test_nothing_to_note_on() -> None:
    assert with_notes(None, "a note") is None


@pytest.mark.parametrize("variable", ["PARAM", "ADT", "ADY"])
def test_a_needed_variable_that_the_study_does_not_have(study_of, psa, variable) -> None:
    without = psa.adlb.drop(columns=variable)
    adam = type(psa)({**psa.datasets, "adlb": without})
    assert marker_course(study_of(), adam, "PSA") is None


def test_a_table_of_a_biomarker_can_be_shown_twice(study_of, psa) -> None:
    study, marker = study_of(), marker_course(study_of(), psa, "PSA")
    for made in (response_table, change_table):
        table = made(study, psa, marker, id="tab-again")
        assert (table.id, {row.output for row in table.ledger}) == ("tab-again", {"tab-again"})
