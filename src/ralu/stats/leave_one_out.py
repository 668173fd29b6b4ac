"""What single patients do to a quantile of survival."""

from __future__ import annotations

from typing import Any

import numpy as np

from ralu.stats.checks import Floats
from ralu.stats.kaplan_meier import first_reached
from ralu.stats.observations import observe


def quantiles_without_each(durations: Any, events: Any, p: float = 0.5) -> Floats:
    """Return the quantile of survival with each patient left out in turn.

    Parameters
    ----------
    durations, events
        As in `kaplan_meier`.
    p
        As in ``KaplanMeier.quantile``.

    Returns
    -------
    ndarray
        One quantile per patient, as `kaplan_meier` of all the others gives it; nan where it is
        not reached, and for a patient who is the only one.

    Raises
    ------
    ValueError
        As `kaplan_meier`; and for a probability that is none.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, it is {p}.")
    observed = observe(durations, events)
    time, index = np.unique(observed.exit, return_inverse=True)
    n_exit = np.bincount(index)
    n_event = np.bincount(index[observed.event], minlength=len(time))
    n_risk = observed.at_risk(time)
    found = np.full(len(index), np.nan)
    if len(found) == 1:
        return found
    # Patients with the same time and outcome leave the same others behind.
    kinds, kind = np.unique(2 * index + observed.event, return_inverse=True)
    for k, (place, died) in enumerate(zip(kinds // 2, kinds % 2, strict=True)):
        risk, deaths = n_risk.copy(), n_event.copy()
        risk[: place + 1] -= 1
        deaths[place] -= died
        left = np.ones(len(time), dtype=bool)
        left[place] = n_exit[place] > 1
        survival: Floats = np.cumprod(1 - deaths[left] / risk[left], dtype=np.float64)
        found[kind == k] = first_reached(time[left], 1 - survival, p)
    return found
