"""Where groups on either side of a median were cut."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.adam.adsl import HALVES, SPLIT_AT_MEDIAN
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.rounding import decimals, fixed
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.needs import records_of


def median_split_notes(adam: AdamSet, variables: list[str], ledger: Ledger) -> list[Printed]:
    """Record the medians that variables of ADSL were split at; return a footnote for each."""
    notes = []
    for variable in (v for v in variables if v in SPLIT_AT_MEDIAN):
        split = SPLIT_AT_MEDIAN[variable]
        records = records_of(adam, {"adsl": f"{variable} {split}"})
        if records is None or not records["adsl"][variable].isin(HALVES).any():
            continue
        values = records["adsl"][split].astype("float64").dropna()
        book = Ledger("cut", "cut", ledger.output, POPULATION, "adsl", "Median")
        median = float(values.median())
        text = fixed(median, decimals(values))
        shown = book.add("median", median, text, variable=variable, n=len(values))
        ledger.rows += book.rows
        notes.append(compose("{}: cut at the median, {}.", adam.label("adsl", split), shown))
    return notes
