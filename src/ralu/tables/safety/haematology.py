"""Haematological events of interest: as reported, and beside them by laboratory grade."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Table
from ralu.ledger import Ledger
from ralu.study import Study
from ralu.tables.frame.groups import Group
from ralu.tables.frame.sheet import Sheet
from ralu.tables.frame.window import on_treatment_values
from ralu.tables.laboratory.grades import SEVERE, gradable, printed_limits, worst_grades
from ralu.tables.safety.adverse_events import event_definition, treatment_emergent
from ralu.tables.safety.spellings import folded

NEEDS = {
    "adae?": "AEDECOD AETOXGR? TRTEMFL?",
    "adlb?": "PARAMCD ADY? ONTRTFL? ATOXGR? BTOXGR?",
}
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
    study: Study, adam: AdamSet, *, columns: list[str] | None = None, id: str = "tab-haematology"
) -> Table | None:
    """Return each cytopenia as adverse event and by laboratory grade, in columns of their own.

    None where the study has neither events nor values of these tests.
    """
    sheet = Sheet.of(
        study,
        adam,
        id,
        needs=NEEDS,
        prefix="haem.ae",
        analysis="haem_ae",
        source="adae",
        method="Patients counted once",
        by=columns,
    )
    if sheet is None:
        return None
    adae, adlb = sheet.records["adae"], sheet.records["adlb"]
    params = gradable(study, adlb, [one.param for one in CYTOPENIAS])
    if adae.empty and not params:
        return None
    events = None if adae.empty else treatment_emergent(adae)
    for one in CYTOPENIAS:
        worst = worst_grades(adlb, one.param) if one.param in params else None
        _write(sheet, one, events, worst)
    return _table(sheet)


def _write(
    sheet: Sheet, one: Cytopenia, events: pd.DataFrame | None, worst: pd.DataFrame | None
) -> None:
    """Write what was reported and what was measured of an event of interest, a row per group."""
    measured = replace(
        sheet.ledger,
        prefix="haem.lab",
        analysis="haem_lab",
        source="adlb",
        method=f"CTCAE {sheet.study.analysis.ctcae_version}",
    )
    if events is not None:
        terms = [folded(term) for term in one.terms]
        events = events[events["AEDECOD"].map(folded).isin(terms)]

    def cells(group: Group) -> list[str]:
        return [
            *_reported(group, events, one, sheet.ledger),
            *_measured(group, worst, one, measured),
        ]

    sheet.row_per_group(one.name, cells)


def _table(sheet: Sheet) -> Table:
    event, value = "Adverse event as reported", "Laboratory value"
    analysis = sheet.study.analysis
    version = analysis.ctcae_version
    return sheet.table(
        "Haematological events of interest: as reported, and by laboratory value",
        *event_definition(sheet.study, sheet.adam, sheet.ledger),
        "The two sides are different measures and never merged: an event is what the "
        "investigator reported, a laboratory grade what the values say, reported or not. "
        "Patients, n (%) of the group on either side.",
        f"Laboratory: worst value {on_treatment_values(sheet.study, sheet.adam)}, graded by "
        f"CTCAE {version}; the laboratory cannot tell grade 4 anaemia. Evaluable: "
        f"with a gradable value. {NO_VALUES}: the study does not have it.",
        *printed_limits(sheet.adam, [one.param for one in CYTOPENIAS]),
        "Terms, in any spelling: "
        + "; ".join(f"{one.name}: {', '.join(one.terms)}" for one in CYTOPENIAS)
        + ".",
        columns=(
            Column("", align="left", weight=2),
            Column("Any", group=event),
            Column("Grade 3\nor higher", group=event),
            Column("Evaluable", group=value),
            Column("Grade 3\nor higher", group=value),
        ),
        landscape=False,
    )


def _reported(
    group: Group, events: pd.DataFrame | None, one: Cytopenia, ledger: Ledger
) -> list[str]:
    """Return patients with the event, of any grade and of grade 3 or higher."""
    if events is None:
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
