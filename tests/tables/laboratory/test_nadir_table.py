"""Nadir and recovery of blood counts, worked out by hand."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

from ralu.tables.laboratory.nadir_table import nadir_table
from ralu.tables.laboratory.nadirs import Grades, nadirs

ADSL = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 5, "ARM": ["A", "A", "B", "B", None]}
# patient, day, value, baseline, grade, grade at baseline; day 1 is that of the first dose
RECORDS = [
    ("1", 1, 120, 120, 1, 1),
    ("1", 11, 90, 120, 2, 1),
    ("1", 21, 78, 120, 3, 1),  # the nadir, 35% down
    ("1", 31, 78, 120, 3, 1),  # as low again, later
    ("1", 200, 85, 120, 2, 1),  # after treatment
    ("1", 221, 101, 120, 1, 1),  # recovered 200 days after the nadir
    ("2", 1, 96, 96, 2, 2),
    ("2", 31, 72, 96, 3, 2),
    ("2", 41, 90, 96, 2, 2),  # back at the grade of the baseline after 10 days
    ("3", 1, 96, 96, 2, 2),
    ("3", 41, 84, 96, 2, 2),  # no worse than at baseline
    ("4", 31, 70, None, 3, None),
    ("4", 61, 75, None, 3, None),  # never recovered, 30 days on
]


@pytest.fixture
def adam(adam_of):
    patient, day, value, base, grade, at_baseline = zip(*RECORDS, strict=True)
    columns = {"USUBJID": patient, "ADY": day, "AVAL": value, "BASE": base, "ATOXGR": grade}
    columns["ADT"] = [pd.Timestamp("2020-01-01") + pd.Timedelta(days=d - 1) for d in day]
    columns["BTOXGR"] = at_baseline
    columns["PCHG"] = [100 * (v - b) / b if b else None for v, b in zip(value, base, strict=True)]
    columns["ONTRTFL"] = ["Y" if 1 < d < 100 else "N" for d in day]
    same = {"PARAMCD": ["HGB"] * len(day), "PARAM": ["Hb"] * len(day), "AVALU": ["g/L"] * len(day)}
    return adam_of(adsl=ADSL, adlb=columns | same)


def test_nadir_per_patient(adam) -> None:
    found = nadirs(adam.adlb, Grades(worst=2, recovered=1)).set_index("USUBJID")
    assert found["VALUE"].to_dict() == {"1": 78, "2": 72, "3": 84, "4": 70}
    assert found["DAY"].to_dict() == {"1": 20, "2": 30, "3": 40, "4": 30}
    assert found["CHANGE"].tolist()[:3] == [-35, -25, -12.5]
    assert found["WORST"].to_dict() == {"1": 3, "2": 3, "3": 2, "4": 3}
    assert found["WORSE"].to_dict() == {"1": True, "2": True, "3": False, "4": True}
    assert found.loc["1", ["RECOVERED", "DAYS"]].tolist() == [True, 200]
    assert found.loc["2", ["RECOVERED", "DAYS"]].tolist() == [True, 10]
    assert found.loc["4", ["RECOVERED", "DAYS"]].tolist() == [False, 30]


def test_table_of_everybody(study_of, adam) -> None:
    table = nadir_table(study_of(), adam, ["HGB", "ALP"])
    cells = [row.cells for row in table.rows]
    assert cells[:5] == [
        ("Hb", ""),
        ("Patients with a value on treatment", "4 (80.0)"),
        ("Nadir (g/L)", "75.0 (71.5 to 79.5)"),
        ("Change from baseline at nadir (%)", "−25.0 (−30.0 to −18.8)"),
        ("Days from first dose to nadir", "30.0 (27.5 to 32.5)"),
    ]
    assert cells[5:8] == [
        ("Worst grade 2 or higher", "4 (80.0)"),
        ("of these, worse than at baseline", "3 (75.0)"),
        ("of these, recovered later", "2 (66.7)"),
    ]
    # three at risk: recovery after 10, censored after 30, recovery after 200 days
    assert cells[8][1].startswith("200 (10 to ")
    found = {r.id: (r.value, r.n) for r in table.ledger}
    assert found["lab.nadir.hgb.recovered.n"] == (2, 3)
    assert found["lab.nadir.hgb.recovery.median"] == (200, 3)
    assert found["lab.nadir.hgb.change.median"] == (-25, 3)
    assert any(
        "Not graded when low, or without a value on treatment: ALP." in n for n in table.footnotes
    )


def test_the_parameters_decide_who_recovers_and_when(study_of, adam) -> None:
    table = nadir_table(study_of(), adam, ["HGB"], worst=3, recovered=2)
    assert [row.cells[1] for row in table.rows[5:8]] == ["3 (60.0)", "3 (100.0)", "2 (66.7)"]
    found = {r.id: r.value for r in table.ledger}
    assert found["lab.nadir.hgb.ge3.n"] == 3
    assert "of grade 2 or lower" in table.footnotes[1]
    patients = nadirs(adam.adlb, Grades(worst=3, recovered=2)).set_index("USUBJID")
    assert patients.loc["1", "DAYS"] == 179  # grade 2 on day 200


def test_groups_without_patients_or_values_are_not_estimable(study_of, adam) -> None:
    study = study_of(group={"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = nadir_table(study, adam, ["HGB"])
    a, b, c, overall = zip(*[row.cells[1:] for row in table.rows[1:]], strict=True)
    assert (a[0], b[0], c[0], overall[0]) == ("2 (100.0)", "2 (100.0)", "0", "4 (80.0)")
    assert c[1:] == ("NE", "NE", "NE", "0", "0", "0", "NE")
    assert b[6:] == ("0", "NR (NR to NR)")
    assert "Arm not known, in none of its groups: 1 of 5." in table.footnotes


def test_a_study_without_blood_counts_has_no_table(study_of, adam_of) -> None:
    assert nadir_table(study_of(), adam_of(adsl=ADSL), ["HGB"]) is None


def test_without_values_on_treatment_there_is_no_table(study_of, adam) -> None:
    adam.adlb["ONTRTFL"] = "N"
    assert nadir_table(study_of(), adam, ["HGB"]) is None


def test_no_table_without_what_it_needs(study_of, adam) -> None:
    adam.adlb["AVAL"] = float("nan")
    assert nadir_table(study_of(), adam, ["HGB"]) is None
