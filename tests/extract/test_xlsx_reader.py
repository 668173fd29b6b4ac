"""Workbooks: which sheet is meant, titles above the head, sizes."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from ralu.report.record.digests import digest, sources
from ralu.report.record.manifest import origin

from .conftest import Files, workbook


def test_one_sheet_with_data_is_the_one(files: Files) -> None:
    book = workbook(notes=[], data=[["a", "b"], [1, 2]])
    assert files.sound("t.xlsx", book).rows == [(2, (1, 2))]


def test_two_sheets_with_data_are_asked_for(files: Files) -> None:
    book = workbook(["a", "b"], [1, 2], **{"Site 2": [["a", "b"], [3, 4]], "empty": [[" "]]})
    assert files.refused("t.xlsx", book) == [
        "t.xlsx: has 2 sheets that hold data: 'Sheet', 'Site 2'. "
        "Name one in files of study.yml: 't.xlsx#Sheet'."
    ]
    table, problems = files.read("t.xlsx", book, sheet="Site 2")
    assert problems == []
    assert table is not None
    assert table.rows == [(2, (3, 4))]
    _, problems = files.read("t.xlsx", book, sheet="Site 3")
    assert problems[0].message == "has no sheet 'Site 3', but 'Sheet', 'Site 2', 'empty'."


@pytest.mark.parametrize("lines", [1, 2])
def test_a_title_above_the_head_names_its_sheet(files: Files, lines: int) -> None:
    titles = [["Extract of 2022"], ["Site 1"]][:lines]
    (told,) = files.refused("t.xlsx", workbook(*titles, [], ["a", "b"], [1, 2]))
    assert told == (
        f"t.xlsx, row 1: 'Extract of 2022': is the only filled cell of its row of sheet 'Sheet', "
        f"but row {lines + 2} has 2: it looks like a title above the head. "
        "Remove what stands above the head, which must be the first filled row."
    )


@pytest.mark.parametrize("content", ["Extract\n\na,b\n1,2\n", "Extract,\na,b\n1,2\n", "E\na\tb\n"])
def test_a_title_in_a_csv_file(files: Files, content: str) -> None:
    (told,) = files.refused("t.csv", content)
    assert "it looks like a title above the head" in told


def test_a_table_of_one_column_has_no_title(files: Files) -> None:
    assert files.sound("t.xlsx", workbook(["a"], [1], [2])).columns == ("a",)


def test_a_title_of_two_cells_is_no_head(files: Files) -> None:
    _, problems = files.read("t.xlsx", workbook(["Extract", 2022], ["a", "b", "c"], [1, 2, 3]))
    assert [str(problem) for problem in problems] == [
        "t.xlsx, row 1: has 2 columns, and no row has as many cells. "
        "Correct the head of sheet 'Sheet', which must be the first filled row."
    ]


def test_cells_beside_the_table(files: Files) -> None:
    _, problems = files.read("t.xlsx", workbook(["a", "b"], [1, 2, "see note"], [3, 4]))
    assert [str(problem) for problem in problems] == [
        "t.xlsx, row 2: has 3 cells, the head has 2. "
        "Clear the cells beside the table, or name their columns."
    ]


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(files: Files) -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb,
        bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(501):
            part.write(b" " * 1_000_000)
    (told,) = files.refused("t.xlsx", out.getvalue())
    assert told.startswith("t.xlsx: unpacks to 501,000,000 bytes; 500,000,000 may be.")


def test_a_study_names_the_sheet(extract) -> None:
    book = openpyxl.Workbook()
    book.active.append(["what", "when"])
    sheet = book.create_sheet("Labs #1")
    for line in extract.text("labs.csv").splitlines():
        sheet.append(line.split(","))
    book.save(extract.folder / "all.xlsx")
    study = extract.text("study.yml")
    expected = extract.read()["labs"]["value"].to_list()
    extract.put("study.yml", study.replace("labs.csv", '"all.xlsx#Labs #1"'))
    assert extract.read()["labs"]["value"].to_list() == expected
    made_from = origin(extract.load(), extract.folder / "study.yml", sources(extract.folder))
    assert made_from.inputs["data/labs.xlsx"] == digest(extract.folder / "all.xlsx") != ""
