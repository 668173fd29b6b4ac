"""Times of PSA progression and response, each case worked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

FIRST = date(2021, 3, 10)
RULE = [{"param": "PSA", "progression": {}}]
AFTER, WITHOUT = "PSA progression after a decline", "PSA progression without a decline"
LAST, DEATH = "Last PSA value", "Death"


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def times(chart, param: str, cases: list[tuple[dict[int, object], int | None]]) -> pd.DataFrame:
    """Return the records of patients with these values by day after the first dose, and death."""
    for patient, (values, death) in chart.named(cases):
        dates = {"death_date": day(death), "last_contact_date": day(death)} if death else {}
        chart.patient(patient, FIRST.isoformat(), **dates)
        for number, value in values.items():
            chart.lab(patient, day(number), "PSA", value, "ng/mL")
    adtte = chart.prepare(biomarkers=RULE).adtte
    return adtte[adtte["PARAMCD"] == param].reset_index(drop=True)


def found(records: pd.DataFrame) -> list[tuple[float, str]]:
    assert (records["CNSR"] == (records["EVNTDESC"] == LAST)).all()
    return list(zip(records["AVAL"], records["EVNTDESC"], strict=True))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # After a decline to 40: from 50 on, again 21 days later.
        ({0: 100, 40: 40, 60: 50, 81: 50}, (60, AFTER)),
        ({0: 100, 40: 40, 60: 50, 80: 50}, (80, LAST)),  # 20 days apart
        ({0: 100, 40: 40, 60: 49.9, 90: 50}, (90, LAST)),  # less than a quarter above the nadir
        ({0: 100, 40: 40, 60: 50, 70: 45, 90: 55}, (90, LAST)),  # back below, which ends it
        ({0: 100, 40: 40, 60: 50, 70: 45, 90: 55, 120: 50}, (90, AFTER)),
        ({0: 100, 40: 40, 60: 50, 70: 51, 90: 55, 120: 41}, (60, AFTER)),  # confirmed by then
        ({0: 100, 40: 40, 60: 50, 81: 49.9, 102: 60}, (102, LAST)),  # the next is back
        ({0: 40, 90: 0.02, 200: 2.5, 240: 0.02, 300: 0.02, 386: 3.0}, (386, LAST)),  # a spike
        ({0: 100, 40: 40, 60: 50, 70: 38, 90: 55}, (90, LAST)),  # a new nadir begins again
        ({0: 100, 40: 40, 60: 50, 70: 38, 90: 55, 120: 48}, (90, AFTER)),
        ({0: 100, 40: 40, 60: 90}, (60, LAST)),  # not confirmed
        # At least 2 ng/mL: 4 to 6, not 4 to 5.9.
        ({0: 10, 40: 4, 60: 6, 90: 6}, (60, AFTER)),
        ({0: 10, 40: 4, 60: 5.9, 90: 5.9}, (90, LAST)),
        ({0: 10, 40: "<0.01", 60: 2.01, 90: 2.01}, (60, AFTER)),
        # Without a decline: only from day 84 on, once.
        ({0: 100, 83: 200}, (83, LAST)),
        ({0: 100, 84: 125}, (84, WITHOUT)),
        ({0: 100, 40: 200, 60: 200, 90: 130}, (90, WITHOUT)),
        ({0: 100, 40: 200, 90: 124}, (90, LAST)),
        ({0: 100, 40: 99, 90: 200}, (90, LAST)),  # a decline, however small
        ({0: 100, 40: 100, 90: 125}, (90, WITHOUT)),  # the baseline again is none
    ],
)
def test_progression(chart, values: dict[int, object], expected: tuple[float, str]) -> None:
    assert found(times(chart, "TTPSA", [(values, None)])) == [expected]


def test_nobody_without_baseline_or_later_value(chart) -> None:
    cases = [
        ({40: 40, 60: 90}, None),
        ({0: 0, 40: 40, 60: 90}, None),  # no percentage of zero
        ({0: 100}, None),
        ({0: 100, 50: 90}, None),
    ]
    for param in ("TTPSA", "PSAPFS"):
        assert times(chart, param, cases)["USUBJID"].to_list() == ["P03"]
        chart.rows.clear()
    assert times(chart, "DORPSA", cases).empty


def test_death_is_an_event_of_the_composite_only(chart) -> None:
    cases = [
        ({0: 100, 40: 90}, 70),
        ({0: 100, 40: 40, 60: 50, 90: 60}, 95),
        ({0: 100, 100: 200}, 100),  # on the day of the value
    ]
    assert found(times(chart, "TTPSA", cases)) == [(40, LAST), (60, AFTER), (100, WITHOUT)]
    chart.rows.clear()
    composite = times(chart, "PSAPFS", cases)
    assert found(composite) == [(70, DEATH), (60, AFTER), (100, WITHOUT)]
    assert composite[["SRCDOM", "SRCVAR"]].to_numpy().tolist() == [
        ["ADSL", "DTHDT"],
        ["ADLB", "ADT"],
        ["ADLB", "ADT"],
    ]


def test_response_lasts_until_progression_or_death(chart) -> None:
    cases = [
        ({0: 100, 40: 50, 70: 40, 100: 50, 130: 60}, None),  # half of it is a response
        ({0: 100, 40: 51, 70: 60}, None),  # none
        ({0: 100, 40: 50}, 100),
        ({0: 100, 40: 50}, None),
        ({0: 100, 90: 200, 120: 50, 150: 60}, 200),  # progressed before the response
    ]
    records = times(chart, "DORPSA", cases)
    assert records["USUBJID"].to_list() == ["P00", "P02", "P03", "P04"]
    assert found(records) == [(60, AFTER), (60, DEATH), (0, LAST), (80, DEATH)]
    assert records["STARTDT"].dt.date.to_list()[0] == FIRST + timedelta(days=40)


def test_values_after_the_data_cut_off_do_not_count(chart) -> None:
    cases = [({0: 100, 40: 40, 386: 50, 420: 60}, None), ({0: 100, 387: 300}, None)]
    assert found(times(chart, "TTPSA", cases)) == [(386, LAST)]  # the cut-off: 31 March 2022


def test_without_a_rule_there_are_no_such_times(chart) -> None:
    chart.patient("P1", FIRST.isoformat())
    for number, value in ((0, 10), (40, 30)):
        chart.lab("P1", day(number), "PSA", value, "ng/mL")
    assert set(chart.prepare(biomarkers=[{"param": "PSA"}]).adtte["PARAMCD"]) == {"OS", "TTNTD"}
    assert "TTPSA" in set(chart.prepare(biomarkers=RULE).adtte["PARAMCD"])


def test_another_rule(chart) -> None:
    chart.patient("P1", FIRST.isoformat())
    for number, value in ((0, 100), (40, 40), (60, 44), (70, 44)):
        chart.lab("P1", day(number), "PSA", value, "ng/mL")
    rule = {"rise_percent": 10, "rise_absolute": 4, "confirmation_days": 10}
    adtte = chart.prepare(biomarkers=[{"param": "PSA", "progression": rule}]).adtte
    assert found(adtte[adtte["PARAMCD"] == "TTPSA"]) == [(60, AFTER)]


def test_a_study_without_any_value(chart) -> None:
    chart.patient("P1", FIRST.isoformat())
    assert set(chart.prepare(biomarkers=RULE).adtte["PARAMCD"]) == {"OS", "TTNTD"}
    chart.lab("P1", day(0), "ALP", 80, "U/L")
    adtte = chart.prepare(biomarkers=RULE).adtte
    assert set(adtte["PARAMCD"]) == {"OS", "TTNTD"}
    assert adtte["CNSR"].dtype == "int64"


def test_nobody_responds(chart) -> None:
    records = times(chart, "DORPSA", [({0: 100, 40: 90}, None)])
    assert records.empty
