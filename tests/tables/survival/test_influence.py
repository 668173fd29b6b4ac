"""The median without single patients and sites; a month is 30 days here."""

from __future__ import annotations

import pytest

from ralu.tables.survival.influence import influence_table


def test_by_hand(study_of, four_deaths) -> None:
    table = influence_table(study_of(month_days=30.0), four_deaths(), "OS")
    values = {row.id: row.value for row in table.ledger}
    # Deaths at 1, 2, 3, 4: median 2.5. Without one of the first two 3, without another 2.
    assert values["os.lu.influence.os.median"] == pytest.approx(2.5)
    assert values["os.lu.influence.patient.median_min"] == pytest.approx(2)
    assert values["os.lu.influence.patient.median_max"] == pytest.approx(3)
    # Without site A deaths at 3 and 4, without B at 1 and 2.
    assert values["os.lu.influence.siteid=a.os.median"] == pytest.approx(3.5)
    assert values["os.lu.influence.siteid=b.os.change"] == pytest.approx(-1)
    assert values["os.lu.influence.site.median_max"] == pytest.approx(3.5)
    assert [row.cells[0] for row in table.rows] == [
        "Nobody",
        "One patient at a time: range",
        "One site at a time: range",
        "A",
        "B",
    ]
    assert next(r.n for r in table.ledger if r.id == "os.lu.influence.siteid=a.os.median") == 2


def test_sites_that_move_it_most_come_first(study_of, four_deaths) -> None:
    adam = four_deaths(adsl={"SITEID": ["A", "B", "C", "C"]})
    table = influence_table(study_of(month_days=30.0), adam, "OS")
    # Without A or B 3, without C deaths at 1 and 2: 1.5.
    assert [row.cells[0] for row in table.rows[3:]] == ["C", "A", "B"]


def test_a_median_that_is_not_reached(study_of, four_deaths) -> None:
    alive = four_deaths(adtte={"CNSR": [0, 0, 1, 1]})
    table = influence_table(study_of(month_days=30.0), alive, "OS")
    cells = {row.cells[0]: row.cells[3:] for row in table.rows}
    # Survival is a half from month 2 on: the middle of it and the last time.
    assert cells["Nobody"][0].startswith("3.0 ")
    assert cells["One patient at a time: range"][0].endswith("to NR")
    assert cells["A"] == ("NR (NR–NR)", "NE")


def test_one_patient_and_what_the_study_lacks(study_of, four_deaths) -> None:
    table = influence_table(study_of(), four_deaths(1), "OS")
    assert [row.cells[0] for row in table.rows] == ["Nobody", "One patient at a time: range"]
    assert table.rows[1].cells[3] == "NR to NR"
    assert influence_table(study_of(), four_deaths(), "PFS") is None
