"""The drawn patient flow has the numbers of the table."""

from __future__ import annotations

import re

from ralu.figures.cohort.flow import flow_figure
from ralu.figures.frame.canvas import ALERT, INK, PALETTE, WHITE
from ralu.printed import segments
from ralu.tables.cohort.flow import patient_flow

ADSL = {"USUBJID": list("123"), "SAFFL": ["Y", "Y", "N"]}


def test_boxes_and_words_have_the_numbers_of_the_table(study_of, adam_of) -> None:
    study = study_of(biomarkers=[{"param": "PSA"}])
    figure = flow_figure(study, patient_flow(study, adam_of(adsl=ADSL)))
    assert figure.alt == (
        "Flow of the patients in boxes. Patients in the records: 3. "
        "Safety population: at least one dose: 2, left out: no dose of the studied treatment: 1. "
        "with PSA at baseline: 0, left out: no PSA up to the first dose: 2. "
        "with PSA at baseline and later: 0."
    )
    assert ("1", "cohort.flow.safety.untreated.n") in segments(figure.alt)
    assert [row.cells for row in figure.data.rows] == [
        ("Patients in the records", "0", "3", ""),
        ("Safety population: at least one dose", "1", "2", "no dose of the studied treatment: 1"),
        ("with PSA at baseline", "2", "0", "no PSA up to the first dose: 2"),
        ("with PSA at baseline and later", "3", "0", ""),
    ]
    assert flow_figure(study, patient_flow(study, adam_of(adsl=ADSL))) == figure
    colours = set(re.findall(r"\b(?:fill|stroke|color): ?([^;\"]+)", figure.svg))
    assert colours <= {"none", WHITE, INK, ALERT, *PALETTE}
