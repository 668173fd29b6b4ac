"""Cumulative incidence of tiny studies by hand; a month is 30 days here."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.tables.survival.cumulative_incidence import Cause, estimate_incidence, incidence_table

CAUSES = [Cause(1, "event", "Event"), Cause(2, "death", "Death without one")]
ADSL = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 5, "ARM": ["A", "A", "A", "A", None]}
ARM = {"variable": "ARM", "label": "Arm", "levels": ["A", "B"]}
RECORDS = pd.DataFrame({"USUBJID": list("1234"), "time": [1.0, 2, 3, 4], "cause": [1, 2, 0, 1]})
CHOICES = {"landmarks_months": [1.5, 3, 5], "month_days": 30.0, "km_conf_type": "plain"}


@pytest.fixture
def made(study_of, adam_of):
    def make(records: pd.DataFrame, min_at_risk: int = 0, **more: object):
        study, adam = study_of(**CHOICES, **more), adam_of(adsl=ADSL)
        given = {"by": "ARM" if more else None, "min_at_risk": min_at_risk}
        result = estimate_incidence(
            study, adam, records, param="X", causes=CAUSES, output="tab-x", **given
        )
        return result, incidence_table(study, result, id="tab-x", title="Events")

    return make


def values(result) -> dict[str, float | None]:
    return {r.id: r.value for r in result.ledger}


def test_incidence_by_hand(made) -> None:
    found = values(made(RECORDS)[0])
    # 1/4; death 3/4 · 1/3; then one of one left at month 4: 1/4 + 1/2.
    assert found["cif.x.event.1-5.estimate"] == pytest.approx(0.25)
    assert found["cif.x.death.3.estimate"] == pytest.approx(0.25)
    assert found["cif.x.event.3.estimate"] == pytest.approx(0.25)
    assert found["cif.x.event.5.estimate"] == pytest.approx(0.75)
    # Binomial variance at the first event: 1/4 · 3/4 / 4; plain limits, cut at 0.
    upper = 0.25 + 1.959963984540054 * (3 / 64) ** 0.5
    assert found["cif.x.event.1-5.upper"] == pytest.approx(upper)
    assert found["cif.x.event.1-5.lower"] == 0
    assert [found[f"cif.x.{level}.n_risk"] for level in ("1-5", "3", "5")] == [3, 2, 0]
    assert (found["cif.x.n"], found["cif.x.event.events"], found["cif.x.death.events"]) == (4, 2, 1)


def test_rows_say_endpoint_and_cause(made) -> None:
    result, _ = made(RECORDS)
    keys = {(r.variable, r.variable_level) for r in result.ledger if r.stat == "estimate"}
    assert ("X event", "1.5") in keys
    assert {r.analysis for r in result.ledger} == {"cif"}


def test_after_the_last_exit_nothing_is_known(made) -> None:
    _, table = made(RECORDS.assign(cause=[1, 0, 0, 0]))
    assert values(table)["cif.x.event.5.estimate"] is None
    # Nobody was followed to month 5: no column of its own.
    assert [c.label for c in table.columns[2:]] == ["1.5 months\n(95% CI)", "3 months\n(95% CI)"]
    assert table.rows[1].cells == ("Event", "1", "25.0% (0.0%–67.4%)", "25.0% (0.0%–67.4%)")
    assert table.rows[2].cells == ("Death without one", "0", "0.0%", "0.0%")
    assert table.rows[3].cells == ("At risk", "", "3", "2")


def test_groups_stand_below_everybody_and_an_empty_one_is_named(made) -> None:
    result, table = made(RECORDS, group=ARM)
    assert [part.group.level for part in result.parts] == ["Overall", "A"]
    assert (
        "Without patients: Arm: B." in table.footnotes or "Without patients: B." in table.footnotes
    )
    assert "Arm not known, in none of its groups: 1 of 5." in table.footnotes
    heads = [row.cells[0] for row in table.rows if row.heading]
    assert heads == ["All patients", "A (N\xa0=\xa04)"]
    assert values(result)["cif.x.arm=a.event.5.estimate"] == pytest.approx(0.75)


def test_nobody_has_a_record(made) -> None:
    assert made(RECORDS.iloc[:0]) == (None, None)


def test_one_patient_and_all_at_time_zero(made) -> None:
    one = pd.DataFrame({"USUBJID": ["1"], "time": [0.0], "cause": [1]})
    result, table = made(one)
    assert values(result)["cif.x.event.5.estimate"] == 1
    assert len(table.columns) == 3


def test_few_at_risk_are_not_printed_but_in_the_ledger(made) -> None:
    result, table = made(RECORDS, min_at_risk=3)
    assert table.rows[1].cells == ("Event", "2", "25.0% (0.0%–67.4%)", "–")
    assert values(table)["cif.x.event.3.estimate"] == pytest.approx(0.25)
    assert any(note.startswith("–: fewer than 3 patients at risk then") for note in table.footnotes)
    assert [list(result.parts[0].drawn(cause, 3)["time"]) for cause in CAUSES] == [[0, 1, 2]] * 2
    assert made(RECORDS, min_at_risk=5)[1] == made(RECORDS)[1]


def test_what_is_not_known_is_not_estimable_however_few_are_at_risk(made) -> None:
    longer = {"variable": "ARM", "label": "Arm", "levels": ["A", "B"]}
    records = RECORDS.assign(time=[1.0, 2, 2.5, 4], cause=[1, 2, 0, 0])
    records["USUBJID"] = list("1235")  # 5 is in no arm: only all patients are seen after month 3
    _, table = made(records, min_at_risk=2, group=longer)
    assert [row.cells[3] for row in table.rows if row.cells[0] == "Event"] == ["–", "NE"]
