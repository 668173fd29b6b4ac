"""The ledger: ids, merging, and the files it is written to."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.ledger import (
    COLUMNS,
    Ledger,
    LedgerError,
    LedgerRow,
    distinct,
    find,
    from_records,
    merge,
    slug,
    stamp,
    to_csv,
    to_json,
)

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.builds(LedgerRow, *[TEXT] * 9, value=NUMBER, text=TEXT, n=st.none() | st.integers(0))


def ledger() -> Ledger:
    return Ledger("os.lu", "km", "tab-os", "Safety population", "adtte", "Kaplan–Meier")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (">=4", "ge4"),
        ("<6 months", "lt6-months"),
        ("≥6 months", "ge6-months"),
        ("0->3", "0-to-3"),
        ("0-1", "0-1"),
        ("Übelkeit", "übelkeit"),
        ("¹⁷⁷Lu", "177lu"),
        ("HER2+", "her2plus"),
        ("decline_50", "decline_50"),
        ("Xanomeline High Dose", "xanomeline-high-dose"),
    ],
)
def test_slugs(text: str, name: str) -> None:
    assert slug(text) == name


@given(TEXT)
def test_slugs_stay_what_they_are(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert " " not in slug(text)


def test_an_id_says_what_the_columns_say() -> None:
    book = ledger()
    assert book.add("median", 13.2, "13.2", variable="OS", name="", n=133) == "13.2"
    book.add("n", 5, "5", variable="SEX", level="F", group="ARM", group_level="Low dose")
    book.add("n", 5, "5", variable="SEX", level="F", group="ARM", group_level="Overall")
    assert [row.id for row in book.rows] == [
        "os.lu.median",
        "os.lu.arm=low-dose.sex.f.n",
        "os.lu.arm=overall.sex.f.n",
    ]
    assert book.rows[0].group_level == "Overall"
    assert book.rows[0].method == "Kaplan–Meier"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_what_is_not_estimable_has_no_value(value: float | None) -> None:
    book = ledger()
    book.add("median", value, "NR")
    assert book.rows[0].value is None


def test_a_statistic_that_two_outputs_show_is_one_row() -> None:
    book = ledger()
    book.add("n", 3, "3")
    book.add("events", 2, "2")
    again = [replace(row, output="fig-os", notebook="x") for row in book.rows]
    assert merge([*book.rows, *again]) == sorted(book.rows, key=lambda row: row.id)


def test_two_statistics_of_one_id_are_refused_with_their_outputs() -> None:
    book = ledger()
    book.add("n", 3, "3")
    other = replace(book.rows[0], value=4.0, output="fig-os")
    with pytest.raises(LedgerError, match=r"os\.lu\.n \(in fig-os, tab-os\)"):
        merge([*book.rows, other])


def test_stamp() -> None:
    book = ledger()
    book.add("n", 3, "3")
    row = stamp(book.rows[0], notebook="03_survival", source="ADTTE sha256:0")
    assert (row.notebook, row.source) == ("03_survival", "ADTTE sha256:0")


@given(st.lists(ROWS, max_size=5))
def test_json_and_csv_lose_nothing(rows: list[LedgerRow]) -> None:
    assert from_records(json.loads(to_json(rows))) == rows
    read = list(csv.DictReader(io.StringIO(to_csv(rows), newline="")))
    assert [row["id"] for row in read] == [row.id for row in rows]
    for written, row in zip(read, rows, strict=True):
        assert tuple(written) == COLUMNS
        assert written["value"] == ("" if row.value is None else repr(row.value))
        if row.value is not None:
            assert float(written["value"]) == row.value


def test_an_empty_ledger_is_json_too() -> None:
    assert json.loads(to_json([])) == []


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (133.0, "133"), (0.1, "0.1"), (1e22, "1e+22"), (-0.5, "-0.5")]
)
def test_exact_value_is_read_back(value: float | None, text: str) -> None:
    row = LedgerRow(*[""] * 9, value=value, text="as printed")
    assert row.exact == text
    assert value is None or float(text) == value


def test_texts_that_a_slug_makes_the_same_have_parts_of_their_own() -> None:
    assert distinct(["anaemia", "Anaemia", "ANAEMIA", "Nausea"]) == {
        "Anaemia": "anaemia-2",
        "anaemia": "anaemia-3",
    }
    ledger = Ledger("a", "b", "tab-c", "All", "adae", names=distinct(["x", "X"]))
    for level in ("X", "x"):
        ledger.add("n", 1, "1", variable="v", level=level)
    assert [row.id for row in ledger.rows] == ["a.v.x.n", "a.v.x-2.n"]


def test_rows_are_found_by_their_columns() -> None:
    book = ledger()
    for arm in ("A", "B"):
        for stat in ("n", "median"):
            book.add(stat, 1, "1", variable="OS", group="ARM", group_level=arm)
    assert [row.group_level for row in find(book.rows, stat="median", group="ARM")] == ["A", "B"]
    assert [row.id for row in find(book.rows, stat="n", group_level="B")] == ["os.lu.arm=b.os.n"]
    assert find(book.rows, stat="n", group_level="C") == []
    with pytest.raises(AttributeError):
        find(book.rows, level="B")
