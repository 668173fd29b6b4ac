"""Partial likelihood of the Cox model with its derivatives, ties by Efron."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ralu.stats.checks import Floats, Integers
from ralu.stats.observations import Observations


@dataclass(frozen=True)
class Derivatives:
    """Logarithm of the partial likelihood, its gradient and its negative second derivative."""

    log_likelihood: float
    score: Floats
    information: Floats


class PartialLikelihood:
    """The partial likelihood of given data as a function of the coefficients.

    The event times of all strata stand in one sequence, and a patient is at risk for those from
    place `first` to before place `out`. What concerns a risk set is a sum over patients by
    `out`, summed from the end; patients who entered late are taken off before `first`. So each
    evaluation is a few passes over the data, whatever the number of event times.

    Parameters
    ----------
    observed
        Follow-up.
    values
        Covariates: one row per covariate, one column per patient.
    stratum
        Stratum of each patient as a code.

    Attributes
    ----------
    time, n_event
        Each event time of each stratum, and the events then.
    """

    def __init__(self, observed: Observations, values: Floats, stratum: Integers) -> None:
        order, first, last, self.time = _places(observed, stratum)
        used = first <= last
        order, self._first, self._out = order[used], first[used], last[used] + 1
        self._values = np.ascontiguousarray(values[:, order])
        self._late = bool((self._first > 0).any())
        self._event = np.flatnonzero(observed.event[order])
        self._place = self._out[self._event] - 1
        self._event_values = self._values[:, self._event]
        self.n_event = np.bincount(self._place, minlength=len(self.time))
        self._start = np.cumsum(self.n_event) - self.n_event
        self._row = np.repeat(np.arange(len(self.time)), self.n_event)
        self._tied = (np.arange(len(self._row)) - self._start[self._row]) / self.n_event[self._row]

    def at(self, coefficients: Floats, by_time: Floats | None = None) -> Derivatives:
        """Return the derivatives at the coefficients.

        Parameters
        ----------
        coefficients
            One per covariate.
        by_time
            A weight for the part of each event time in score and information, as the test of
            proportional hazards needs it.
        """
        eta = linear_predictor(self._values, coefficients)
        risk = np.exp(eta)
        dying = risk[self._event]
        died_risk = np.bincount(self._place, dying, len(self.time))
        # Efron: of d deaths at one time each in turn leaves the risk set by the share 1 / d.
        share = 1 / (self._at_risk(risk)[self._row] - self._tied * died_risk[self._row])
        log_likelihood = float(eta[self._event].sum() + np.log(share).sum())
        weight = np.ones(len(self.time)) if by_time is None else by_time
        hazard = weight * self._by_time(share)
        own = weight * self._by_time(share * self._tied)
        total = self._expected(risk, hazard)
        total[self._event] -= dying * own[self._place]
        events = self._event_values @ weight[self._place]
        score = events - self._values @ total
        information = (self._values * total) @ self._values.T
        information -= self._of_means(risk, dying, share, weight)
        return Derivatives(log_likelihood, score, information)

    def residuals(self, coefficients: Floats) -> Floats:
        """Return each event's covariates (rows) less their mean in the risk set, by event time.

        Of tied events each gets the mean over Efron's steps: the residuals of Schoenfeld (1982).
        """
        risk = np.exp(linear_predictor(self._values, coefficients))
        dying, size = risk[self._event], len(self.time)
        died_risk = np.bincount(self._place, dying, size)
        share = 1 / (self._at_risk(risk)[self._row] - self._tied * died_risk[self._row])
        first, then = self._by_time(share), self._by_time(share * self._tied)
        found = np.empty_like(self._event_values)
        for k, (all_values, values) in enumerate(
            zip(self._values, self._event_values, strict=True)
        ):
            died = np.bincount(self._place, dying * values, size)
            mean = (self._at_risk(risk * all_values) * first - died * then) / self.n_event
            found[k] = values - mean[self._place]
        return found

    def _at_risk(self, values: Floats) -> Floats:
        """Return the sum of patients' values over the risk set of each event time."""
        size = len(self.time)
        left = np.asarray(np.bincount(self._out, values, size + 1), dtype=np.float64)
        if self._late:
            left -= np.bincount(self._first, values, size + 1)
        total: Floats = np.cumsum(left[:0:-1])[::-1]
        return total

    def _by_time(self, values: Floats) -> Floats:
        """Return the sum of values of single events at each event time."""
        return np.add.reduceat(values, self._start) if len(values) else np.zeros(0)

    def _expected(self, risk: Floats, hazard: Floats) -> Floats:
        """Return the events expected of each patient, given the hazard at each event time."""
        cumulative = np.append(0.0, np.cumsum(hazard))
        found: Floats = cumulative[self._out]
        if self._late:
            found -= cumulative[self._first]
        found *= risk
        return found

    def _of_means(self, risk: Floats, dying: Floats, share: Floats, weight: Floats) -> Floats:
        """Return the sum over events of the outer product of the mean covariates at risk."""
        size = len(self.time)
        at_risk = np.empty((len(self._values), size))
        for row, values in zip(at_risk, self._values, strict=True):
            row[:] = self._at_risk(risk * values)
        squared = weight[self._row] * share**2
        found: Floats = (at_risk * self._by_time(squared)) @ at_risk.T
        if self._tied.any():
            died = np.empty_like(at_risk)
            for row, values in zip(died, self._event_values, strict=True):
                row[:] = np.bincount(self._place, dying * values, size)
            cross = (at_risk * self._by_time(squared * self._tied)) @ died.T
            found += (died * self._by_time(squared * self._tied**2)) @ died.T - cross - cross.T
        return found


def linear_predictor(values: Floats, coefficients: Floats) -> Floats:
    """Return the log hazard ratio of each patient (column).

    Summed covariate by covariate: equal patients must get equal numbers to the last digit,
    which a matrix product does not promise.
    """
    eta = np.zeros(values.shape[1])
    for row, coefficient in zip(values, coefficients, strict=True):
        eta += row * coefficient
    return eta


def _places(
    observed: Observations, stratum: Integers
) -> tuple[Integers, Integers, Integers, Floats]:
    """Return an order of patients, first and last place at risk in it, the time of each place.

    By stratum and exit: everything that follows then runs through memory in one direction.
    """
    order = np.argsort(observed.exit, kind="stable")
    exits = observed.exit[order]
    new = np.append(True, np.diff(exits) > 0)
    times = exits[new]
    ends = stratum[order] * (len(times) + 1) + np.cumsum(new)
    by_stratum = np.argsort(ends, kind="stable")
    order, ends = order[by_stratum], ends[by_stratum]
    died = ends[observed.event[order]]
    places = died[np.append(True, np.diff(died) > 0)] if died.size else died
    entered = np.searchsorted(times, observed.entry[order], side="right")  # 0: before all
    starts = stratum[order] * (len(times) + 1) + entered
    first = np.searchsorted(places, starts, side="right")
    last = np.searchsorted(places, ends, side="right") - 1
    return order, first, last, times[places % (len(times) + 1) - 1]
