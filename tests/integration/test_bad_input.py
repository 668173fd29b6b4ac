"""Bad input through the real program: every problem in one list, exit code 2, nothing touched."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import openpyxl
import pytest

from .conftest import PROBLEMS


def places(problems: list[str]) -> list[str]:
    return [problem.split(": ")[0] for problem in problems]


def test_files_that_cannot_be_read(program) -> None:
    extract = program.extract
    (extract.folder / "radium.csv").unlink()
    extract.put("lutetium.csv", b"")
    extract.put("therapies.csv", extract.text("therapies.csv").splitlines()[0])
    extract.put("adverse_events.csv", extract.text("adverse_events.csv").encode() + b"002,M\xfcde,")
    extract.put("labs.xlsx", b"PK\x03\x04 no workbook")
    extract.replace("study.yml", "labs.csv", "labs.xlsx")
    found = program.refused()
    assert [problem.split(". ")[0] for problem in found[:2]] == [
        "adverse_events.csv, row 4: 'Müde': is not UTF-8 text",
        "labs.xlsx: is no sound XLSX file (File is not a zip file)",
    ]
    assert found[2:] == [
        "lutetium.csv: is empty. It needs a head and rows.",
        "radium.csv: cannot be read (No such file or directory). "
        "Put it at tiny/radium.csv, or correct its path in study.yml.",
        "therapies.csv: has no rows. Fill it, or take it out of files in study.yml.",
    ]


def test_other_formats_that_are_damaged(program) -> None:
    study = program.extract.text("study.yml")
    for table, ending in (("labs", "parquet"), ("radium", "xpt"), ("therapies", "xls")):
        program.extract.put(f"{table}.{ending}", b"\x00" * 200)
        study = study.replace(f"{table}.csv", f"{table}.{ending}")
    program.extract.put("study.yml", study)
    found = program.refused()
    assert places(found) == ["labs.parquet", "radium.xpt", "therapies.xls"]
    assert "is no sound PARQUET file" in found[0]
    assert "is no sound XPT file" in found[1]
    assert "has the ending '.xls'. Use one of .csv, .xlsx, .parquet, .xpt." in found[2]


def test_heads_and_ragged_rows(program) -> None:
    extract = program.extract
    extract.replace("patients.csv", "ecog", "ECOG")
    extract.replace("radium.csv", "activity_mbq", "date")
    extract.replace("lutetium.csv", ",ligand", "")
    extract.replace("therapies.csv", "end_date", "end_date,comment")
    extract.replace("labs.csv", "10.9,g/dL", "10,9,g/dL")
    found = program.refused()
    assert places(found) == [
        "lutetium.csv, row 1",
        "therapies.csv, row 1",
        "lutetium.csv, row 1, ligand",
        "patients.csv, row 1, ECOG",
        "patients.csv, row 1, ecog",
        "radium.csv, row 1, date",
        "therapies.csv, row 1, comment",
        "labs.csv, row 2",
    ]
    assert found[-1].endswith("has 8 cells, the head has 7. Quote cells that hold the separator.")
    assert found[3].endswith("Remove it, or is it the same as ecog?")


def test_wrong_cells(program) -> None:
    extract = program.extract
    extract.replace("patients.csv", "001,S1,1950,2015-04", "001,S1,fifty,2020-02-30")
    extract.replace("radium.csv", "2019-11-08,4.39", "08.11.2019,-4.39")
    extract.replace("lutetium.csv", "7.12", '"7,12"')
    extract.replace("lutetium.csv", "7.16", "inf")
    extract.replace("therapies.csv", "2017-12-07", "December")
    extract.replace("adverse_events.csv", "disorders,1,N", "disorders,1.5,ja")
    extract.replace("labs.csv", "<0.01", "<")
    extract.replace("labs.csv", ",1.5e3,", ',"<0,01",')
    extract.replace("labs.csv", ",NK,", ",nk,")
    found = program.refused()
    alike = found.pop(2)
    assert alike.startswith("labs.csv, value: is not a number, nor a limit such as <0.01: 2 rows")
    assert "(3, 5; '<', 'nk')" in alike
    assert [problem.split(": ")[1] for problem in found] == [
        "'1.5'",
        "'ja'",
        "'<0,01'",
        "'7,12'",
        "'inf'",
        "'fifty'",
        "'2020-02-30'",
        "'-4.39'",
        "'08.11.2019'",
        "'December'",
    ]
    assert all("Correct " in problem for problem in [alike, *found])
    found.insert(2, alike)
    assert program.refused("check", "tiny") == found


def test_rows_that_contradict_each_other(program) -> None:
    extract = program.extract
    extract.put("patients.csv", extract.text("patients.csv").replace("\n002", "\n001"))
    extract.replace("labs.csv", "002,2020-06-01,PSA", "2,2020-06-01,PSA")
    found = program.refused()
    assert "patients.csv, row 3, patient_id: '001': stands in row 2 already." in found[3]
    assert places(found) == [
        "adverse_events.csv, row 3, patient_id",
        "labs.csv, patient_id",
        "lutetium.csv, row 4, patient_id",
        "patients.csv, row 3, patient_id",
        "radium.csv, row 4, patient_id",
        "therapies.csv, row 3, patient_id",
    ]


def test_study_yml(program) -> None:
    extract = program.extract
    extract.configure("colour: red\nanalysis: {confidence_level: 95, month_days: long}\n")
    found = program.refused()
    assert places(found) == [
        "study.yml, analysis.confidence_level",
        "study.yml, analysis.month_days",
        "study.yml, colour",
    ]
    for content, message in (
        (b"title: [x\n", "study.yml: is not YAML in line 2"),
        (b"title: M\xfcnster\n", "study.yml: is not UTF-8 text."),
        (b"", "study.yml: holds no keys."),
    ):
        extract.put("study.yml", content)
        (problem,) = program.refused()
        assert message in problem
    (extract.folder / "study.yml").unlink()
    assert program.refused() == [
        "tiny/study.yml: cannot be read (No such file or directory). "
        "Name a folder that holds study.yml."
    ]


def test_published_figures_before_any_notebook(program) -> None:
    program.extract.configure("published: published.yml\n")
    figure = "{label: Share, published: 56%, value: 65}"
    head = "final: {population: All, source: s, compared: true, figures: "
    program.extract.put("published.yml", f"{head}[{figure}]}}\n")
    program.extract.replace("labs.csv", "10.9", "high")
    found = program.refused()
    assert places(found) == ["published.yml, final.figures.0", "labs.csv, row 2, value"]


def test_parameters_before_any_notebook(program) -> None:
    program.extract.configure("parameters: {01_first: {count: many, other: 1}, 09_none: {a: 1}}\n")
    assert places(program.refused()) == [
        "study.yml, parameters.01_first.count",
        "study.yml, parameters.01_first.other",
        "study.yml, parameters.09_none",
    ]


def test_no_folder_of_data(program) -> None:
    assert program.refused("report", "tiny", "--data", "nowhere") == [
        "nowhere: is not a folder. Name the folder of the data by --data."
    ]


@pytest.mark.parametrize("place", ["file/report", "file"])
def test_an_output_folder_that_cannot_be_written(program, place: str) -> None:
    (program.folder / "file").write_text("kept", encoding="utf-8")
    (problem,) = program.refused("report", "tiny", "--out", place)
    assert problem.startswith(f"{place}: ")
    assert "by --out" in problem
    assert (program.folder / "file").read_text(encoding="utf-8") == "kept"


def test_the_terminal_is_neither_flooded_nor_steered(program) -> None:
    extract = program.extract
    extract.replace("labs.csv", "10.9", "9" * 5_000 + "x" * 5_000)
    extract.replace("labs.csv", "<0.01", "\x1b[2J\x07")
    extract.replace("labs.csv", ",1.5e3,", ',"two\nlines",')
    found = program.refused()
    assert max(map(len, found)) < 300
    assert any("… (10000 characters)" in line for line in found)
    assert any("'\\x1b[2J\\x07'" in line for line in found)
    assert any("labs.csv, row 4, value: 'two\\nlines'" in line for line in found)


def test_many_problems_of_one_kind_do_not_hide_the_one_that_matters(program) -> None:
    head, *rows = program.extract.text("labs.csv").splitlines()
    many = [rows[0].replace("10.9", f"high {n}") for n in range(1_200)]
    many[1] = rows[0].replace("10.9", '"=HYPERLINK(""x"")"')
    program.extract.put("labs.csv", "\n".join([head, *many]))
    program.extract.replace("therapies.csv", "therapy_class", "class")
    found = program.refused()
    assert places(found) == [
        "therapies.csv, row 1, class",
        "therapies.csv, row 1, therapy_class",
        "labs.csv, value",
        "labs.csv, row 3, value",
    ]
    assert found[2] == (
        "labs.csv, value: is not a number, nor a limit such as <0.01: 1,199 rows (2, 4, 5, …; "
        "'high 0', 'high 2', 'high 3', …). Correct the cell."
    )
    with (program.folder / "outputs" / PROBLEMS).open(newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == 1_202
    assert listed[0]["column"] == "class"
    assert (listed[3]["row"], listed[3]["value"]) == ("3", '\'=HYPERLINK("x")')
    assert (listed[-1]["row"], listed[-1]["value"]) == ("1201", "high 1199")


def test_problems_that_are_mended_leave_no_file(program) -> None:
    extract, file = program.extract, program.folder / "outputs" / PROBLEMS
    sound = extract.text("labs.csv")
    for command in ("report", "check"):
        extract.put("labs.csv", sound.replace("001,", "007,"))
        program.refused(command, "tiny")
        assert file.is_file()
        extract.put("labs.csv", sound.replace("10.9", "high"))
        program.refused(command, "tiny")
        assert not file.parent.exists()
    extract.put("labs.csv", sound.replace("001,", "007,"))
    program.refused("check", "tiny")
    extract.put("labs.csv", sound)
    assert program.run("check", "tiny").returncode == 0
    assert not file.parent.exists()


def test_an_adam_source(program) -> None:
    extract = program.extract
    text = extract.text("study.yml")
    head = text[: text.index("source:")]
    extract.put("study.yml", head + "source: adam\nfiles: {adsl: adsl.csv, adlb: adlb.csv}\n")
    extract.put("adsl.csv", "usubjid,SAFFL,TRTSDT,TRTEDT\n1,Y,2020-01-01,\n")
    extract.put("adlb.csv", "USUBJID,PARAMCD,ADT,AVAL\n1,HGB,21915,<5\n")
    assert places(program.refused()) == [
        "adsl.csv, row 1, USUBJID",
        "adlb.csv, row 2, ADT",
        "adlb.csv, row 2, AVAL",
    ]


def written_in_german(text: str) -> str:
    """Return a table with semicolons, decimal commas and German dates."""
    rows = [line.split(",") for line in text.replace('"leuprorelin, depot"', "x").splitlines()]
    for row in rows[1:]:
        for place, cell in enumerate(row):
            year, *rest = cell.split("-")
            if len(year) == 4 and year.isdigit() and all(part.isdigit() for part in rest):
                row[place] = ".".join(reversed(cell.split("-")))
            elif cell.lstrip("<").replace(".", "").replace("e", "").isdigit():
                row[place] = cell.replace(".", ",")
    return "".join(";".join(row) + "\r\n" for row in rows)


def test_check_says_what_a_sound_extract_holds(program) -> None:
    said = program.run("check", "tiny")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines()[-1] == "No problems."
    program.extract.replace("therapies.csv", '"leuprorelin, depot"', "x")
    for table in ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs"):
        text = written_in_german(program.extract.text(f"{table}.csv"))
        program.extract.put(f"{table}.csv", b"\xef\xbb\xbf" + text.encode())
    assert "08.11.2019;4,39" in program.extract.text("radium.csv")
    program.extract.configure("reading: {decimal: ',', date_format: DD.MM.YYYY}\n")
    assert program.run("check", "tiny").stdout == said.stdout


def test_a_workbook_is_read_as_its_csv_is(program) -> None:
    said = program.run("check", "tiny").stdout
    book = openpyxl.Workbook()
    for line in program.extract.text("labs.csv").splitlines():
        book.active.append([cell or None for cell in line.split(",")])
    out = io.BytesIO()
    book.save(out)
    program.extract.put("labs.xlsx", out.getvalue())
    program.extract.replace("study.yml", "labs.csv", "labs.xlsx")
    assert program.run("check", "tiny").stdout == said.replace("labs.csv", "labs.xlsx")


def test_a_mended_extract_makes_its_report(program) -> None:
    program.extract.replace("labs.csv", "10.9", "high")
    program.refused()
    program.extract.replace("labs.csv", "high", "10.9")
    ran = program.run("report", "tiny")
    assert ran.returncode == 0, ran.stderr
    assert Path(program.folder / "outputs/tiny/adam/adlb.parquet").is_file()


def test_a_named_pipe_is_refused_at_once(program) -> None:
    labs = program.extract.folder / "labs.csv"
    labs.unlink()
    os.mkfifo(labs)
    assert program.refused() == [
        "labs.csv: is a named pipe, not a file. "
        "Save the data as a file, and name that in study.yml."
    ]
