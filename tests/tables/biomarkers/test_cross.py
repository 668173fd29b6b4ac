"""Response of one biomarker against another, counted by hand."""

from __future__ import annotations

from ralu.tables.biomarkers.course import marker_course
from ralu.tables.biomarkers.cross import cross_table

ADSL = {"USUBJID": list("123456"), "SAFFL": ["Y"] * 6, "ARM": [*"AAABB", None]}


def adam_of_pairs(value, adam_with):
    pairs = {  # at best, of a baseline of 100
        "1": (50, 70),
        "2": (50, 71),
        "3": (51, 70),
        "4": (None, 60),
        "5": (40, None),
    }
    records = [
        value(subject, 30, at, 100.0, PARAMCD=param, PARAM=f"The {param}")
        for subject, both in pairs.items()
        for param, at in zip(("PSA", "ALP"), both, strict=True)
        if at is not None
    ]
    return adam_with(records, adsl=ADSL)


def test_both_responses(study_of, value, adam_with) -> None:
    study, adam = study_of(), adam_of_pairs(value, adam_with)
    both = tuple(marker_course(study, adam, param) for param in ("PSA", "ALP"))
    table = cross_table(study, adam, both, (50, 30))
    assert table.id == "tab-psa-by-alp"
    assert [row.cells for row in table.rows] == [
        ("PSA: decline of at least 50%", "1 (16.7)", "1 (16.7)", "1 (16.7)", "3 (50.0)"),
        ("PSA: less or none", "1 (16.7)", "0", "0", "1 (16.7)"),
        ("PSA: not evaluable", "1 (16.7)", "0", "1 (16.7)", "2 (33.3)"),
        ("All", "3 (50.0)", "1 (16.7)", "2 (33.3)", "6 (100.0)"),
    ]
    row = next(r for r in table.ledger if r.variable_level == "decline_50->less_30")
    assert (row.id, row.variable) == (
        "cross_response.psa-to-alp.decline_50-to-less_30.n",
        "PSA->ALP",
    )
    assert len({r.id for r in table.ledger}) == len(table.ledger)


def test_group_by_group(study_of, value, adam_with) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
    study, adam = study_of(group=arm), adam_of_pairs(value, adam_with)
    both = tuple(marker_course(study, adam, param) for param in ("PSA", "ALP"))
    table = cross_table(study, adam, both, (50, 30))
    heads = [row.cells[0].replace("\u00a0", " ") for row in table.rows if row.heading]
    assert heads == [
        "A (N = 3)",
        "B (N = 2)",
        "C (N = 0)",
        "Overall (N = 6)",
    ]
    assert table.rows[1].cells[1:] == ("1 (33.3)", "1 (33.3)", "0", "2 (66.7)")
    assert table.rows[14].cells[1:] == ("0", "0", "0", "0")
    assert "Arm not known, in none of its groups: 1 of 6." in table.footnotes


def test_both_are_needed(study_of, psa) -> None:
    study = study_of()
    assert cross_table(study, psa, (marker_course(study, psa, "PSA"), None), (50, 30)) is None
