"""Findings of data quality: each kind once, at the row a spreadsheet shows."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.adam import prepare

FIRST, LAST = "2021-03-10", "2021-05-20"
AFTER_CUTOFF = "Record after data cut-off"


def _findings(chart) -> list[tuple[object, ...]]:
    """Return what was found as (check, table, row, patient, variable, value)."""
    dq = chart.prepare().dq
    return [tuple(found) for found in dq.drop(columns="HANDLING").itertuples(index=False)]


@pytest.fixture
def clean(chart):
    """Return a chart of two patients in which nothing is open; their rows are 2 and 3."""
    for patient in ("P1", "P2"):
        chart.patient(patient, FIRST, LAST, diagnosis_date="2015-01-01", mcrpc_date="2018-01-01")
        chart.injections(patient, "2020-05-01")
        chart.therapy(patient, "docetaxel", "2019-01-01", "2019-05-01")
        chart.event(patient, "Fatigue", "2021-04-01", "2021-04-08")
        chart.lab(patient, "2021-03-01", "PSA", "10", "ng/mL")
    return chart


def test_nothing_to_find(clean) -> None:
    dq = clean.prepare().dq
    assert dq.empty
    words = ("CHECK", "TABLE", "USUBJID", "VARIABLE", "VALUE", "HANDLING")
    assert dq.dtypes.astype(str).to_dict() == dict.fromkeys(words, "object") | {"ROW": "int64"}


def test_each_kind_once(clean) -> None:
    cases = [
        # what is added to P2, from row 4 of each table on: check, table, row, variable, value
        (clean.therapy, ("A", "2020-02"), "Partial date", "start_date", "2020-02"),
        (clean.therapy, ("B", ""), "Therapy without start", "start_date", ""),
        (
            clean.therapy,
            ("C", "2020-02-02", "2020-01-02"),
            "End before start",
            "end_date",
            "2020-01-02",
        ),
        (clean.event, ("A", ""), "Adverse event without start", "start_date", ""),
        (clean.event, ("B", "2022-01-01"), "Record after last contact", "start_date", "2022-01-01"),
        (clean.lab, ("2021-04-01", "PSA", "", "ng/mL"), "Laboratory value missing", "value", ""),
        (
            clean.lab,
            ("2021-04-01", "PSA", "<1", "ng/mL"),
            "Laboratory value beyond detection",
            "value",
            "<1",
        ),
        (clean.lab, ("2021-03-01", "PSA", "10", "ng/mL"), "Laboratory row repeated", "value", "10"),
        (clean.lab, ("2021-04-01", "PSA", "10", "mg/L"), "Laboratory unit unknown", "unit", "mg/L"),
        (
            clean.lab,
            ("2021-04-01", "TESTO", "1", "nmol/L"),
            "Laboratory test unknown",
            "test",
            "TESTO",
        ),
    ]
    tables = {"therapy": "therapies", "event": "adverse_events", "lab": "labs"}
    expected = {
        (check, tables[add.__name__], add("P2", *cells), "P2", variable, value)
        for add, cells, check, variable, value in cases
    }
    assert {row for _, _, row, *_ in expected} == {4, 5, 6, 7, 8}
    found = _findings(clean)
    assert len(found) == len(cases)
    assert set(found) == expected


def test_patients(clean) -> None:
    cases = [
        ({"death_date": "2021-09"}, "Partial date", "death_date"),
        ({"mcrpc_date": "2021-04-01"}, "Date after first 177Lu infusion", "mcrpc_date"),
        ({"last_contact_date": "2022-04-01"}, "Record after data cut-off", "last_contact_date"),
        (
            {"last_contact_date": "2021-12-31", "death_date": "2021-12-30"},
            "Record after death",
            "last_contact_date",
        ),
        ({"death_date": "2022-04-01"}, "Record after data cut-off", "death_date"),
    ]
    expected = set()
    for patient, (cells, check, column) in clean.named(cases):
        row = clean.patient(patient, FIRST, **({"last_contact_date": "2021-09-01"} | cells))
        expected.add((check, "patients", row, patient, column, cells[column]))
    found = _findings(clean)
    assert len(found) == len(cases)
    assert set(found) == expected


def test_records_after_death(clean) -> None:
    clean.patient("P3", FIRST, death_date="2021-06", last_contact_date="2021-06-10")
    clean.event("P3", "Fatigue", "2021-06-30")  # may have been before death
    row = clean.event("P3", "Nausea", "2021-07-01")
    found = [one for one in _findings(clean) if one[0].startswith("Record")]
    assert found == [
        ("Record after death", "adverse_events", row, "P3", "start_date", "2021-07-01")
    ]


def test_a_partial_date_is_after_the_cut_off_only_for_certain(clean) -> None:
    clean.patient("P3", FIRST, last_contact_date="2022-04-30")
    rows = [clean.therapy("P3", "olaparib", start) for start in ("2022", "2022-03", "2022-04")]
    found = [one for one in _findings(clean) if one[:2] == (AFTER_CUTOFF, "therapies")]
    assert [one[2] for one in found] == rows[-1:]


def test_grades(clean) -> None:
    clean.event("P1", "Nausea", "2021-04-01", grade="")
    clean.event("P1", "Sepsis", "2021-04-01", grade="", outcome="fatal")
    dq = clean.prepare().dq
    found = dq[dq["CHECK"] == "Adverse event without grade"]
    assert found["ROW"].to_list() == [4, 5]
    assert found["HANDLING"].to_list() == [
        "counted in any grade only",
        "fatal, so counted as grade 5",
    ]


def test_radium_without_dates_is_found_once_per_patient_at_its_first_row(clean) -> None:
    clean.patient("P3", FIRST)
    clean.injections("P3", "2020-01", "2020", "2020")  # rows 4 to 6
    dq = clean.prepare().dq
    unknown = dq[dq["CHECK"] == "Dates of 223Ra unknown"]
    assert unknown[["TABLE", "ROW", "USUBJID"]].to_numpy().tolist() == [["radium", 5, "P3"]]
    partial = dq[dq["CHECK"] == "Partial date"]
    assert dict(zip(partial["ROW"], partial["HANDLING"], strict=True)) == {
        4: "imputed and flagged",
        5: "not used",
        6: "not used",
    }


def test_a_patient_without_infusion(clean) -> None:
    row = clean.patient("P3")
    clean.injections("P3", "2020")  # not of the safety population, so nothing is open
    found = [one for one in _findings(clean) if one[0] != "Partial date"]
    assert found == [("No 177Lu infusion", "patients", row, "P3", "patient_id", "P3")]


def test_row_numbers_count_blank_lines(clean) -> None:
    clean.lab("P1", "2021-04-01", "PSA", "<0.01", "ng/mL")  # row 4
    study = clean.study()
    file = clean.folder / "labs.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, "", *rows]), encoding="utf-8")
    assert prepare(study).dq["ROW"].to_list() == [5]


def test_completeness(clean) -> None:
    clean.patient("P3", FIRST, diagnosis_date="2015", mcrpc_date="")
    dqcol = clean.prepare().dqcol.set_index(["TABLE", "COLUMN"])
    counts = dqcol[["ROWS", "MISSING", "PARTIAL"]]
    assert counts.loc[("patients", "diagnosis_date")].to_list() == [3, 0, 1]
    assert counts.loc[("patients", "mcrpc_date")].to_list() == [3, 1, 0]
    assert counts.loc[("patients", "death_date")].to_list() == [3, 3, 0]
    assert counts.loc[("labs", "lln")].to_list() == [2, 2, 0]
    assert dqcol.loc["labs", "FILE"].unique().tolist() == ["labs.csv"]


def test_findings_are_sorted_the_same_way_every_time(clean) -> None:
    for patient in ("P2", "P1"):
        clean.therapy(patient, "abiraterone", "2020", "2020")
    first, second = clean.prepare().dq, clean.prepare().dq
    pd.testing.assert_frame_equal(first, second)
    assert first[["ROW", "VARIABLE"]].to_numpy().tolist() == [
        [4, "end_date"],
        [4, "start_date"],
        [5, "end_date"],
        [5, "start_date"],
    ]
