"""The lines of `ralu check`."""

from __future__ import annotations

import pytest

from ralu.build.check import check
from ralu.problems import InputError


def test_a_line_per_file(extract) -> None:
    extract.configure("published: published.yml\n")
    extract.put(
        "published.yml",
        "final: {population: All, source: s, compared: true, "
        "figures: [{label: a, published: 56%, value: 56}]}\n",
    )
    assert check(extract.load()) == [
        "patients.csv: 2 rows, 15 columns, 3 empty cells, 3 partial dates",
        "radium.csv: 3 rows, 4 columns, 1 empty cell, 2 partial dates",
        "lutetium.csv: 3 rows, 5 columns, 0 empty cells",
        "therapies.csv: 2 rows, 6 columns, 1 empty cell, 2 partial dates",
        "adverse_events.csv: 2 rows, 9 columns, 4 empty cells, 1 partial date",
        "labs.csv: 4 rows, 7 columns, 3 empty cells",
        "published.yml: 1 snapshot, 1 figure",
        "No problems.",
    ]


def test_columns_are_those_of_the_file(extract) -> None:
    head = "title: t\nshort_title: t\nstatus: DRAFT\nsynthetic: true\ndata_cutoff: 2022-03-31\n"
    extract.put("study.yml", head + "source: adam\nfiles: {adsl: adsl.csv, adlb: adlb.csv}\n")
    extract.put("adsl.csv", "USUBJID,SAFFL,TRTSDT,TRTEDT,AGE\n1,Y,2020-01-01,,70\n")
    extract.put("adlb.csv", "USUBJID,PARAMCD,ADT,AVAL\n1,HGB,2020-01-01,7.5\n")
    assert check(extract.load()) == [
        "adsl.csv: 1 row, 5 columns, 1 empty cell",
        "adlb.csv: 1 row, 4 columns, 0 empty cells",
        "No problems.",
    ]


def test_problems_are_raised_together(extract) -> None:
    extract.replace("labs.csv", "10.9", "high")
    extract.replace("radium.csv", "4.39", "much")
    with pytest.raises(InputError) as refused:
        check(extract.load())
    assert len(refused.value.problems) == 2
