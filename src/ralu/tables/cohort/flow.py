"""Patient flow: from records to analysis sets, with the reasons why patients are not in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.psa import PARAMS as PSA_PARAMS
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed, compose
from ralu.rounding import count_percent, fixed
from ralu.study import Study
from ralu.tables.frame.groups import safety_population

POPULATION = "All records"
DURATION = "DORPSA"
Reasons = tuple[tuple[str, str, pd.Index], ...]


@dataclass(frozen=True)
class Reason:
    """Why patients are not in a set, and how many they are."""

    words: str
    count: Printed


@dataclass(frozen=True)
class Step:
    """Patients that an analysis can use.

    `depth` is 0 for the records, and one more than that of the set it is a part of else; `name`
    is the label without words of the data.
    """

    label: str
    name: str
    depth: int
    count: Printed
    percent: Printed
    left_out: tuple[Reason, ...]


@dataclass(frozen=True)
class Flow:
    """The sets in order, each behind the one it is a part of."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)


@dataclass(frozen=True)
class _Set:
    """Patients of a set; `reasons` names who of the others is not in it, the first that holds."""

    key: str
    label: str
    of: str
    patients: pd.Index
    reasons: Reasons = ()
    name: str = ""


def patient_flow(study: Study, adam: AdamSet, *, id: str = "tab-flow") -> Flow:
    """Return how many patients each analysis can use, and why others are not in it."""
    ledger = Ledger("cohort.flow", "flow", id, POPULATION, "adsl", "Count")
    total = len(adam.adsl)
    depths = {"": -1}
    known: dict[str, pd.Index] = {}
    steps = []
    for one in _sets(study, adam):
        depths[one.key] = depths[one.of] + 1
        known[one.key] = one.patients
        size = len(one.patients)
        percent = 100 * size / total if total else None
        steps.append(
            Step(
                one.label,
                one.name or one.label,
                depths[one.key],
                ledger.add("n", size, str(size), variable=one.key, n=total),
                ledger.add("pct", percent, fixed(percent, 1), variable=one.key, unit="%", n=total),
                tuple(_left_out(one, known.get(one.of), ledger)),
            )
        )
    notes = ["Percentages of the patients in the records."]
    if study.analysis.biomarkers:
        notes.append("A biomarker at baseline is above zero.")
    return Flow(tuple(steps), tuple(notes), tuple(ledger.rows))


def _left_out(one: _Set, of: pd.Index | None, ledger: Ledger) -> Iterator[Reason]:
    """Yield the reasons that hold for somebody; who has several counts for the first."""
    if of is None:
        return
    rest = of.difference(one.patients)
    for key, words, patients in (*one.reasons, ("other", "for another reason", rest)):
        holds = rest.intersection(patients)
        rest = rest.difference(holds)
        if len(holds) or key == "untreated":
            count = ledger.add(
                "n", len(holds), str(len(holds)), variable=one.key, level=key, n=len(of)
            )
            yield Reason(words, count)


def _sets(study: Study, adam: AdamSet) -> Iterator[_Set]:
    """Yield the sets, each behind the one it is a part of."""
    adsl, safe = adam.adsl, safety_population(adam)
    everybody, treated = pd.Index(adsl["USUBJID"]), pd.Index(safe["USUBJID"])
    untreated = (("untreated", "no dose of the studied treatment", everybody),)
    yield _Set("recorded", "Patients in the records", "", everybody)
    yield _Set("safety", "Safety population: at least one dose", "recorded", treated, untreated)
    if "RANINJ" in safe and safe["RANINJ"].notna().any():
        injected = pd.Index(safe.loc[safe["RANINJ"].notna(), "USUBJID"])
        dated = pd.Index(safe.loc[safe["RATRTSDT"].notna(), "USUBJID"])
        none = (("none", "no 223Ra injection", treated),)
        undated = (("undated", "a 223Ra injection without month and year", injected),)
        yield _Set("radium", "with 223Ra before 177Lu", "safety", injected, none)
        yield _Set("radium_dated", "with dated 223Ra injections", "radium", dated, undated)
    known: dict[str, pd.Index] = {}
    for param in sorted({b.param for b in study.analysis.biomarkers}):
        for one in _biomarker(study, adam, param, treated):
            known[one.key] = one.patients
            yield one
    for (code, name), times in adam.adtte.groupby(["PARAMCD", "PARAM"]):
        patients = pd.Index(times["USUBJID"].unique())
        why = _without_time(str(code), safe, known)
        label, short = (f"in the analysis of: {words}" for words in (name, code))
        yield _Set(str(code), label, "safety", patients, why, short)


