"""Treatment-emergent adverse events by system organ class and term, at the worst grade."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Table
from ralu.ledger import Ledger
from ralu.printed import Printed
from ralu.study import Study
from ralu.tables.frame.groups import Group
from ralu.tables.frame.sheet import Sheet
from ralu.tables.safety.adverse_events import (
    ONCE,
    event_definition,
    names_of,
    recorded,
    treatment_emergent,
)

NEEDS = {"adae": "AEDECOD AEBODSYS AETOXGR? AESER? TRTEMFL?"}
TERM = ["AEBODSYS", "AEDECOD"]
"""A term, in its system organ class."""
Key = tuple[str, str]
"""System organ class and term: the term is "" for the class itself, ("any", "") for all."""
ANY: Key = ("any", "")


@dataclass(frozen=True)
class Counts:
    """Patients of a group with an event, with worst grade 3-4 and with grade 5; and events."""

    patients: int = 0
    severe: int = 0
    fatal: int = 0
    events: int = 0


def event_terms_table(
    study: Study,
    adam: AdamSet,
    *,
    serious: bool = False,
    min_percent: float = 0,
    id: str | None = None,
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
    sheet = Sheet.of(
        study,
        adam,
        id or ("tab-sae-terms" if serious else "tab-teae-terms"),
        needs=NEEDS,
        prefix="sae.term" if serious else "teae.term",
        analysis="sae_soc_pt" if serious else "teae_soc_pt",
        source="adae",
        method=ONCE,
    )
    if sheet is None:
        return None
    adae = sheet.records["adae"]
    sheet.ledger.names = names_of(adae)
    events = treatment_emergent(adae)
    if serious and not recorded(events, "serious"):
        return None
    shown = sheet.groups if len(sheet.groups) == 1 else sheet.groups[:-1]
    heads = _grade_heads(shown, sheet.ledger)
    _write(sheet, events[events["AESER"] == "Y"] if serious else events, len(shown), min_percent)
    what = "Serious adverse events" if serious else "Adverse events"
    least = (
        f" Terms of at least {min_percent:g}% of the patients in any column, and system organ "
        "classes with such a term."
        if min_percent
        else ""
    )
    return sheet.table(
        f"{what}, treatment-emergent, by system organ class and worst grade",
        *event_definition(study, adam, sheet.ledger),
        "Patients with an event: of any grade n (%), with worst grade 3–4 and with grade 5 n. "
        f"Each counts once per row.{least}",
        columns=(
            Column("System organ class\n    Term", align="left", weight=2.6),
            *heads,
        ),
    )


def frequent_terms(groups: list[Group], events: pd.DataFrame, min_percent: float) -> list[Key]:
    """Return system organ class and term of what enough patients of any group have.

    The most frequent first.
    """
    all_of = counted(events)
    of_groups = [(group, counted(group.of(events))) for group in groups]
    terms = sorted(
        (key for key in all_of if key[1]),
        key=lambda key: (-all_of[key].patients, key[1], key[0]),
    )
    return [key for key in terms if _largest_share(of_groups, key) >= min_percent]


def counted(events: pd.DataFrame) -> dict[Key, Counts]:
    """Return the counts of all events together, of each system organ class and of each term."""
    of_class = events.assign(AEDECOD="")
    every = of_class.assign(AEBODSYS=ANY[0])
    long = pd.concat([every, of_class, events], ignore_index=True)
    worst = long.groupby([*TERM, "USUBJID"])["AETOXGR"].max().astype("float64").reset_index()
    worst = worst.assign(severe=worst["AETOXGR"].isin([3, 4]), fatal=worst["AETOXGR"] == 5)
    patients = worst.groupby(TERM).agg(
        patients=("USUBJID", "size"), severe=("severe", "sum"), fatal=("fatal", "sum")
    )
    found = patients.assign(events=long.groupby(TERM).size())
    return {(str(key[0]), str(key[1])): Counts(*map(int, row)) for key, *row in _records(found)}


def _records(frame: pd.DataFrame) -> list[tuple[Key, int, int, int, int]]:
    return list(frame.itertuples(name=None))


def _write(sheet: Sheet, events: pd.DataFrame, shown: int, min_percent: float) -> None:
    """Write the most frequent class and term first; record all in all, print the frequent ones.

    `shown` is the number of groups that have columns.
    """
    all_of = counted(events)
    of_groups = [(group, counted(group.of(events))) for group in sheet.groups]
    cells = {
        key: _cells(of_groups, key, sheet.ledger)[: 3 * shown]
        for key in dict.fromkeys((ANY, *all_of))
    }
    sheet.row("Any event", cells[ANY])
    ordered = sorted(all_of, key=lambda key: (-all_of[key].patients, key))
    for soc in (key[0] for key in ordered if not key[1] and key != ANY):
        terms = [
            key
            for key in ordered
            if key[0] == soc and key[1] and _largest_share(of_groups, key) >= min_percent
        ]
        if terms:
            sheet.row(soc, cells[soc, ""])
        for key in terms:
            sheet.row(key[1], cells[key], indent=1)


def _grade_heads(groups: list[Group], ledger: Ledger) -> list[Column]:
    spans = [group.sized(ledger) for group in groups]
    return [Column(grade, group=span) for span in spans for grade in ("Any", "3–4", "5")]


def _largest_share(of_groups: list[tuple[Group, dict[Key, Counts]]], key: Key) -> float:
    return max(100 * of.get(key, Counts()).patients / g.n if g.n else 0 for g, of in of_groups)


def _cells(
    of_groups: list[tuple[Group, dict[Key, Counts]]], key: Key, ledger: Ledger
) -> list[Printed]:
    """Return, per group, the cells any grade, grade 3-4 and grade 5, each patient once."""
    cells = []
    for group, of in of_groups:
        mine = of.get(key, Counts())
        cells.append(group.share(ledger, mine.patients, *key))
        cells.append(group.add(ledger, "n_grade_3_4", mine.severe, str(mine.severe), *key))
        cells.append(group.add(ledger, "n_grade_5", mine.fatal, str(mine.fatal), *key))
        group.add(ledger, "events", mine.events, str(mine.events), *key)
    return cells
