"""Cytopenias as reported and by laboratory grade."""

from __future__ import annotations

from ralu.tables.safety.haematology import haematology_table

ADSL = {"USUBJID": list("123"), "SAFFL": ["Y"] * 3}
ADAE = {
    "USUBJID": ["1", "1", "2", "3", "3"],
    "AEDECOD": ["Anaemia", "ANEMIA", "haemoglobin decreased", "Febrile neutropenia", "Anaemia"],
    "AEBODSYS": ["Blood"] * 5,
    "AETOXGR": [1, 3, 2, 3, 3],
    "TRTEMFL": ["Y", "Y", "Y", "Y", "N"],
}
ADLB = {
    "USUBJID": ["1", "2", "2", "3"],
    "PARAMCD": ["HGB"] * 4,
    "PARAM": ["Haemoglobin"] * 4,
    "ADY": [10.0, 10.0, 20.0, 1.0],
    "ONTRTFL": ["Y"] * 4,
    "ATOXGR": [2.0, 3.0, 1.0, 3.0],
}


def rows(table) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def test_sides_are_counted_apart(study_of, adam_of) -> None:
    table = haematology_table(study_of(), adam_of(adsl=ADSL, adae=ADAE, adlb=ADLB))
    # Any spelling counts, febrile neutropenia does not; the value of day 1 is before treatment.
    assert rows(table)["Anaemia"] == ("2 (66.7)", "1 (33.3)", "2 (66.7)", "1 (33.3)")
    assert rows(table)["Neutropenia"] == ("0", "0", "–", "–")
    assert {r.analysis for r in table.ledger} == {"haem_ae", "haem_lab"}
    assert {c.group for c in table.columns[1:3]} != {c.group for c in table.columns[3:]}


def test_one_side_or_none(study_of, adam_of) -> None:
    events = haematology_table(study_of(), adam_of(adsl=ADSL, adae=ADAE))
    assert rows(events)["Anaemia"] == ("2 (66.7)", "1 (33.3)", "–", "–")
    values = haematology_table(study_of(), adam_of(adsl=ADSL, adlb=ADLB))
    assert rows(values)["Anaemia"] == ("–", "–", "2 (66.7)", "1 (33.3)")
    assert haematology_table(study_of(), adam_of(adsl=ADSL)) is None
