"""Partial dates and study days."""

from __future__ import annotations

import calendar
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.adam.dates import Rule, impute, study_day

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31))


def _impute(
    text: str | None, rule: Rule, *, not_before: str | None = None, not_after: str | None = None
) -> tuple[str | None, str | None]:
    """Return the imputed date as ISO text, and its flag, missing being None."""
    bounds = {
        name: pd.to_datetime(pd.Series([bound]))
        for name, bound in (("not_before", not_before), ("not_after", not_after))
        if bound
    }
    dates, flags = impute(pd.Series([text], dtype="object"), rule, **bounds)
    day = None if pd.isna(dates[0]) else dates[0].date().isoformat()
    return day, None if pd.isna(flags[0]) else flags[0]


@pytest.mark.parametrize(
    ("text", "rule", "day", "flag"),
    [
        ("2019-04-30", "first", "2019-04-30", None),
        ("2019-04-30", "mid", "2019-04-30", None),
        ("2019-04-30", "last", "2019-04-30", None),
        ("2019-04", "first", "2019-04-01", "D"),
        ("2019-04", "mid", "2019-04-15", "D"),
        ("2019-04", "last", "2019-04-30", "D"),
        ("2019", "first", "2019-01-01", "M"),
        ("2019", "mid", "2019-06-30", "M"),
        ("2019", "last", "2019-12-31", "M"),
        ("2019-02", "last", "2019-02-28", "D"),
        ("2020-02", "mid", "2020-02-15", "D"),
        ("2020-02", "last", "2020-02-29", "D"),
        ("2019-12", "last", "2019-12-31", "D"),
        (None, "first", None, None),
        (None, "mid", None, None),
        (None, "last", None, None),
    ],
)
def test_impute(text: str | None, rule: Rule, day: str | None, flag: str | None) -> None:
    assert _impute(text, rule) == (day, flag)


@pytest.mark.parametrize(
    ("text", "not_before", "not_after", "day"),
    [
        ("2019-04", "2019-04-20", None, "2019-04-20"),
        ("2019-04", None, "2019-04-10", "2019-04-10"),
        ("2019-04", "2019-05-02", None, "2019-04-30"),  # never leaves April
        ("2019-04", None, "2019-03-02", "2019-04-01"),
        ("2019", "2019-08-01", None, "2019-08-01"),
        ("2019", "2020-01-01", None, "2019-12-31"),
        ("2019-04", "2019-04-20", "2019-04-18", "2019-04-18"),  # at odds: not_after counts
        ("2019-04-15", "2019-04-20", "2019-04-10", "2019-04-15"),  # known, so not moved
        (None, "2019-04-20", "2019-04-25", None),
    ],
)
def test_bounds(text: str, not_before: str | None, not_after: str | None, day: str) -> None:
    assert _impute(text, "mid", not_before=not_before, not_after=not_after)[0] == day


def test_a_missing_bound_does_not_move_a_date() -> None:
    bound = pd.to_datetime(pd.Series([None, "2019-04-20"]))
    dates, _ = impute(pd.Series(["2019-04", "2019-04"]), "mid", not_before=bound, not_after=bound)
    assert dates.dt.day.to_list() == [15, 20]


def test_nothing_to_impute() -> None:
    dates, flags = impute(pd.Series([], dtype="object"), "mid")
    assert (dates.dtype, flags.dtype) == ("datetime64[ns]", "object")


@given(
    day=DAYS,
    known=st.sampled_from([4, 7, 10]),
    rule=st.sampled_from(["first", "mid", "last"]),
    not_before=st.none() | DAYS,
    not_after=st.none() | DAYS,
)
def test_an_imputed_date_lies_within_what_is_known(
    day: date, known: int, rule: Rule, not_before: date | None, not_after: date | None
) -> None:
    text = day.isoformat()[:known]
    lower, upper = (str(bound) if bound else None for bound in (not_before, not_after))
    imputed, flag = _impute(text, rule, not_before=lower, not_after=upper)
    assert imputed is not None
    assert imputed.startswith(text)
    assert flag == {4: "M", 7: "D", 10: None}[known]


@given(day=DAYS, known=st.sampled_from([4, 7]), bounds=st.tuples(DAYS, DAYS).map(sorted))
def test_a_bound_holds_where_what_is_known_allows_it(
    day: date, known: int, bounds: list[date]
) -> None:
    text = day.isoformat()[:known]
    last_month = 12 if known == 4 else day.month
    earliest = date(day.year, 1 if known == 4 else day.month, 1)
    latest = date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
    lower, upper = bounds
    imputed, _ = _impute(text, "mid", not_before=str(lower), not_after=str(upper))
    if upper >= earliest and lower <= latest:
        assert str(lower) <= str(imputed) <= str(upper)


def test_study_day_has_no_day_0() -> None:
    days = pd.to_datetime(pd.Series(["2020-03-09", "2020-03-10", "2020-03-11", None]))
    first = pd.to_datetime(pd.Series(["2020-03-10"] * 4))
    expected = pd.Series([-1, 1, 2, None], dtype="Int64")
    pd.testing.assert_series_equal(study_day(days, first), expected)


def test_study_day_over_a_leap_february() -> None:
    day = study_day(
        pd.Series([pd.Timestamp("2020-03-01")]), pd.Series([pd.Timestamp("2020-02-28")])
    )
    assert day[0] == 3
