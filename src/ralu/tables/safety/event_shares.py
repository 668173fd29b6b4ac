"""How many patients of each group had an event, and the differences between the groups."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed
from ralu.prose import confidence
from ralu.rounding import NE_NOTE, NOT_ESTIMABLE, count_percent, fixed, with_limits
from ralu.stats import risk_difference
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, everybody, split, subgroup, unplaced
from ralu.tables.frame.needs import records_of
from ralu.tables.safety.adverse_events import (
    KINDS,
    ONCE,
    event_definition,
    names_of,
    of_kind,
    recorded,
    treatment_emergent,
)
from ralu.tables.safety.event_terms import TERM, frequent_terms

NEEDS = {"adae": "AEDECOD AEBODSYS AETOXGR? AESER? RELFL? AEACN? TRTEMFL?"}
LIMITS = ("difference", "lower", "upper")
METHOD = "Newcombe hybrid score"
POINTS = "percentage points"


@dataclass(frozen=True)
class Line:
    """What the patients of a line had: a kind of event, or a term of a system organ class."""

    label: str
    variable: str
    level: str


@dataclass(frozen=True)
class EventShares:
    """Patients with an event by group, and differences to the first group.

    Attributes
    ----------
    kinds, terms
        The lines, terms with the most patients first.
    groups
        The levels of `by` in order, the first being the reference; everybody where there are
        fewer than two.
    min_percent
        Terms that fewer percent of the patients of every group have are left out.
    """

    kinds: tuple[Line, ...]
    terms: tuple[Line, ...]
    groups: tuple[Group, ...]
    by: str
    min_percent: float
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)

    def row(self, line: Line, group: Group, stat: str, **columns: str) -> LedgerRow:
        """Return the ledger row of a statistic of a line and group.

        The limits of a share and of a difference are told apart by their ``unit``.
        """
        of = {"variable": line.variable, "variable_level": line.level, **columns}
        return group.row(self.ledger, stat, **of)


def event_shares(
    study: Study,
    adam: AdamSet,
    *,
    by: str | None = None,
    min_percent: float = 10,
    id: str = "tab-teae-difference",
) -> EventShares | None:
    """Count the patients with each kind of event and each frequent term; None without events.

    Parameters
    ----------
    by
        Grouping variable of ADSL, its first level the reference.
    min_percent
        Terms that fewer percent of the patients of every group have are left out.
    """
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    groups = split(study, adam, by) if by is not None and by in adam.adsl else []
    compared = len(groups) > 1 and by is not None
    groups = groups if compared else [everybody(adam)]
    events = treatment_emergent(records["adae"])
    names = names_of(records["adae"])
    kinds = [Line(KINDS[kind], kind, "") for kind in KINDS if recorded(events, kind)]
    frequent = frequent_terms(groups, events, min_percent)
    terms = [Line(term, soc, term) for soc, term in frequent]
    of_kinds = [of_kind(events, line.variable) for line in kinds]
    by_term = dict(list(events.groupby(TERM)))
    own = Ledger("teae", "teae_overview", id, POPULATION, "adae", ONCE, names=names)
    _record(study, groups, kinds, of_kinds, own)
    of_terms = [by_term[name] for name in frequent]
    own = replace(own, prefix="teae.term", analysis="teae_soc_pt")
    _record(study, groups, terms, of_terms, own)
    notes = unplaced(study, adam, [by] if compared and by else [], own)
    return EventShares(
        tuple(kinds),
        tuple(terms),
        tuple(groups),
        by if compared and by else "",
        min_percent,
        notes,
        tuple(own.rows),
    )


def _record(
    study: Study, groups: list[Group], lines: list[Line], events: list[pd.DataFrame], own: Ledger
) -> None:
    """Record the shares, under the ids of the other tables, and the differences."""
    differences = replace(own, prefix="teae.difference", analysis="teae_difference", method=METHOD)
    for line, mine in zip(lines, events, strict=True):
        subjects = pd.Index(mine["USUBJID"].unique())
        counts = [int(group.subjects.isin(subjects).sum()) for group in groups]
        for group, count in zip(groups, counts, strict=True):
            group.parts(own, count, line.variable, line.level)
            group.limits(own, study, count, line.variable, line.level)
            if group is not groups[0]:
                _difference(study, groups[0], group, counts[0], count, line, differences)


def _difference(
    study: Study,
    reference: Group,
    group: Group,
    of_reference: int,
    count: int,
    line: Line,
    ledger: Ledger,
) -> None:
    """Record the difference of a group to the reference in percentage points."""
    found = risk_difference(count, group.n, of_reference, reference.n, alpha=study.analysis.alpha)
    for stat, value in zip(LIMITS, found, strict=True):
        group.add(
            ledger,
            stat,
            100 * value,
            fixed(100 * value, 1),
            line.variable,
            line.level,
            unit=POINTS,
            n=group.n + reference.n,
        )


def event_difference_table(
    study: Study, adam: AdamSet, result: EventShares | None, *, id: str = "tab-teae-difference"
) -> Table | None:
    """Return patients by group with the differences to the first; None without two groups."""
    if result is None or not result.by:
        return None
    sizes = Ledger("", "", id, POPULATION, "adsl")
    reference, *others = result.groups
    level = confidence(study)
    columns = [Column("n (%)", group=reference.sized(sizes))]
    for group in others:
        span = group.sized(sizes)
        columns += [Column("n (%)", group=span)]
        columns += [Column(f"Difference\n({level} CI)", group=span, weight=1.5)]
    rows = [Row((line.label, *_cells(result, line))) for line in result.kinds]
    if result.terms:
        rows.append(Row(("Terms", *[""] * (len(columns) - 1)), heading=True))
    rows += [Row((line.label, *_cells(result, line)), indent=1) for line in result.terms]
    label = subgroup(study, adam, result.by).label
    return Table(
        id,
        "Treatment-emergent adverse events: differences between groups",
        (Column("", align="left", weight=2.2), *columns),
        tuple(rows),
        (
            *event_definition(study, adam, sizes),
            f"Patients, n (%). Groups: {label}. Difference: share of the group less that of "
            f"{reference.shown}, in percentage points; confidence intervals (CI) by Newcombe's "
            "hybrid score method, not adjusted for their number and without tests. Terms of at "
            f"least {result.min_percent:g}% of the patients of any group. {NE_NOTE}",
            *result.notes,
        ),
        landscape=len(columns) > 6,
        ledger=(*result.ledger, *sizes.rows),
    )


def _cells(result: EventShares, line: Line) -> list[Printed]:
    cells = []
    for group in result.groups:
        cells.append(share_text(result, line, group))
        if group is not result.groups[0]:
            cells.append(difference_text(result, line, group))
    return cells


def share_text(result: EventShares, line: Line, group: Group) -> Printed:
    """Return the patients of a group as "n (%)"."""
    return count_percent(*(result.row(line, group, stat).printed for stat in ("n", "pct")))


def difference_text(result: EventShares, line: Line, group: Group) -> Printed:
    """Return the difference of a group to the first with its limits."""
    texts = [result.row(line, group, stat, unit=POINTS).printed for stat in LIMITS]
    return texts[0] if texts[0] == NOT_ESTIMABLE else with_limits(*texts, to=" to ")
