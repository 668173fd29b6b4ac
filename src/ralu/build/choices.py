"""Choices of study.yml that its data cannot serve: groupings, levels, parameters of notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adsl import LABELS
from ralu.extract.checks import FILE, unknown_groupings
from ralu.ledger import slug
from ralu.problems import Problem, nearest
from ralu.study import Study, Subgroup
from ralu.tables.frame.groups import as_text, safety_population

GROUPS = {"by", "second_by", "columns", "factors"}
"""Names of parameters that split patients into groups, in any notebook."""
VARIABLES = GROUPS | {"adjusted", "baseline", "disease", "history"}
"""Names of parameters that hold variables of ADSL."""
MOST_LEVELS, MOST_NUMBERS = 20, 8
"""Levels that a variable of texts may have to make groups, and one of numbers or dates."""
DECLARE = (
    "Declare groups of it instead: name a variable of few levels, such as AGEGR1 for AGE, which "
    "ADaM files can add to ADSL."
)


def choice_problems(study: Study, adam: AdamSet | None) -> list[Problem]:
    """Return what study.yml chooses and the study does not have.

    What a notebook has by default is not asked for here: a chapter says what is absent.

    Parameters
    ----------
    adam
        The analysis datasets; None where they could not be derived.
    """
    problems: list[Problem] = []
    if study.source == "extract":
        known = {"USUBJID", *LABELS} if adam is None else {str(v) for v in adam.adsl}
        problems += unknown_groupings(study, known)
    if adam is not None:
        for key, by in study.analysis.groupings.items():
            problems += _of_levels(adam, key, by)
        for notebook, values in study.parameters.items():
            for name, value in values.items():
                problems += _of_parameter(study, adam, f"parameters.{notebook}.{name}", name, value)
    return problems


def _counts(adam: AdamSet, variable: str) -> dict[str, int]:
    """Return how many patients of the safety population have each level."""
    if variable not in adam.adsl:
        return {}
    values = safety_population(adam)[variable].dropna().sort_values()
    return {str(level): int(n) for level, n in as_text(values).value_counts(sort=False).items()}


def _of_levels(adam: AdamSet, key: str, by: Subgroup) -> Iterator[Problem]:
    """Yield levels that differ from those of the data; where no value is known, none can.

    One without patients may be declared: it has its column, of nobody. As the reference it would
    leave its place to another.
    """
    yield from _no_groups(adam, f"{key}.variable", by.variable)
    counts = _counts(adam, by.variable)
    found = f"the levels of {by.variable} found are {_listed(counts)}."
    others = [level for level in counts if level not in by.levels]
    message = ""
    if by.levels and others:
        message, remedy = "lack levels of the data;", "Name each level as it stands in the data."
    elif by.levels and len(counts) > 1 and by.levels[0] not in counts:
        message = "begin with a reference that no patient has;"
        remedy = "Begin with a level that patients have."
    if message:
        declared = ", ".join(by.levels)
        yield Problem(FILE, 0, f"{key}.levels", declared, f"{message} {found}", remedy)


def _listed(counts: Mapping[str, int]) -> str:
    shown = [f"'{level}' ({n})" for level, n in counts.items()][:MOST_LEVELS]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def _no_groups(adam: AdamSet, key: str, variable: str) -> Iterator[Problem]:
    """Yield a variable that makes too many groups, or two of one name in the ledger."""
    counts = _counts(adam, variable)
    if not counts:
        return
    values = adam.adsl[variable]
    counted = pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_dtype(values)
    kind, most = ("numbers or dates", MOST_NUMBERS) if counted else ("texts", MOST_LEVELS)
    if len(counts) > most:
        message = f"has {len(counts):,} levels; of {kind} at most {most} make groups."
        yield Problem(FILE, 0, key, variable, message, DECLARE)
        return
    named: dict[str, list[str]] = {}
    for level in counts:
        named.setdefault(slug(level), []).append(level)
    for alike in named.values():
        if len(alike) > 1:
            found = _listed({level: counts[level] for level in alike})
            message = f"has levels that are one in the ids of results: {found}."
            yield Problem(FILE, 0, key, variable, message, "Write one level in one way.")


def _of_parameter(
    study: Study, adam: AdamSet, key: str, name: str, value: Any
) -> Iterator[Problem]:
    """Yield variables and parameter codes that the datasets do not have."""
    asked = [one for one in (value if isinstance(value, list) else [value]) if one]
    if not all(isinstance(one, str) for one in asked):
        return  # the type is told by the notebook's declaration
    if name in VARIABLES:
        yield from _unknown(key, asked, [str(v) for v in adam.adsl], "a variable of ADSL")
    if name in GROUPS:
        told = {by.variable for by in study.analysis.groupings.values()}
        for variable in asked:
            if variable not in told:
                yield from _no_groups(adam, key, variable)
    if name == "endpoint":
        yield from _unknown(key, asked, _codes(adam.adtte), "a parameter (PARAMCD) of ADTTE")
    if name.endswith("_tests"):
        yield from _unknown(key, asked, _codes(adam.adlb), "a parameter (PARAMCD) of ADLB")


def _codes(frame: pd.DataFrame) -> list[str]:
    return [str(code) for code in frame["PARAMCD"].dropna().unique()]


def _unknown(key: str, asked: list[str], known: list[str], what: str) -> Iterator[Problem]:
    """Yield what is not known; a dataset that the study does not have is told by the chapter."""
    for one in asked if known else ():
        if one not in known:
            remedy = f"The nearest: {nearest(one, known)}."
            yield Problem(FILE, 0, key, one, f"is not {what}.", remedy)
