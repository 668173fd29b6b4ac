"""Files to rows of cells: row numbers, separators, and files that are not what they seem."""

from __future__ import annotations

import io
import os
import socket
from datetime import date

import pandas as pd
import pytest

from ralu.extract.readers import read_raw
from ralu.problems import Problem

from .conftest import Files, workbook


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n",
        "a,b\n1,2",
        "a,b\r\n1,2\r\n",
        "a,b\r1,2\r",
        "\ufeffa,b\n1,2\n",
        "a;b\n1;2\n",
        ' a ,"b"\n"1 ", 2 \n',
        "a,b,\n1,2,\n",
        "a,b\n1,2,,,\n",
    ],
)
def test_one_table_written_in_many_ways(files: Files, content: str) -> None:
    table = files.sound("t.csv", content)
    assert table.columns == ("a", "b")
    assert table.rows == [(2, ("1", "2"))]


def test_rows_have_the_number_a_spreadsheet_shows(files: Files) -> None:
    table = files.sound("t.csv", "a,b\n\n1,2\n,\n3,4\n")
    assert table.rows == [(3, ("1", "2")), (5, ("3", "4"))]
    book = workbook(["a", "b"], [], [1, "two\nlines"], [], [3, 4])
    assert files.sound("t.xlsx", book).rows == [(3, (1, "two\nlines")), (5, (3, 4))]


def test_a_head_may_stand_lower(files: Files) -> None:
    assert files.sound("t.csv", "\n\na;b\n1,5;2\n").rows == [(4, ("1,5", "2"))]


@pytest.mark.parametrize("row", ["1", "1,2,3", "1,,3"])
def test_a_ragged_row(files: Files, row: str) -> None:
    table, problems = files.read("t.csv", f"a,b\n{row}\n5,6\n")
    assert table is not None
    assert table.rows == [(3, ("5", "6"))]
    count = row.count(",") + 1
    assert [str(p) for p in problems] == [
        f"t.csv, row 2: has {count} cells, the head has 2. Quote cells that hold the separator."
    ]


def test_a_head_that_fits_no_row_is_one_problem(files: Files) -> None:
    _, problems = files.read("t.csv", "\na,b,c\n1,2\n3,4\n")
    assert [str(problem) for problem in problems] == [
        "t.csv, row 2: has 3 columns, and no row has as many cells. Correct the head."
    ]


def test_a_short_row_of_a_workbook_ends_with_empty_cells(files: Files) -> None:
    assert files.sound("t.xlsx", workbook(["a", "b"], [1])).rows == [(2, (1, None))]


def test_columns_without_a_name_or_twice(files: Files) -> None:
    _, problems = files.read("t.csv", "a,,c\n1,2,3\n")
    assert [p.message for p in problems] == ["has no name for column 2."]
    told = files.refused("t.csv", "a,b,a\n1,2,3\n")
    assert told == ["t.csv, row 1, a: stands twice in the head. Remove one of the columns."]


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet", "t.xpt"])
def test_a_file_of_no_bytes(files: Files, name: str) -> None:
    assert files.refused(name, b"") == [f"{name}: is empty. It needs a head and rows."]


@pytest.mark.parametrize("content", ["\n", "\ufeff", ",,,\n,\n", "  \n"])
def test_a_file_of_nothing(files: Files, content: str) -> None:
    assert files.refused("t.csv", content) == ["t.csv: is empty. It needs a head and rows."]


@pytest.mark.parametrize("name", ["t.xlsx", "t.parquet", "t.xpt"])
@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04 half", b"\x00" * 5000])
def test_a_damaged_file(files: Files, name: str, content: bytes) -> None:
    (told,) = files.refused(name, content)
    assert told.startswith(f"{name}: is no sound {name[2:].upper()} file")
    assert told.endswith("Save or export it again.")


