"""Patient flow by hand-computed numbers."""

from __future__ import annotations

from ralu.tables.cohort.flow import flow_table, patient_flow

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
        "AVAL": [0.0, 1.0, 5.0, 2.5, 7.0],
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


def test_counts_who_each_analysis_can_use_and_why_others_are_not_in_it(study_of, adam_of) -> None:
    study = study_of(biomarkers=[{"param": "PSA"}])
    table = flow_table(patient_flow(study, adam_of(**ADAM)))
    assert [(row.indent, *row.cells) for row in table.rows] == [
        (0, "Patients in the records", "4 (100.0)"),
        (0, "Safety population: at least one dose", "3 (75.0)"),
        (1, "Left out: no dose of the studied treatment", "1"),
        (1, "with 223Ra before 177Lu", "2 (50.0)"),
        (2, "Left out: no 223Ra injection", "1"),
        (2, "with dated 223Ra injections", "1 (25.0)"),
        (3, "Left out: a 223Ra injection without month and year", "1"),
        (1, "with PSA at baseline", "2 (50.0)"),
        (2, "Left out: PSA of zero at baseline", "1"),
        (2, "with PSA at baseline and later", "1 (25.0)"),
        (3, "Left out: no later PSA", "1"),
        (1, "in the analysis of: Overall survival", "3 (75.0)"),
    ]
    sets = [r for r in table.ledger if r.stat == "n" and not r.variable_level]
    assert [r.text for r in sets] == ["4", "3", "2", "1", "2", "1", "3"]
    assert {(r.analysis, r.n, r.source) for r in sets} == {("flow", 4, "adsl")}
    reasons = {r.id: (r.value, r.n) for r in table.ledger if r.variable_level}
    assert reasons == {
        "cohort.flow.safety.untreated.n": (1, 4),
        "cohort.flow.radium.none.n": (1, 3),
        "cohort.flow.radium_dated.undated.n": (1, 2),
        "cohort.flow.psa_base.zero.n": (1, 3),
        "cohort.flow.psa_post.no_later.n": (1, 2),
    }


def test_whoever_has_several_reasons_counts_for_the_first(study_of, adam_of) -> None:
    adsl = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4}
    labs = {
        "USUBJID": ["1", "2", "3", "4"],
        "PARAMCD": ["PSA"] * 4,
        "ADY": [-200, 20, 1, None],
        "AVAL": [3.0, 3.0, 3.0, None],
        "BASE": [None, None, 3.0, None],
    }
    study = study_of(biomarkers=[{"param": "PSA"}], baseline_window_days=50)
    flow = patient_flow(study, adam_of(adsl=adsl, adlb=labs))
    step = next(step for step in flow.steps if step.label == "with PSA at baseline")
    assert [(r.words, r.count) for r in step.left_out] == [
        ("no PSA up to the first dose", "2"),
        ("PSA older than 50 days", "1"),
    ]


def test_survival_from_radium_has_reasons_of_its_own(study_of, adam_of) -> None:
    adsl = {
        "USUBJID": list("123"),
        "SAFFL": ["Y"] * 3,
        "RANINJ": [1.0] * 3,
        "RATRTSDT": ["2019-01-01", None, "2019-01-01"],
    }
    times = {"USUBJID": ["1"], "PARAMCD": ["OSRA"], "PARAM": ["From radium"], "CNSR": [0]}
    flow = patient_flow(study_of(), adam_of(adsl=adsl, adtte=times))
    assert [(r.words, r.count) for r in flow.steps[-1].left_out] == [
        ("no dated 223Ra injections", "1"),
        ("not seen after the day of the first dose", "1"),
    ]


def test_duration_of_response_is_only_of_responders(study_of, adam_of) -> None:
    adsl = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4}
    labs = {
        "USUBJID": ["1", "1", "2", "2", "3"],
        "PARAMCD": ["PSA"] * 5,
        "ADY": [1, 20, 1, 20, 1],
        "AVAL": [5.0, 2.0, 5.0, 5.0, 7.0],
        "BASE": [5.0, 5.0, 5.0, 5.0, 7.0],
        "PCHG": [0.0, -60.0, 0.0, 0.0, 0.0],
    }
    times = {"USUBJID": ["1"], "PARAMCD": ["DORPSA"], "PARAM": ["Duration"], "CNSR": [0]}
    study = study_of(biomarkers=[{"param": "PSA"}])
    flow = patient_flow(study, adam_of(adsl=adsl, adlb=labs, adtte=times))
    assert [(r.words, r.count) for r in flow.steps[-1].left_out] == [
        ("no PSA at baseline", "1"),
        ("no later PSA", "1"),
        ("no PSA response", "1"),
    ]


def test_a_study_without_radium_has_no_line_for_it(study_of, adam_of) -> None:
    adsl = {"USUBJID": ["1"], "SAFFL": ["Y"], "RANINJ": [None], "RATRTSDT": [None]}
    flow = patient_flow(study_of(), adam_of(adsl=adsl))
    assert [step.depth for step in flow.steps] == [0, 1]


def test_nobody(study_of, adam_of) -> None:
    flow = patient_flow(study_of(biomarkers=[{"param": "PSA"}]), adam_of())
    assert {step.count for step in flow.steps} == {"0"}
    assert {step.percent for step in flow.steps} == {"NE"}
