"""Maximum of the Cox partial likelihood by Newton and Raphson."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ralu.stats.checks import Flags, Floats
from ralu.stats.cox_likelihood import Derivatives, PartialLikelihood

# Standard error, per standard deviation of the covariate, from which the likelihood holds no
# information on a term: its maximum lies at infinity. Real estimates stay below 10.
_FLAT = 100.0
# And from which terms are left where they are: the others then no longer notice.
_FROZEN = 1e4
# Share of a term in a combination without information from which it belongs to it.
_PART = 0.01
_CONVERGED = 1e-12
_MAX_STEPS = 100
_MAX_HALVINGS = 30


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is largest.

    Attributes
    ----------
    coefficients
        Where a term's maximum lies at infinity, a value far out.
    covariance
        Inverse of the information; nan for terms that are not finite.
    finite
        Which terms have a finite maximum.
    null, fitted
        The likelihood at 0 and at the maximum.
    """

    coefficients: Floats
    covariance: Floats
    finite: Flags
    null: Derivatives
    fitted: Derivatives


def maximise(likelihood: PartialLikelihood, n_terms: int) -> Maximum:
    """Return the maximum over coefficients of covariates with a standard deviation of 1."""
    found = np.zeros(n_terms)
    frozen = np.zeros(n_terms, dtype=bool)
    here = null = likelihood.at(found)
    for _ in range(_MAX_STEPS):
        frozen[~frozen] = _without_information(here.information[np.ix_(~frozen, ~frozen)])
        covariance = _inverse(here.information, ~frozen)
        step = np.where(frozen, 0.0, np.nan_to_num(covariance) @ here.score)
        gain = float(here.score @ step)
        found, here = _climb(likelihood, found, step, here)
        if gain < _CONVERGED:
            break
    else:
        frozen[:] = True
    covariance = _inverse(here.information, ~frozen)
    finite = np.diag(covariance) < _FLAT**2
    covariance[~np.outer(finite, finite)] = np.nan
    return Maximum(found, covariance, finite, null, here)


def _without_information(information: Floats) -> Flags:
    """Return which terms are part of a combination the likelihood is flat in."""
    values, vectors = np.linalg.eigh(information)
    flat = vectors[:, values < _FROZEN**-2]
    return np.asarray((np.abs(flat) > _PART).any(axis=1))


def _inverse(information: Floats, used: Flags) -> Floats:
    """Return the inverse of the information on the terms used; nan for the others."""
    found = np.full(information.shape, np.nan)
    within = np.ix_(used, used)
    found[within] = np.linalg.inv(information[within])
    return found


def _climb(
    likelihood: PartialLikelihood, start: Floats, step: Floats, here: Derivatives
) -> tuple[Floats, Derivatives]:
    """Return where the step leads, halved until the likelihood does not fall."""
    slack = 1e-12 * (1 + abs(here.log_likelihood))
    for _ in range(_MAX_HALVINGS):
        with np.errstate(all="ignore"):
            there = likelihood.at(start + step)
        if there.log_likelihood >= here.log_likelihood - slack:
            return start + step, there
        step = step / 2
    return start, here
