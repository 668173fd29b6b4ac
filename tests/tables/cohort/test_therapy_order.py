"""Order of therapies by hand-computed numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.figures.cohort.therapy_sequence import sequence_figure
from ralu.figures.frame.canvas import ALERT, GRID, INK, PALETTE, WHITE
from ralu.tables.cohort.therapy_order import therapy_lines_before, therapy_order_table
from ralu.tables.cohort.therapy_sequence import therapy_sequences

ADSL = {
    "USUBJID": list("1234"),
    "SAFFL": ["Y"] * 4,
    "DTHFL": ["Y", "N", "N", "N"],
    "RANINJ": [6.0, 6.0, 6.0, None],
    "RATRTSDT": pd.to_datetime(["2019-01-01", "2019-01-01", None, None]),
    "GRP": ["a", "a", "a", "b"],
}
ADCM = {
    "USUBJID": ["1", "1", "1", "2", "2", "3"],
    "CMDECOD": ["docetaxel", "docetaxel", "leuprorelin", "abiraterone", "radiotherapy", "x"],
    "CMCLAS": ["taxane", "taxane", "ADT", "ARPI", "external beam", "ARPI"],
    "LPTFL": ["Y", "Y", "N", "Y", "N", "Y"],
    "PREFL": ["Y", "Y", "Y", "Y", "N", "Y"],
    "ASTDT": pd.to_datetime(
        ["2018-01-01", "2019-06-01", "2010-01-01", "2019-03-01", "2020-05-01", "2018-01-01"]
    ),
    "ASTDY": [-700, -200, -3000, -300, 120, -700],
}


@pytest.fixture
def adam(adam_of):
    return adam_of(adsl=ADSL, adcm=ADCM)


def test_lines_are_courses_in_order_with_radium_among_them(adam) -> None:
    lines = therapy_lines_before(adam)
    assert list(lines.courses.itertuples(index=False, name=None)) == [
        ("1", "taxane", 1),
        ("1", "223Ra", 2),
        ("1", "taxane", 3),
        ("2", "223Ra", 1),
        ("2", "ARPI", 2),
    ]
    assert list(lines.unordered) == ["3"], "his radium has no date"


def test_table(study_of, adam) -> None:
    table = therapy_order_table(
        study_of(), adam, therapy_lines_before(adam), sequences=1, columns=["GRP"]
    )
    assert [row.cells for row in table.rows] == [
        ("Number of lines", "", "", ""),
        ("0", "1 (25.0)", "0", "1 (100.0)"),
        ("1", "0", "0", "0"),
        ("2", "1 (25.0)", "1 (33.3)", "0"),
        ("3", "1 (25.0)", "1 (33.3)", "0"),
        ("Any line", "", "", ""),
        ("223Ra", "3 (75.0)", "3 (100.0)", "0"),
        ("ARPI", "2 (50.0)", "2 (66.7)", "0"),
        ("taxane", "1 (25.0)", "1 (33.3)", "0"),
        ("Line 1", "", "", ""),
        ("223Ra", "1 (25.0)", "1 (33.3)", "0"),
        ("taxane", "1 (25.0)", "1 (33.3)", "0"),
        ("Line 2", "", "", ""),
        ("223Ra", "1 (25.0)", "1 (33.3)", "0"),
        ("ARPI", "1 (25.0)", "1 (33.3)", "0"),
        ("Line 3", "", "", ""),
        ("taxane", "1 (25.0)", "1 (33.3)", "0"),
        ("Most frequent sequences", "", "", ""),
        ("223Ra → ARPI", "1 (25.0)", "1 (33.3)", "0"),
    ]
    note = "Order not known, as a course has no date, and in no row but those of any line: 1 of 4."
    assert note in table.footnotes
    ids = {row.id for row in table.ledger}
    assert {"therapy.order.sequence.223ra-arpi.n", "therapy.order.grp=a.line-1.taxane.pct"} <= ids


def test_ways_end_in_next_therapy_or_without_one(study_of, adam) -> None:
    found = therapy_sequences(study_of(), adam, therapy_lines_before(adam))
    assert found.stages == ("Line 1", "Line 2", "Line 3", "177Lu-PSMA", "Next")
    assert {patient: list(row) for patient, *row in found.states.itertuples()} == {
        "1": ["taxane", "223Ra", "taxane", "177Lu-PSMA", "None, died"],
        "2": ["223Ra", "ARPI", "No further line", "177Lu-PSMA", "Other therapy"],
        "4": ["No further line"] * 3 + ["177Lu-PSMA", "None, alive"],
    }
    assert found.counts["Line 1", "taxane"] == "1"
    assert found.notes == (
        "Not drawn, as the order of lines is not known: 1.",
        "Other therapy, as the next one: external beam 1.",
    )
    assert found.links.groupby("place")["patients"].sum().to_list() == [3] * 4


def test_ways_end_unknown_where_nobody_says_who_died(study_of, adam) -> None:
    adam.adsl["DTHFL"] = None
    found = therapy_sequences(study_of(), adam, therapy_lines_before(adam))
    assert found.states["Next"].to_list() == ["None known", "Other therapy", "None known"]


def test_figure(study_of, adam) -> None:
    import re

    found = therapy_sequences(study_of(), adam, therapy_lines_before(adam))
    figure = sequence_figure(study_of(), found)
    assert figure.alt.startswith(
        "Bands from line to line. Line 1: 223Ra 1, No further line 1, taxane 1. Line 2: "
    )
    data = [row.cells for row in figure.data.rows]
    assert data[0] == ("Line 1", "223Ra", "Line 2", "ARPI", "1")
    colours = set(re.findall(r"\b(?:fill|stroke|color): ?([^;\"]+)", figure.svg))
    assert colours <= {"none", WHITE, INK, GRID, ALERT, *PALETTE}
    assert sequence_figure(study_of(), found) == figure


def test_a_study_without_lines(study_of, adam_of) -> None:
    nothing = adam_of(adsl=ADSL)
    assert therapy_lines_before(nothing) is None
    assert therapy_order_table(study_of(), nothing, None, sequences=3) is None
    assert therapy_sequences(study_of(), nothing, None) is None
    assert sequence_figure(study_of(), None) is None
    unmarked = adam_of(adsl=ADSL, adcm=ADCM | {"LPTFL": [None] * 6})
    assert therapy_lines_before(unmarked) is None


def test_no_radium_and_nobody_in_order(study_of, adam_of) -> None:
    adsl = {name: values for name, values in ADSL.items() if not name.startswith("RA")}
    adcm = ADCM | {"ASTDT": [None] * 6}
    adam = adam_of(adsl=adsl, adcm=adcm)
    lines = therapy_lines_before(adam)
    table = therapy_order_table(study_of(), adam, lines, sequences=3)
    assert [row.cells for row in table.rows] == [
        ("Number of lines", ""),
        ("0", "1 (25.0)"),
        ("Any line", ""),
        ("ARPI", "2 (50.0)"),
        ("taxane", "1 (25.0)"),
    ]
    assert therapy_sequences(study_of(), adam, lines) is None
