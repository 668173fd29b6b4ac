"""CSV as programs write it: separators, encodings, quotes that go astray, hostile sizes."""

from __future__ import annotations

import pytest

from .conftest import Files


@pytest.mark.parametrize(
    "content",
    [
        "sep=,\na,b\n1,2\n",
        "\ufeffsep=;\r\na;b\r\n1;2\r\n",
        '"SEP=|"\na|b\n1|2\n',
        "sep=\t\t\na\tb\n1\t2\n",
        "sep=^\na^b\n1^2\n",
        "a\tb\n1\t2\n",
        "a|b\n1|2\n",
        "a\tb\n",
        'a\t"b"\n1\t2\n"1,5"\t2\n',
        "a, x\tb\n1\t2\n",
        "a;b,c\n1;2\n1;3\n",
    ],
)
def test_the_separator_is_declared_or_certain(files: Files, content: str) -> None:
    table = files.sound("t.csv", content)
    assert len(table.columns) == 2
    assert table.columns[0][0] == "a"
    assert table.rows[:1] in ([(2, ("1", "2"))], [])


def test_decimal_commas_do_not_separate(files: Files) -> None:
    table = files.sound("t.csv", "a\tb\n1,5\t2,5\n3,5\t4,5\n")
    assert table.rows[0] == (2, ("1,5", "2,5"))


def test_a_separator_that_is_not_certain_is_asked_for(files: Files) -> None:
    assert files.refused("t.csv", "a;b,c\n1;2,3\n") == [
        "t.csv: may be separated by commas or semicolons. "
        "Say which in a line above the head, such as sep=,"
    ]
    assert len(files.sound("t.csv", "sep=;\na;b,c\n1;2,3\n").columns) == 2


def test_a_declared_separator_that_no_line_holds(files: Files) -> None:
    assert files.refused("t.csv", "sep=;\na,b\n1,2\n") == [
        "t.csv: says sep=; in its first line, but no line below holds that. Correct the first line."
    ]


STRAY = 'id,term,grade\n1,"Nausea,1\n2,Fatigue,2\n3,Pain,1\n4,Rash",1\n5,Fever,1\n'


def test_a_stray_quote_that_swallows_rows_is_told_where_it_opens(files: Files) -> None:
    table, problems = files.read("t.csv", STRAY)
    assert table is not None
    assert [row for row, _ in table.rows] == [2, 3]
    (told,) = problems
    assert (told.row, told.column) == (2, "term")
    assert told.value.startswith("Nausea,1\n2,Fatigue")
    assert told.message == (
        "has a quote that opens here and closes 3 lines below: it may hold whole rows."
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_cell_of_several_lines_in_a_row_that_fits_nowhere(files: Files, end: str) -> None:
    content = end.join(["a,b", '1,"x', '2,y",3', "4,5", ""])
    _, problems = files.read("t.csv", content)
    assert [(p.row, p.column) for p in problems] == [(2, "b")]
    assert "closes 1 line below" in problems[0].message


def test_a_head_of_several_lines(files: Files) -> None:
    _, problems = files.read("t.csv", 'a,"b\n1",2\n3,4,5\n')
    assert [p.row for p in problems] == [1]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read(files: Files, codec: str) -> None:
    text = "" if codec == "utf-16" else "\ufeff"
    content = f"{text}id\tsite\r\n1\tMünster\r\n".encode(codec)
    assert files.sound("t.csv", content).rows == [(2, ("1", "Münster"))]


def test_utf_16_without_its_mark_or_cut_short(files: Files) -> None:
    content = "id,site\n1,Münster\n".encode("utf-16")
    assert (
        "holds a NUL character in line 1, so it is not UTF-8"
        in files.refused("t.csv", content[2:])[0]
    )
    assert "is no sound UTF-16 text after line 1" in files.refused("t.csv", content[:-1])[0]


def test_hostile_sizes_are_refused_at_once(files: Files) -> None:
    (told,) = files.refused("t.csv", "a,b\n1," + "x" * 10_000_001)
    assert told.startswith("t.csv: has more than 10,000,000 characters in line 2.")
    (told,) = files.refused("t.csv", 'a,b\n1,"' + "2,3\n" * 40_000 + '"\n')
    assert told.startswith("t.csv, row 2: cannot be read (")
