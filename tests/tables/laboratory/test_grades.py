"""Laboratory grades by hand-computed numbers."""

from __future__ import annotations

import pytest

from ralu.tables.laboratory.grades import ABNORMAL, grade_shift_table, worst_grade_table

ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4}
ADLB = {
    "USUBJID": ["1", "1", "1", "1", "2", "2", "3", "3"],
    "PARAMCD": ["HGB"] * 8,
    "PARAM": ["Haemoglobin"] * 8,
    "ADY": [1, 10, 20, 300, 1, 10, 1, 10],
    "ONTRTFL": ["N", "Y", "Y", "N", "N", "Y", "N", "Y"],
    "ATOXGR": [1, 3, 2, 3, 0, 1, None, None],
    "BTOXGR": [1, 1, 1, 1, 0, 0, None, None],
}
ADAM = {"adsl": ADSL, "adlb": ADLB}


def test_worst_grade_on_treatment(study_of, adam_of) -> None:
    table = worst_grade_table(study_of(), adam_of(**ADAM), ["HGB", "PLAT", "PSA"])
    (row,) = table.rows
    assert row.cells == (
        "Haemoglobin",
        "0",
        "1 (25.0)",
        "0",
        "1 (25.0)",
        "–",
        "1 (25.0)",
        "2 (50.0)",
    )
    found = {(r.variable_level, r.stat): r.value for r in table.ledger}
    assert [found[level, "n"] for level in ("0", "1", "2", "3", ">=3", "missing")] == [
        0, 1, 0, 1, 1, 2,
    ]  # fmt: skip
    assert ("4", "n") not in found  # the laboratory cannot tell grade 4 anaemia
    assert found["missing", "pct"] == 50
    assert sum(found[level, "n"] for level in ("0", "1", "2", "3", "missing")) == 4
    assert {r.method for r in table.ledger if r.stat == "lower"} == {"Clopper–Pearson"}
    assert {r.id for r in table.ledger} >= {"lab.hgb.ge3.lower", "lab.hgb.missing.n"}
    assert any(
        "Not in this study or not graded by CTCAE 5.0: PLAT, PSA." in n for n in table.footnotes
    )


def test_limits_that_are_printed_in_the_unit_of_a_value_are_named(study_of, adam_of) -> None:
    def notes(unit: str) -> str:
        written = {"LBORRESU": ["g/dL", unit] * 4}
        table = worst_grade_table(study_of(), adam_of(adsl=ADSL, adlb=ADLB | written), ["HGB"])
        return " ".join(table.footnotes)

    words = "Haemoglobin written in mmol/L is graded by the limits that CTCAE prints in that unit"
    assert words in notes("mmol / l")
    assert "CTCAE prints" not in notes("g/L")


def test_shift_places_every_patient_once(study_of, adam_of) -> None:
    table = grade_shift_table(study_of(), adam_of(**ADAM), ["HGB"])
    assert [row.cells for row in table.rows] == [
        ("Haemoglobin", *[""] * 6),
        ("0", "0", "1", "0", "0", "–", "0"),
        ("1", "0", "0", "0", "1", "–", "0"),
        ("Missing", "0", "0", "0", "0", "–", "2"),
    ]
    found = {r.variable_level: r.value for r in table.ledger}
    assert not [level for level in found if level.endswith("->4")]  # no such grade of anaemia
    assert (found["0->1"], found["1->3"], found["missing->missing"]) == (1, 1, 2)
    assert sum(found.values()) == 4
    assert {(r.analysis, r.stat, r.n) for r in table.ledger} == {("lab_shift", "n", 4)}


def test_anaemia_is_explained_where_it_is_shown(study_of, adam_of) -> None:
    other = ADLB | {"PARAMCD": ["ALP"] * 8, "PARAM": ["ALP"] * 8}
    shown, not_shown = (
        " ".join(grade_shift_table(study_of(), adam_of(adsl=ADSL, adlb=labs), [param]).footnotes)
        for labs, param in ((ADLB, "HGB"), (other, "ALP"))
    )
    assert "grade 4 anaemia" in shown
    assert "abnormal baseline" not in shown
    assert "grade 4 anaemia" not in not_shown
    assert "an abnormal baseline by itself, so as grade 0: ALP." in not_shown


@pytest.mark.parametrize(
    ("param", "version", "said"),
    [("ALP", "5.0", True), ("ALP", "4.03", False), ("HGB", "5.0", False)],
)
def test_how_a_baseline_is_read_is_said_where_grades_depend_on_it(
    study_of, adam_of, param, version, said
) -> None:
    study = study_of(ctcae_version=version)
    adam = adam_of(adsl=ADSL, adlb=ADLB | {"PARAMCD": [param] * 8})
    for table in (worst_grade_table(study, adam, [param]), grade_shift_table(study, adam, [param])):
        assert (ABNORMAL in table.footnotes) == said


def test_arms_stand_in_rows(study_of, adam_of) -> None:
    adsl = ADSL | {"ARM": ["A", "B", "B", None]}
    study = study_of(group={"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]})
    table = worst_grade_table(study, adam_of(adsl=adsl, adlb=ADLB), ["HGB"])
    assert [(row.cells[0], row.cells[-1]) for row in table.rows[1:]] == [
        ("A (N\xa0=\xa01)", "0"),
        ("B (N\xa0=\xa02)", "1 (50.0)"),
        ("C (N\xa0=\xa00)", "0"),
        ("Overall (N\xa0=\xa04)", "2 (50.0)"),
    ]
    assert "Arm not known, in none of its groups: 1 of 4." in table.footnotes


def test_groups_of_a_variable_stand_below_everybody(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL | {"VISC": ["Y", "N", "N", None]}, adlb=ADLB)
    worst = worst_grade_table(study_of(), adam, ["HGB"], columns=["VISC"])
    assert [row.cells[0] for row in worst.rows] == [
        *("Haemoglobin", "Overall (N\xa0=\xa04)"),
        *("VISC: No (N\xa0=\xa02)", "VISC: Yes (N\xa0=\xa01)"),
    ]
    found = {r.id: r.value for r in worst.ledger}
    assert found["lab.hgb.ge3.n"] == found["lab.visc=y.hgb.ge3.n"] == 1


def test_a_study_without_gradable_values_has_no_table(study_of, adam_of) -> None:
    assert worst_grade_table(study_of(), adam_of(adsl=ADSL), ["HGB"]) is None
    assert grade_shift_table(study_of(), adam_of(**ADAM), ["PLAT"]) is None


@pytest.mark.parametrize("variable", ["PARAMCD", "PARAM"])
def test_no_table_without_what_it_needs(study_of, adam_of, variable) -> None:
    adam = adam_of(adsl=ADSL, adlb=ADLB | {variable: [None] * 8})
    assert worst_grade_table(study_of(), adam, ["HGB"]) is None
    assert grade_shift_table(study_of(), adam, ["HGB"]) is None
