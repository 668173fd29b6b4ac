"""Columns of a table: the levels of grouping variables and everybody together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column
from ralu.ledger import OVERALL, Ledger, LedgerRow, find
from ralu.printed import Printed, compose, join
from ralu.rounding import count_percent, fixed
from ralu.stats import proportion_ci
from ralu.study import Study, Subgroup

POPULATION = "Safety population"
SOURCE_RECORDS = "Source records"
YES_NO = {"Y": "Yes", "N": "No"}
CI_NAMES = {"clopper-pearson": "Clopper–Pearson", "wilson": "Wilson"}


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
    def shown(self) -> str:
        """Level in words, under a head that names the variable."""
        return level_words(self.level)

    @property
    def name(self) -> str:
        """Level in words that stand alone: ``Placebo``, ``Visceral metastases: Yes``."""
        speaks = self.level not in YES_NO and any(sign.isalpha() for sign in self.level)
        return self.level if speaks else f"{self.label}: {self.shown}"

    def sized(self, ledger: Ledger) -> Printed:
        """Return name and size, ``Placebo (N = 86)``, the size never broken over lines."""
        return compose("{} {}", self.name, self.size(ledger))

    def size(self, ledger: Ledger) -> Printed:
        """Return the size, ``(N = 86)``."""
        return compose("(N\u00a0=\u00a0{})", self.number(ledger))

    def number(self, ledger: Ledger) -> Printed:
        """Record the number of subjects, the same in every table; return it."""
        book = of_cohort(ledger.output)
        text = self.add(book, "n", self.n, str(self.n), "")
        ledger.rows += book.rows
        return text

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the records of the subjects of this group."""
        return frame[frame["USUBJID"].isin(self.subjects)]

    def count(
        self, ledger: Ledger, records: pd.DataFrame, variable: str, level: str = ""
    ) -> Printed:
        """Record how many subjects of the group have a record; return it as "n (%)"."""
        return self.share(ledger, self.of(records)["USUBJID"].nunique(), variable, level)

    def share(self, ledger: Ledger, count: int, variable: str, level: str = "") -> Printed:
        """Record a count of the group's subjects with its percentage; return it as "n (%)"."""
        return count_percent(*self.parts(ledger, count, variable, level))

    def parts(
        self, ledger: Ledger, count: int, variable: str, level: str = ""
    ) -> tuple[Printed, Printed]:
        """Record a count of the group's subjects and its percentage; return both."""
        percent = 100 * count / self.n if self.n else None
        return (
            self.add(ledger, "n", count, str(count), variable, level),
            self.add(ledger, "pct", percent, fixed(percent, 1), variable, level, unit="%"),
        )

    def limits(
        self, ledger: Ledger, study: Study, count: int, variable: str, level: str = ""
    ) -> Printed:
        """Record the confidence limits of a share of the group, in percent."""
        analysis = study.analysis
        method, alpha = analysis.proportion_ci, analysis.alpha
        _, *limits = proportion_ci(count, self.n, method=method, alpha=alpha)
        texts = [
            self.add(
                ledger,
                stat,
                100 * limit,
                fixed(100 * limit, 1),
                variable,
                level,
                unit="%",
                method=ci_name(study),
            )
            for stat, limit in zip(("lower", "upper"), limits, strict=True)
        ]
        return join("–", texts)

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
        method: str | None = None,
        name: str | None = None,
    ) -> Printed:
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
            method=method,
            name=name,
        )

    def row(self, rows: Iterable[LedgerRow], stat: str, **columns: str) -> LedgerRow:
        """Return the row of a statistic of the group; `columns` say of what, as for `find`."""
        return find(rows, stat=stat, group=self.variable, group_level=self.level, **columns)[0]


def level_words(level: str) -> str:
    """Return a level in words, under a head that names the variable."""
    return YES_NO.get(level, level)


def of_cohort(output: str) -> Ledger:
    """Return a ledger for what describes the cohort in a table or figure."""
    return Ledger("cohort", "cohort", output, POPULATION, "adsl", "Descriptive")


