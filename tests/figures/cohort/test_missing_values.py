"""Map of missing values, counted by hand."""

from __future__ import annotations

import re

import numpy as np

from ralu.figures.cohort.missing_values import missing_figure
from ralu.figures.frame.canvas import ALERT, GRID, INK, PALETTE, WHITE
from ralu.printed import segments
from ralu.tables.cohort.missing_values import missing_values

ADSL = {
    "USUBJID": list("12345"),
    "SAFFL": ["Y"] * 4 + ["N"],
    "SITEID": ["s1", "s1", "s2", None, "s2"],
    "AGE": [70.0, 71.0, 72.0, 73.0, None],
    "PSABL": [None, 1.0, None, None, None],
    "SEX": ["M", None, "M", "M", "M"],
}


def test_counts_by_site(study_of, adam_of) -> None:
    found = missing_values(study_of(), adam_of(adsl=ADSL), ["AGE", "PSABL", "NONE", "SEX", "SEX"])
    assert [group.level for group in found.groups] == ["s1", "s2", "Overall"]
    assert found.variables == ("PSABL", "SEX")
    assert found.counts == (("1", "1", "3"), ("1", "0", "1"))
    assert np.array_equal(found.shares, [[0.5, 1, 0.75], [0.5, 0, 0.25]])
    assert found.notes[1:] == (
        "The other variables of the tables above are known of everybody.",
        "SITEID not known, in none of its groups: 1 of 4.",
    )
    ids = {row.id: (row.value, row.n) for row in found.ledger}
    assert ids["cohort.siteid=s1.psabl.missing"] == (1, 2)
    assert ids["cohort.psabl.missing"] == (3, 4)
    assert ids["cohort.siteid=s2.n"] == (1, 1)


def test_figure(study_of, adam_of) -> None:
    study = study_of()
    found = missing_values(study, adam_of(adsl=ADSL), ["PSABL", "SEX"])
    figure = missing_figure(study, found)
    assert figure.alt == "Map of missing values. Patients without a value, PSABL: 3; SEX: 1."
    assert ("3", "cohort.psabl.missing") in segments(figure.alt)
    assert [row.cells for row in figure.data.rows][:3] == [
        ("PSABL", "s1", "1", "0.5"),
        ("PSABL", "s2", "1", "1"),
        ("PSABL", "Overall", "3", "0.75"),
    ]
    assert missing_figure(study, found) == figure
    colours = set(re.findall(r"\b(?:fill|stroke|color): ?([^;\"]+)", figure.svg))
    assert colours <= {"none", WHITE, INK, GRID, ALERT, *PALETTE}


def test_an_empty_site_and_a_study_without_sites(study_of, adam_of) -> None:
    by = {"variable": "SITEID", "label": "Site", "levels": ["s0", "s1", "s2"]}
    study = study_of(subgroups=[by])
    found = missing_values(study, adam_of(adsl=ADSL), ["SEX"])
    assert found.counts == (("0", "1", "0", "1"),)
    assert missing_figure(study, found) is not None
    without = {name: values for name, values in ADSL.items() if name != "SITEID"}
    alone = missing_values(study, adam_of(adsl=without), ["SEX"])
    assert alone.counts == (("1",),)
    assert missing_figure(study, alone) is not None


def test_nothing_is_missing(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL)
    assert missing_values(study, adam, ["AGE", "NONE"]) is None
    assert missing_values(study, adam_of(adsl=ADSL | {"SAFFL": ["N"] * 5}), ["SEX"]) is None
    assert missing_figure(study, None) is None
