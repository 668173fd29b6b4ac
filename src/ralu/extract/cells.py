"""Cells of a column to values, each distinct text judged once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args

import pandas as pd
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from ralu.study import Reading


def as_written(cell: Any, reading: Reading) -> str | None:
    """Return the text of a cell.

    Numbers and dates of formats that have them are put as the study writes them, so that one
    declaration reads every format.
    """
    match cell:
        case None | str():
            return cell
        case bool():
            return "Y" if cell else "N"
        case float() if cell.is_integer():
            return str(int(cell))
        case int() | float() | Decimal():
            return str(cell).replace(".", reading.decimal)
        case date():
            year, month, day = cell.isoformat()[:10].split("-")
            german = reading.date_format == "DD.MM.YYYY"
            return f"{day}.{month}.{year}" if german else f"{year}-{month}-{day}"
    return str(cell)


def read_column(
    texts: Iterable[str | None], field: FieldInfo, reading: Reading
) -> tuple[dict[str | None, Any], dict[str | None, str]]:
    """Return the value of each distinct text of a column, and what is wrong with the text.

    The value of a text with something wrong is None.
    """
    declared: TypeAdapter[Any] = TypeAdapter(
        Annotated[field.annotation, *field.metadata]  # type: ignore[arg-type]
    )
    values: dict[str | None, Any] = {}
    wrong: dict[str | None, str] = {}
    for text in dict.fromkeys(texts):
        known = None if text in reading.missing_codes else text
        try:
            values[text] = declared.validate_python(known, context=reading)
        except ValidationError as error:
            values[text] = None
            wrong[text] = error.errors()[0]["msg"].removeprefix("Value error, ")
    return values, wrong


def dtype(field: FieldInfo) -> str:
    """Return the dtype that follows from the declaration, not from the data."""
    kinds = get_args(field.annotation) or (field.annotation,)
    if int in kinds:
        return "Int64"
    if float in kinds:
        return "float64"
    return "datetime64[ns]" if date in kinds else "object"


def undeclared(cells: list[Any], index: pd.Index, reading: Reading) -> pd.Series:
    """Return a column the dictionary does not declare: as typed by its file, if of one type."""
    kinds = {int if isinstance(cell, float) else type(cell) for cell in cells if cell is not None}
    if len(kinds) > 1:
        cells = [as_written(cell, reading) for cell in cells]
    return pd.Series(cells, index=index).infer_objects()