def ci_name(study: Study) -> str:
    """Return the kind of confidence interval of proportions in words."""
    return CI_NAMES[study.analysis.proportion_ci]


def safety_population(adam: AdamSet) -> pd.DataFrame:
    """Return ADSL of the safety population: patients with at least one dose."""
    return adam.adsl[adam.adsl["SAFFL"] == "Y"]


def subgroup(study: Study, adam: AdamSet, variable: str) -> Subgroup:
    """Return the grouping that study.yml declares for a variable, or one made from the data."""
    declared = [*study.analysis.subgroups, *filter(None, [study.analysis.group])]
    for one in declared:
        if one.variable == variable:
            return one
    return Subgroup(variable=variable, label=adam.label("adsl", variable))


def as_text(values: pd.Series) -> pd.Series:
    """Return values as the texts of levels; missing ones are None.

    2 and 2.0 are both "2", a date is ``2019-04-30``.
    """
    form = ".15g" if pd.api.types.is_numeric_dtype(values) else ""
    form = "%Y-%m-%d" if pd.api.types.is_datetime64_any_dtype(values) else form
    texts = [None if pd.isna(value) else format(value, form) for value in values]
    return pd.Series(texts, index=values.index, dtype="object")


def levels(adam: AdamSet, by: Subgroup) -> list[str]:
    """Return the levels of a grouping variable: those declared, then any others of the data."""
    if by.variable not in adam.adsl:
        return []
    known = safety_population(adam)[by.variable].dropna().sort_values()
    return list(dict.fromkeys([*by.levels, *as_text(known)]))


def everybody(adam: AdamSet) -> Group:
    """Return the whole safety population."""
    return Group("", "", OVERALL, pd.Index(safety_population(adam)["USUBJID"]))


def split(study: Study, adam: AdamSet, variable: str) -> list[Group]:
    """Return the groups of one variable, in order of its levels."""
    by = subgroup(study, adam, variable)
    adsl = safety_population(adam)
    return [
        Group(
            variable,
            by.label,
            level,
            pd.Index(adsl.loc[as_text(adsl[variable]) == level, "USUBJID"]),
        )
        for level in levels(adam, by)
    ]


def unplaced(study: Study, adam: AdamSet, variables: list[str], ledger: Ledger) -> tuple[str, ...]:
    """Record the patients who are in no group of a variable; return a footnote for each."""
    notes = []
    safe = safety_population(adam)
    for variable in variables:
        label = subgroup(study, adam, variable).label
        if missing := int(safe[variable].isna().sum()):
            book = of_cohort(ledger.output)
            text = book.add("missing", missing, str(missing), variable=variable, n=len(safe))
            ledger.rows += book.rows
            total = everybody(adam).number(ledger)
            words = "{} not known, in none of its groups: {} of {}."
            notes.append(compose(words, label, text, total))
    return tuple(notes)


def in_adsl(adam: AdamSet, variables: Iterable[str]) -> list[str]:
    """Return the variables that ADSL has, each once."""
    return [variable for variable in dict.fromkeys(variables) if variable in adam.adsl]


def columns_of(study: Study, adam: AdamSet, variables: list[str] | None = None) -> list[Group]:
    """Return the groups that are the columns of a table.

    Everybody comes first, then the levels of the study's group variable, then those of each
    variable. Without `variables` everybody comes last, as beside the arms of a trial.
    """
    split_by = column_variables(study, adam, variables)
    parts = [group for variable in split_by for group in split(study, adam, variable)]
    return [*parts, everybody(adam)] if variables is None else [everybody(adam), *parts]


def column_variables(study: Study, adam: AdamSet, variables: list[str] | None = None) -> list[str]:
    """Return the variables that `columns_of` splits by."""
    arm = study.analysis.group
    named = [arm.variable] if arm else []
    return in_adsl(adam, [*named, *(variables or [])])


def heads(groups: list[Group], ledger: Ledger) -> tuple[Column, ...]:
    """Return a column head per group, with its size."""
    return tuple(Column(compose("{}\n{}", g.shown, g.size(ledger)), group=g.label) for g in groups)
