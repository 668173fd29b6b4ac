"""Hazard ratios of one factor at a time."""

from __future__ import annotations

import math

import pytest

from ralu.tables.survival.cox_model import cox_table, univariable_cox

ADSL = {
    "USUBJID": list("1234"),
    "SAFFL": ["Y"] * 4,
    "ARM": ["A", "B", "A", "B"],
    "ONE": ["x"] * 4,
    "ECOG": [0.0, 0.0, 1.0, None],
}
OS = {
    "USUBJID": list("1234"),
    "PARAMCD": ["OS"] * 4,
    "PARAM": ["Overall survival"] * 4,
    "AVAL": [30.0, 60.0, 90.0, 120.0],
    "ENTRY": [0.0] * 4,
    "CNSR": [0, 0, 0, 0],
}


def test_hazard_ratio_solves_the_score_equation(study_of, adam_of) -> None:
    factors = univariable_cox(study_of(), adam_of(adsl=ADSL, adtte=OS), "OS", ["ARM"])
    rows = {(r.variable_level, r.stat): r for r in factors.ledger}
    hr = rows["ARM=B", "hr"].value
    # Deaths A, B, A, B; expected deaths in B given those at risk.
    expected = 2 * hr / (2 + 2 * hr) + 2 * hr / (1 + 2 * hr) + hr / (1 + hr) + 1
    assert expected == pytest.approx(2)
    assert rows["ARM=B", "coef"].value == pytest.approx(math.log(hr))
    half = 1.959963984540054 * rows["ARM=B", "se"].value
    assert math.log(rows["ARM=B", "upper"].value / hr) == pytest.approx(half)
    assert (rows["ARM=A", "n"].value, rows["ARM=A", "events"].value) == (2, 2)
    assert {r.id for r in factors.ledger} >= {"os.lu.cox.arm-b.hr", "os.lu.cox.arm-a.n"}
    reference, other = factors.terms
    assert reference.ratio == "1 (reference)"
    assert other.ratio.startswith(rows["ARM=B", "hr"].text)


def test_the_reference_is_the_first_level_with_patients(study_of, adam_of) -> None:
    by = {"variable": "ARM", "label": "Arm", "levels": ["C", "B", "A"]}
    factors = univariable_cox(study_of(subgroups=[by]), adam_of(adsl=ADSL, adtte=OS), "OS", ["ARM"])
    assert [(term.level, term.reference) for term in factors.terms] == [("B", True), ("A", False)]


def test_nothing_to_compare_and_no_event(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adtte=OS)
    one = univariable_cox(study, adam, "OS", ["ONE"])
    assert [term.ratio for term in one.terms] == ["1 (reference)"]
    alive = adam_of(adsl=ADSL, adtte=OS | {"CNSR": [1] * 4})
    none = univariable_cox(study, alive, "OS", ["ARM"])
    assert [term.ratio for term in none.terms] == ["1 (reference)", "NE"]
    assert cox_table(study, none).rows[2].cells == ("B", "2", "0", "NE", "")


def test_separation_is_not_estimable_and_said(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL | {"ARM": ["A", "A", "B", "B"]}, adtte=OS | {"CNSR": [0, 0, 1, 1]})
    factors = univariable_cox(study_of(), adam, "OS", ["ARM"])
    assert factors.terms[1].ratio == "NE (NE–NE)"
    assert factors.notes


def test_numbers_as_factor_and_unknown_ones(study_of, adam_of) -> None:
    factors = univariable_cox(
        study_of(), adam_of(adsl=ADSL, adtte=OS), "OS", ["ECOG", "ECOG", "NONE"]
    )
    assert [(t.level, t.rows["n"].value) for t in factors.terms] == [("0", 2), ("1", 1)]
    assert next(r.n for r in factors.ledger if r.stat == "hr") == 3
    assert "Not in ADSL of this study: NONE." in cox_table(study_of(), factors).footnotes


def test_what_the_study_lacks(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adtte=OS)
    assert univariable_cox(study, adam, "PFS", ["ARM"]) is None
    assert univariable_cox(study, adam, "OS", ["NONE"]) is None
    assert cox_table(study, None) is None
