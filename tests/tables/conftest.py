"""Tiny studies: adverse events placed in time, laboratory values written one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from ralu.adam import AdamSet

TIMED_ADSL: dict[str, Any] = {
    # at risk for 90 days (the window), 10 (death), 30 (the window), 20 (last known alive)
    "USUBJID": list("1234"),
    "SAFFL": ["Y"] * 4,
    "ARM": ["A", "A", "B", "B"],
    "TRTSDT": ["2020-01-01"] * 4,
    "TRTEDT": ["2020-03-01", "2020-01-01", "2020-01-01", "2020-01-01"],
    "DTHFL": ["N", "Y", "N", "N"],
    "DTHDT": [None, "2020-01-11", None, None],
    "LSTALVDT": ["2021-01-01", "2020-01-05", "2021-01-01", "2020-01-21"],
    "NACTEDT": ["2020-06-01", None, None, None],
}
TIMED_EVENTS = [
    # patient, term, class, grade, start, end, treatment-emergent, serious
    ("1", "Pain", "General", 2, "2019-12-01", None, "N", "N"),
    ("1", "Anaemia", "Blood", 3, "2020-01-31", "2020-02-10", "Y", "Y"),  # day 30
    ("1", "Anaemia", "Blood", 1, "2020-03-11", None, "Y", "N"),  # day 70
    ("1", "Nausea", "Gut", 2, "2020-07-01", None, "N", "N"),  # after the next therapy
    ("3", "Nausea", "Gut", 1, None, None, "Y", "N"),
    ("3", "Fatigue", "General", None, "2020-01-16", "2020-01-20", "Y", "N"),  # day 15
    ("3", "Pain", "General", 2, "2020-02-15", None, "N", "N"),  # day 45
    ("4", "Fatigue", "General", 4, "2020-01-21", None, "Y", "N"),  # day 20, the last at risk
]
NAMES = (
    "USUBJID", "AEDECOD", "AEBODSYS", "AETOXGR", "ASTDT", "AENDT", "TRTEMFL", "AESER",
)  # fmt: skip


@pytest.fixture
def timed(adam_of: Any) -> AdamSet:
    """Return the four patients and their events; a month is 30 days in the tests of them."""
    return with_events(adam_of, TIMED_EVENTS)


@pytest.fixture
def timed_of(adam_of: Any) -> Any:
    """Return a maker of the four patients with other events, or other columns of ADSL."""

    def made(events: list[tuple[Any, ...]], **adsl: Any) -> AdamSet:
        return with_events(adam_of, events, **adsl)

    return made


def with_events(adam_of: Any, events: list[tuple[Any, ...]], **adsl: Any) -> AdamSet:
    """Return the datasets, their dates as dates."""
    columns = dict(zip(NAMES, map(list, zip(*events, strict=True)), strict=True)) if events else {}
    adam = adam_of(adsl=TIMED_ADSL | adsl, adae=columns | {"RELFL": ["N"] * len(events)})
    for name in ("TRTSDT", "TRTEDT", "DTHDT", "LSTALVDT", "NACTEDT", "EOSDT", "RFENDT"):
        if name in adam.adsl:
            adam.adsl[name] = adam.adsl[name].astype("datetime64[ns]")
    return adam


def numbers(table: Any, stat: str, group_level: str = "Overall") -> dict[tuple[str, str], Any]:
    """Return the values of a statistic by variable and level."""
    return {
        (r.variable, r.variable_level): r.value
        for r in table.ledger
        if (r.stat, r.group_level) == (stat, group_level) and r.analysis != "cohort"
    }


@pytest.fixture
def numbers_of() -> Any:
    """Return what reads the values of a statistic off a table."""
    return numbers


FIRST = date(2020, 1, 1)
VISITS = ("Before", "After 1", "After 2")


@pytest.fixture
def value() -> Callable[..., dict[str, Any]]:
    """Return a maker of records of ADLB: patient, day of the study, value, baseline."""

    def made(
        patient: str, day: int, value: float, base: float | None, visit: int = 1, **more: object
    ) -> dict[str, Any]:
        return {
            "USUBJID": patient,
            "PARAMCD": "PSA",
            "PARAM": "PSA",
            "ADT": FIRST + timedelta(days=day - 1),
            "ADY": day,
            "AVAL": value,
            "BASE": base,
            "PCHG": 100 * (value - base) / base if base else None,
            "AVISIT": VISITS[visit],
            "AVISITN": visit,
            "ANL01FL": "Y",
            "ONTRTFL": "Y",
            "ABLFL": "Y" if visit == 0 else None,
            "ANRHI": None,
            "AVALC": None,
            "AVALU": "ng/mL",
        } | more

    return made


@pytest.fixture
def adam_with(adam_of: Callable[..., AdamSet]) -> Callable[..., AdamSet]:
    """Return a maker of datasets from records of ADLB and columns of the others."""

    def made(records: Sequence[dict[str, Any]], **more: Any) -> AdamSet:
        columns = {name: [record[name] for record in records] for name in records[0]}
        return adam_of(adlb=columns, **more)

    return made


@pytest.fixture
def psa(value: Callable[..., dict[str, Any]], adam_with: Callable[..., AdamSet]) -> AdamSet:
    """Return five patients of two arms, two of them with a baseline and a later value."""
    records = [
        value("1", 1, 10.0, 10.0, 0),
        value("1", 2, 5.0, 10.0, 1),
        value("1", 30, 4.0, 10.0, 2),  # 28 days after the first decline by 50%
        value("2", 1, 0.9, 0.9, 0),
        value("2", 9, 0.63, 0.9, 1),  # 30% exactly
        value("3", 1, 0.0, 0.0, 0),  # a baseline of zero
        value("3", 9, 3.0, 0.0, 1),
        value("4", 1, 8.0, 8.0, 0),  # nothing later
    ]
    arms = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 5, "ARM": ["A", "A", "B", "B", None]}
    return adam_with(records, adsl=arms)


FOUR_ADSL = {
    "USUBJID": list("1234"),
    "SAFFL": ["Y"] * 4,
    "SITEID": ["A", "A", "B", "B"],
    "ARM": ["A", "A", "B", "B"],
}
FOUR_DEATHS = {
    "USUBJID": list("1234"),
    "PARAMCD": ["OS"] * 4,
    "PARAM": ["Overall survival"] * 4,
    "AVAL": [30.0, 60.0, 90.0, 120.0],
    "ENTRY": [0.0] * 4,
    "CNSR": [0] * 4,
}


@pytest.fixture
def four_deaths(adam_of: Any) -> Callable[..., AdamSet]:
    """Return a maker of four patients who die after 30, 60, 90 and 120 days, or the first `n`."""

    def made(n: int = 4, *, adsl: Any = None, adtte: Any = None) -> AdamSet:
        columns = (FOUR_ADSL | (adsl or {}), FOUR_DEATHS | (adtte or {}))
        of_n = [{name: values[:n] for name, values in given.items()} for given in columns]
        return adam_of(adsl=of_n[0], adtte=of_n[1])

    return made
