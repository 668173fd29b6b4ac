"""Columns of a table: the levels of grouping variables and everybody together."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column
from ralu.ledger import OVERALL, Ledger
from ralu.stats import proportion_ci
from ralu.study import Study, Subgroup
from ralu.tables.text import count_percent, fixed

POPULATION = "Safety population"
YES_NO = {"Y": "Yes", "N": "No"}


@dataclass(frozen=True)
class Group:
    """Subjects that share a level of a variable; `variable` is "" for everybody."""

    variable: str
    label: str
    level: str
    subjects: pd.Index = field(repr=False)

    @property
    def n(self) -> int:
        """Number of subjects."""
        return len(self.subjects)

    @property
    def sized(self) -> str:
        """Level and size, ``Placebo (N = 86)``, the size never broken over lines."""
        return f"{YES_NO.get(self.level, self.level)} (N\u00a0=\u00a0{self.n})"

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the records of the subjects of this group."""
        return frame[frame["USUBJID"].isin(self.subjects)]

    def count(self, ledger: Ledger, records: pd.DataFrame, variable: str, level: str = "") -> str:
        """Record how many subjects of the group have a record; return it as "n (%)"."""
        return self.share(ledger, self.of(records)["USUBJID"].nunique(), variable, level)

    def share(self, ledger: Ledger, count: int, variable: str, level: str = "") -> str:
        """Record a count of the group's subjects with its percentage; return it as "n (%)"."""
        percent = 100 * count / self.n if self.n else None
        self.add(ledger, "n", count, str(count), variable, level)
        self.add(ledger, "pct", percent, fixed(percent, 1), variable, level, unit="%")
        return count_percent(count, self.n)

    def limits(
        self, ledger: Ledger, study: Study, count: int, variable: str, level: str = ""
    ) -> str:
        """Record the confidence limits of a share of the group, in percent."""
        analysis = study.analysis
        alpha = 1 - analysis.confidence_level
        _, *limits = proportion_ci(count, self.n, method=analysis.proportion_ci, alpha=alpha)
        texts = [
            self.add(ledger, stat, 100 * limit, fixed(100 * limit, 1), variable, level, unit="%")
            for stat, limit in zip(("lower", "upper"), limits, strict=True)
        ]
        return "–".join(texts)

    def add(
        self,
        ledger: Ledger,
        stat: str,
        value: float | None,
        text: str,
        variable: str,
        level: str = "",
        *,
        unit: str = "",
        n: int | None = None,
    ) -> str:
        """Record one statistic of the group; the denominator is its size unless given."""
        return ledger.add(
            stat,
            value,
            text,
            variable=variable,
            level=level,
            group=self.variable,
            group_level=self.level,
            unit=unit,
            n=self.n if n is None else n,
        )


def safety(adam: AdamSet) -> pd.DataFrame:
    """Return ADSL of the safety population: patients with at least one dose."""
    return adam.adsl[adam.adsl["SAFFL"] == "Y"]


def subgroup(study: Study, adam: AdamSet, variable: str) -> Subgroup:
    """Return the grouping that study.yml declares for a variable, or one made from the data."""
    declared = [*study.analysis.subgroups, *filter(None, [study.analysis.group])]
    for one in declared:
        if one.variable == variable:
            return one
    return Subgroup(variable=variable, label=adam.label("adsl", variable))


def levels(adam: AdamSet, by: Subgroup) -> list[str]:
    """Return the levels of a grouping variable in order."""
    if by.variable not in adam.adsl:
        return []
    return list(by.levels) or sorted(safety(adam)[by.variable].dropna().astype(str).unique())


def everybody(adam: AdamSet) -> Group:
    """Return the whole safety population."""
    return Group("", "", OVERALL, pd.Index(safety(adam)["USUBJID"]))


def split(study: Study, adam: AdamSet, variable: str) -> list[Group]:
    """Return the groups of one variable, in order of its levels."""
    by = subgroup(study, adam, variable)
    adsl = safety(adam)
    return [
        Group(variable, by.label, level, pd.Index(adsl.loc[adsl[variable] == level, "USUBJID"]))
        for level in levels(adam, by)
    ]


def columns_of(study: Study, adam: AdamSet, variables: list[str] | None = None) -> list[Group]:
    """Return the groups that are the columns of a table.

    Everybody comes first, then the levels of each variable; by default those of the study's
    group variable, which come before everybody, as arms do.
    """
    if variables is not None:
        known = [v for v in variables if v in adam.adsl]
        return [everybody(adam), *(g for v in known for g in split(study, adam, v))]
    if study.analysis.group is None:
        return [everybody(adam)]
    return [*split(study, adam, study.analysis.group.variable), everybody(adam)]


def heads(groups: list[Group]) -> tuple[Column, ...]:
    """Return a column head per group, with its size."""
    return tuple(Column(g.sized.replace(" (", "\n("), group=g.label) for g in groups)
