"""Treatment-emergent adverse events (TEAE): overview, and terms by worst grade."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, distinct
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.groups import (
    POPULATION,
    Group,
    ci_name,
    column_variables,
    columns_of,
    heads,
    unplaced,
)

ONCE = "Patients counted once, at the worst grade"
KINDS = {
    "any": "Any TEAE",
    "serious": "Serious",
    "grade_3_4": "Worst grade 3–4",
    "grade_ge3": "Grade 3 or higher",
    "grade_5": "Fatal (grade 5)",
    "related": "Related to treatment",
    "stopped": "Leading to stop of treatment",
}
WITHDRAWN = "drug withdrawn"
"""Action taken, in any case of letters, that means stop of treatment."""
NOT_RECORDED = "–"
TERM = ["AEBODSYS", "AEDECOD"]
"""A term, in its system organ class."""


def names_of(adam: AdamSet) -> dict[str, str]:
    """Return parts of ledger ids that keep apart terms which differ in case or blanks only."""
    return distinct(adam.adae["AEBODSYS"]) | distinct(adam.adae["AEDECOD"])


def emergent(adam: AdamSet) -> pd.DataFrame:
    """Return the treatment-emergent adverse events."""
    return adam.adae[adam.adae["TRTEMFL"] == "Y"]


def of_kind(events: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the events that put a patient into a row of the overview.

    By grade he is in one row only, that of his worst one.
    """
    grade = events["AETOXGR"].astype("float64").groupby(events["USUBJID"]).transform("max")
    chosen = {
        "any": pd.Series(True, index=events.index),
        "serious": events["AESER"] == "Y",
        "grade_3_4": grade.isin([3, 4]),
        "grade_ge3": grade >= 3,
        "grade_5": grade == 5,
        "related": events["RELFL"] == "Y",
        "stopped": events["AEACN"].str.lower() == WITHDRAWN,
    }
    return events[chosen[kind].astype("bool")]


def definition(study: Study, adam: AdamSet) -> tuple[str, ...]:
    """Return the footnotes that every table of adverse events carries."""
    analysis = study.analysis
    if study.source == "extract":
        until = f"{analysis.teae_window_days} days after the last infusion"
        if analysis.teae_stop_at_next_therapy:
            until += " or the next anticancer therapy, whichever is first"
        window = (
            f"TEAE: began between the first 177Lu infusion and {until}; "
            "an event without a start date counts as one."
        )
    else:
        window = "TEAE: as flagged in the study's own ADAE (TRTEMFL)."
    events = adam.adae
    if "AESEVFL" in events and (events["AESEVFL"] == "Y").all():
        graded = (
            "No CTCAE grades: mild, moderate, severe stand as grades 1, 2, 3; a fatal outcome as "
            "grade 5."
        )
    else:
        graded = "Grades as reported; an event without a grade counts as of any grade only."
    return (f"{POPULATION}. {window} {graded}",)


def overview(study: Study, adam: AdamSet, *, columns: list[str] | None = None) -> Table | None:
    """Return patients with any, serious, severe, fatal and related events, with limits.

    `columns` are grouping variables; the study's group variable where None.
    """
    if adam.adae.empty:
        return None
    groups = columns_of(study, adam, columns)
    ledger = Ledger("teae", "teae_overview", "tab-teae-overview", POPULATION, "adae", ONCE)
    events = emergent(adam)
    rows = [row for kind in KINDS for row in _kind(study, events, kind, groups, ledger)]
    number = [g.add(ledger, "events", len(e := g.of(events)), str(len(e)), "any") for g in groups]
    rows.append(Row(("Number of events", *number)))
    return Table(
        "tab-teae-overview",
        "Treatment-emergent adverse events: overview",
        (Column("", align="left", weight=2), *heads(groups, ledger)),
        tuple(rows),
        (
            *definition(study, adam),
            "Patients, n (%); each counts once per row, and by his worst grade. Confidence "
            f"intervals (CI): {ci_name(study)}, %.",
            *_actions(events, ledger),
            *unplaced(study, adam, column_variables(study, adam, columns), ledger),
        ),
        ledger=tuple(ledger.rows),
    )


def recorded(events: pd.DataFrame, kind: str) -> bool:
    """Return whether the study tells which events are of a kind."""
    return kind != "stopped" or events.empty or bool(events["AEACN"].notna().any())


def _kind(
    study: Study, events: pd.DataFrame, kind: str, groups: list[Group], ledger: Ledger
) -> list[Row]:
    """Return the row of a kind and that of its limits."""
    if not recorded(events, kind):
        return [Row((KINDS[kind], *[NOT_RECORDED] * len(groups)))]
    mine = of_kind(events, kind)
    counts = [group.of(mine)["USUBJID"].nunique() for group in groups]
    pairs = list(zip(groups, counts, strict=True))
    shares = (group.share(ledger, count, kind) for group, count in pairs)
    limits = (group.limits(ledger, study, count, kind) for group, count in pairs)
    level = confidence(study)
    return [Row((KINDS[kind], *shares)), Row((f"{level} CI", *limits), indent=1)]


