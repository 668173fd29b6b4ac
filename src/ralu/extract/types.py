"""Types of cells: how the text of a cell becomes a value, by declaration."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

SAS_EPOCH = date(1960, 1, 1)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_PARTIAL_GERMAN = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})$")
_MEASURED = re.compile(r"([<>]=?)?\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$")


def _german(info: ValidationInfo) -> bool:
    return bool(info.context and info.context.date_format == "DD.MM.YYYY")


def _dotted(text: str, info: ValidationInfo) -> str:
    """Return the number with a decimal point, whatever the study writes."""
    if info.context and info.context.decimal == ",":
        if "." in text:
            raise ValueError("has a point, but study.yml says the decimal sign is a comma")
        return text.replace(",", ".")
    return text


def _number(value: Any, info: ValidationInfo) -> Any:
    if value is None:
        return None
    text = _dotted(value, info) if isinstance(value, str) else value
    try:
        number = float(text)
    except ValueError:
        raise ValueError("is not a number") from None
    if not math.isfinite(number):
        raise ValueError("is not a finite number")
    return number


def _whole(value: Any, info: ValidationInfo) -> Any:
    number = _number(value, info)
    if isinstance(number, float) and not number.is_integer():
        raise ValueError("is not a whole number")
    return None if number is None else int(number)


def _partial_date(value: Any, info: ValidationInfo) -> Any:
    """Return a date as ISO text of the length it is known to: ``2019-04-30``, ``2019-04``."""
    if value is None or isinstance(value, date):
        return value.isoformat()[:10] if value else None
    text = str(value)
    if found := _PARTIAL_GERMAN.match(text) if _german(info) else _PARTIAL.match(text):
        parts = found.groups()[::-1] if _german(info) else found.groups()
        year, month, day = (int(part) if part else None for part in parts)
        try:
            date(year or 1, month or 1, day or 1)
        except ValueError:
            raise ValueError("is not a date of the calendar") from None
        known = [f"{year:04d}"] + [f"{part:02d}" for part in (month, day) if part]
        return "-".join(known)
    form = "DD.MM.YYYY, MM.YYYY or YYYY" if _german(info) else "YYYY-MM-DD, YYYY-MM or YYYY"
    raise ValueError(f"is not a date written as {form}")


def _full_date(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float):
        return SAS_EPOCH + timedelta(days=int(value))
    text = _partial_date(value, info)
    if text is None:
        return None
    if len(text) < len("2019-04-30"):
        raise ValueError("is not a full date, and this column needs one")
    return date.fromisoformat(text)


def _measured(value: Any, info: ValidationInfo) -> Any:
    """Return a laboratory value as text with a decimal point: ``7.4``, ``<0.01``."""
    if value is None:
        return None
    found = _MEASURED.match(_dotted(str(value), info))
    if not found:
        raise ValueError("is not a number, nor a limit such as <0.01")
    return "".join(part or "" for part in found.groups())


def _flag(value: Any) -> Any:
    """Return Y or N."""
    meaning = {"y": "Y", "yes": "Y", "1": "Y", "n": "N", "no": "N", "0": "N"}
    if value is None:
        return None
    try:
        return meaning[str(value).lower()]
    except KeyError:
        raise ValueError("is neither Y nor N") from None


def _filled(value: Any) -> Any:
    if value is None:
        raise ValueError("is empty, and this column must be filled")
    return value


FILLED = AfterValidator(_filled)
"""Marks a column in which no cell may be empty."""

Words = str | None
Identifier = Annotated[Words, FILLED]
Number = Annotated[float | None, BeforeValidator(_number)]
Whole = Annotated[int | None, BeforeValidator(_whole)]
Flag = Annotated[str | None, BeforeValidator(_flag)]
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
