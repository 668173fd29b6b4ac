"""Patient flow by hand-computed numbers."""

from __future__ import annotations

from ralu.tables.flow import patient_flow

ADAM = {
    "adsl": {
        "USUBJID": list("1234"),
        "SAFFL": ["Y", "Y", "Y", "N"],
        "RANINJ": [6.0, 1.0, None, None],
        "RATRTSDT": ["2019-01-01", None, None, None],
    },
    "adlb": {
        "USUBJID": ["1", "1", "2", "2", "3"],
        "PARAMCD": ["PSA"] * 5,
        "ADY": [1, 20, 1, 20, 1],
        "BASE": [0.0, 0.0, 5.0, 5.0, 7.0],
        "PCHG": [None, None, 0.0, -50.0, 0.0],
    },
    "adtte": {
        "USUBJID": list("123"),
        "PARAMCD": ["OS"] * 3,
        "PARAM": ["Overall survival"] * 3,
        "CNSR": [0, 1, 1],
    },
}


def test_counts_who_each_analysis_can_use(study_of, adam_of) -> None:
    study = study_of(biomarkers=[{"param": "PSA"}])
    table = patient_flow(study, adam_of(**ADAM))
    assert [row.cells for row in table.rows] == [
        ("Patients in the records", "4 (100.0)"),
        ("Safety population: at least one dose", "3 (75.0)"),
        ("with 223Ra before 177Lu", "2 (50.0)"),
        ("with dated 223Ra injections", "1 (25.0)"),
        ("with PSA at baseline", "2 (50.0)"),
        ("with PSA at baseline and later", "1 (25.0)"),
        ("in the analysis of: Overall survival", "3 (75.0)"),
    ]
    counts = [r for r in table.ledger if r.stat == "n"]
    assert [r.text for r in counts] == ["4", "3", "2", "1", "2", "1", "3"]
    assert {(r.analysis, r.n, r.source) for r in table.ledger} == {("flow", 4, "adsl")}


def test_a_study_without_radium_has_no_line_for_it(study_of, adam_of) -> None:
    adsl = {"USUBJID": ["1"], "SAFFL": ["Y"], "RANINJ": [None], "RATRTSDT": [None]}
    table = patient_flow(study_of(), adam_of(adsl=adsl))
    assert len(table.rows) == 2
