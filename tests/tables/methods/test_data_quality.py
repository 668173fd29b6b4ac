"""Completeness and findings by hand-computed numbers."""

from __future__ import annotations

from ralu.tables.methods.data_quality import completeness_table, findings_listing, findings_table

DQ = {
    "CHECK": ["Partial date", "Partial date", "Partial date", "Odd value"],
    "TABLE": ["labs"] * 4,
    "ROW": [2, 5, 6, 9],
    "USUBJID": ["1", "1", "2", "3"],
    "VARIABLE": ["date"] * 4,
    "VALUE": ["2019", "2019-04", "2019", "x"],
    "HANDLING": ["not used", "imputed", "not used", "kept"],
}


def test_findings_count_records_and_patients(adam_of) -> None:
    table = findings_table(adam_of(dq=DQ))
    assert [row.cells for row in table.rows] == [
        ("Odd value", "labs", "1", "1", "kept"),
        ("Partial date", "labs", "1", "1", "imputed"),
        ("Partial date", "labs", "2", "2", "not used"),
    ]
    assert {r.id: r.text for r in table.ledger}["dq.finding.partial-date-labs.not-used.n"] == "2"
    assert len({r.id for r in table.ledger}) == len(table.ledger)


def test_listing_leaves_out_and_cuts_and_says_so(adam_of) -> None:
    table = findings_listing(adam_of(dq=DQ), leave_out=["Odd value"], most=2)
    assert [row.cells[2] for row in table.rows] == ["2", "5"]
    assert "Counted only: odd value." in table.footnotes[0]
    assert "At most 2 records" in table.footnotes[0]
    assert findings_listing(adam_of(dq=DQ), leave_out=["Odd value", "Partial date"], most=2) is None


def test_nothing_found_is_no_table(adam_of) -> None:
    assert findings_table(adam_of()) is None
    assert completeness_table(adam_of()) is None
    assert findings_table(adam_of(dq={name: DQ[name] for name in DQ if name != "HANDLING"})) is None
    without = adam_of(dq={name: DQ[name] for name in DQ if name != "ROW"})
    assert findings_listing(without, leave_out=[], most=2) is None
    assert findings_table(adam_of(dq=DQ), id="tab-again").id == "tab-again"


def test_completeness(adam_of) -> None:
    columns = {
        "TABLE": ["labs", "labs"],
        "FILE": ["labs.csv", "labs.csv"],
        "COLUMN": ["date", "value"],
        "ROWS": [8, 8],
        "MISSING": [0, 2],
        "PARTIAL": [0, 0],
    }
    table = completeness_table(adam_of(dqcol=columns))
    assert [row.cells for row in table.rows] == [
        ("labs.csv: 8 rows", "", ""),
        ("value", "2 (25.0)", "0"),
    ]
    found = {r.id: (r.value, r.n) for r in table.ledger}
    assert found["dq.missing.labs-value.missing"] == (2, 8)
    assert found["dq.records.labs.n"] == (8, None)
