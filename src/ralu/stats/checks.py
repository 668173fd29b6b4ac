"""Checks of what the statistics are given: refused as a whole, nothing dropped silently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SHOWN = 5


def refuse(name: str, wrong: Flags, what: str) -> None:
    """Raise where any value is wrong.

    Raises
    ------
    ValueError
        Naming the argument, how many values are wrong and the positions of the first ones,
        counted from 0.
    """
    positions = np.flatnonzero(wrong)
    if positions.size:
        first = ", ".join(map(str, positions[:_SHOWN])) + (
            ", ..." if len(positions) > _SHOWN else ""
        )
        values = "1 value" if len(positions) == 1 else f"{len(positions)} values"
        raise ValueError(f"{name}: {values} {what} (at position {first}).")


def series(name: str, values: Any) -> pd.Series[Any]:
    """Return `values` as a series with the index 0, 1, ...; empty and missing are refused."""
    if np.ndim(values) != 1:
        raise ValueError(f"{name} must be one-dimensional, it has {np.ndim(values)} dimensions.")
    given = pd.Series(values).reset_index(drop=True)
    if given.empty:
        raise ValueError(f"{name} is empty: there is no patient to analyse.")
    refuse(name, given.isna().to_numpy(), "missing")
    return given


def numbers(name: str, values: Any) -> Floats:
    """Return `values` as finite floats."""
    given = series(name, values)
    if given.dtype == object:
        given = given.convert_dtypes()
    if not pd.api.types.is_numeric_dtype(given) or np.iscomplexobj(given):
        raise ValueError(f"{name} must hold numbers, not {given.dtype}.")
    found: Floats = given.to_numpy(dtype=float)
    refuse(name, ~np.isfinite(found), "not finite")
    return found


def number(name: str, value: Any) -> None:
    """Raise ValueError where `value` is not one finite number."""
    if np.ndim(value) != 0:
        raise ValueError(f"{name} must be one number.")
    numbers(name, [value])


def count(name: str, value: Any) -> None:
    """Raise ValueError where `value` is no count."""
    number(name, value)
    if value < 0 or value != int(value):
        raise ValueError(f"{name} must be a count, it is {value}.")


def share(x: int, n: int, names: tuple[str, str]) -> None:
    """Raise ValueError where `x` is no part of `n`."""
    count(names[0], x)
    count(names[1], n)
    if x > n:
        raise ValueError(f"{names[0]} is {x}, more than {names[1]}, which is {n}.")


def times(name: str, values: Any) -> Floats:
    """Return `values` as times: finite and not negative."""
    found = numbers(name, values)
    refuse(name, found < 0, "negative")
    return found


def indicator(name: str, values: Any) -> Flags:
    """Return `values`, each 0 or 1, as truth values."""
    found = numbers(name, values)
    refuse(name, (found != 0) & (found != 1), "neither 0 (censored) nor 1 (event)")
    occurred: Flags = found == 1
    return occurred


def causes(name: str, values: Any) -> Integers:
    """Return `values` as causes of an event: 0 (censored), 1, 2, ..."""
    found = numbers(name, values)
    refuse(name, (found < 0) | (found != np.floor(found)), "not 0 (censored), 1, 2, ...")
    return found.astype(np.int64)


def labels(name: str, values: Any) -> Integers:
    """Return `values`, the labels of groups, as codes 0, 1, ... in order of appearance."""
    codes, _ = pd.factorize(series(name, values))
    return codes.astype(np.int64)


def same_length(**arrays: npt.NDArray[Any]) -> None:
    """Raise ValueError where the arrays, given by name, differ in length."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"Lengths differ: {found}. Give one value per patient.")


def columns(frame: pd.DataFrame, names: list[str]) -> None:
    """Raise ValueError where the frame lacks a column."""
    missing = [name for name in names if name not in frame]
    if missing:
        raise ValueError(f"frame has no column {', '.join(missing)}.")


def distinct(name: str, values: Sequence[str]) -> None:
    """Raise ValueError where a value comes twice."""
    twice = sorted({value for value in values if list(values).count(value) > 1})
    if twice:
        raise ValueError(f"{name}: {', '.join(twice)} named more than once.")


def level(alpha: float) -> None:
    """Raise ValueError where `alpha` is no significance level."""
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, it is {alpha}.")
