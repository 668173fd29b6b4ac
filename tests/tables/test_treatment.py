"""Therapies and exposure by hand-computed numbers."""

from __future__ import annotations

import pytest

from ralu.tables.treatment import exposure, therapies

ADSL = {"USUBJID": ["1", "2"], "SAFFL": ["Y", "Y"]}
ADCM = {
    "USUBJID": ["1", "1", "1", "2", "2", "2"],
    "CMDECOD": ["docetaxel", "docetaxel", "cabazitaxel", "x", "denosumab", "unknown start"],
    "CMCLAS": ["taxane", "taxane", "taxane", None, "supportive", "taxane"],
    "PREFL": ["Y", "Y", "N", "Y", "Y", None],
    "ASTDY": [-100, -20, 50, -5, -5, None],
}


def test_therapies_count_a_patient_once_per_row(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL, adcm=ADCM)
    before = therapies(study_of(), adam, before=True)
    assert [row.cells for row in before.rows] == [
        ("Any", "2 (100.0)"),
        ("Class not recorded", "1 (50.0)"),
        ("x", "1 (50.0)"),
        ("taxane", "1 (50.0)"),
        ("docetaxel", "1 (50.0)"),
    ]
    after = therapies(study_of(), adam, before=False)
    assert [row.cells[0] for row in after.rows] == ["Any", "taxane", "cabazitaxel"]
    assert {r.id for r in after.ledger} >= {"therapy.after.any.n", "therapy.after.taxane.pct"}


def test_exposure(study_of, adam_of) -> None:
    adex = {
        "USUBJID": ["1", "1", "2", "2"],
        "EXTRT": ["177Lu-PSMA", "177Lu-PSMA", "177Lu-PSMA", "Placebo"],
        "ADOSE": [7.0, 8.0, None, 1.0],
        "ADOSU": ["GBq", "GBq", "GBq", None],
        "EXGAPD": [None, 42, None, None],
    }
    table = exposure(study_of(), adam_of(adsl=ADSL, adex=adex))
    assert table.title == "Exposure to 177Lu-PSMA and Placebo"
    cells = {row.cells for row in table.rows}
    assert ("Number of infusions", "1.5 (1.3–1.8)") in cells
    assert ("Activity per infusion (GBq)", "7.5 (7.5–7.5)") in cells
    assert ("Cumulative activity (GBq)", "15.0 (15.0–15.0)") in cells
    assert ("Days between infusions", "42.0 (42.0–42.0)") in cells
    assert ("2", "1 (50.0)") in cells
    by_id = {r.id: r for r in table.ledger}
    assert by_id["exposure.177lu-psma-doses.q1"].value == pytest.approx(1.25)
    assert by_id["exposure.177lu-psma-activity.median"].n == 1


def test_studies_without_records_have_no_tables(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL)
    assert therapies(study_of(), adam, before=True) is None
    assert exposure(study_of(), adam) is None
