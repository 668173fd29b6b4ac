"""Missing values of ADSL: which variables, at which sites, of how many patients."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.ledger import LedgerRow
from ralu.printed import Printed, compose, join
from ralu.study import Study
from ralu.tables.groups import POPULATION, Group, columns_of, of_cohort, subgroup, unplaced

ID = "fig-missing"


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
    study: Study, adam: AdamSet, variables: list[str], *, by: str = "SITEID"
) -> Missing | None:
    """Return how many patients lack each variable, by site; None where nobody lacks any.

    Parameters
    ----------
    variables
        Variables of ADSL; those the study does not have are passed over.
    by
        Variable of the columns; without it there is one column, everybody.
    """
    known = [v for v in dict.fromkeys(variables) if v in adam.adsl and v != by]
    everybody, *groups = columns_of(study, adam, [by] if by in adam.adsl else [])
    columns = [*(group for group in groups if group.variable == by), everybody]
    lacking = {v: everybody.of(adam.adsl)[v].isna().sum() for v in known}
    if not any(lacking.values()):
        return None
    ledger = of_cohort(ID)
    for group in columns:
        group.number(ledger)
    counts, shares = [], []
    for variable in filter(lacking.__getitem__, known):
        gone = pd.Index(adam.adsl.loc[adam.adsl[variable].isna(), "USUBJID"])
        numbers = [len(group.subjects.intersection(gone)) for group in columns]
        pairs = zip(columns, numbers, strict=True)
        counts.append(tuple(g.add(ledger, "missing", n, str(n), variable) for g, n in pairs))
        shares.append([n / g.n if g.n else np.nan for g, n in zip(columns, numbers, strict=True)])
    notes = [f"{POPULATION}. Numbers are patients without a value."]
    if not all(lacking.values()):
        notes.append("The other variables of the tables above are known of everybody.")
    notes += unplaced(study, adam, [by] if by in adam.adsl else [], ledger)
    return Missing(
        tuple(columns),
        tuple(filter(lacking.__getitem__, known)),
        tuple(subgroup(study, adam, v).label for v in known if lacking[v]),
        tuple(counts),
        np.array(shares),
        tuple(notes),
        tuple(ledger.rows),
    )


def in_words(missing: Missing) -> Printed:
    """Return how many patients lack each variable, over everybody."""
    pairs = zip(missing.variables, missing.counts, strict=True)
    return join("; ", (compose("{}: {}", name, counts[-1]) for name, counts in pairs))
