"""Cells of a column to values, each distinct text judged once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, get_args

import pandas as pd
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from ralu.extract.types import FullDate, Number, PlainNumber
from ralu.extract.words import UnknownWordError, Vocabulary, folded
from ralu.study import Reading

NO_CODES: Mapping[str, str | None] = {}

_CHARACTER = re.compile(
    r".*(?:ID|CD|FL|DTC|DTF|TMF|(?:GR|CAT)[0-9]*)|TRT[0-9]{2}[AP]|ARM|ACTARM|DC[ST]REAS"
    r"|SEX|RACE|ETHNIC|COUNTRY"
)
"""Names that ADaM (Implementation Guide 1.3, section 3) gives to texts; codes are such, too."""


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


@dataclass(frozen=True)
class Column:
    """What the texts of a column stand for.

    Attributes
    ----------
    values
        Value of each distinct text; None where something is wrong with the text.
    wrong
        What is wrong with a text.
    respelled
        Words that stand in another spelling than they were written in, those apart that differ
        from a known word by case and separators only.
    """

    values: dict[str | None, Any]
    wrong: dict[str | None, str]
    respelled: dict[str | None, str]


def read_column(
    texts: Sequence[str | None],
    field: FieldInfo,
    reading: Reading,
    codes: Mapping[str, str | None] = NO_CODES,
) -> Column:
    """Read the texts of a column, each distinct one once.

    Parameters
    ----------
    texts
        Of all cells.
    field
        Declaration of the column.
    reading
        How the study writes its cells.
    codes
        What study.yml says that texts of this column stand for.
    """
    declared: TypeAdapter[Any] = TypeAdapter(
        Annotated[field.annotation, *field.metadata]  # type: ignore[arg-type]
    )
    column = Column({}, {}, {})
    for text in dict.fromkeys(texts):
        known = None if text is None or text in reading.missing_codes else text
        if text is not None and text in codes:
            known = codes[text]
        try:
            column.values[text] = declared.validate_python(known, context=reading)
        except ValidationError as error:
            column.values[text] = None
            column.wrong[text] = error.errors()[0]["msg"].removeprefix("Value error, ")
    if words := vocabulary(field):
        _settle_words(column, texts, words, codes)
    return column


def vocabulary(field: FieldInfo) -> Vocabulary | None:
    """Return the words of a coded column, None of any other."""
    return next((m for m in field.metadata if isinstance(m, Vocabulary)), None)


def _settle_words(
    column: Column,
    texts: Sequence[str | None],
    words: Vocabulary,
    codes: Mapping[str, str | None],
) -> None:
    """Put the words of a coded column in one spelling each; note those that are not known."""
    spelling = words.spellings(v for text in texts if (v := column.values[text]) is not None)
    for text, word in list(column.values.items()):
        if word is None:
            continue
        try:
            words.check(word, declared=text is not None and codes.get(text) == text)
        except UnknownWordError as error:
            column.values[text] = None
            column.wrong[text] = str(error)
            continue
        column.values[text] = spelling[word]
        certain = words.words and folded(spelling[word]) == folded(word)
        if spelling[word] != word and text not in codes and not certain:
            column.respelled[text] = spelling[word]


def dtype(field: FieldInfo) -> str:
    """Return the dtype that follows from the declaration, not from the data."""
    kinds = get_args(field.annotation) or (field.annotation,)
    if int in kinds:
        return "Int64"
    if float in kinds:
        return "float64"
    return "datetime64[ns]" if date in kinds else "object"


def undeclared(
    name: str,
    cells: list[Any],
    index: pd.Index,
    reading: Reading,
    codes: Mapping[str, str | None] = NO_CODES,
    *,
    untyped: bool = False,
) -> pd.Series:
    """Return a column that the dictionary does not declare, the same from every format.

    It is of one type, by the first of these rules that fits all its known cells:

    1. What ADaM calls character by its name is text, digits or not: ``SITEID``, ``AGEGR1``, and
       ``SEX`` though coded as 1 and 2.
    2. Full dates are dates, where the file says that they are dates or the name ends in ``DT``.
       A time of day is dropped, as from declared dates.
    3. Numbers are numbers, where the file says that they are; where it knows texts only, where
       each is a number as programs write it, with the decimal sign of study.yml. One ``01``,
       ``+1``, ``12E3`` or ``1,234`` leaves the whole column text.
    4. Anything else is text, and so is a column without a known cell, unless rule 2 names it.

    Parameters
    ----------
    name
        Name of the column, as ADaM has it.
    cells
        As the file holds them; those that the study calls not known become missing.
    index
        Index of the column.
    reading
        How the study writes cells.
    codes
        What study.yml says that texts of this column stand for.
    untyped
        Whether the file knows texts only.
    """
    texts = [as_written(cell, reading) for cell in cells]
    if codes:
        pairs = zip(texts, cells, strict=True)
        cells = [cell if t is None else codes.get(t, cell) for t, cell in pairs]
        texts = [as_written(cell, reading) for cell in cells]
    missing = {None, *reading.missing_codes}
    known = [cell for cell, text in zip(cells, texts, strict=True) if text not in missing]
    for kind in _possible(name, known, untyped=untyped):
        field = FieldInfo.from_annotation(kind)
        column = read_column(texts, field, reading)
        if not column.wrong:
            values = [column.values[text] for text in texts]
            return pd.Series(values, index=index, dtype=dtype(field))
    plain = [None if text in missing else text for text in texts]
    return pd.Series(plain, index=index, dtype="object")


def _possible(name: str, known: list[Any], *, untyped: bool) -> Iterator[Any]:
    """Yield the types, other than text, that the known cells of a column may be of."""
    if _CHARACTER.fullmatch(name):
        return
    kinds = {type(cell) for cell in known}
    if name.endswith("DT") or (kinds and all(issubclass(kind, date) for kind in kinds)):
        yield FullDate
    if kinds and kinds <= {int, float, Decimal}:
        yield Number
    elif kinds and untyped:
        yield PlainNumber
