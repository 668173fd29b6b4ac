"""Laboratory values of a few patients, written one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from ralu.adam import AdamSet

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
