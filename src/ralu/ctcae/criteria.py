"""CTCAE laboratory criteria, read from ``criteria.csv``.

One row of the table is one rule: a value that stands in `comparison` to `threshold` times `unit`
has at least that grade. `unit` is LLN, ULN or BASE (a multiple of the lower or upper limit of
normal or of the baseline value), or else that of a fixed threshold: the standard unit or, where
CTCAE prints a limit in another one that is no exact conversion of it, that unit too. `baseline`
names the state of the baseline a rule is for, and is empty where the rule holds for any.

Sources: Common Terminology Criteria for Adverse Events (CTCAE) v5.0, National Cancer Institute,
27 November 2017, and v4.03; the choice of strict and non-strict bounds as in pharmaverse/admiral
@ 6eb5125, ``data-raw/adlb_grading``, but for GGT: of an abnormal baseline CTCAE prints
"2.0 - 2.5", which admiral reads as above 2.0, and for ALP as 2.0 or more. LDH has a term since
CTCAE 5.0, ``>ULN`` and of grade 1 only; admiral has it for 6.0 only.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

VERSIONS = ("4.03", "5.0")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the criteria: what gives `param` at least `grade`."""

    param: str
    version: str
    term: str
    direction: str
    grade: int
    comparison: str
    threshold: float
    unit: str
    baseline: str


@cache
def criteria(version: str) -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules of one CTCAE version by PARAMCD.

    Raises
    ------
    ValueError
        When there is no table of that version.
    """
    if version not in VERSIONS:
        raise ValueError(
            f"CTCAE version {version!r} is not in the criteria; use {' or '.join(VERSIONS)}."
        )
    rules: dict[str, tuple[Rule, ...]] = {}
    for rule in _rules():
        if rule.version == version:
            rules[rule.param] = (*rules.get(rule.param, ()), rule)
    return rules


@cache
def _rules() -> tuple[Rule, ...]:
    text = files("ralu.ctcae").joinpath("criteria.csv").read_text(encoding="utf-8")
    return tuple(
        Rule(
            param=row["param"],
            version=row["version"],
            term=row["term"],
            direction=row["direction"],
            grade=int(row["grade"]),
            comparison=row["comparison"],
            threshold=float(row["threshold"]),
            unit=row["unit"],
            baseline=row["baseline"],
        )
        for row in csv.DictReader(text.splitlines())
    )


GRADABLE: Mapping[str, tuple[str, ...]] = {v: tuple(criteria(v)) for v in VERSIONS}
"""PARAMCDs that can be graded, by CTCAE version."""


MULTIPLES_OF = ("LLN", "ULN", "BASE")
"""Units of thresholds that are multiples; every other one is a unit of measurement."""


def printed_units(param: str, version: str = "5.0") -> tuple[str, ...]:
    """Return the units in which `param` has fixed thresholds of its own, the standard one first."""
    rules = criteria(version).get(param, ())
    return tuple(dict.fromkeys(r.unit for r in rules if r.unit not in MULTIPLES_OF))


def term(param: str, version: str = "5.0") -> str:
    """Return the CTCAE term that grades `param`, ``Anemia`` for HGB.

    Raises
    ------
    ValueError
        When that version has no term for it.
    """
    return _of(param, version)[0].term


def direction(param: str) -> str:
    """Return ``L`` where low values of `param` are graded, ``H`` where high ones are.

    Raises
    ------
    ValueError
        When no version has a term for it.
    """
    return _of(param, VERSIONS[-1])[0].direction


def max_lab_grade(param: str, version: str = "5.0") -> int:
    """Return the highest grade a laboratory value alone can give.

    3 for HGB: grade 4 anemia is a clinical finding, so that a laboratory grade 3 reads
    "grade 3 or higher". 1 for LDH, whose term has no other grade.

    Raises
    ------
    ValueError
        When that version has no term for it.
    """
    return max(rule.grade for rule in _of(param, version))


def _of(param: str, version: str) -> tuple[Rule, ...]:
    try:
        return criteria(version)[param]
    except KeyError:
        raise ValueError(
            f"CTCAE {version} has no laboratory term for {param!r}; "
            f"it has one for {', '.join(GRADABLE[version])}."
        ) from None