def test_half_a_file(files: Files) -> None:
    book = workbook(*[["a", "b"]] * 50)
    assert "is no sound XLSX file" in files.refused("t.xlsx", book[: len(book) // 2])[0]
    out = io.BytesIO()
    pd.DataFrame({"a": range(500)}).to_parquet(out)
    half = out.getvalue()[: len(out.getvalue()) // 2]
    assert "is no sound PARQUET file" in files.refused("t.parquet", half)[0]


def test_no_file_a_folder_and_an_unknown_ending(files: Files) -> None:
    problems: list[Problem] = []
    (files.folder / "folder.csv").mkdir()
    for name in ("none.csv", "folder.csv"):
        assert read_raw(files.folder / name, name, problems) is None
    assert problems[0].message == "cannot be read (No such file or directory)."
    assert str(files.folder / "none.csv") in problems[0].remedy
    assert problems[1].message == "cannot be read (Is a directory)."
    assert "has the ending '.xls'" in files.refused("t.xls", b"\xd0\xcf\x11\xe0")[0]


def test_what_is_no_file_is_refused_without_opening_it(files: Files) -> None:
    problems: list[Problem] = []
    os.mkfifo(files.folder / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(files.folder / "socket.xlsx"))
    (files.folder / "device.csv").symlink_to("/dev/zero")
    for name in ("pipe.csv", "socket.xlsx", "device.csv"):
        assert read_raw(files.folder / name, name, problems) is None
    assert [problem.message for problem in problems] == [
        "is a named pipe, not a file.",
        "is a socket, not a file.",
        "is a device, not a file.",
    ]


def test_text_that_is_not_utf8_is_told_by_its_cell(files: Files) -> None:
    told = files.refused("t.csv", 'id,site\n1,"a\nb"\n2,Münster\n'.encode("latin-1"))
    assert told == [
        "t.csv, row 3: 'Münster': is not UTF-8 text. Save it as UTF-8 (in Excel: CSV UTF-8)."
    ]
    told = files.refused("t.csv", "id,site\n1,5 € – B\n".encode("cp1252"))
    assert told[0].startswith("t.csv, row 2: '5 € – B': is not UTF-8 text.")


@pytest.mark.parametrize("content", ['a,b\n1,"2\n3,4\n', 'a,b\n"1"x,2\n', f"a\n{'x' * 200_000}\n"])
def test_quotes_that_do_not_close_swallow_nothing(files: Files, content: str) -> None:
    (told,) = files.refused("t.csv", content)
    assert told.startswith("t.csv, row 2: cannot be read (")


def test_a_workbook_keeps_its_types(files: Files) -> None:
    book = workbook(["a", "b", "c", "d"], [date(2019, 4, 3), 7.5, " x ", True])
    ((_, cells),) = files.sound("t.xlsx", book).rows
    assert [type(cell).__name__ for cell in cells] == ["datetime", "float", "str", "bool"]
    assert cells[2] == "x"


def test_a_workbook_with_wrong_dimensions_loses_nothing(files: Files) -> None:
    import zipfile

    name, out = "xl/worksheets/sheet1.xml", io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["a", "b"], [1, 2], [3, 4]))) as book,
        zipfile.ZipFile(out, "w") as changed,
    ):
        for item in book.namelist():
            content = book.read(item)
            if item == name:
                assert b'ref="A1:B3"' in content
                content = content.replace(b'ref="A1:B3"', b'ref="A1"')
            changed.writestr(item, content)
    assert files.sound("t.xlsx", out.getvalue()).rows == [(2, (1, 2)), (3, (3, 4))]


def test_a_formula_without_its_value_is_not_an_empty_cell(files: Files) -> None:
    _, problems = files.read("t.xlsx", workbook(["a", "b"], [1, "=A2*2"]))
    assert [(p.row, p.value) for p in problems] == [(2, "=A2*2")]
    assert "formula without a saved value" in problems[0].message


def test_parquet_cells(files: Files) -> None:
    frame = pd.DataFrame(
        {"a": ["x ", "", None], "b": [1, None, 3], "c": pd.to_datetime(["2019-04-03", None, None])}
    )
    out = io.BytesIO()
    frame.to_parquet(out)
    table = files.sound("t.parquet", out.getvalue())
    assert table.rows == [
        (2, ("x", 1.0, pd.Timestamp("2019-04-03"))),
        (3, (None, None, None)),
        (4, (None, 3.0, None)),
    ]


def test_transport_files_bring_labels(files: Files) -> None:
    import pyreadstat

    frame = pd.DataFrame({"USUBJID": ["01", "02"], "AGE": [70.0, None]})
    pyreadstat.write_xport(frame, files.folder / "t.xpt", column_labels=["Subject", "Age (years)"])
    table = files.sound("t.xpt", (files.folder / "t.xpt").read_bytes())
    assert table.rows == [(2, ("01", 70.0)), (3, ("02", None))]
    assert table.labels == {"USUBJID": "Subject", "AGE": "Age (years)"}
