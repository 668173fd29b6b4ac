"""Exposure by hand-computed numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.tables.cohort.exposure import exposure_table

ADSL = {"USUBJID": ["1", "2", "3"], "SAFFL": ["Y"] * 3, "GRP": ["a", "a", "b"]}
DAYS = ["2020-01-01", "2020-02-12", "2020-04-22", "2020-01-01", "2020-01-01", None]
ADEX = {
    "USUBJID": ["1", "1", "1", "2", "2", "3"],
    "EXTRT": ["177Lu-PSMA"] * 4 + ["Placebo", "223Ra"],
    "ASTDT": pd.to_datetime(DAYS),
    "ADOSE": [7.0, 8.0, 9.0, None, 1.0, 4.0],
    "ADOSU": ["GBq"] * 4 + [None, "MBq"],
    "EXGAPD": [None, 42, 70, None, None, None],
    "EXLIGAND": ["PSMA-617", "PSMA-617", "PSMA-I&T", "PSMA-617", None, None],
}


def rows(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of each treatment by their label."""
    found, treatment = {}, ""
    for row in table.rows:
        treatment = row.cells[0] if row.heading else treatment
        found[f"{treatment}: {row.cells[0]}"] = row.cells[1:]
    return found


def test_exposure(study_of, adam_of) -> None:
    study = study_of(month_days=30)
    table = exposure_table(study, adam_of(adsl=ADSL, adex=ADEX), hold_days=63)
    assert table.title == "Exposure to the treatments", "names of the data may hold numbers"
    found = rows(table)
    assert found["177Lu-PSMA: Number of infusions"] == ("2.0 (1.5–2.5)",)
    assert found["177Lu-PSMA: Activity per infusion (GBq)"] == ("8.0 (8.0–8.0)",)
    assert found["177Lu-PSMA: Cumulative activity (GBq)"] == ("24.0 (24.0–24.0)",)
    assert found["177Lu-PSMA: Days between infusions"] == ("56.0 (56.0–56.0)",)
    assert found["177Lu-PSMA: Longest gap (days)"] == ("70.0 (70.0–70.0)",)
    # 112 days of patient 1, none of patient 2: quartiles at 28, 56 and 84 days.
    assert found["177Lu-PSMA: Duration (months)"] == ("1.9 (0.9–2.8)",)
    assert found["177Lu-PSMA: 2"] == ("0",)
    assert found["177Lu-PSMA: 3"] == ("1 (33.3)",)
    assert found["177Lu-PSMA: Held at least once"] == ("1 (33.3)",)
    assert found["177Lu-PSMA: PSMA-617"] == ("2 (66.7)",)
    assert found["177Lu-PSMA: PSMA-I&T"] == ("1 (33.3)",)
    assert found["223Ra: Duration (months)"] == ("NE (NE–NE)",), "not dated"
    assert "Placebo: Ligand" not in found
    by_id = {r.id: r for r in table.ledger}
    assert by_id["exposure.177lu-psma-doses.q1"].value == pytest.approx(1.5)
    assert by_id["exposure.177lu-psma-activity.median"].n == 1
    held = by_id["exposure.177lu-psma-held.gt63-days.n"]
    assert (held.variable, held.variable_level) == ("177Lu-PSMA held", ">63 days")
    assert "more than 63 days" in table.footnotes[1]


def test_a_dose_of_unknown_activity_leaves_the_sum_unknown(study_of, adam_of) -> None:
    adex = ADEX | {"ADOSE": [7.0, None, 9.0, 6.0, 1.0, 4.0]}
    table = exposure_table(study_of(), adam_of(adsl=ADSL, adex=adex), hold_days=63)
    assert rows(table)["177Lu-PSMA: Cumulative activity (GBq)"] == ("6.0 (6.0–6.0)",)
    assert {r.id: r.n for r in table.ledger}["exposure.177lu-psma-cumulative.median"] == 1
    assert "needs that of every dose" in table.footnotes[0]


def test_a_gap_of_as_many_days_is_no_hold(study_of, adam_of) -> None:
    table = exposure_table(study_of(), adam_of(adsl=ADSL, adex=ADEX), hold_days=70)
    assert rows(table)["177Lu-PSMA: Held at least once"] == ("0",)


def test_by_group(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL, adex=ADEX)
    found = rows(exposure_table(study_of(), adam, hold_days=63, columns=["GRP"]))
    assert found["177Lu-PSMA: Number of infusions"] == (
        "2.0 (1.5–2.5)",
        "2.0 (1.5–2.5)",
        "NE (NE–NE)",
    )
    assert found["223Ra: 1"] == ("1 (33.3)", "0", "1 (100.0)")


def test_a_study_without_records_has_no_table(study_of, adam_of) -> None:
    assert exposure_table(study_of(), adam_of(adsl=ADSL), hold_days=63) is None
    unnamed = adam_of(adsl=ADSL, adex=ADEX | {"EXTRT": [None] * 6})
    assert exposure_table(study_of(), unnamed, hold_days=63) is None


def test_a_table_may_be_shown_twice(study_of, adam_of) -> None:
    adam = adam_of(adsl=ADSL, adex=ADEX)
    table = exposure_table(study_of(), adam, hold_days=63, columns=["GRP"], id="tab-by-group")
    assert table.id == "tab-by-group"
    assert {row.output for row in table.ledger} == {"tab-by-group"}
