"""Concordance of a risk score with survival."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ralu.stats.checks import Flags, Floats, Integers
from ralu.stats.observations import Observations

# Risks closer together, for their size, differ by rounding only.
_TIED = 1e-10


def concordance(observed: Observations, risk: Floats, stratum: Integers) -> tuple[float, float]:
    """Return the concordance and its standard error, as R ``concordance``.

    Pairs are comparable where one has an event while the other is at risk and goes on; who is
    censored at that time goes on.

    Parameters
    ----------
    observed
        Follow-up.
    risk
        Score of each patient: the higher, the earlier the event expected.
    stratum
        Stratum of each patient as a code; pairs are compared within it.
    """
    ranked = _Ranked.of(observed, risk, stratum)
    event = np.flatnonzero(observed.event)
    # Each patient's pairs as the one with the event (whom others outlive) ...
    as_event = ranked.compare(-ranked.out, np.arange(len(risk)), -ranked.out[event], event)
    # ... and as the one who goes on.
    as_other = ranked.compare(ranked.out[event], event, ranked.out, np.arange(len(risk)))
    if ranked.late.any():
        late = np.flatnonzero(ranked.late)
        as_event -= ranked.compare(-ranked.into[late], late, 1 - ranked.out[event], event)
        as_other -= ranked.compare(ranked.out[event], event, ranked.into + 1, np.arange(len(risk)))
    higher, lower, pairs = as_other[:, 2], as_other[:, 0], as_other.sum(axis=1)
    net, pairs = (higher - lower).astype(float), pairs.astype(float)
    net[event] += as_event[:, 0] - as_event[:, 2]
    pairs[event] += as_event.sum(axis=1)
    n_pairs = pairs.sum() / 2
    if n_pairs == 0:
        return float("nan"), float("nan")
    somers = net.sum() / 2 / n_pairs
    influence = (net - somers * pairs) / n_pairs
    return float((somers + 1) / 2), float(np.sqrt(np.sum(influence**2)) / 2)


@dataclass(frozen=True)
class _Ranked:
    """Patients with their times and risks as whole numbers, apart by stratum.

    `out` is twice the place of the exit, one more if censored; `into` twice the place of the
    last exit not after the entry: whoever has the event at `out` <= `into` is not compared.
    """

    stratum: Integers
    rank: Integers
    out: Integers
    into: Integers
    late: Flags

    @classmethod
    def of(cls, observed: Observations, risk: Floats, stratum: Integers) -> _Ranked:
        times, place = np.unique(observed.exit, return_inverse=True)
        order = np.argsort(risk, kind="stable")
        apart = np.diff(risk[order]) > _TIED * np.abs(risk).max()
        rank = np.empty(len(risk), dtype=np.int64)
        rank[order] = np.append(0, np.cumsum(apart))
        cell = np.unique(stratum * len(risk) + rank, return_inverse=True)[1]
        entered = np.searchsorted(times, observed.entry, side="right") - 1
        return cls(stratum, cell, 2 * place + ~observed.event, 2 * entered, entered >= 0)

    def compare(
        self, keys: Integers, points: Integers, limits: Integers, queries: Integers
    ) -> Integers:
        """Count, per query, the points of its stratum with a key below its limit.

        Three columns: those of lower, equal and higher risk.
        """
        span = 2 * (2 * len(self.out) + 2)
        place = self.stratum[points] * span + keys
        order = np.argsort(place, kind="stable")
        start = np.searchsorted(np.sort(self.stratum[points]), self.stratum[queries])
        found = np.searchsorted(place[order], self.stratum[queries] * span + limits)
        less, equal = _count(self.rank[points[order]], found, self.rank[queries])
        return np.column_stack([less - start, equal, found - less - equal])


def _count(ranks: Integers, prefix: Integers, bound: Integers) -> tuple[Integers, Integers]:
    """Count which of the first `prefix` ranks are below `bound`, and which equal it.

    Bit by bit from the highest, the ranks sorted by the bits already seen (a wavelet matrix):
    all queries at once, in as many passes as the numbers have bits.
    """
    ranks = ranks.astype(np.int32)
    low, high = np.zeros_like(prefix), prefix
    below = np.zeros_like(prefix)
    largest = max(int(bound.max(initial=0)), int(ranks.max(initial=0)))
    for bit in reversed(range(largest.bit_length())):
        one = (ranks >> bit & 1).astype(bool)
        zeros = np.concatenate([[0], np.cumsum(~one)])
        low_zeros, high_zeros = zeros[low], zeros[high]
        up = (bound >> bit & 1).astype(bool)
        below += np.where(up, high_zeros - low_zeros, 0)
        low = np.where(up, zeros[-1] + low - low_zeros, low_zeros)
        high = np.where(up, zeros[-1] + high - high_zeros, high_zeros)
        ranks = np.concatenate([ranks[~one], ranks[one]])
    return below, high - low
