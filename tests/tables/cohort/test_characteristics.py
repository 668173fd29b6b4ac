"""Description of the cohort by hand-computed numbers."""

from __future__ import annotations

import pytest

from ralu.tables.cohort.characteristics import characteristics_table

ADSL = {
    "USUBJID": list("12345"),
    "SAFFL": ["Y", "Y", "Y", "Y", "N"],
    "AGE": [60.0, 70.0, 75.0, float("nan"), 99.0],
    "SEX": ["F", "M", None, "M", "F"],
    "NIL": [float("nan")] * 5,
    "GRP": ["a", "a", "b", "b", "a"],
}


def stats(table, variable: str, group_level: str = "Overall") -> dict[str, tuple]:
    return {
        (f"{r.variable_level}.{r.stat}" if r.variable_level else r.stat): (r.value, r.text, r.n)
        for r in table.ledger
        if r.variable == variable and r.group_level == group_level
    }


def test_numbers(study_of, adam_of) -> None:
    table = characteristics_table(study_of(), adam_of(adsl=ADSL), ["AGE"], id="tab-a", title="T")
    found = stats(table, "AGE")
    assert found["median"] == (70.0, "70.0", 3)
    assert found["q1"] == (65.0, "65.0", 3)
    assert found["q3"] == (72.5, "72.5", 3)
    assert found["mean"][:2] == (pytest.approx(205 / 3), "68.3")
    assert found["sd"][:2] == (pytest.approx((175 / 3) ** 0.5), "7.6")
    assert (found["min"][1], found["max"][1]) == ("60", "75")
    assert found["n"] == (3.0, "3", 4)
    assert found["missing"] == (1.0, "1", 4)
    assert [row.cells for row in table.rows[1:]] == [
        ("Median (Q1–Q3)", "70.0 (65.0–72.5)"),
        ("Mean (SD)", "68.3 (7.6)"),
        ("Range", "60–75"),
        ("Missing", "1"),
    ]


def test_categories(study_of, adam_of) -> None:
    by = {"variable": "SEX", "label": "Sex", "levels": ["X", "F"]}
    table = characteristics_table(
        study_of(subgroups=[by]), adam_of(adsl=ADSL), ["SEX"], id="tab-a", title="T"
    )
    assert [row.cells for row in table.rows] == [
        ("Sex", ""),
        ("X", "0"),
        ("F", "1 (25.0)"),
        ("M", "2 (50.0)"),
        ("Missing", "1"),
    ]
    assert stats(table, "SEX") == {
        "X.n": (0.0, "0", 4),
        "X.pct": (0.0, "0.0", 4),
        "F.n": (1.0, "1", 4),
        "F.pct": (25.0, "25.0", 4),
        "M.n": (2.0, "2", 4),
        "M.pct": (50.0, "50.0", 4),
        "missing": (1.0, "1", 4),
    }


def test_rows_are_of_the_analysis_cohort_and_sum_over_groups(study_of, adam_of) -> None:
    table = characteristics_table(
        study_of(), adam_of(adsl=ADSL), ["SEX"], id="tab-a", title="T", columns=["GRP"]
    )
    assert {(r.analysis, r.output, r.source) for r in table.ledger} == {("cohort", "tab-a", "adsl")}
    overall = stats(table, "SEX")
    parts = [stats(table, "SEX", level) for level in ("a", "b")]
    for name in ("F.n", "M.n", "missing"):
        assert overall[name][0] == sum(part[name][0] for part in parts)
    assert {r.id for r in table.ledger} >= {"cohort.sex.f.n", "cohort.grp=a.sex.f.pct"}


def test_a_number_with_declared_levels_is_counted(study_of, adam_of) -> None:
    adsl = ADSL | {"ECOG": [0, 1, 1, 0, 0]}
    by = {"variable": "ECOG", "label": "ECOG", "levels": ["0", "1", "2"]}
    table = characteristics_table(
        study_of(subgroups=[by]), adam_of(adsl=adsl), ["ECOG"], id="tab-a", title="T"
    )
    assert [row.cells[1] for row in table.rows[1:]] == ["2 (50.0)", "2 (50.0)", "0"]


def test_a_variable_wholly_missing_is_said_to_be(study_of, adam_of, recwarn) -> None:
    table = characteristics_table(study_of(), adam_of(adsl=ADSL), ["NIL"], id="tab-a", title="T")
    assert table.rows[1].cells == ("Median (Q1–Q3)", "NE (NE–NE)")
    assert table.rows[-1].cells == ("Missing", "4")
    assert table.footnotes[-1] == "NE: not estimable."
    assert not recwarn.list


def test_variables_the_study_lacks_are_named(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL)
    table = characteristics_table(study_of(), adam, ["NONE", "AGE", "AGE"], id="tab-a", title="T")
    assert "Not in ADSL of this study: NONE." in table.footnotes
    assert [row.cells[0] for row in table.rows if row.heading] == ["AGE"]
    assert characteristics_table(study_of(), adam, ["NONE"], id="tab-a", title="T") is None


def test_any_variable_makes_columns(study_of, adam_of) -> None:
    site = {"variable": "SITEID", "label": "Site", "levels": ["703", "701", "702"]}
    adam = adam_of(adsl=ADSL | {"SITEID": [701, 701, 703, None, 701]})
    table = characteristics_table(
        study_of(subgroups=[site]), adam, ["AGE"], id="tab-a", title="T", columns=["SITEID", "SEX"]
    )
    heads = [(column.group, column.label.replace("\n", " ")) for column in table.columns[1:]]
    assert heads == [
        ("", "Overall (N\xa0=\xa04)"),
        ("Site", "703 (N\xa0=\xa01)"),
        ("Site", "701 (N\xa0=\xa02)"),
        ("Site", "702 (N\xa0=\xa00)"),
        ("SEX", "F (N\xa0=\xa01)"),
        ("SEX", "M (N\xa0=\xa02)"),
    ]
    cells = {row.cells[0]: row.cells[1:] for row in table.rows}
    assert cells["Mean (SD)"][1:4] == ("75.0 (NE)", "65.0 (7.1)", "NE (NE)")
    assert cells["Missing"] == ("1", "0", "0", "0", "0", "1")
    assert "Site not known, in none of its groups: 1 of 4." in table.footnotes
    assert table.landscape is False


def test_nobody_was_treated(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL | {"SAFFL": ["N"] * 5})
    table = characteristics_table(study_of(), adam, ["AGE", "SEX"], id="tab-a", title="T")
    assert table.columns[1].label == "Overall\n(N\xa0=\xa00)"
    assert stats(table, "AGE")["n"] == (0.0, "0", 0)
