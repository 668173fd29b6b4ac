"""Haematological events of interest: as reported, and beside them by laboratory grade."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, column_variables, columns_of, unplaced
from ralu.tables.frame.window import on_treatment_values
from ralu.tables.laboratory.grades import SEVERE, gradable, worst_grades
from ralu.tables.safety.adverse_events import event_definition, treatment_emergent
from ralu.tables.safety.spellings import folded

NO_VALUES = "–"


@dataclass(frozen=True)
class Cytopenia:
    """An event of interest: the terms that say it, in any spelling, and its laboratory test."""

    name: str
    terms: tuple[str, ...]
    param: str


CYTOPENIAS = (
    Cytopenia("Anaemia", ("Anaemia", "Haemoglobin decreased"), "HGB"),
    Cytopenia("Thrombocytopenia", ("Thrombocytopenia", "Platelet count decreased"), "PLAT"),
    Cytopenia("Neutropenia", ("Neutropenia", "Neutrophil count decreased"), "NEUT"),
    Cytopenia(
        "Leukopenia", ("Leukopenia", "Leucopenia", "White blood cell count decreased"), "WBC"
    ),
    Cytopenia("Lymphopenia", ("Lymphopenia", "Lymphocyte count decreased"), "LYM"),
)
"""As events and as laboratory findings; febrile neutropenia and pancytopenia are neither."""


def haematology_table(
    study: Study, adam: AdamSet, *, columns: list[str] | None = None
) -> Table | None:
    """Return each cytopenia as adverse event and by laboratory grade, in columns of their own.

    None where the study has neither events nor values of these tests.
    """
    params = gradable(study, adam, [one.param for one in CYTOPENIAS])
    if adam.adae.empty and not params:
        return None
    groups = columns_of(study, adam, columns)
    id = "tab-haematology"
    reported = Ledger("haem.ae", "haem_ae", id, POPULATION, "adae", "Patients counted once")
    measured = Ledger(
        "haem.lab", "haem_lab", id, POPULATION, "adlb", f"CTCAE {study.analysis.ctcae_version}"
    )
    events = treatment_emergent(adam)
    spelt = events["AEDECOD"].map(folded)
    rows: list[Row] = []
    for one in CYTOPENIAS:
        mine = events[spelt.isin([folded(term) for term in one.terms])]
        worst = worst_grades(adam, one.param) if one.param in params else None
        if len(groups) > 1:
            rows.append(Row((one.name, *[""] * 4), heading=True))
        for group in groups:
            label = group.sized(reported) if len(groups) > 1 else one.name
            cells = (
                *_reported(group, mine, one, reported, known=not adam.adae.empty),
                *_measured(group, worst, one, measured),
            )
            rows.append(Row((label, *cells), indent=1 if len(groups) > 1 else 0))
    return _table(study, adam, columns, rows, (reported, measured))


def _table(
    study: Study,
    adam: AdamSet,
    columns: list[str] | None,
    rows: list[Row],
    ledgers: tuple[Ledger, Ledger],
) -> Table:
    event, value = "Adverse event as reported", "Laboratory value"
    notes = unplaced(study, adam, column_variables(study, adam, columns), ledgers[0])
    return Table(
        "tab-haematology",
        "Haematological events of interest: as reported, and by laboratory value",
        (
            Column("", align="left", weight=2),
            Column("Any", group=event),
            Column("Grade 3\nor higher", group=event),
            Column("Evaluable", group=value),
            Column("Grade 3\nor higher", group=value),
        ),
        tuple(rows),
        (
            *event_definition(study, adam),
            "The two sides are different measures and never merged: an event is what the "
            "investigator reported, a laboratory grade what the values say, reported or not. "
            "Patients, n (%) of the group on either side.",
            f"Laboratory: worst value {on_treatment_values(study, adam)}, graded by CTCAE "
            f"{study.analysis.ctcae_version}; the laboratory cannot tell grade 4 anaemia. "
            f"Evaluable: with a gradable value. {NO_VALUES}: the study does not have it.",
            "Terms, in any spelling: "
            + "; ".join(f"{one.name}: {', '.join(one.terms)}" for one in CYTOPENIAS)
            + ".",
            *notes,
        ),
        ledger=(*ledgers[0].rows, *ledgers[1].rows),
    )


def _reported(
    group: Group, events: pd.DataFrame, one: Cytopenia, ledger: Ledger, *, known: bool
) -> list[str]:
    """Return patients with the event, of any grade and of grade 3 or higher."""
    if not known:
        return [NO_VALUES] * 2
    severe = events[(events["AETOXGR"] >= 3).fillna(False).astype("bool")]
    return [
        group.count(ledger, events, one.param, "any"),
        group.count(ledger, severe, one.param, SEVERE),
    ]


def _measured(
    group: Group, worst: pd.DataFrame | None, one: Cytopenia, ledger: Ledger
) -> list[str]:
    """Return patients with a gradable value, and with one of grade 3 or higher."""
    if worst is None:
        return [NO_VALUES] * 2
    mine = group.of(worst)["WORST"]
    return [
        group.share(ledger, int(mine.notna().sum()), one.param, "evaluable"),
        group.share(ledger, int((mine >= 3).sum()), one.param, SEVERE),
    ]
