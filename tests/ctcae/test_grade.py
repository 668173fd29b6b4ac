"""Grading rules beside the thresholds: units, missing limits, arrays, and laws of the whole."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.ctcae import GRADABLE, STANDARD_UNIT, grade

NAN = np.nan
VERSIONS = ("4.03", "5.0")
BLOOD_COUNTS = ("HGB", "PLAT", "NEUT", "WBC", "LYM")
CHANGED_IN_5 = {"CREAT", "LDH"}


def same(got, expected):
    """Assert that grades are as expected, missing ones included."""
    np.testing.assert_array_equal(np.asarray(got), np.asarray(expected, dtype=float))


def test_hemoglobin_in_mmol_is_graded_by_the_limits_printed_in_mmol():
    """CTCAE prints "<6.2 - 4.9 mmol/L"; 4.9 is 79.0 g/L and 6.2 is 99.9, each a grade worse."""
    values = [4.89, 4.9, 4.93, 6.19, 6.2, 8.0, 8.1]
    same(grade("HGB", values, "mmol/L", 8.1, NAN), [3, 2, 2, 2, 1, 1, 0])
    same(grade("HGB", values, "mmol / l", 8.1, NAN, version="4.03"), [3, 2, 2, 2, 1, 1, 0])
    same(grade("HGB", 4.9, "mmol/L", 8.0, 11.0), 2)


def test_a_converted_value_keeps_the_limits_of_the_unit_it_was_written_in():
    """79.5 g/L is below 80 g/L, and above the 4.9 mmol/L of a value written so."""
    same(
        grade("HGB", 79.5, "g/L", 130, NAN, written=["mmol/L", "g/dL", "g/L", None, NAN]),
        [2, 3, 3, 3, 3],
    )


def test_ggt_of_twice_an_abnormal_baseline_is_grade_1():
    """CTCAE prints "2.0 - 2.5 x baseline"; 2.0 is included, as for ALP."""
    same(grade("GGT", [199.9, 200, 250, 250.1], "U/L", None, 60, 100), [0, 1, 1, 2])
    same(grade("GGT", [2.0, 2.1], "ukat/L", None, 0.6, 1.0), [1, 1])


def test_binary_residue_of_a_threshold_is_no_grade():
    """Numbers that agree in 15 significant digits are equal; 3 * 1.2 is not 3.6."""
    same(grade("HGB", np.nextafter(80, 0), "g/L", 130, NAN), 2)
    same(grade("HGB", 79.9999999999999, "g/L", 130, NAN), 3)
    same(grade("BILI", 3.6, "mg/dL", NAN, 1.2), 2)


def test_an_alp_of_the_baseline_is_grade_0_in_version_5_and_graded_by_the_uln_in_4():
    """The version decides: an ALP of 4.9 x ULN that was so at baseline."""
    alp = ("ALP", 4.9 * 120, "U/L", NAN, 120, 4.9 * 120)
    same([grade(*alp), grade(*alp, version="4.03")], [0, 2])


@pytest.mark.parametrize("param", ["ALP", "ALT", "AST", "BILI", "GGT"])
def test_the_abnormal_baseline_record_itself_is_grade_0(param):
    """No value is above its own multiple, by 1.0 for bilirubin or by more."""
    value = np.array([1.01, 2.7, 6.0, 30.0]) * 40
    same(grade(param, value, STANDARD_UNIT[param], NAN, 40, value), [0, 0, 0, 0])


def test_the_limit_of_the_baseline_record_decides_whether_it_was_abnormal():
    """An ALP of 150 was normal where the ULN was 160, though the ULN is 130 now."""
    alp = ("ALP", [290.0, 400.0], "U/L", NAN, 130.0, 150.0)
    same(grade(*alp), [0, 2])  # 1.9 x and 2.7 x a baseline above the present limit
    same(grade(*alp, baseline_uln=160.0), [1, 2])  # 2.2 x and 3.1 x the present limit
    same(grade(*alp, baseline_uln=NAN), [0, 2])


def test_multiples_of_a_baseline_known_as_abnormal_need_no_limit_of_the_value():
    """Of a normal baseline they would."""
    alp = ("ALP", [310.0, 290.0], "U/L", NAN, NAN, 150.0)
    same(grade(*alp, baseline_uln=140.0), [1, 0])
    same(grade(*alp, baseline_uln=160.0), [NAN, NAN])


def test_a_limit_below_the_grade_2_threshold_does_not_soften_it():
    """The worse grade is looked at first."""
    same(grade("NEUT", [1.45, 1.35, 1.5], "10^9/L", 1.4, NAN), [2, 2, 0])


@pytest.mark.parametrize("version", VERSIONS)
def test_without_lln_fixed_thresholds_hold_and_the_rest_is_missing(version):
    """Grade 0 needs a limit of normal."""
    same(grade("HGB", [79, 99, 100, 150], "g/L", None, NAN, version=version), [3, 2, NAN, NAN])
    same(grade("PLAT", [24, 49, 74, 75], "G/L", NAN, NAN, version=version), [4, 3, 2, NAN])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("param", ["ALP", "ALT", "AST", "BILI", "GGT"])
def test_without_uln_multiples_of_it_are_missing(param, version):
    """Without ULN not even the state of the baseline is known."""
    for baseline in (NAN, 1.0, 900.0):
        got = grade(param, [1, 5000], STANDARD_UNIT[param], 1, None, baseline, version=version)
        same(got, [NAN, NAN])


def test_creatinine_uses_the_arm_that_is_there():
    """One arm can give a grade alone, but v4.03 needs both for grade 0."""

    def creatinine(uln, baseline, version):
        return grade("CREAT", [50, 90, 200, 700], "umol/L", NAN, uln, baseline, version=version)

    same(creatinine(100, NAN, "5.0"), [0, 0, 2, 4])
    same(creatinine(100, NAN, "4.03"), [NAN, NAN, 2, 4])
    same(creatinine(NAN, 80, "5.0"), [NAN, NAN, 2, 3])
    same(creatinine(NAN, 80, "4.03"), [NAN, 1, 2, 3])
    same(creatinine(NAN, NAN, "5.0"), [NAN] * 4)


def test_without_a_usable_value_unit_or_term_nothing_is_graded():
    """Missing stays missing, it is never grade 0."""
    same(grade("HGB", [NAN, 70.0], ["g/L", "mg/dL"], 130, 170), [NAN, NAN])
    same(grade(["PSA", "XYZ"], 1e6, "ng/mL", 1, 4), [NAN, NAN])
    same(grade("PLAT", 20, "", 150, 400), NAN)


def test_limits_and_baselines_of_zero_count_as_missing():
    """A multiple of zero would make any value grade 4."""
    same(grade("ALP", 100, "U/L", 0, 0, 50), NAN)
    same(grade("CREAT", 90, "umol/L", 0, 100, 0), 0)
    same(grade("PLAT", [60, 100], "G/L", 0, 400), [2, NAN])


def test_parameters_units_and_limits_may_differ_from_record_to_record():
    """One call grades a whole ADLB."""
    got = grade(
        pd.Series(["HGB", "ALP", "PLAT", pd.NA, "HGB"], dtype="string"),
        pd.array([7.9, 3.0, 49.0, 1.0, None], dtype="Float64"),
        pd.Series(["g/dL", "µkat/L", "Tsd/µl", "g/L", "g/L"], dtype="category"),
        pd.Series([13.5, 0.5, None, 1.0, 130]),
        [17.5, 2.0, 400, 1.0, 170],
        None,
    )
    same(got, [3, 1, 3, NAN, NAN])


def test_arguments_broadcast_to_their_common_shape():
    """Scalars, rows and columns go together as in numpy."""
    got = grade("HGB", [[70], [90]], ["g/L", "g/dL", "?"], 130, NAN)
    same(got, [[3, 1, NAN], [2, 1, NAN]])
    assert grade("HGB", [], "g/L", 130, NAN).shape == (0,)


def test_an_unknown_version_is_refused_with_the_known_ones():
    """The error names the versions there are."""
    with pytest.raises(ValueError, match=r"use 4\.03 or 5\.0"):
        grade("HGB", 70, "g/L", 130, NAN, version="6.0")


# measured numbers have few digits: 0.01 to 3000.00, or missing
measured = st.integers(1, 300_000).map(lambda hundredths: Decimal(hundredths) / 100)
limit = st.none() | measured
record = st.tuples(st.sampled_from(VERSIONS), measured, limit, limit, limit)


def scaled(numbers, factor):
    """Return exact decimals times a factor as floats, None where missing."""
    return [None if number is None else float(number * factor) for number in numbers]


@given(record, measured, st.sampled_from(GRADABLE["5.0"]))
def test_a_worse_value_never_has_a_better_grade(given_record, other, param):
    """Grades are monotone in the value, all else equal."""
    version, value, lln, uln, baseline = given_record
    low, high = grade(
        param,
        scaled(sorted((value, other)), 1),
        STANDARD_UNIT[param],
        *scaled((lln, uln, baseline), 1),
        version=version,
    )
    if param in BLOOD_COUNTS:
        assert not low < high
    else:
        assert not low > high


@given(
    record,
    st.sampled_from(
        [
            ("HGB", "g/L", "10", "g/dL", "1"),
            ("HGB", "g/dL", "1", "mmol/L", "0.6206"),
            ("NEUT", "10^9/L", "1", "/uL", "1000"),
            ("PLAT", "10^9/L", "1", "Tsd/µl", "1"),
            ("ALP", "U/L", "60", "ukat/L", "1"),
            ("BILI", "umol/L", "17.1", "mg/dL", "1"),
            ("CREAT", "umol/L", "88.4", "mg/dL", "1"),
        ]
    ),
)
def test_the_unit_a_value_is_reported_in_does_not_change_its_grade(given_record, units):
    """The same measurement in two units has one grade."""
    version, *numbers = given_record
    param, unit, factor, other_unit, other_factor = units
    value, *limits = scaled(numbers, Decimal(factor))
    other_value, *other_limits = scaled(numbers, Decimal(other_factor))
    same(
        grade(param, value, unit, *limits, version=version),
        grade(param, other_value, other_unit, *other_limits, version=version),
    )


@given(record, st.sampled_from(sorted(set(GRADABLE["5.0"]) - CHANGED_IN_5)))
def test_both_versions_agree_where_the_baseline_is_not_abnormal(given_record, param):
    """v5.0 departs from v4.03 by abnormal baselines, creatinine and LDH only."""
    _, value, lln, uln, baseline = given_record
    if baseline is not None and uln is not None and baseline > uln:
        baseline = uln
    given_numbers = (float(value), STANDARD_UNIT[param], *scaled((lln, uln, baseline), 1))
    same(grade(param, *given_numbers, version="4.03"), grade(param, *given_numbers))
