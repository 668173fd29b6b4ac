"""Spellings of terms that are probably the same: flagged, never merged."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import compose
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.needs import records_of
from ralu.tables.safety.adverse_events import names_of

NEEDS = {"adae": "AEDECOD AEBODSYS"}
AMERICAN = (("ae", "e"), ("oe", "e"))
"""British to American spelling, as in anaemia, haematuria, oedema, diarrhoea."""


def folded(term: str) -> str:
    """Return a term without case, blanks, punctuation and British spelling."""
    text = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", term).casefold())
    for british, american in AMERICAN:
        text = text.replace(british, american)
    return text


def spellings_table(study: Study, adam: AdamSet, *, id: str = "tab-spellings") -> Table | None:
    """Return the terms that differ only in how they are spelt; None without events."""
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    adae = records["adae"]
    terms = adae.groupby("AEDECOD").agg(events=("USUBJID", "size"), n=("USUBJID", "nunique"))
    key = pd.Series([folded(str(term)) for term in terms.index], index=terms.index)
    alike = terms.assign(key=key)[key.duplicated(keep=False)]
    ledger = Ledger("spelling", "ae_spelling", id, POPULATION, "adae", "Counted")
    ledger.names = names_of(adae)
    counts = [
        ledger.add("n", number, str(number), variable=name)
        for name, number in (("terms", len(terms)), ("alike", alike["key"].nunique()))
    ]
    rows = [] if len(alike) else [Row(("No two terms are alike", "", ""))]
    for k, (_, some) in enumerate(alike.groupby("key")):
        rows.append(Row((f"Probably the same ({k + 1})", "", ""), heading=True))
        rows += [_spelling(ledger, *one) for one in _counts(some)]
    return Table(
        id,
        "Terms that differ only in their spelling",
        (
            Column("Term", align="left", weight=3),
            Column("Events"),
            Column("Patients"),
        ),
        tuple(rows),
        (
            f"{POPULATION}; all adverse events, as the data have their terms. Terms are compared "
            "without case, blanks and punctuation, and with British ae and oe as e. They are "
            "probably the same but counted apart in all tables: whether they are is for the "
            "coder to say.",
            compose("Different terms: {}. Sets of terms that are alike: {}.", *counts),
        ),
        ledger=tuple(ledger.rows),
    )


def _counts(some: pd.DataFrame) -> list[tuple[str, int, int]]:
    ordered = some.sort_values("events", ascending=False, kind="stable")
    return list(zip(ordered.index, ordered["events"], ordered["n"], strict=True))


def _spelling(ledger: Ledger, term: str, events: int, patients: int) -> Row:
    cells = (
        ledger.add(stat, count, str(count), variable="term", level=term)
        for stat, count in (("events", events), ("patients", patients))
    )
    return Row((term, *cells), indent=1)
