"""The median by how partial dates are imputed."""

from __future__ import annotations

import pytest

from ralu.tables.survival.partial_dates import partial_dates_table

ADSL = {
    "USUBJID": ["1", "2", "3"],
    "SAFFL": ["Y"] * 3,
    "TRTSDT": ["2020-01-01"] * 3,
    "RATRTSDT": [None] * 3,
    "DTHDT": ["2020-02-10", "2020-03-15", "2020-06-01"],
    "DTHDTF": [None, "D", None],
    "DTHFL": ["Y"] * 3,
    "LSTALVDT": ["2020-02-01", "2020-02-20", "2020-06-01"],
    "NACTDT": [None] * 3,
}
DATES = ("TRTSDT", "RATRTSDT", "DTHDT", "LSTALVDT", "NACTDT")


@pytest.fixture
def adam(adam_of):
    from ralu.adam.adtte import derive_adtte

    made = adam_of(adsl=ADSL, adcm={})
    made.adsl[list(DATES)] = made.adsl[list(DATES)].astype("datetime64[ns]")
    made.adcm["ASTDT"] = made.adcm.get("ASTDY").astype("datetime64[ns]")
    made.adcm["ASTDTF"] = None
    made.datasets["adtte"] = derive_adtte(made.adsl)
    return made


def test_by_hand(study_of, adam) -> None:
    study = study_of(month_days=30.0)
    table = partial_dates_table(study, adam, ["OS", "TTNTD"])
    values = {row.id: row.value for row in table.ledger}
    # The second of three deaths: 1, 15 or 31 March, from 1 January.
    assert values["partial_dates.os.earliest.median"] == pytest.approx(60 / 30)
    assert values["partial_dates.os.stated.median"] == pytest.approx(74 / 30)
    assert values["partial_dates.os.latest.median"] == pytest.approx(90 / 30)
    assert values["partial_dates.os.n"] == 1
    assert [cell.split()[0] for cell in table.rows[0].cells[1:]] == ["1", "2.0", "2.5", "3.0"]
    assert {row.variable for row in table.ledger} == {"OS", "TTNTD"}


def test_what_the_study_lacks(study_of, adam_of, adam) -> None:
    assert partial_dates_table(study_of(source="adam"), adam, ["OS"]) is None
    assert partial_dates_table(study_of(), adam, ["PFS"]) is None
    assert partial_dates_table(study_of(), adam_of(), ["OS"]) is None
    none = adam.adsl.assign(DTHDTF=None)
    undated = type(adam)({**adam.datasets, "adsl": none})
    assert partial_dates_table(study_of(), undated, ["OS"]) is None
