"""Units of laboratory values and their conversion to one standard (SI) unit per parameter.

``units.csv`` has a row per unit of the parameters it names; a value is multiplied by `multiply`
and divided by `divide`. A unit is known by parameter, since the same letters mean different
things: ``g/L`` is grams for hemoglobin and giga (10^9) for cells. What is not in the table is not
converted: the value becomes missing instead of wrong.

Factors: 1 g/dL hemoglobin = 0.6206 mmol/L; creatinine 1 mg/dL = 88.4 umol/L; bilirubin
1 mg/dL = 17.1 umol/L; 1 ukat = 60 U (1 U is 1 umol/min).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]


def normalise(unit: str) -> str:
    """Return `unit` in one spelling: without case, blanks, brackets, signs of power or of micro.

    ``10^9/L``, ``10E9/L``, ``10*9/L``, ``x 10⁹/l`` and ``×10**9/L`` all become ``109/l``;
    ``µL``, with either sign of micro, and ``mcL`` become ``ul``.
    """
    text = unicodedata.normalize("NFKC", re.sub(r"\{[^{}]*\}", "", unit)).casefold()
    text = text.replace("μ", "u").replace("∕", "/").replace("⁄", "/")
    text = re.sub(r"[\s^*()\[\]]", "", text)
    text = re.sub(r"lit(?:er|re)s?$", "l", text)
    text = re.sub(r"(?<![a-z])mc(?=l$|mol|kat|g)", "u", text)
    return re.sub(r"^[x×]?10(?:e\+?)?(?=\d)", "10", text)


@cache
def units() -> Mapping[str, Mapping[str, float]]:
    """Return per PARAMCD the factor from each unit of ``units.csv`` to the standard one."""
    table: dict[str, dict[str, float]] = {}
    text = files("ralu.ctcae").joinpath("units.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        factor = float(row["multiply"]) / float(row["divide"])
        for param in row["params"].split():
            table.setdefault(param, {})[row["unit"]] = factor
    return table


STANDARD_UNIT: Mapping[str, str] = {param: next(iter(known)) for param, known in units().items()}
"""Standard unit of each PARAMCD: the first of the table, whose factor is 1."""

_FACTORS = {
    param: {normalise(unit): factor for unit, factor in known.items()}
    for param, known in units().items()
}


@lru_cache(maxsize=4096)
def _factor(param: object, unit: object) -> float:
    if not isinstance(param, str) or not isinstance(unit, str):
        return np.nan
    return _FACTORS.get(param, {}).get(normalise(unit), np.nan)


def is_known(param: str, unit: str) -> bool:
    """Return whether values of `param` in `unit` can be converted to its standard unit."""
    return not np.isnan(_factor(param, unit))


def factors(param: npt.ArrayLike, unit: npt.ArrayLike) -> Floats:
    """Return the factor from `unit` to the standard unit of `param`, nan where not known.

    Parameters
    ----------
    param, unit
        PARAMCD and unit: texts, or arrays of texts that broadcast.
    """
    params, units = np.broadcast_arrays(_objects(param), _objects(unit))
    pairs = zip(params.ravel(), units.ravel(), strict=True)
    return np.array([_factor(p, u) for p, u in pairs], dtype=float).reshape(params.shape)


def to_standard(
    param: npt.ArrayLike, value: npt.ArrayLike, unit: npt.ArrayLike
) -> tuple[Floats, Objects]:
    """Convert laboratory values, or limits of normal, to the standard unit of their parameter.

    Parameters
    ----------
    param, unit
        PARAMCD and unit: texts, or arrays of texts that broadcast with `value`.
    value
        Numbers, missing allowed.

    Returns
    -------
    values
        Converted values; nan where the value is missing or the unit not known.
    units
        Standard unit of each; "" where the parameter is not known.
    """
    values = floats(value) * factors(param, unit)
    names = np.broadcast_to(_objects(param), values.shape)
    standard = [STANDARD_UNIT.get(name, "") for name in names.ravel()]
    return values, np.array(standard, dtype=object).reshape(values.shape)


def floats(value: Any) -> Floats:
    """Return `value` as floats, whatever stands for missing in it as nan."""
    if hasattr(value, "to_numpy"):
        return np.asarray(value.to_numpy(dtype=float, na_value=np.nan))
    return np.asarray(value, dtype=float)


def _objects(text: npt.ArrayLike) -> Objects:
    return np.asarray(text, dtype=object)
