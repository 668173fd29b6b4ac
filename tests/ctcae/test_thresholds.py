"""Every threshold of the criteria: on it, and one unit in the last place to each side.

The tables here are typed from the text of CTCAE and know nothing of ``criteria.csv``. Limits,
thresholds and values are exact decimals, which become floats only when they are graded.
"""

from decimal import Decimal

import numpy as np
import pytest

from ralu.ctcae import grade
from ralu.ctcae.criteria import criteria
from ralu.ctcae.units import units

NAN = np.nan
VERSIONS = ("4.03", "5.0")

# upper bounds of grades 2, 3 and 4 in the standard unit, and a lower limit of normal
FIXED = {
    "HGB": ("130", ("100", "80")),
    "PLAT": ("150", ("75", "50", "25")),
    "NEUT": ("2.0", ("1.5", "1.0", "0.5")),
    "WBC": ("4.0", ("3.0", "2.0", "1.0")),
    "LYM": ("1.1", ("0.8", "0.5", "0.2")),
}
# upper bounds in a unit that CTCAE prints too, where they are no exact conversion
PRINTED = {("HGB", "mmol/L"): ("6.2", "4.9")}
# a value in each unit is so many times that in the standard unit
PER_STANDARD = {
    **{("HGB", "g/L"): "1", ("HGB", "g/dL"): "0.1", ("HGB", "g/100mL"): "0.1"},
    ("HGB", "mmol/L"): "0.06206",
    **{
        (param, unit): times
        for param in ("PLAT", "NEUT", "WBC", "LYM")
        for times, spellings in {
            "1": "10^9/L|10^9 cells/L|E9/L|G/L|GI/L|Giga/L|Gpt/L|Mrd/L|Mrd./L|10^6/mL|10^3/uL|"
            "10^3 cells/uL|E3/uL|1000/uL|K/uL|thou/uL|thousand/uL|Tsd/uL|Tsd./uL|10^3/mm3|"
            "1000/mm3|K/mm3|Tsd/mm3|Tsd./mm3|/nL|1/nL|cells/nL",
            "1000": "/uL|1/uL|cells/uL|/mm3|1/mm3|cells/mm3",
        }.items()
        for unit in spellings.split("|")
    },
}
# upper bounds of grades 0 to 3 as multiples of the ULN
OF_ULN = {
    "ALP": ("1", "2.5", "5", "20"),
    "ALT": ("1", "3", "5", "20"),
    "AST": ("1", "3", "5", "20"),
    "BILI": ("1", "1.5", "3", "10"),
    "GGT": ("1", "2.5", "5", "20"),
}
# as multiples of an abnormal baseline, v5.0; whether the first bound itself is grade 1
OF_BASELINE = {
    "ALP": (("2", "2.5", "5", "20"), True),
    "ALT": (("1.5", "3", "5", "20"), True),
    "AST": (("1.5", "3", "5", "20"), True),
    "BILI": (("1", "1.5", "3", "10"), False),
    "GGT": (("2", "2.5", "5", "20"), True),
}
CREATININE = {"ULN": ("1", "1.5", "3", "6"), "BASE": ("1", "1.5", "3")}
IN_UNITS = [(param, unit) for param in OF_ULN for unit in units()[param]]


def around(threshold, step):
    """Return the threshold with its neighbours one step away."""
    return [float(threshold + step * k) for k in (-1, 0, 1)]


def steps(param, unit, threshold, printed):
    """Return one unit in the last place as printed, and in the last that decides a grade.

    That is the 15th significant digit of the standard unit; a conversion may take it away.
    """
    last = Decimal(1).scaleb(threshold.adjusted() - 14)
    return (printed, last) if unit == next(iter(units()[param])) else (printed,)


def test_the_criteria_hold_these_thresholds_and_no_others():
    """Rule for rule: grade, comparison, threshold, what it is a multiple of, state of baseline."""
    expected = set()
    for version in VERSIONS:
        for param, (_, bounds) in FIXED.items():
            unit = next(iter(units()[param]))
            expected.add((version, param, 1, "<", 1.0, "LLN", ""))
            expected |= {
                (version, param, k, "<", float(b), unit, "") for k, b in enumerate(bounds, start=2)
            }
        for (param, unit), bounds in PRINTED.items():
            expected |= {
                (version, param, k, "<", float(b), unit, "") for k, b in enumerate(bounds, start=2)
            }
        for param, bounds in OF_ULN.items():
            state = "normal" if version == "5.0" else ""
            expected |= {
                (version, param, k, ">", float(b), "ULN", state)
                for k, b in enumerate(bounds, start=1)
            }
        for kind, bounds in CREATININE.items():
            lowest = 2 if (version, kind) == ("5.0", "BASE") else 1
            expected |= {
                (version, "CREAT", k, ">", float(b), kind, "")
                for k, b in enumerate(bounds, start=1)
                if k >= lowest
            }
    for param, (bounds, first_counts) in OF_BASELINE.items():
        for k, b in enumerate(bounds, start=1):
            sign = ">=" if k == 1 and first_counts else ">"
            expected.add(("5.0", param, k, sign, float(b), "BASE", "abnormal"))
    expected.add(("5.0", "LDH", 1, ">", 1.0, "ULN", ""))
    assert expected == {
        (r.version, r.param, r.grade, r.comparison, r.threshold, r.unit, r.baseline)
        for version in VERSIONS
        for rules in criteria(version).values()
        for r in rules
    }


def test_every_unit_of_a_fixed_threshold_is_tried():
    """A unit that is added needs its line here."""
    assert set(PER_STANDARD) == {(param, unit) for param in FIXED for unit in units()[param]}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("param", "unit"), PER_STANDARD)
