"""Units as written, their factors, and what could not be converted."""

from __future__ import annotations

from ralu.tables.laboratory.units import laboratory_units_table

USED = {
    "PARAMCD": ["HGB", "HGB", "HGB", "PSA", "TESTO"],
    "UNIT": ["g/dL", "mg%", "", "ng/mL", "nmol/L"],
    "RECORDS": [10, 2, 1, 4, 3],
    "PATIENTS": [5, 2, 1, 4, 3],
    "FACTOR": [10, None, None, 1, None],
    "STANDARD": ["g/L", "g/L", "g/L", "ng/mL", ""],
    "TABLE": ["labs"] * 5,
    "ROWS": ["", "7, 8", "9", "", ""],
}


def test_units_by_what_became_of_them(adam_of) -> None:
    table = laboratory_units_table(adam_of(dqunit=USED))
    assert [row.cells for row in table.rows] == [
        ("Converted", *[""] * 5),
        ("Haemoglobin", "g/dL", "10", "5", "10", "g/L"),
        ("Prostate-specific antigen (PSA)", "ng/mL", "4", "4", "1", "ng/mL"),
        ("Not convertible: left out", *[""] * 5),
        ("Haemoglobin", "mg%", "2", "2", "–", "rows 7, 8"),
        ("Haemoglobin", "no unit", "1", "1", "–", "rows 9"),
        ("Test not known: not used", *[""] * 5),
        ("TESTO", "nmol/L", "3", "3", "–", "–"),
    ]
    assert "Not convertible: 3 of 17 records of known tests" in table.footnotes[0]
    found = {r.id: r.value for r in table.ledger}
    assert found["lab.unit.hgb.g-dl.n"] == 10
    assert found["lab.unit.hgb.g-dl.factor"] == 10
    assert found["lab.unit.hgb.no-unit.patients"] == 1
    assert found["lab.unit.not_convertible.n"] == 3


def test_where_all_was_converted_no_other_heading_stands(adam_of) -> None:
    one = {name: values[:1] for name, values in USED.items()}
    assert [row.cells[0] for row in laboratory_units_table(adam_of(dqunit=one)).rows] == [
        "Converted",
        "Haemoglobin",
    ]


def test_two_spellings_of_a_unit_are_two_rows_of_the_ledger(adam_of) -> None:
    two = {name: values[:2] for name, values in USED.items()} | {"UNIT": ["g/dL", "g/dl"]}
    ids = [row.id for row in laboratory_units_table(adam_of(dqunit=two)).ledger]
    assert len(ids) == len(set(ids))


def test_a_study_without_laboratory_values_has_no_table(adam_of) -> None:
    assert laboratory_units_table(adam_of()) is None
    assert laboratory_units_table(adam_of(dqunit=USED | {"UNIT": [None] * 5})) is None
