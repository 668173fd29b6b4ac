"""Types of cells: how the text of a cell becomes a value, by declaration."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from ralu.study import Reading

YEARS = range(1900, 2100)
LARGEST_WHOLE = 10**9
SPREADSHEET_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
FLAGS = dict.fromkeys(("y", "yes", "true", "1"), "Y") | dict.fromkeys(
    ("n", "no", "false", "0"), "N"
)
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_PARTIAL_GERMAN = re.compile(r"(?:(?:([0-9]{1,2})\.)?([0-9]{1,2})\.)?([0-9]{4})")
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIGNED = re.compile(f"[+-]?{_NUMBER}")
_PLAIN = re.compile(r"-?(?:(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-][0-9]+)?")
_MEASURED = re.compile(rf"([<>]=?)?\s*\+?(-?{_NUMBER})")


def _reading(info: ValidationInfo) -> Reading:
    return info.context or Reading()


def _dotted(text: str, info: ValidationInfo) -> str:
    """Return the number with a decimal point, whatever the study writes."""
    if _reading(info).decimal == ",":
        if "." in text:
            raise ValueError("has a point, but study.yml says the decimal sign is a comma")
        return text.replace(",", ".")
    if re.search("[0-9],[0-9]", text):
        raise ValueError("has a comma, but study.yml says the decimal sign is a point")
    return text


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("is too large a number")
    return number


def _number(text: str | None, info: ValidationInfo) -> float | None:
    if text is None:
        return None
    dotted = _dotted(text, info)
    if not _SIGNED.fullmatch(dotted):
        raise ValueError("is not a number")
    return _finite(dotted)


def _plain_number(text: str | None, info: ValidationInfo) -> float | None:
    """Return a number that cannot be meant as a code.

    Codes are ``01``, ``+1``, ``12E3`` and whole numbers of more digits than a float holds.
    Programs write no number so, but for the exponent with its sign: ``1e-07``.
    """
    if text is None:
        return None
    dotted = _dotted(text, info)
    if not _PLAIN.fullmatch(dotted):
        raise ValueError("is not a number, or may be a code")
    return _finite(dotted)


def _whole(text: str | None, info: ValidationInfo) -> int | None:
    number = _number(text, info)
    if number is None:
        return None
    if not number.is_integer():
        raise ValueError("is not a whole number")
    if abs(number) > LARGEST_WHOLE:
        raise ValueError("is too large a number")
    return int(number)


def _partial_date(text: str | None, info: ValidationInfo) -> str | None:
    """Return a date as ISO text of the length it is known to: ``2019-04-30``, ``2019-04``."""
    if text is None:
        return None
    german = _reading(info).date_format == "DD.MM.YYYY"
    found = (_PARTIAL_GERMAN if german else _PARTIAL).fullmatch(text)
    if not found:
        form = "DD.MM.YYYY, MM.YYYY or YYYY" if german else "YYYY-MM-DD, YYYY-MM or YYYY"
        raise ValueError(f"is not a date written as {form}, as study.yml says")
    parts = found.groups()[::-1] if german else found.groups()
    known = [int(part) for part in parts if part is not None]
    if known[0] not in YEARS:
        raise ValueError(f"is not a year from {YEARS[0]} to {YEARS[-1]}")
    try:
        date(*[*known, 1, 1][:3])
    except ValueError:
        raise ValueError("is not a date of the calendar") from None
    return "-".join(f"{part:02d}" for part in known)


def _full_date(text: str | None, info: ValidationInfo) -> date | None:
    partial = _partial_date(text, info)
    if partial is None:
        return None
    if len(partial) < len("2019-04-30"):
        raise ValueError("is not a full date, and this column needs one")
    return date.fromisoformat(partial)


def _measured(text: str | None, info: ValidationInfo) -> str | None:
    """Return a laboratory value as text with a decimal point: ``7.4``, ``<0.01``."""
    if text is None:
        return None
    found = _MEASURED.fullmatch(_dotted(text, info))
    if not found:
        raise ValueError("is not a number, nor a limit such as <0.01")
    if _finite(found[2]) < 0:
        raise ValueError("is negative, as no laboratory value can be")
    return (found[1] or "") + found[2]


def _flag(text: str | None) -> str | None:
    """Return Y or N."""
    if text is None:
        return None
    try:
        return FLAGS[text.lower()]
    except KeyError:
        raise ValueError("is neither Y nor N (nor yes, no, true, false, 1, 0)") from None


def _words(text: str | None) -> str | None:
    """Return a text with single blanks, so that what looks equal is equal."""
    if text is None:
        return None
    if text in SPREADSHEET_ERRORS:
        raise ValueError("is the error of a formula")
    plain = " ".join(text.split())
    if not plain.isprintable():
        raise ValueError("holds a character that cannot be seen")
    return plain


def _filled(value: Any) -> Any:
    if value is None:
        raise ValueError("is empty or not known, and this column must be filled")
    return value


FILLED = AfterValidator(_filled)
"""Marks a column in which no cell may be empty."""

Words = Annotated[str | None, BeforeValidator(_words)]
Identifier = Annotated[Words, FILLED]
Number = Annotated[float | None, BeforeValidator(_number)]
PlainNumber = Annotated[float | None, BeforeValidator(_plain_number)]
"""A number in a column of which nobody says that it holds numbers."""
Whole = Annotated[int | None, BeforeValidator(_whole)]
AS_FLAG = BeforeValidator(_flag)
"""Marks a column of Y and N."""
Flag = Annotated[str | None, AS_FLAG]
PARTIAL = BeforeValidator(_partial_date)
"""Marks a date that may be known to the month or year only."""
PartialDate = Annotated[str | None, PARTIAL]
FullDate = Annotated[date | None, BeforeValidator(_full_date)]
Measured = Annotated[str | None, BeforeValidator(_measured)]


def between(low: float, high: float) -> AfterValidator:
    """Return the annotation of a column whose numbers lie in a plausible range."""

    def check(value: Any) -> Any:
        if value is not None and not low <= value <= high:
            raise ValueError(f"is outside {low:g} to {high:g}")
        return value

    return AfterValidator(check)
