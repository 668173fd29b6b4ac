"""Where the numbers of a table or figure come from, in one line for HTML and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile

from ralu.blocks import Figure, Table

_PREFIXES = 4
"""At most so many prefixes of ledger ids are named."""


def provenance(block: Table | Figure) -> str:
    """Return id, datasets, methods and ledger ids of a block, "" where the ledger has no row of it.

    Datasets and methods stand in the order in which the block uses them:
    ``tab-os · source ADTTE sha256:1a2b3c4d5e6f · method Kaplan–Meier · ledger os.lu.*``.
    """
    if not block.ledger:
        return ""
    parts = {
        "source": ", ".join(_distinct(row.source for row in block.ledger)),
        "method": "; ".join(_distinct(row.method for row in block.ledger)),
        "ledger": ", ".join(_prefixes(row.id for row in block.ledger)),
    }
    return " · ".join([block.id, *(f"{name} {text}" for name, text in parts.items() if text)])


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, texts)))


def _prefixes(ids: Iterable[str]) -> list[str]:
    """Return what the ids that share their first part have in common: ``os.lu.*``, in order."""
    parts = [tuple(id.split(".")) for id in _distinct(ids)]
    places = {first: place for place, first in enumerate(dict.fromkeys(p[0] for p in parts))}
    parts.sort(key=lambda of_id: places[of_id[0]])
    short = list(_shortened(parts))
    return short if len(short) <= _PREFIXES else [*short[:_PREFIXES], "…"]


def _shortened(parts: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for _, group in groupby(parts, key=lambda of_id: of_id[0]):
        first, *others = group
        shared = takewhile(lambda same: len(set(same)) == 1, zip(first, *others, strict=False))
        yield ".".join((*(part for part, *_ in shared), "*") if others else first)
