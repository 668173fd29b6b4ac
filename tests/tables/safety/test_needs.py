"""A study without a variable that a table of adverse events needs does not have the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ralu.adam import AdamSet
from ralu.tables.safety.event_listing import event_listing_table
from ralu.tables.safety.event_periods import event_periods_table
from ralu.tables.safety.event_rates import event_rates_table
from ralu.tables.safety.event_shares import event_shares
from ralu.tables.safety.event_terms import event_terms_table
from ralu.tables.safety.first_grade_3 import estimate_first_grade_3
from ralu.tables.safety.grades_over_time import grades_over_time
from ralu.tables.safety.spellings import spellings_table


@pytest.mark.parametrize(
    ("make", "dataset", "variable"),
    [
        (event_listing_table, "adae", "AEDECOD"),
        (event_terms_table, "adae", "AEBODSYS"),
        (event_shares, "adae", "AEBODSYS"),
        (spellings_table, "adae", "AEDECOD"),
        (event_rates_table, "adsl", "TRTSDT"),
        (event_periods_table, "adsl", "TRTSDT"),
        (grades_over_time, "adsl", "TRTSDT"),
        (estimate_first_grade_3, "adsl", "TRTSDT"),
        (estimate_first_grade_3, "adae", "AETOXGR"),
    ],
)
def test_no_table_without_what_it_needs(
    make: Callable[..., Any], dataset: str, variable: str, study_of, timed
) -> None:
    assert make(study_of(), timed) is not None
    without = timed.datasets[dataset].drop(columns=variable)
    assert make(study_of(), AdamSet(timed.datasets | {dataset: without})) is None


def test_a_table_may_be_shown_twice(study_of, timed) -> None:
    table = event_terms_table(study_of(), timed, id="tab-again")
    assert table.id == "tab-again"
    assert {row.output for row in table.ledger} == {"tab-again"}
    assert event_terms_table(study_of(), timed, serious=True).id == "tab-sae-terms"
