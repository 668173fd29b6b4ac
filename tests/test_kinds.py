"""Problems by kind and column, the gravest first."""

from __future__ import annotations

from ralu.kinds import by_gravity, listed
from ralu.problems import Gravity, Problem


def wrong(row: int, value: str = "", column: str = "c", **words: str) -> Problem:
    given = {"message": "is empty.", "remedy": "Fill it."} | words
    return Problem("t.csv", row, column, value, given["message"], given["remedy"])


def test_one_kind_in_one_column_is_one_line() -> None:
    assert listed(wrong(row) for row in range(2, 3_362)) == [
        "t.csv, c: is empty: 3,360 rows (2, 3, 4, …). Fill it."
    ]


def test_one_alone_and_one_in_no_row_are_told_by_themselves() -> None:
    words = [Problem("t.csv", 0, "c", w, "is no known word (2 rows).", "") for w in "ab"]
    assert listed([*words, wrong(2)]) == [*map(str, words), str(wrong(2))]


def test_columns_messages_and_remedies_are_kinds_of_their_own() -> None:
    kinds = [wrong(2), wrong(2, column="d"), wrong(2, message="is odd."), wrong(2, remedy="Ask.")]
    assert len(listed([*kinds, *kinds])) == 4


def test_first_rows_and_each_value_once() -> None:
    yes = [wrong(row, "TRUE" if row % 2 else "FALSE", message="is odd.") for row in range(2, 7)]
    assert listed(yes) == ["t.csv, c: is odd: 5 rows (2, 3, 4, …; 'FALSE', 'TRUE'). Fill it."]


def test_what_differs_within_a_kind_is_left_out() -> None:
    told = [
        wrong(row, message=f"lies before 177Lu ({date}), not '{row}'.", remedy="Is it 'S1'?")
        for row, date in ((3, "2020-03-05"), (4, "2021-01-31"))
    ]
    assert listed(told) == ["t.csv, c: lies before 177Lu (…), not …: 2 rows (3, 4). Is it 'S1'?"]


def test_the_gravest_come_first() -> None:
    cell, file = wrong(9), Problem("z.csv", 0, "", "", "is empty.", "")
    head = Problem("y.csv", 1, "c", "", "is missing.", "", spoils=Gravity.COLUMN)
    rows = Problem("a.csv", 2, "c", "", "is doubled.", "", spoils=Gravity.CONTRADICTION)
    key = Problem("study.yml", 0, "title", "", "is missing.", "")
    assert by_gravity([rows, cell, head, key, file]) == [file, key, head, cell, rows]
