"""Columns of a table: nobody vanishes silently."""

from __future__ import annotations

import pandas as pd

from ralu.ledger import Ledger
from ralu.printed import segments
from ralu.tables.frame.groups import as_text, columns_of, heads, split, unplaced

ARM = {"variable": "ARM", "label": "Arm", "levels": ["A", "B"]}
ADSL = {
    "USUBJID": list("123456"),
    "SAFFL": ["Y"] * 5 + ["N"],
    "ARM": ["B", "A", "C", None, "A", "A"],
    "ECOG": [0.0, 1.0, 1.0, float("nan"), 2.0, 0.0],
}


def test_levels_stand_as_declared_and_others_of_the_data_follow(study_of, adam_of) -> None:
    groups = split(study_of(subgroups=[ARM]), adam_of(adsl=ADSL), "ARM")
    assert [(g.level, list(g.subjects)) for g in groups] == [
        ("A", ["2", "5"]),
        ("B", ["1"]),
        ("C", ["3"]),
    ]


def test_a_declared_level_without_patients_stays(study_of, adam_of) -> None:
    by = ARM | {"levels": ["Z", "A", "B", "C"]}
    groups = split(study_of(subgroups=[by]), adam_of(adsl=ADSL), "ARM")
    assert [(g.level, g.n) for g in groups] == [("Z", 0), ("A", 2), ("B", 1), ("C", 1)]


def test_numbers_group_as_well(study_of, adam_of) -> None:
    by = {"variable": "ECOG", "label": "ECOG", "levels": ["2"]}
    groups = split(study_of(subgroups=[by]), adam_of(adsl=ADSL), "ECOG")
    assert [(g.level, g.n) for g in groups] == [("2", 1), ("0", 1), ("1", 2)]


def test_levels_as_text() -> None:
    whole = pd.Series([10, None, 2], dtype="Int64")
    assert as_text(whole).to_list() == ["10", None, "2"]
    assert as_text(pd.Series([2.0, 0.1])).to_list() == ["2", "0.1"]
    assert as_text(pd.Series(["x", None])).to_list() == ["x", None]


def test_dates_as_text() -> None:
    dates = pd.Series(pd.to_datetime(["2014-01-02", None]))
    assert as_text(dates).to_list() == ["2014-01-02", None]
    assert as_text(dates.dt.tz_localize("UTC")).to_list() == ["2014-01-02", None]


def test_numbers_are_in_order_of_size(study_of, adam_of) -> None:
    adam = adam_of(adsl={"USUBJID": list("123"), "SAFFL": ["Y"] * 3, "N": [10, 9, 100]})
    assert [g.level for g in split(study_of(), adam, "N")] == ["9", "10", "100"]


def test_who_is_in_no_group_is_counted_in_a_footnote_and_the_ledger(study_of, adam_of) -> None:
    study, adam = study_of(subgroups=[ARM]), adam_of(adsl=ADSL)
    ledger = Ledger("teae", "teae_overview", "tab-x", "P", "adae")
    notes = unplaced(study, adam, ["ARM"], ledger)
    assert notes == ("Arm not known, in none of its groups: 1 of 5.",)
    row, total = ledger.rows
    assert (row.id, row.analysis, row.variable, row.stat) == (
        "cohort.arm.missing",
        "cohort",
        "ARM",
        "missing",
    )
    assert (row.value, row.text, row.n) == (1.0, "1", 5)
    assert (total.id, total.value) == ("cohort.n", 5.0)
    marked = [part for part in segments(notes[0]) if part[1]]
    assert marked == [("1", "cohort.arm.missing"), ("5", "cohort.n")]
    groups = columns_of(study, adam, ["ARM"])
    assert groups[0].n == sum(g.n for g in groups[1:]) + 1


def test_columns_are_the_arms_and_everybody(study_of, adam_of) -> None:
    study, adam = study_of(group=ARM, subgroups=[]), adam_of(adsl=ADSL)
    assert [g.level for g in columns_of(study, adam)] == ["A", "B", "C", "Overall"]
    named = columns_of(study, adam, ["ECOG", "ARM", "NONE"])
    assert [g.level for g in named] == ["Overall", "A", "B", "C", "0", "1", "2"]
    ledger = Ledger("teae", "teae_overview", "tab-x", "P", "adae")
    columns = heads(named, ledger)
    assert [c.label for c in columns][:2] == ["Overall\n(N\xa0=\xa05)", "A\n(N\xa0=\xa02)"]
    assert {c.group for c in columns} == {"", "Arm", "ECOG"}
    assert list(segments(columns[1].label))[1] == ("2", "cohort.arm=a.n")
    sizes = {r.id: (r.value, r.n, r.analysis, r.variable, r.output, r.source) for r in ledger.rows}
    assert sizes["cohort.n"] == (5, 5, "cohort", "", "tab-x", "adsl")
    assert sizes["cohort.arm=a.n"] == (2, 2, "cohort", "", "tab-x", "adsl")


def test_a_study_without_the_group_variable_has_one_column(study_of, adam_of) -> None:
    gone = {"variable": "NONE", "label": "None"}
    assert [g.level for g in columns_of(study_of(group=gone), adam_of(adsl=ADSL))] == ["Overall"]


def test_names_of_groups_stand_alone(study_of, adam_of) -> None:
    adsl = {"USUBJID": ["1", "2"], "SAFFL": ["Y", "Y"], "VISC": ["Y", "N"], "ECOG": [0, 1]}
    by = {"variable": "VISC", "label": "Visceral", "levels": ["N", "Y"]}
    study, adam = study_of(subgroups=[by]), adam_of(adsl=adsl)
    assert [g.name for g in split(study, adam, "VISC")] == ["Visceral: No", "Visceral: Yes"]
    assert [g.name for g in split(study, adam, "ECOG")] == ["ECOG: 0", "ECOG: 1"]
    arm = split(study_of(subgroups=[ARM]), adam_of(adsl=ADSL), "ARM")[0]
    ledger = Ledger("teae", "teae_overview", "tab-x", "P", "adae")
    assert arm.sized(ledger) == "A (N\xa0=\xa02)"
