"""Every threshold of the criteria: on it, and one unit in the last place to each side."""

import numpy as np
import pytest

from ralu.ctcae import grade

NAN = np.nan
VERSIONS = ("4.03", "5.0")

# thresholds of grade 1 (the LLN taken here), 2, 3 and 4, and the last place, in each unit
FIXED = [
    ("HGB", "g/L", (130, 100, 80), 1),
    ("HGB", "g/dL", (13.0, 10.0, 8.0), 0.1),
    ("HGB", "mmol/L", (8.0678, 6.206, 4.9648), 0.0001),
    *[
        (param, unit, tuple(t * times for t in thresholds), 0.01 * times)
        for param, thresholds in {
            "PLAT": (150, 75, 50, 25),
            "NEUT": (2.0, 1.5, 1.0, 0.5),
            "WBC": (4.0, 3.0, 2.0, 1.0),
            "LYM": (1.0, 0.8, 0.5, 0.2),
        }.items()
        for unit, times in (("10^9/L", 1), ("10^3/uL", 1), ("/uL", 1000))
    ],
]

# upper bounds of grades 0 to 3 as multiples of the ULN
OF_ULN = {
    "ALP": (1, 2.5, 5, 20),
    "ALT": (1, 3, 5, 20),
    "AST": (1, 3, 5, 20),
    "BILI": (1, 1.5, 3, 10),
    "GGT": (1, 2.5, 5, 20),
}
# as multiples of an abnormal baseline, v5.0; whether the first bound itself is grade 1
OF_BASELINE = {
    "ALP": ((2, 2.5, 5, 20), True),
    "ALT": ((1.5, 3, 5, 20), True),
    "AST": ((1.5, 3, 5, 20), True),
    "BILI": ((1, 1.5, 3, 10), False),
    "GGT": ((2, 2.5, 5, 20), False),
}
UNIT = dict.fromkeys(("ALP", "ALT", "AST", "GGT", "LDH"), "U/L") | dict.fromkeys(
    ("BILI", "CREAT"), "mg/dL"
)


def around(threshold, step):
    """Return the threshold with its neighbours one step away."""
    return [threshold - step, threshold, threshold + step]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("param", "unit", "thresholds", "step"), FIXED)
def test_fixed_thresholds_are_strict(param, unit, thresholds, step, version):
    """The threshold itself still has the better grade."""
    for worse, threshold in enumerate(thresholds, start=1):
        got = grade(param, around(threshold, step), unit, thresholds[0], NAN, version=version)
        assert got.tolist() == [worse, worse - 1, worse - 1]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("baseline", [NAN, 0.5, 1.0])
@pytest.mark.parametrize("uln", [1.2, 0.3, 35, 129])
@pytest.mark.parametrize("param", OF_ULN)
def test_multiples_of_the_uln_where_the_baseline_is_not_above_it(param, uln, baseline, version):
    """A normal, low or missing baseline leaves the multiples of the ULN."""
    for better, multiple in enumerate(OF_ULN[param]):
        values = around(multiple * uln, 0.001)
        got = grade(param, values, UNIT[param], NAN, uln, baseline * uln, version=version)
        assert got.tolist() == [better, better, better + 1]


@pytest.mark.parametrize("baseline", [1.3, 2.6, 142, 0.7])
@pytest.mark.parametrize("param", OF_BASELINE)
def test_multiples_of_an_abnormal_baseline_in_version_5(param, baseline):
    """ALP, ALT and AST reach grade 1 on its bound, bilirubin and GGT above it."""
    bounds, first_counts = OF_BASELINE[param]
    for better, multiple in enumerate(bounds):
        got = grade(
            param, around(multiple * baseline, 0.001), UNIT[param], NAN, 0.9 * baseline, baseline
        )
        on_it = better + 1 if better == 0 and first_counts else better
        assert got.tolist() == [better, on_it, better + 1]


@pytest.mark.parametrize("param", OF_ULN)
def test_version_4_does_not_look_at_the_baseline(param):
    """In v4.03 only the ULN counts, however high the baseline."""
    values = [multiple * 1.2 + 0.001 for multiple in OF_ULN[param]]
    got = grade(param, values, UNIT[param], NAN, 1.2, 50.0, version="4.03")
    assert got.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("version", VERSIONS)
def test_creatinine_against_the_uln(version):
    """The ULN arm, with a baseline too high to decide."""
    for better, multiple in enumerate((1, 1.5, 3, 6)):
        got = grade(
            "CREAT", around(multiple * 1.2, 0.001), "mg/dL", NAN, 1.2, 99.0, version=version
        )
        assert got.tolist() == [better, better, better + 1]


@pytest.mark.parametrize(("version", "lowest"), [("4.03", 1), ("5.0", 2)])
def test_creatinine_against_the_baseline(version, lowest):
    """The baseline arm, which has no grade 1 in v5.0."""
    for better, multiple in enumerate((1, 1.5, 3)):
        got = grade(
            "CREAT", around(multiple * 0.7, 0.001), "mg/dL", NAN, 99.0, 0.7, version=version
        )
        expected = [better, better, better + 1]
        assert got.tolist() == [g if g >= lowest else 0 for g in expected]


def test_creatinine_has_no_grade_4_against_the_baseline():
    """The baseline arm ends at grade 3."""
    assert grade("CREAT", 50.0, "mg/dL", NAN, 99.0, 0.7) == 3


def test_creatinine_takes_the_worse_of_its_two_arms():
    """2.5 x one limit is grade 2, 4 x the other is grade 3."""
    assert grade("CREAT", 4.0, "mg/dL", NAN, 1.0, 1.6) == 3
    assert grade("CREAT", 4.0, "mg/dL", NAN, 1.6, 1.0) == 3


def test_ldh_has_grade_1_only_and_only_in_version_5():
    """No LDH is above grade 1, and none is graded in v4.03."""
    assert grade("LDH", [249, 250, 251, 9999], "U/L", NAN, 250).tolist() == [0, 0, 1, 1]
    assert np.isnan(grade("LDH", 9999, "U/L", NAN, 250, version="4.03"))
