"""Seeded draws: one stream of random numbers per topic, so that none disturbs another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from numpy.random import PCG64, Generator, SeedSequence

from ralu.synthesize.constants import SEED

T = TypeVar("T")


def stream(topic: str) -> Generator:
    """Return the random numbers of a topic, the same every time."""
    return Generator(PCG64(SeedSequence([SEED, *topic.encode()])))


def choose(
    rng: Generator, candidates: Sequence[T], size: int, weights: npt.ArrayLike | None = None
) -> list[T]:
    """Return `size` different candidates, the heavier the likelier."""
    share = None if weights is None else np.asarray(weights, dtype=float) / np.sum(weights)
    chosen = rng.choice(len(candidates), size=size, replace=False, p=share)
    return [candidates[i] for i in sorted(chosen)]


def pick(rng: Generator, shares: Mapping[T, float]) -> T:
    """Return one of the keys, by its share."""
    keys = list(shares)
    total = sum(shares.values())
    return keys[rng.choice(len(keys), p=[s / total for s in shares.values()])]


def chance(rng: Generator, probability: float) -> bool:
    """Return whether something of this probability happens."""
    return bool(rng.random() < probability)


def whole(rng: Generator, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, both included; `low` where `high` is less."""
    return int(rng.integers(low, max(low, high), endpoint=True))


def bounded_normal(rng: Generator, mean: float, sd: float, low: float, high: float) -> float:
    """Return a normal draw held between two bounds."""
    return float(np.clip(rng.normal(mean, sd), low, high))


def later(day: date, days: int) -> date:
    """Return the day so many days after `day`."""
    return day + timedelta(days=days)
