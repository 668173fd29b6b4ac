"""Swimmer plot of patients whose course is written down here."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from ralu.adam.adex import LUTETIUM, RADIUM
from ralu.figures.cohort.swimmer import COLOURS, swimmer_figure
from ralu.figures.frame.canvas import ALERT, GRID, INK, PALETTE, WHITE
from ralu.printed import segments
from ralu.tables.cohort.swimmer import OTHER, STUDIED, patient_courses

ADSL: dict[str, Any] = {
    "USUBJID": list("1234"),
    "SAFFL": ["Y", "Y", "Y", "N"],
    "TRTSDT": pd.to_datetime(["2020-01-31", "2020-01-31", "2020-01-31", None]),
    "TRTEDT": pd.to_datetime(["2020-03-31", "2020-01-31", "2020-01-31", None]),
    "RATRTSDT": pd.to_datetime(["2019-12-02", None, "2020-01-01", None]),
    "RATRTEDT": pd.to_datetime(["2020-01-01", None, "2020-01-01", None]),
    # 2 died after the cut-off of 2024-01-31
    "DTHDT": pd.to_datetime(["2020-05-30", "2024-03-01", None, None]),
    "LSTALVDT": pd.to_datetime(["2020-05-01", "2024-01-31", "2020-02-05", None]),
}
ADCM = {
    "USUBJID": ["1", "1", "1", "2", "3"],
    "CMDECOD": list("abcde"),
    "CMCLAS": ["ARPI", "ARPI", "supportive", "ARPI", "ARPI"],
    "ASTDT": pd.to_datetime(["2019-01-01", "2020-04-30", "2020-04-30", "2020-03-01", None]),
    "AENDT": pd.to_datetime([None, None, None, "2020-03-31", None]),
}


@pytest.fixture
def study(study_of):
    return study_of(month_days=30)


def drawn(figure) -> list[tuple[str, ...]]:
    return [row.cells for row in figure.data.rows]


def test_no_other_therapy_hides_the_studied_one() -> None:
    lowest_first = list(COLOURS)
    assert lowest_first.index(OTHER) < min(map(lowest_first.index, (RADIUM, LUTETIUM, STUDIED)))


def test_bars_and_marks(study, adam_of) -> None:
    found = patient_courses(study, adam_of(adsl=ADSL, adcm=ADCM))
    figure = swimmer_figure(study, found)
    assert [row[:4] for row in drawn(figure) if row[1] != "2"] == [
        # row, patient, kind, start; the longest course is the one of patient 2
        ("2", "1", "223Ra", "-2"),
        ("2", "1", "Under observation", "-2"),
        ("2", "1", "177Lu-PSMA", "0"),
        ("2", "1", "Other anticancer therapy", "3"),
        ("2", "1", "Death", "4"),
        ("3", "3", "223Ra", "-1"),
        ("3", "3", "Under observation", "-1"),
        ("3", "3", "177Lu-PSMA", "0"),
        ("3", "3", "Alive at last contact", "0.1666666667"),
    ]
    ends = {(row[1], row[2]): row[4] for row in drawn(figure)}
    assert ends["1", "223Ra"] == "-1"
    assert ends["1", "177Lu-PSMA"] == "2"
    assert ends["1", "Other anticancer therapy"] == "4", "no end known: to the end of the course"
    assert ends["2", "Other anticancer therapy"] == "2"
    assert ends["1", "Death"] == ""
    assert figure.alt == (
        "Swimmer plot of 3 patients. Patients with each: 177Lu-PSMA: 3; 223Ra: 2; "
        "Alive at last contact: 2; Death: 1; Other anticancer therapy: 2."
    )
    assert ("1", "swimmer.death.n") in segments(figure.alt)


def test_words_say_where_courses_end_and_what_is_not_drawn(study, adam_of) -> None:
    injected = {"RANINJ": [6.0, 5.0, None, None]}
    unknown = {"LSTALVDT": pd.to_datetime(["2020-05-01", None, "2020-02-05", None])}
    known = {"DTHDT": pd.to_datetime(["2020-05-30", None, None, None])}
    adsl = ADSL | injected | unknown | known
    figure = swimmer_figure(study, patient_courses(study, adam_of(adsl=adsl)))
    assert figure.title.endswith("to death or last contact")
    assert figure.footnotes[1:] == (
        "Where neither death nor last contact is known, a line ends with the last dose.",
        "223Ra not drawn, as its injections have no date: 1 of 3 patients.",
    )
    assert ("1", "swimmer.undated.n") in segments(figure.footnotes[-1])
    bare = {name: ADSL[name] for name in ("USUBJID", "SAFFL", "TRTSDT", "TRTEDT")}
    figure = swimmer_figure(study, patient_courses(study, adam_of(adsl=bare)))
    assert figure.title.endswith("to the last dose")
    assert len(figure.footnotes) == 1


def test_treatment_that_goes_on_is_drawn_to_the_end_of_the_course(study, adam_of) -> None:
    going_on = ADSL | {"TRTEDT": pd.to_datetime([None] * 4), "LSTALVDT": pd.to_datetime([None] * 4)}
    figure = swimmer_figure(study, patient_courses(study, adam_of(adsl=going_on)))
    ends = {row[1]: row[4] for row in drawn(figure) if row[2] == "177Lu-PSMA"}
    assert ends == {"1": "4", "2": "48.7", "3": "48.7"}  # death; the cut-off is day 1,461


def test_same_bytes_and_colours_of_the_palette(study, adam_of) -> None:
    figures = [
        swimmer_figure(study, patient_courses(study, adam_of(adsl=ADSL, adcm=ADCM))) for _ in "ab"
    ]
    assert figures[0] == figures[1]
    colours = set(re.findall(r"\b(?:fill|stroke|color): ?([^;\"]+)", figures[0].svg))
    assert colours <= {"none", WHITE, INK, GRID, ALERT, *PALETTE}


def test_arms_stand_one_below_the_other_and_empty_ones_not_at_all(study_of, adam_of) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["z", "b", "a"]}
    study = study_of(source="adam", group=arm)
    adsl = {
        "USUBJID": list("123"),
        "SAFFL": ["Y"] * 3,
        "TRTSDT": pd.to_datetime(["2020-01-01"] * 3),
        "TRTEDT": pd.to_datetime(["2020-01-01", "2020-03-01", "2020-02-01"]),
        "ARM": ["b", "a", "a"],
    }
    found = patient_courses(study, adam_of(adsl=adsl))
    assert [group.level for group in found.groups] == ["b", "a"]
    assert list(found.patients.itertuples(index=False, name=None)) == [
        ("1", 0),
        ("2", 1),
        ("3", 1),
    ]
    assert set(found.bars["kind"]) == {"Studied treatment"}
    assert found.marks.empty
    assert swimmer_figure(study, found).alt == (
        "Swimmer plot of 3 patients. Patients with each: Studied treatment: 3."
    )


def test_nobody_treated(study, adam_of) -> None:
    assert patient_courses(study, adam_of(adsl=ADSL | {"SAFFL": ["N"] * 4})) is None
    assert patient_courses(study, adam_of(adsl={"USUBJID": ["1"], "SAFFL": ["Y"]})) is None
    assert swimmer_figure(study, None) is None
