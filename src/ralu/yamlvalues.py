"""Kinds of values in YAML files of the user: texts, dates, spans of time, paths, parameters."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo

Scalar = bool | int | float | str | None


def _plain(value: Any) -> Any:
    """Refuse what cannot be a parameter of a notebook."""
    items = [value]
    if isinstance(value, list):
        items = value
    elif isinstance(value, dict):
        items = [*value, *value.values()]
        if not all(isinstance(key, str) for key in value):
            raise ValueError("has a key that is not text: put it in quotes")
    if not all(isinstance(item, Scalar) for item in items):
        raise ValueError("must be one value, or a list or keys of single values")
    if any(isinstance(item, float) and not math.isfinite(item) for item in items):
        raise ValueError("holds a number that is not finite")
    return value


def _calendar_date(value: Any) -> Any:
    """Take a date as written, and no number for one."""
    if isinstance(value, date):
        return value
    if not re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", str(value)):
        raise ValueError("is not a date written as YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a date of the calendar") from None


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
ParameterValue = Annotated[
    Scalar | list[Scalar] | dict[str, Scalar],
    BeforeValidator(_plain),
]


MOST_DAYS, LEAST_MONTHS, MOST_MONTHS = 36_525, 0.01, 1200
"""Bounds of spans of time, the upper ones a hundred years: no choice of a study reaches further."""


def within(least: float, most: float) -> AfterValidator:
    """Return a check of a number's range, which the message names."""

    def checked(given: float) -> float:
        if not least <= given <= most:
            raise ValueError(f"must be from {least:,} to {most:,}")
        return given

    return AfterValidator(checked)


Days = Annotated[int, within(0, MOST_DAYS)]
Months = Annotated[float, within(LEAST_MONTHS, MOST_MONTHS)]


class Folders(NamedTuple):
    """Folders of study.yml and of the data: what a path of study.yml may not leave."""

    study: Path
    data: Path


WORKBOOK = ".xlsx#"


def file_and_sheet(named: str) -> tuple[str, str | None]:
    """Return file and sheet of ``file.xlsx#Sheet name``; a # elsewhere belongs to the file."""
    ending = named.casefold().find(WORKBOOK)
    if ending < 0:
        return named, None
    end = ending + len(WORKBOOK)
    return named[: end - 1], named[end:]


def inside(of: Literal["study", "data"]) -> AfterValidator:
    """Return a check that a path, relative to one of the folders, leads into one of them."""

    def checked(given: str, info: ValidationInfo) -> str:
        folders: Folders | None = info.context
        if folders is None:
            return given
        try:
            file, _ = file_and_sheet(given)
            target = (getattr(folders, of) / file).resolve()
            within = any(target.is_relative_to(folder.resolve()) for folder in folders)
        except (OSError, RuntimeError, ValueError):  # a loop of links, a null character
            within = False
        if not within:
            raise ValueError(
                "leads out of the folder of study.yml; put the file there, or name its folder by "
                "--data"
            )
        return given

    return AfterValidator(checked)
