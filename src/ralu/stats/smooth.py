"""A smooth line through points: natural cubic spline by least squares."""

from __future__ import annotations

from typing import Any

import numpy as np

from ralu.stats import checks
from ralu.stats.checks import Floats


def natural_spline(x: Any, y: Any, *, df: int = 4) -> tuple[Floats, Floats]:
    """Return the spline at each point and its leverage there.

    Parameters
    ----------
    x, y
        Coordinates of the points.
    df
        Parameters of the line, two or more; its inner knots divide the points equally.

    Returns
    -------
    fitted, leverage
        The variance of the fit at a point is its leverage times that of y. nan where fewer than
        `df` + 1 different x do not tell the line.

    Raises
    ------
    ValueError
        For values that cannot be, and for `df` below 2.

    Notes
    -----
    As R ``fitted(lm(y ~ ns(x, df = df - 1)))`` and ``hatvalues``.
    """
    across, up = checks.numbers("x", x), checks.numbers("y", y)
    checks.same_length(x=across, y=up)
    if df < 2:
        raise ValueError(f"df must be at least 2, it is {df}.")
    if len(np.unique(across)) <= df:
        return np.full_like(up, np.nan), np.full_like(up, np.nan)
    orthonormal, _ = np.linalg.qr(_basis(across, df))
    return orthonormal @ (orthonormal.T @ up), np.asarray((orthonormal**2).sum(axis=1))


def _basis(x: Floats, df: int) -> Floats:
    """Return functions (columns) that are cubic between the knots and straight beyond them."""
    knots = np.quantile(x, np.linspace(0, 1, df))
    start, spread = knots[0], np.ptp(knots)
    x, knots = (x - start) / spread, (knots - start) / spread
    cubes = np.maximum(x[:, np.newaxis] - knots, 0) ** 3
    bends = (cubes[:, :-1] - cubes[:, -1:]) / np.maximum(knots[-1] - knots[:-1], 1e-12)
    return np.column_stack([np.ones_like(x), x, bends[:, :-1] - bends[:, -1:]])