def test_fixed_thresholds_are_strict(param, unit, version):
    """The threshold itself still has the better grade; one last place below it the worse."""
    lln, bounds = FIXED[param]
    times = Decimal(PER_STANDARD[param, unit])
    in_unit = PRINTED.get((param, unit), [Decimal(bound) * times for bound in bounds])
    for worse, bound in enumerate((Decimal(lln) * times, *in_unit), start=1):
        threshold = Decimal(bound)
        printed = Decimal(1).scaleb(threshold.as_tuple().exponent)
        for step in steps(param, unit, threshold, printed):
            values = around(threshold, step)
            got = grade(param, values, unit, float(Decimal(lln) * times), NAN, version=version)
            assert got.tolist() == [worse, worse - 1, worse - 1], (threshold, step)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("param", FIXED)
def test_the_floats_next_to_a_fixed_threshold_are_the_threshold(param, version):
    """They differ from it in the 17th digit, which no laboratory measures."""
    lln, bounds = FIXED[param]
    unit = next(iter(units()[param]))
    for worse, bound in enumerate((lln, *bounds), start=1):
        beside = [np.nextafter(float(bound), away) for away in (0.0, np.inf)]
        got = grade(param, beside, unit, float(lln), NAN, version=version)
        assert got.tolist() == [worse - 1, worse - 1], bound


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("uln", ["1.2", "0.3", "35", "129"])
@pytest.mark.parametrize(("param", "unit"), IN_UNITS)
def test_multiples_of_the_uln_where_the_baseline_is_not_above_it(param, unit, uln, version):
    """A normal, low or missing baseline leaves the multiples of the ULN."""
    limit = Decimal(uln)
    for better, multiple in enumerate(OF_ULN[param]):
        threshold = Decimal(multiple) * limit
        for step in steps(param, unit, threshold, Decimal("0.001")):
            for baseline in (NAN, 0.5 * float(limit), float(limit)):
                values = around(threshold, step)
                got = grade(param, values, unit, NAN, float(limit), baseline, version=version)
                assert got.tolist() == [better, better, better + 1], (threshold, step)


@pytest.mark.parametrize("baseline", ["1.3", "2.6", "142", "0.7"])
@pytest.mark.parametrize(("param", "unit"), IN_UNITS)
def test_multiples_of_an_abnormal_baseline_in_version_5(param, unit, baseline):
    """ALP, ALT, AST and GGT reach grade 1 on its bound, bilirubin above it."""
    bounds, first_counts = OF_BASELINE[param]
    base = Decimal(baseline)
    for better, multiple in enumerate(bounds):
        threshold = Decimal(multiple) * base
        on_it = better + 1 if better == 0 and first_counts else better
        for step in steps(param, unit, threshold, Decimal("0.001")):
            values = around(threshold, step)
            got = grade(param, values, unit, NAN, 0.9 * float(base), float(base))
            assert got.tolist() == [better, on_it, better + 1], (threshold, step)


@pytest.mark.parametrize(("param", "unit"), IN_UNITS)
def test_version_4_does_not_look_at_the_baseline(param, unit):
    """In v4.03 only the ULN counts, however high the baseline."""
    values = [float(multiple) * 1.2 + 0.001 for multiple in OF_ULN[param]]
    got = grade(param, values, unit, NAN, 1.2, 50.0, version="4.03")
    assert got.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("unit", units()["CREAT"])
def test_creatinine_against_the_uln(unit, version):
    """The ULN arm, with a baseline too high to decide."""
    for better, multiple in enumerate(CREATININE["ULN"]):
        threshold = Decimal(multiple) * Decimal("1.2")
        for step in steps("CREAT", unit, threshold, Decimal("0.001")):
            got = grade("CREAT", around(threshold, step), unit, NAN, 1.2, 99.0, version=version)
            assert got.tolist() == [better, better, better + 1]


@pytest.mark.parametrize(("version", "lowest"), [("4.03", 1), ("5.0", 2)])
@pytest.mark.parametrize("unit", units()["CREAT"])
def test_creatinine_against_the_baseline(unit, version, lowest):
    """The baseline arm, which has no grade 1 in v5.0."""
    for better, multiple in enumerate(CREATININE["BASE"]):
        threshold = Decimal(multiple) * Decimal("0.7")
        expected = [g if g >= lowest else 0 for g in (better, better, better + 1)]
        for step in steps("CREAT", unit, threshold, Decimal("0.001")):
            got = grade("CREAT", around(threshold, step), unit, NAN, 99.0, 0.7, version=version)
            assert got.tolist() == expected


def test_creatinine_has_no_grade_4_against_the_baseline():
    """The baseline arm ends at grade 3."""
    assert grade("CREAT", 50.0, "mg/dL", NAN, 99.0, 0.7) == 3


def test_creatinine_takes_the_worse_of_its_two_arms():
    """2.5 x one limit is grade 2, 4 x the other is grade 3."""
    assert grade("CREAT", 4.0, "mg/dL", NAN, 1.0, 1.6) == 3
    assert grade("CREAT", 4.0, "mg/dL", NAN, 1.6, 1.0) == 3


@pytest.mark.parametrize("unit", units()["LDH"])
def test_ldh_has_grade_1_only_and_only_in_version_5(unit):
    """No LDH is above grade 1, and none is graded in v4.03."""
    assert grade("LDH", [249, 250, 251, 9999], unit, NAN, 250).tolist() == [0, 0, 1, 1]
    on, above = grade("LDH", [250, 250.000000000001], unit, NAN, 250)
    assert (on, above) == (0, 1)
    assert np.isnan(grade("LDH", 9999, unit, NAN, 250, version="4.03"))
