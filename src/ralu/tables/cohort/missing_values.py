"""Missing values of ADSL: which variables, at which sites, of how many patients."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.ledger import LedgerRow
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, columns_of, of_cohort, subgroup, unplaced

SITE = "SITEID"


@dataclass(frozen=True)
class Missing:
    """Patients without a value.

    Attributes
    ----------
    groups
        The sites, or arms, and everybody, in order of the columns.
    variables, labels
        Those with a missing value, in order.
    counts, shares
        Patients without a value, as printed and as part of the group's (nan where it is empty): a
        row per variable, a column per group.
    """

    groups: tuple[Group, ...]
    variables: tuple[str, ...]
    labels: tuple[str, ...]
    counts: tuple[tuple[Printed, ...], ...] = field(repr=False)
    shares: np.ndarray = field(repr=False)
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)


def missing_values(
    study: Study, adam: AdamSet, variables: list[str], *, id: str = "fig-missing"
) -> Missing | None:
    """Return how many patients lack each variable, by site; None where nobody lacks any.

    Parameters
    ----------
    variables
        Variables of ADSL; those the study does not have are passed over.
    """
    known = [v for v in dict.fromkeys(variables) if v in adam.adsl and v != SITE]
    split_by = [SITE] if SITE in adam.adsl else []
    everybody, *groups = columns_of(study, adam, split_by)
    columns = [*(group for group in groups if group.variable == SITE), everybody]
    numbers = pd.DataFrame([group.of(adam.adsl)[known].isna().sum() for group in columns]).T
    numbers = numbers[numbers.iloc[:, -1] > 0]
    if numbers.empty:
        return None
    ledger = of_cohort(id)
    sizes = np.array([int(group.number(ledger)) for group in columns], dtype="float64")
    sizes[sizes == 0] = np.nan
    counts = tuple(
        tuple(g.add(ledger, "missing", n, str(n), v) for g, n in zip(columns, row, strict=True))
        for v, *row in numbers.itertuples(name=None)
    )
    notes = [f"{POPULATION}. Numbers are patients without a value."]
    if len(numbers) < len(known):
        notes.append("The other variables of the tables above are known of everybody.")
    notes += unplaced(study, adam, split_by, ledger)
    return Missing(
        tuple(columns),
        tuple(map(str, numbers.index)),
        tuple(subgroup(study, adam, str(v)).label for v in numbers.index),
        counts,
        numbers.to_numpy() / sizes,
        tuple(notes),
        tuple(ledger.rows),
    )


def missing_in_words(missing: Missing) -> Printed:
    """Return how many patients lack each variable, over everybody."""
    pairs = zip(missing.variables, missing.counts, strict=True)
    return join("; ", (compose("{}: {}", name, counts[-1]) for name, counts in pairs))