def _biomarker(study: Study, adam: AdamSet, param: str, treated: pd.Index) -> Iterator[_Set]:
    values = adam.adlb[adam.adlb["PARAMCD"] == param]
    known = values[values["BASE"] > 0]
    later = known[(known["ADY"] > 1) & known["PCHG"].notna()]
    before = pd.Index(values.loc[(values["ADY"] <= 1) & values["AVAL"].notna(), "USUBJID"])
    zero = pd.Index(values.loc[values["BASE"] <= 0, "USUBJID"])
    days = study.analysis.baseline_window_days
    why = (
        ("no_value", f"no {param} up to the first dose", treated.difference(before)),
        ("zero", f"{param} of zero at baseline", zero),
        ("too_old", f"{param} older than {days} days", before),
    )
    usable, followed = (pd.Index(part["USUBJID"].unique()) for part in (known, later))
    label = f"with {param} at baseline"
    no_later = (("no_later", f"no later {param}", usable),)
    yield _Set(f"{param}_base", label, "safety", usable, why)
    yield _Set(f"{param}_post", f"{label} and later", f"{param}_base", followed, no_later)


def _without_time(code: str, safe: pd.DataFrame, known: dict[str, pd.Index]) -> Reasons:
    """Return why a patient has no record of a time; those of 223Ra and PSA have their own reasons.

    `known` are the patients with a value of each biomarker at baseline, and later.
    """
    everybody = pd.Index(safe["USUBJID"])
    if code in PSA_PARAMS and "PSA_post" in known:
        no_later = ("no_later", "no later PSA", everybody.difference(known["PSA_post"]))
        reasons = (
            ("no_base", "no PSA at baseline", everybody.difference(known["PSA_base"])),
            no_later,
        )
        return (
            (*reasons, ("no_response", "no PSA response", everybody))
            if code == DURATION
            else reasons
        )
    if code != "OSRA" or "RATRTSDT" not in safe:
        return (("no_record", "no time recorded", everybody),)
    undated = pd.Index(safe.loc[safe["RATRTSDT"].isna(), "USUBJID"])
    return (
        ("undated", "no dated 223Ra injections", undated),
        ("unobserved", "not seen after the day of the first dose", everybody),
    )


def flow_table(flow: Flow, *, id: str = "tab-flow") -> Table:
    """Return the sets with their sizes, below each who is not in it."""
    rows = []
    for step in flow.steps:
        indent = max(step.depth - 1, 0)
        rows.append(Row((step.label, count_percent(step.count, step.percent)), indent=indent))
        rows += [
            Row((f"Left out: {reason.words}", reason.count), indent=indent + 1)
            for reason in step.left_out
        ]
    return Table(
        id,
        "Patient flow",
        (Column("", align="left", weight=3), Column("Patients\nn (%)")),
        tuple(rows),
        flow.notes,
        ledger=flow.ledger,
    )


def reasons_in_words(step: Step) -> Printed:
    """Return who is left out of a set, in one line: ``no later PSA: 2``."""
    parts = [compose("{}: {}", reason.words, reason.count) for reason in step.left_out]
    return compose("; ".join(["{}"] * len(parts)), *parts)
