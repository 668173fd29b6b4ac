"""Terms that differ only in case, blanks, punctuation or British spelling."""

from __future__ import annotations

import pytest

from ralu.ledger import merge
from ralu.tables.safety.adverse_events import event_overview_table
from ralu.tables.safety.event_rates import event_rates_table
from ralu.tables.safety.event_shares import event_shares
from ralu.tables.safety.event_terms import event_terms_table
from ralu.tables.safety.spellings import folded, spellings_table


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anaemia", "ANEMIA"),
        ("Haematuria", "hematuria"),
        ("Oedema peripheral", "Edema, peripheral"),
        ("Diarrhoea", "diarrhea "),
        ("Non-cardiac chest pain", "Noncardiac chest  pain"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anaemia", "Uraemia"), ("Grade 1", "Grade 2"), ("Pain", "Pains")]
)
def test_not_alike(one: str, other: str) -> None:
    assert folded(one) != folded(other)


EVENTS = [
    ("1", "Anaemia", "Blood", 3, "2020-01-31", None, "Y", "N"),
    ("1", "anaemia", "Blood", 1, "2020-02-20", None, "Y", "N"),
    ("2", "Anaemia", "Blood", 1, "2020-01-05", None, "Y", "N"),
    ("3", "Nausea", "Gut", 1, "2020-01-05", None, "Y", "N"),
]


def test_flagged_but_not_merged(study_of, timed_of) -> None:
    table = spellings_table(study_of(), timed_of(EVENTS))
    assert [row.cells for row in table.rows[1:]] == [("Anaemia", "2", "2"), ("anaemia", "1", "1")]
    assert "Different terms: 3. Sets of terms that are alike: 1." in table.footnotes
    terms = event_terms_table(study_of(), timed_of(EVENTS))
    assert [row.cells[0] for row in terms.rows[2:4]] == ["Anaemia", "anaemia"]


def test_terms_that_differ_in_case_have_ids_of_their_own(study_of, timed_of) -> None:
    study, adam = study_of(), timed_of(EVENTS)
    tables = (
        event_overview_table(study, adam),
        event_terms_table(study, adam),
        event_rates_table(study, adam, min_percent=0),
        event_shares(study, adam, min_percent=0),
        spellings_table(study, adam),
    )
    rows = {row.id: row for row in merge(row for one in tables for row in one.ledger)}
    assert rows["teae.term.blood.anaemia.n"].value == 2
    assert rows["teae.term.blood.anaemia-2.n"].value == 1
    assert rows["spelling.term.anaemia-2.events"].value == 1


def test_nothing_alike(study_of, timed, timed_of) -> None:
    assert spellings_table(study_of(), timed).rows[0].cells[0] == "No two terms are alike"
    assert spellings_table(study_of(), timed_of([])) is None