def _actions(events: pd.DataFrame, ledger: Ledger) -> tuple[str, ...]:
    """Return the footnote on events whose action taken is not known."""
    if not recorded(events, "stopped"):
        return (f"{NOT_RECORDED}: the study does not record the action taken.",)
    unknown = int(events["AEACN"].isna().sum())
    if not unknown:
        return ()
    text = ledger.add(
        "missing", unknown, str(unknown), variable="stopped", n=len(events), method="Descriptive"
    )
    total = next(row.printed for row in ledger.rows if (row.stat, row.group) == ("events", ""))
    return (compose("Action taken not recorded for {} of {} events.", text, total),)


def by_term(
    study: Study, adam: AdamSet, *, serious: bool = False, min_percent: float = 0
) -> Table | None:
    """Return patients by system organ class and term, at their worst grade.

    Parameters
    ----------
    serious
        Serious events only.
    min_percent
        Terms that fewer percent of the patients of every column have are not printed; the
        ledger holds them all the same, and all groups together beside the arms.
    """
    if adam.adae.empty:
        return None
    groups = columns_of(study, adam)
    id = "tab-sae-terms" if serious else "tab-teae-terms"
    prefix, analysis = ("sae.term", "sae_soc_pt") if serious else ("teae.term", "teae_soc_pt")
    ledger = Ledger(prefix, analysis, id, POPULATION, "adae", ONCE, names=names_of(adam))
    events = emergent(adam)
    events = events[events["AESER"] == "Y"] if serious else events
    shown = groups if len(groups) == 1 else groups[:-1]
    width = 3 * len(shown)
    rows = [Row(("Any event", *_worst(groups, events, ledger, "any", "")[:width]))]
    for soc, of_soc in _by_frequency(events, "AEBODSYS"):
        section = Row((soc, *_worst(groups, of_soc, ledger, soc, "")[:width]))
        terms = []
        for term, of_term in _by_frequency(of_soc, "AEDECOD"):
            row = Row((term, *_worst(groups, of_term, ledger, soc, term)[:width]), indent=1)
            terms += [row] if _largest_share(groups, of_term) >= min_percent else []
        rows += [section, *terms] if terms else []
    what = "Serious adverse events" if serious else "Adverse events"
    least = (
        f" Terms of at least {min_percent:g}% of the patients in any column, and system organ "
        "classes with such a term."
        if min_percent
        else ""
    )
    return Table(
        id,
        f"{what}, treatment-emergent, by system organ class and worst grade",
        (
            Column("System organ class\n    Term", align="left", weight=2.6),
            *_grade_heads(shown, ledger),
        ),
        tuple(rows),
        (
            *definition(study, adam),
            "Patients with an event: of any grade n (%), with worst grade 3–4 and with grade 5 n. "
            f"Each counts once per row.{least}",
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        ledger=tuple(ledger.rows),
    )


def _grade_heads(groups: list[Group], ledger: Ledger) -> list[Column]:
    spans = [group.sized(ledger) for group in groups]
    return [Column(grade, group=span) for span in spans for grade in ("Any", "3–4", "5")]


def _by_frequency(events: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the levels of a column, that with most patients first, then by name."""
    parts = [(str(name), part) for name, part in events.groupby(column)]
    return sorted(parts, key=lambda one: (-one[1]["USUBJID"].nunique(), one[0]))


def frequent_terms(
    groups: list[Group], events: pd.DataFrame, min_percent: float
) -> list[tuple[str, str]]:
    """Return system organ class and term of what enough patients of any group have.

    The most frequent first.
    """
    patients = events.drop_duplicates(["USUBJID", *TERM])
    numbers = patients.groupby(TERM).size()
    shares = [100 * g.of(patients).groupby(TERM).size() / g.n for g in groups if g.n]
    largest = pd.DataFrame(dict(enumerate(shares))).max(axis=1)
    names = sorted(numbers.index, key=lambda name: (-numbers[name], name[1], name[0]))
    return [name for name in names if largest.get(name, 0) >= min_percent]


def _largest_share(groups: list[Group], events: pd.DataFrame) -> float:
    return max(100 * g.of(events)["USUBJID"].nunique() / g.n if g.n else 0 for g in groups)


def _worst(
    groups: list[Group], events: pd.DataFrame, ledger: Ledger, soc: str, term: str
) -> list[Printed]:
    """Return, per group, the cells any grade, grade 3-4 and grade 5, each patient once."""
    cells = []
    for group in groups:
        mine = group.of(events)
        worst = mine.groupby("USUBJID")["AETOXGR"].max()
        severe, fatal = int(worst.isin([3, 4]).sum()), int((worst == 5).sum())
        cells.append(group.share(ledger, mine["USUBJID"].nunique(), soc, term))
        cells.append(group.add(ledger, "n_grade_3_4", severe, str(severe), soc, term))
        cells.append(group.add(ledger, "n_grade_5", fatal, str(fatal), soc, term))
        group.add(ledger, "events", len(mine), str(len(mine)), soc, term)
    return cells
