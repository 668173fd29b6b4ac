"""Therapies before and after by hand-computed numbers."""

from __future__ import annotations

import pandas as pd

from ralu.tables.cohort.therapies import therapies_table

ADSL = {"USUBJID": ["1", "2"], "SAFFL": ["Y", "Y"], "TRTEDT": pd.to_datetime(["2020-03-01"] * 2)}
ADCM = {
    "USUBJID": ["1", "1", "1", "2", "2", "2"],
    "CMDECOD": ["docetaxel", "docetaxel", "cabazitaxel", "x", "denosumab", "unknown start"],
    "CMCLAS": ["taxane", "taxane", "taxane", None, "supportive", "taxane"],
    "PREFL": ["Y", "Y", "N", "Y", "Y", None],
    "ASTDY": [-100, -20, 50, -5, -5, None],
}


def test_therapies_count_a_patient_once_per_row(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL, adcm=ADCM)
    before = therapies_table(study_of(), adam, before=True)
    assert [row.cells for row in before.rows] == [
        ("Any", "2 (100.0)"),
        ("Class not recorded", "1 (50.0)"),
        ("x", "1 (50.0)"),
        ("taxane", "1 (50.0)"),
        ("docetaxel", "1 (50.0)"),
    ]
    after = therapies_table(study_of(), adam, before=False)
    assert [row.cells[0] for row in after.rows[:3]] == ["Any", "taxane", "cabazitaxel"]
    assert {r.id for r in after.ledger} >= {"therapy.after.any.n", "therapy.after.taxane.pct"}


def test_what_followed(study_of, adam_of) -> None:
    adcm = {
        "USUBJID": ["1", "1", "1", "2"],
        "CMDECOD": ["a", "a", "b", "a"],
        "CMCLAS": ["taxane"] * 4,
        "PREFL": ["N"] * 4,
        "ASTDY": [10, 70, 160, 70],
        "ASTDT": pd.to_datetime(["2020-02-01", "2020-03-31", "2020-07-01", "2020-04-30"]),
    }
    after = therapies_table(study_of(month_days=30), adam_of(adsl=ADSL, adcm=adcm), before=False)
    assert [row.cells for row in after.rows[-4:]] == [
        ("Number of different later therapies", ""),
        ("1", "1 (50.0)"),
        ("2", "1 (50.0)"),
        # 30 and 60 days after the last infusion; the therapy before it does not count.
        ("Months from the last infusion to the next therapy, median (Q1–Q3)", "1.5 (1.3–1.8)"),
    ]
    by_id = {r.id: r for r in after.ledger}
    assert by_id["therapy.after.months-to-next.median"].n == 2


def test_nothing_followed(study_of, adam_of) -> None:
    adcm = {name: values[:2] for name, values in ADCM.items()}
    after = therapies_table(study_of(), adam_of(adsl=ADSL, adcm=adcm), before=False)
    assert [row.cells[1] for row in after.rows] == ["0", "", "NE (NE–NE)"]


def test_studies_without_records_have_no_table(study_of, adam_of) -> None:
    assert therapies_table(study_of(), adam_of(adsl=ADSL), before=True) is None
