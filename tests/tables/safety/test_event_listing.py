"""The listing of serious and fatal events."""

from __future__ import annotations

from ralu.tables.safety.event_listing import event_listing_table


def test_serious_teae_and_all_fatal_ones(study_of, timed_of) -> None:
    events = [
        ("1", "Anaemia", "Blood", 3, "2020-01-31", "2020-02-10", "Y", "Y"),
        ("1", "Anaemia", "Blood", 3, "2020-01-31", "2020-02-10", "Y", "N"),  # not serious
        ("2", "Sepsis", "Infections", 5, "2019-12-31", None, "N", "N"),  # fatal, before
        ("3", "Pain", "General", 2, "2020-02-15", None, "N", "Y"),  # serious, not emergent
        ("4", "Pneumonia", "Infections", None, None, None, "Y", "Y"),
    ]
    adam = timed_of(events)
    adam.adae["AEACN"] = ["none", None, None, None, "drug withdrawn"]
    table = event_listing_table(study_of(), adam)
    assert [row.cells for row in table.rows] == [
        ("1", "Anaemia", "3", "31", "41", "–", "none", "–"),
        ("2", "Sepsis", "5", "−1", "–", "–", "–", "–"),
        ("4", "Pneumonia", "–", "–", "–", "–", "drug withdrawn", "–"),
    ]
    assert {r.id: r.value for r in table.ledger} == {
        "sae.listing.events": 3,
        "sae.listing.n": 3,
        "sae.listing.fatal": 1,
    }
    assert "3 events of 3 patients" in table.footnotes[-1]


def test_nothing_to_list(study_of, timed_of) -> None:
    mild = [("1", "Anaemia", "Blood", 1, "2020-01-31", None, "Y", "N")]
    assert event_listing_table(study_of(), timed_of(mild)).rows == ()
    assert event_listing_table(study_of(), timed_of([])) is None
