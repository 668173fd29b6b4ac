"""Causes of an endpoint as competing risks; a month is 30 days here."""

from __future__ import annotations

import pytest

from ralu.tables.survival.competing_risks import estimate_competing_risks

ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4}
TIMES = {
    "USUBJID": list("1234"),
    "PARAMCD": ["TTNTD"] * 4,
    "PARAM": ["Time to next treatment or death"] * 4,
    "AVAL": [30.0, 60.0, 90.0, 120.0],
    "ENTRY": [0.0] * 4,
    "CNSR": [0, 0, 1, 0],
    "EVNTDESC": ["Death", "Next therapy", "Last known alive", "Next therapy"],
}


def test_by_hand(study_of, adam_of) -> None:
    study = study_of(month_days=30.0, landmarks_months=[2, 3])
    found = estimate_competing_risks(
        study, adam_of(adsl=ADSL, adtte=TIMES), "TTNTD", output="tab-cif"
    )
    assert [cause.label for cause in found.causes] == ["Next therapy", "Death"]
    values = {row.id: row.value for row in found.ledger}
    assert values["cif.ttntd.death.2.estimate"] == pytest.approx(1 / 4)
    assert values["cif.ttntd.next-therapy.3.estimate"] == pytest.approx(3 / 4 * 1 / 3)
    assert values["cif.ttntd.next-therapy.events"] == 2
    row = next(r for r in found.ledger if r.stat == "estimate")
    assert (row.analysis, row.variable.split()[0]) == ("cif", "TTNTD")


def test_what_the_study_lacks(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adtte=TIMES)
    assert estimate_competing_risks(study, adam, "OS", output="x") is None
    unnamed = adam_of(adsl=ADSL, adtte=TIMES | {"EVNTDESC": [None] * 4})
    assert estimate_competing_risks(study, unnamed, "TTNTD", output="x") is None
    without = {name: values for name, values in TIMES.items() if name != "EVNTDESC"}
    assert (
        estimate_competing_risks(study, adam_of(adsl=ADSL, adtte=without), "TTNTD", output="x")
        is None
    )
    censored = adam_of(adsl=ADSL, adtte=TIMES | {"CNSR": [1] * 4})
    assert estimate_competing_risks(study, censored, "TTNTD", output="x") is None
