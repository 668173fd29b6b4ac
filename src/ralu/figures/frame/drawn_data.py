"""What a figure draws, as a table: the reader can follow it and compare it with another."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ralu.blocks import Column, Row, Table

DIGITS = 10
"""Decimals of coordinates: as good as exact, and the same on every machine."""


def as_table(drawn: pd.DataFrame, title: str) -> Table:
    """Return the frame that a figure is drawn from as a table without a number of its own."""
    columns = (Column(name, align=_align(drawn[name])) for name in drawn.columns)
    rows = (Row(tuple(map(_text, row))) for row in drawn.itertuples(index=False, name=None))
    return Table("", title, tuple(columns), tuple(rows))


def _align(values: pd.Series) -> Any:
    return "right" if pd.api.types.is_numeric_dtype(values) else "left"


def _text(value: Any) -> str:
    """Return a value for people and programs alike: no exponent, nothing where it is missing."""
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
