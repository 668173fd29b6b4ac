"""Cells by their declared types: what is taken, and what is refused in which words."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ralu.extract.types import (
    YEARS,
    Flag,
    FullDate,
    Identifier,
    Measured,
    Number,
    PartialDate,
    Whole,
    Words,
)
from ralu.study import Reading

POINT, COMMA = Reading(), Reading(decimal=",", date_format="DD.MM.YYYY")
TYPES = {
    kind: TypeAdapter(kind)
    for kind in (Flag, FullDate, Identifier, Measured, Number, PartialDate, Whole, Words)
}


def read(kind: Any, text: str | None, reading: Reading = POINT) -> Any:
    return TYPES[kind].validate_python(text, context=reading)


def refusal(kind: Any, text: str | None, reading: Reading = POINT) -> str:
    with pytest.raises(ValidationError) as refused:
        read(kind, text, reading)
    return str(refused.value.errors()[0]["ctx"]["error"])


@pytest.mark.parametrize("kind", [Flag, FullDate, Measured, Number, PartialDate, Whole, Words])
def test_an_empty_cell_is_missing(kind) -> None:
    assert read(kind, None) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("-7.5", -7.5), ("1e3", 1000), (".5", 0.5), ("5.", 5), ("+2", 2), ("007", 7)],
)
def test_numbers(text: str, number: float) -> None:
    assert read(Number, text) == number


@pytest.mark.parametrize(
    "text",
    ["n.a.", "nan", "NaN", "inf", "-Infinity", "1_000", "1 000", "0x1F", "<5", "٣", "1.2.3", "1e"],
)
def test_what_only_python_or_nobody_takes_for_a_number(text: str) -> None:
    assert refusal(Number, text) == "is not a number"


def test_numbers_too_large() -> None:
    assert refusal(Number, "1e999") == "is too large a number"
    assert refusal(Whole, "1e300") == "is too large a number"
    assert refusal(Measured, "9" * 400) == "is too large a number"


def test_the_decimal_sign_is_the_one_declared() -> None:
    assert read(Number, "1,5", COMMA) == 1.5
    assert "decimal sign is a point" in refusal(Number, "1,5")
    assert "decimal sign is a point" in refusal(Measured, "<0,01")
    assert "decimal sign is a comma" in refusal(Number, "1.5", COMMA)
    assert "decimal sign is a comma" in refusal(Number, "1.000,5", COMMA)
    assert refusal(Number, "1,000,5", COMMA) == "is not a number"
    assert refusal(Number, "late, by phone") == "is not a number"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_the_same_with_either_sign(number: float) -> None:
    text = repr(number)
    assert read(Number, text) == read(Number, text.replace(".", ","), COMMA) == number


def test_whole_numbers() -> None:
    assert read(Whole, "3.0") == 3
    assert refusal(Whole, "3.5") == "is not a whole number"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7.4", "7.4"),
        ("<0.01", "<0.01"),
        ("< 0.01", "<0.01"),
        (">1000", ">1000"),
        ("<=5", "<=5"),
        ("+3", "3"),
        ("1e3", "1e3"),
        ("0", "0"),
    ],
)
def test_laboratory_values(text: str, value: str) -> None:
    assert read(Measured, text) == value


@pytest.mark.parametrize("text", ["<", ">", "≤5", "<<1", "5<", "~7", "low", "1-2", "nan", "<inf"])
def test_what_is_no_laboratory_value(text: str) -> None:
    assert refusal(Measured, text) == "is not a number, nor a limit such as <0.01"


@pytest.mark.parametrize("text", ["-1", "-9", "<-0.5"])
def test_a_negative_laboratory_value_is_an_undeclared_code(text: str) -> None:
    assert "negative" in refusal(Measured, text)


@given(st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from(["", "<", "> ", "<="]))
def test_a_laboratory_value_reads_the_same_with_either_sign(number, limit: str) -> None:
    text = f"{limit}{number}"
    assert read(Measured, text) == read(Measured, text.replace(".", ","), COMMA)
    assert float(read(Measured, text).lstrip("<>=")) == float(number)


partial_dates = st.tuples(
    st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)), st.sampled_from([4, 7, 10])
).map(lambda known: known[0].isoformat()[: known[1]])


@given(partial_dates)
def test_a_partial_date_comes_back_as_it_is_known(text: str) -> None:
    assert read(PartialDate, text) == text
    german = ".".join(reversed(text.split("-")))
    assert read(PartialDate, german, COMMA) == text


def test_dates_without_leading_zeros() -> None:
    assert read(PartialDate, "2019-4-3") == read(PartialDate, "3.4.2019", COMMA) == "2019-04-03"


@pytest.mark.parametrize(
    "text", ["2020-02-30", "2019-02-29", "2019-13", "2019-00", "2019-00-15", "2019-04-00"]
)
def test_dates_that_no_calendar_has(text: str) -> None:
    assert refusal(PartialDate, text) == "is not a date of the calendar"


@pytest.mark.parametrize("text", ["0000", "1066-10-14", "1899", "2100-01-01", "9999-12-31"])
def test_years_that_stand_for_not_known(text: str) -> None:
    assert refusal(PartialDate, text) == "is not a year from 1900 to 2099"


@pytest.mark.parametrize(
    "text",
    ["30.04.2019", "04.2019", "spring 2019", "2019-04-30T10:00", "43585", "20190430", "-", "٢٠١٩"],
)
def test_dates_in_another_form(text: str) -> None:
    assert "is not a date written as YYYY-MM-DD, YYYY-MM or YYYY" in refusal(PartialDate, text)
    assert "is not a date written as YYYY-MM-DD" in refusal(FullDate, text)


@pytest.mark.parametrize("text", ["2019-04-30", "30.04.19", "30/04/2019", "30.04.2019 10:00"])
def test_dates_in_another_form_than_the_german_one(text: str) -> None:
    assert "is not a date written as DD.MM.YYYY" in refusal(PartialDate, text, COMMA)


def test_a_full_date_is_needed_where_one_is_declared() -> None:
    assert read(FullDate, "2019-04-30") == date(2019, 4, 30)
    assert refusal(FullDate, "2019-04") == "is not a full date, and this column needs one"


def test_flags() -> None:
    texts = ["Y", "yes", "1", "TRUE", "n", "No", "0", "false"]
    assert [read(Flag, text) for text in texts] == [*"YYYYNNNN"]
    for text in ("ja", "nein", "wahr", "x", "2", "-"):
        assert refusal(Flag, text).startswith("is neither Y nor N")


def test_words_that_look_equal_are_equal() -> None:
    assert read(Words, "Dry \n\u00a0mouth") == "Dry mouth"
    assert read(Identifier, "007") == "007"
    assert refusal(Identifier, None).startswith("is empty")


@pytest.mark.parametrize("text", ["S01\u200b-01", "\x00", "a\x1b[31m", "S\u00ad1", "\ufeffS1"])
def test_characters_that_cannot_be_seen(text: str) -> None:
    assert refusal(Words, text) == "holds a character that cannot be seen"


def test_the_error_of_a_formula_is_no_text() -> None:
    assert refusal(Words, "#N/A") == "is the error of a formula"


@given(st.sampled_from(list(TYPES)), st.text(), st.sampled_from([POINT, COMMA]))
def test_any_text_is_taken_or_refused(kind, text: str, reading: Reading) -> None:
    try:
        value = read(kind, text, reading)
    except ValidationError:
        return
    if kind in (Number, Whole):
        assert math.isfinite(value)
    if kind is FullDate:
        assert value.year in YEARS
