"""What a Cox model is fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ralu.stats.checks import Flags, Floats, Integers
from ralu.stats.cox_likelihood import PartialLikelihood
from ralu.stats.observations import Observations

# What rounding leaves of a constant, for its size; and how small a part of a covariate may be
# its own, for its standard deviation, as in R.
_CONSTANT = 1e-9
_COLLINEAR = 1e-6


@dataclass(frozen=True, eq=False)
class Design:
    """Follow-up and covariates as the fit uses them.

    Attributes
    ----------
    observed, stratum
        Follow-up and stratum of each patient.
    independent
        Which covariates are no linear combination of those before them within strata.
    scaled
        The independent covariates (rows), their means within strata 0, their variance 1.
    unit
        What each of them was divided by.
    likelihood
        The partial likelihood of these.
    """

    observed: Observations
    stratum: Integers
    independent: Flags
    scaled: Floats
    unit: Floats
    likelihood: PartialLikelihood


def design(observed: Observations, values: Floats, stratum: Integers) -> Design:
    """Return what a model of the covariates `values` (rows) is fitted to."""
    size = np.abs(values).max(axis=1)
    count = np.bincount(stratum)
    centred = values.copy()
    for row in centred:
        row -= (np.bincount(stratum, row) / count)[stratum]
    unit = centred.std(axis=1)
    varying = unit > _CONSTANT * size
    scaled = centred[varying] / unit[varying, np.newaxis]
    independent = _independent(scaled)
    varying[varying] = independent
    scaled = scaled[independent]
    likelihood = PartialLikelihood(observed, scaled, stratum)
    return Design(observed, stratum, varying, scaled, unit[varying], likelihood)


def _independent(values: Floats) -> Flags:
    """Return which covariates (rows) are no linear combination of those before them."""
    triangle = np.asarray(np.linalg.qr(values.T, mode="r"))
    tolerance = _COLLINEAR * np.sqrt(values.shape[1])
    ranks = [np.linalg.matrix_rank(triangle[:, :k], tol=tolerance) for k in range(len(values) + 1)]
    return np.diff(ranks) > 0
