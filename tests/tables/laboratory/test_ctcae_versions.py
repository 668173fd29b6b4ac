"""Worst grades by both versions of CTCAE, graded by hand."""

from __future__ import annotations

import pytest

from ralu.tables.laboratory.ctcae_versions import ctcae_versions_table
from ralu.tables.laboratory.grades import ABNORMAL

ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4, "VISC": ["Y", "Y", "N", None]}
# ALP with an ULN of 100, creatinine and LDH: patient, test, day, value, baseline
RECORDS = [
    *(("1", "ALP", 1, 300, 300), ("1", "ALP", 10, 301, 300)),  # 1.003 x baseline, 3 x ULN
    *(("2", "ALP", 1, 90, 90), ("2", "ALP", 10, 251, 90)),  # a normal baseline: 2.5 x ULN
    *(("3", "ALP", 1, 300, 300), ("3", "ALP", 300, 9999, 300)),  # not on treatment
    *(("1", "CREAT", 10, 80, 70), ("2", "CREAT", 10, 110, 70)),  # 1.1 and 1.6 x baseline
    ("1", "LDH", 10, 101, 90),
    ("1", "PLAT", 10, 49, 200),
]
UNITS = {"ALP": "U/L", "CREAT": "umol/L", "LDH": "U/L", "PLAT": "10^9/L"}


@pytest.fixture
def adam(adam_of):
    patient, test, day, value, base = zip(*RECORDS, strict=True)
    columns = {"USUBJID": patient, "PARAMCD": test, "PARAM": test, "ADY": day}
    columns |= {"AVAL": value, "BASE": base, "AVALU": [UNITS[t] for t in test]}
    columns |= {"ANRLO": [40.0] * len(test), "ANRHI": [100.0] * len(test)}
    columns["ABLFL"] = ["Y" if d == 1 else None for d in day]
    columns["ONTRTFL"] = ["Y" if 1 < d < 100 else "N" for d in day]
    columns["ATOXGR"] = [0, 0, 0, 2, 0, 4, 0, 2, 1, 3]  # as ADLB has them, by CTCAE 5.0
    return adam_of(adsl=ADSL, adlb=columns)


def test_versions_beside_each_other(study_of, adam) -> None:
    table = ctcae_versions_table(study_of(), adam, ["PLAT", "ALP", "CREAT", "LDH", "PSA"])
    assert [row.cells for row in table.rows] == [
        ("PLAT", *["1 (25.0)"] * 6, "0", "0", "0"),
        (
            *("ALP", "1 (25.0)", "2 (50.0)", "1 (25.0)", "2 (50.0)"),
            *("0", "0", "0", "0", "1 (25.0)"),
        ),
        ("CREAT", "1 (25.0)", "2 (50.0)", "1 (25.0)", "1 (25.0)", *["0"] * 4, "1 (25.0)"),
        ("LDH", "1 (25.0)", *["–"] * 8),
    ]
    found = {r.id: r.value for r in table.ledger}
    assert found["lab.version.alp.ctcae-5-0-ge1.n"] == 1
    assert found["lab.version.alp.ctcae-4-03-ge2.n"] == 2
    assert found["lab.version.creat.differ.n"] == 1
    assert "lab.version.ldh.differ.n" not in found


def test_the_version_of_the_study_does_not_matter(study_of, adam) -> None:
    """ATOXGR holds the grades of one version only; the other is graded from the values."""
    by_5 = ctcae_versions_table(study_of(), adam, ["ALP", "CREAT"])
    adam.adlb["ATOXGR"] = [2, 2, 0, 2, 2, 4, 1, 2, None, 3]  # by CTCAE 4.03
    by_4 = ctcae_versions_table(study_of(ctcae_version="4.03"), adam, ["ALP", "CREAT"])
    assert [row.cells for row in by_4.rows] == [row.cells for row in by_5.rows]


def test_why_grades_differ(study_of, adam) -> None:
    notes = ctcae_versions_table(study_of(), adam, ["PLAT", "ALP", "CREAT", "LDH"]).footnotes
    names = [note.rpartition(": ")[2] for note in notes[1:5]]
    assert names == ["PLAT.", "ALP.", "CREAT.", "LDH."]
    assert notes[5:] == (ABNORMAL,)
    assert ABNORMAL not in ctcae_versions_table(study_of(), adam, ["PLAT", "LDH"]).footnotes
    assert "multiples of the baseline" in notes[2]
    assert "any rise over the baseline" in notes[3]
    assert "No term in CTCAE 4.03" in notes[4]


def test_groups_stand_where_versions_can_differ(study_of, adam) -> None:
    table = ctcae_versions_table(study_of(), adam, ["PLAT", "ALP"], columns=["VISC"])
    assert [row.cells[0] for row in table.rows] == [
        *("PLAT", "ALP", "Overall (N\xa0=\xa04)"),
        *("VISC: No (N\xa0=\xa01)", "VISC: Yes (N\xa0=\xa02)"),
    ]
    assert table.rows[-1].cells[1:3] == ("1 (50.0)", "2 (100.0)")
    assert table.footnotes[-1] == "VISC not known, in none of its groups: 1 of 4."


def test_a_study_without_gradable_values_has_no_table(study_of, adam_of) -> None:
    assert ctcae_versions_table(study_of(), adam_of(adsl=ADSL), ["HGB"]) is None


def test_no_table_without_what_it_needs(study_of, adam) -> None:
    adam.adlb["PARAM"] = None
    assert ctcae_versions_table(study_of(), adam, ["ALP"]) is None
