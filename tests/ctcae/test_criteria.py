"""The criteria table: complete, readable by the grader, and what it says of terms."""

import pytest

from ralu.ctcae import (
    GRADABLE,
    STANDARD_UNIT,
    VERSIONS,
    direction,
    is_known,
    max_lab_grade,
    printed_units,
    term,
)
from ralu.ctcae.criteria import MULTIPLES_OF, criteria

BLOOD_COUNTS = ("HGB", "PLAT", "NEUT", "WBC", "LYM")
CHEMISTRY = ("ALP", "ALT", "AST", "BILI", "GGT", "CREAT")
RULES = [rule for version in VERSIONS for rules in criteria(version).values() for rule in rules]


def test_gradable_parameters_by_version():
    """LDH has a term in v5.0 only; the others in both versions."""
    assert set(GRADABLE["4.03"]) == {*BLOOD_COUNTS, *CHEMISTRY}
    assert set(GRADABLE["5.0"]) == {*BLOOD_COUNTS, *CHEMISTRY, "LDH"}


def test_rules_are_written_in_units_and_words_the_grader_knows():
    """A typing error in the table cannot pass as a rule that never applies."""
    for rule in RULES:
        assert rule.unit in MULTIPLES_OF or is_known(rule.param, rule.unit), rule
        assert rule.comparison in ({"<"} if rule.direction == "L" else {">", ">="}), rule
        assert rule.baseline in {"", "normal", "abnormal"}, rule
        assert rule.threshold > 0, rule


def test_each_unit_has_its_own_limit_for_each_grade():
    """In grams and in moles; the standard unit is the first."""
    for version in VERSIONS:
        assert printed_units("HGB", version) == ("g/L", "mmol/L")
        assert printed_units("PLAT", version) == (STANDARD_UNIT["PLAT"],)
        assert printed_units("ALP", version) == printed_units("PSA", version) == ()


def test_one_term_and_one_direction_per_parameter_and_version():
    """A parameter is graded under one term, in one direction."""
    for version in VERSIONS:
        for param, rules in criteria(version).items():
            assert len({(rule.term, rule.direction) for rule in rules}) == 1, param


def test_fixed_threshold_terms_are_the_same_in_both_versions():
    """The blood counts did not change from v4.03 to v5.0."""

    def bare(version: str, param: str) -> list[tuple[object, ...]]:
        return [(r.term, r.grade, r.threshold, r.unit) for r in criteria(version)[param]]

    for param in BLOOD_COUNTS:
        assert bare("4.03", param) == bare("5.0", param)


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        ("HGB", "Anemia"),
        ("PLAT", "Platelet count decreased"),
        ("NEUT", "Neutrophil count decreased"),
        ("WBC", "White blood cell decreased"),
        ("LYM", "Lymphocyte count decreased"),
        ("ALP", "Alkaline phosphatase increased"),
        ("BILI", "Blood bilirubin increased"),
        ("CREAT", "Creatinine increased"),
    ],
)
def test_term_is_the_same_in_both_versions(param, expected):
    """Terms are spelled as CTCAE spells them."""
    assert [term(param, version) for version in VERSIONS] == [expected, expected]


def test_direction_is_low_for_blood_counts_and_high_for_chemistry():
    """Blood counts are graded downwards, chemistry upwards."""
    assert {direction(param) for param in BLOOD_COUNTS} == {"L"}
    assert {direction(param) for param in (*CHEMISTRY, "LDH")} == {"H"}


def test_max_lab_grade_stops_at_3_for_anemia_and_at_1_for_ldh():
    """Grade 4 anemia is a clinical finding; LDH has no grade 2."""
    assert max_lab_grade("HGB") == max_lab_grade("HGB", "4.03") == 3
    assert max_lab_grade("LDH") == 1
    assert {max_lab_grade(param) for param in (*BLOOD_COUNTS[1:], *CHEMISTRY)} == {4}


def test_what_has_no_term_is_refused_with_what_has_one():
    """The error names what could be asked for instead."""
    with pytest.raises(ValueError, match=r"4\.03 has no laboratory term for 'LDH'.*HGB, PLAT"):
        term("LDH", "4.03")
    with pytest.raises(ValueError, match="no laboratory term for 'PSA'"):
        direction("PSA")
    with pytest.raises(ValueError, match=r"version '6\.0' is not in the criteria; use 4\.03 or 5"):
        term("HGB", "6.0")
