"""Reading a whole study: one set of tables from any format, and all problems at once."""

from __future__ import annotations

import csv
import io
import warnings
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ralu.extract import read_source
from ralu.extract.dictionary import TABLES
from ralu.problems import InputError
from ralu.study import load_study

RALU = Path(__file__).parents[2] / "data" / "ralu"


def told(extract) -> list[str]:
    with pytest.raises(InputError) as refused:
        extract.read()
    return [str(problem) for problem in refused.value.problems]


def test_cells_are_typed_as_declared(extract) -> None:
    tables = extract.read()
    patients = tables["patients"]
    assert patients["patient_id"].to_list() == ["001", "002"]
    assert patients["diagnosis_date"].to_list() == ["2015-04", "2014"]
    assert patients["lymph_node_mets"].to_list() == ["Y", "N"]
    assert patients["liver_mets"].to_list() == ["N", None]
    assert patients["death_date"].to_list() == ["2021-03-30", None]
    assert patients["last_contact_date"].dtype == "datetime64[ns]"
    assert tables["therapies"].at[3, "therapy"] == "leuprorelin, depot"
    assert tables["radium"]["activity_mbq"].isna().to_list() == [False, True, False]
    assert tables["adverse_events"]["grade"].to_list() == [1, pd.NA]
    assert tables["labs"]["value"].to_list() == ["10.9", "<0.01", "1.5e3", None]


def test_types_do_not_depend_on_the_data(extract) -> None:
    types = extract.read()["labs"].dtypes
    for value in ("10.9", "<0.01", "1.5e3"):
        extract.replace("labs.csv", f",{value},", ",,")
    assert_frame_equal(extract.read()["labs"].dtypes.to_frame(), types.to_frame())
    extract.put("study.yml", extract.text("study.yml").replace("  labs: labs.csv\n", ""))
    assert_frame_equal(extract.read()["labs"].dtypes.to_frame(), types.to_frame())


def test_all_problems_of_all_files_are_told_together(extract) -> None:
    extract.replace("patients.csv", "001,S1,1950,2015-04", "001,S1,195o,2015-02-30")
    extract.replace("labs.csv", "10.9", '"10,9"')
    extract.replace("radium.csv", "4.39", "-4.39")
    extract.replace("lutetium.csv", "7.16", "nan")
    extract.replace("therapies.csv", "2018-05", "05.2018")
    extract.replace("adverse_events.csv", "disorders,1,N", "disorders,6,ja")
    assert told(extract) == [
        "adverse_events.csv, row 2, grade: '6': is outside 1 to 5. Correct the cell.",
        "adverse_events.csv, row 2, serious: 'ja': is neither Y nor N (nor yes, no, true, false, "
        "1, 0). Correct it, or say in study.yml what it stands for: "
        'codes: {adverse_events: {serious: {"ja": "Y or N"}}} (null: not known).',
        "labs.csv, row 2, value: '10,9': has a comma, but study.yml says the decimal sign is a "
        "point. Correct the cell.",
        "lutetium.csv, row 3, activity_gbq: 'nan': is not a number. "
        "Correct the cell, or add it to missing_codes in study.yml.",
        "patients.csv, row 2, birth_year: '195o': is not a number. Correct the cell.",
        "patients.csv, row 2, diagnosis_date: '2015-02-30': is not a date of the calendar. "
        "Correct the cell.",
        "radium.csv, row 2, activity_mbq: '-4.39': is outside 0 to 50. "
        "Correct the cell, or add it to missing_codes in study.yml.",
        "therapies.csv, row 2, end_date: '05.2018': is not a date written as YYYY-MM-DD, YYYY-MM "
        "or YYYY, as study.yml says. Correct the cell.",
    ]


@pytest.mark.parametrize("cell", ["", "NA"])
def test_a_cell_that_must_be_filled(extract, cell: str) -> None:
    extract.replace("labs.csv", "001,2020-03-01,HGB", f"001,2020-03-01,{cell}")
    (line,) = told(extract)
    assert line.startswith("labs.csv, row 2, test:")
    assert line.endswith("is empty or not known, and this column must be filled. Fill it.")


def test_missing_codes_count_in_their_spelling(extract) -> None:
    extract.replace("labs.csv", ",PSA,<0.01", ",Na,nk")
    extract.configure("reading: {missing_codes: [NK, nk, '-9']}\n")
    extract.replace("labs.csv", ",1.5e3,", ",-9,")
    labs = extract.read()["labs"]
    assert labs["test"].to_list() == ["HGB", "Na", "PSA", "ALP"]
    assert labs["value"].to_list() == ["10.9", None, None, None]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "lln,uln",
            "LLN,uln",
            [
                "labs.csv, row 1, LLN: is not a column of the data dictionary. "
                "Remove it, or is it the same as lln?",
                "labs.csv, row 1, lln: is missing from the head. "
                "Add the column, or is it the same as LLN?",
            ],
        ),
        (
            ",unit,",
            ",comment,",
            [
                "labs.csv, row 1, comment: is not a column of the data dictionary. Remove it.",
                "labs.csv, row 1, unit: is missing from the head. Add the column.",
            ],
        ),
        (
            "lln,uln",
            "uln,uln",
            ["labs.csv, row 1, uln: stands twice in the head. Remove one of the columns."],
        ),
    ],
)
def test_heads(extract, old: str, new: str, lines: list[str]) -> None:
    extract.replace("labs.csv", old, new)
    assert told(extract) == lines


def test_a_wrong_head_does_not_hide_wrong_cells(extract) -> None:
    extract.replace("labs.csv", "lln,uln", "lower,uln")
    extract.replace("labs.csv", "10.9", "high")
    assert [line.split(":")[0] for line in told(extract)] == [
        "labs.csv, row 1, lln",
        "labs.csv, row 1, lower",
        "labs.csv, row 2, value",
    ]


def test_a_table_without_rows(extract) -> None:
    extract.put("labs.csv", extract.text("labs.csv").splitlines()[0])
    assert told(extract) == [
        "labs.csv: has no rows. Fill it, or take it out of files in study.yml."
    ]


def test_published_figures_are_checked_with_the_data(extract) -> None:
    extract.configure("published: figures.yml\n")
    extract.replace("labs.csv", "10.9", "high")
    assert [line.split(":")[0] for line in told(extract)] == [
        str(extract.folder / "figures.yml"),
        "labs.csv, row 2, value",
    ]


READING = {
    "point": "reading: {decimal: '.', date_format: YYYY-MM-DD}\n",
    "comma": "reading: {decimal: ',', date_format: DD.MM.YYYY}\n",
}


def embedded() -> dict[str, list[list[str]]]:
    return {
        table: list(csv.reader(io.StringIO((RALU / f"{table}.csv").read_text(encoding="utf-8"))))
        for table in ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs")
    }


def kind(table: str, column: str) -> str:
    if "date" in column:
        return "date"
    annotation = str(TABLES[table].model_fields[column].annotation)
    number = "int" in annotation or "float" in annotation or column == "value"
    return "number" if number else "text"


def german(table: str, column: str, text: str) -> str:
    """Return a cell as a German spreadsheet writes it."""
    if kind(table, column) == "date":
        return ".".join(reversed(text.split("-")))
    return text.replace(".", ",") if kind(table, column) == "number" else text


def native(table: str, column: str, text: str) -> object:
    """Return a cell as a spreadsheet holds it."""
    try:
        if kind(table, column) == "date":
            return date.fromisoformat(text)
        return float(text) if kind(table, column) == "number" else text
    except ValueError:
        return text


def assert_same_as_embedded(extract) -> None:
    expected = read_source(load_study(RALU)).tables
    found = extract.read()
    for table, frame in expected.items():
        values = frame.copy()
        if table == "labs":  # 7.50 and 7.5 are one number
            for labs in (values, found["labs"]):
                labs["value"] = labs["value"].map(plain, na_action="ignore")
        assert_frame_equal(found[table], values)


def plain(text: str) -> str:
    digits = text.lstrip("<>=")
    return text.removesuffix(digits) + repr(float(digits))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig"])
def test_the_embedded_extract_as_german_csv(extract, codec: str) -> None:
    extract.configure(READING["comma"])
    for table, (head, *rows) in embedded().items():
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(head)
        for row in rows:
            writer.writerow([german(table, c, cell) for c, cell in zip(head, row, strict=True)])
        extract.put(f"{table}.csv", out.getvalue().encode(codec))
    assert_same_as_embedded(extract)


@pytest.mark.parametrize("reading", READING)
def test_the_embedded_extract_as_workbooks(extract, reading: str) -> None:
    extract.configure(READING[reading])
    study = extract.text("study.yml")
    small = ("patients", "lutetium", "radium")
    tables = {table: rows for table, rows in embedded().items() if table in small}
    for table, (head, *rows) in tables.items():
        book = openpyxl.Workbook()
        book.active.append(head)
        for row in rows:
            cells = [native(table, c, cell) for c, cell in zip(head, row, strict=True)]
            if reading == "comma":
                cells = [
                    german(table, c, cell) if isinstance(cell, str) else cell
                    for c, cell in zip(head, cells, strict=True)
                ]
            book.active.append([None if cell == "" else cell for cell in cells])
        book.save(extract.folder / f"{table}.xlsx")
        study = study.replace(f"{table}.csv", f"{table}.xlsx")
    for table in ("therapies", "adverse_events", "labs"):
        study = study.replace(f"  {table}: {table}.csv\n", "")
    extract.put("study.yml", study)
    expected = read_source(load_study(RALU)).tables
    found = extract.read()
    for table in small:
        assert_frame_equal(found[table], expected[table])


def test_a_number_in_a_date_column_of_a_workbook_is_no_date(extract) -> None:
    book = openpyxl.Workbook()
    book.active.append(extract.text("lutetium.csv").splitlines()[0].split(","))
    book.active.append(["001", 1, 43895, 7.12, "PSMA-617"])
    book.save(extract.folder / "lutetium.xlsx")
    text = extract.text("study.yml").replace("lutetium.csv", "lutetium.xlsx")
    extract.put("study.yml", text)
    (line,) = told(extract)
    assert line.startswith("lutetium.xlsx, row 2, date: '43895': is not a date written as")


def test_parquet_gives_the_same_tables(extract) -> None:
    expected = extract.read()
    labs = pd.read_csv(
        extract.folder / "labs.csv", dtype={"patient_id": "string", "value": "string"}
    )
    labs["date"] = pd.to_datetime(labs["date"])
    labs.to_parquet(extract.folder / "labs.parquet")
    lutetium = pd.read_csv(extract.folder / "lutetium.csv", dtype={"patient_id": "category"})
    lutetium.astype({"activity_gbq": "float32"}).to_parquet(extract.folder / "lutetium.parquet")
    text = extract.text("study.yml").replace("labs.csv", "labs.parquet")
    extract.put("study.yml", text.replace("lutetium.csv", "lutetium.parquet"))
    found = extract.read()
    assert_frame_equal(found["labs"], expected["labs"])
    np.testing.assert_allclose(
        found["lutetium"]["activity_gbq"], expected["lutetium"]["activity_gbq"], rtol=1e-6
    )


ADAM = """\
title: t
short_title: t
status: DRAFT
synthetic: true
data_cutoff: 2022-03-31
source: adam
files: {adsl: adsl.csv, adlb: adlb.csv}
variables: {adlb: {ANRLO: A1LO, ANRHI: A1HI}}
"""


def test_variables_go_by_the_names_study_yml_gives(extract) -> None:
    extract.put("study.yml", ADAM)
    extract.put("adsl.csv", "USUBJID,SAFFL,TRTSDT,TRTEDT,AGE\n1,Y,2020-01-01,,70\n")
    head = "USUBJID,PARAMCD,ADT,AVAL,ANRLO,A1LO,A1HI,VISITNUM\n"
    extract.put("adlb.csv", head + "1,HGB,2020-01-01,7.5,999,4,6,3\n")
    (record,) = extract.read()["adlb"].to_dict("records")
    assert (record["ANRLO"], record["ANRHI"], record["VISITNUM"]) == (4, 6, 3)
    assert "A1LO" not in record
    extract.replace("adlb.csv", "A1LO", "A2LO")
    assert told(extract) == [
        "adlb.csv, row 1, A1LO: is missing from the head; study.yml names it for ANRLO. "
        "Correct variables in study.yml."
    ]


def test_adam_workbooks_with_mixed_columns_can_be_written(extract) -> None:
    text = ADAM.replace("adsl.csv, adlb: adlb.csv", "adsl.xlsx")
    extract.put("study.yml", text.replace(text.splitlines()[-1] + "\n", ""))
    book = openpyxl.Workbook()
    for row in (
        ["USUBJID", "SAFFL", "TRTSDT", "TRTEDT", "AGE", "AGEGR1"],
        ["1", True, date(2020, 1, 1), None, 70, 65],
        ["2", False, None, None, None, ">80"],
    ):
        book.active.append(row)
    book.save(extract.folder / "adsl.xlsx")
    adsl = extract.read()["adsl"]
    assert adsl["SAFFL"].to_list() == ["Y", "N"]
    assert adsl["AGE"].dtype == "float64"
    assert adsl["AGEGR1"].to_list() == ["65", ">80"]
    adsl.to_parquet(extract.folder / "adsl.parquet")


columns = st.sampled_from(
    [
        (table, place)
        for table in ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs")
        for place, field in enumerate(TABLES[table].model_fields.values())
        if field.is_required()
    ]
)


@given(columns, st.text() | st.from_regex(r"[<>]?-?\d{1,8}[-.,]?\d{0,3}[-.]?\d{0,2}"))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
def test_any_text_in_any_cell_is_read_or_refused(extract, at: tuple[str, int], text: str) -> None:
    table, place = at
    file = f"{table}.csv"
    sound = extract.text(file)
    rows = list(csv.reader(io.StringIO(sound)))
    rows[1][place] = text
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    extract.put(file, out.getvalue().encode("utf-8", "surrogatepass"))
    with suppress(InputError):
        extract.read()
    extract.put(file, sound)


def test_a_table_of_many_columns_is_read_without_a_warning(extract) -> None:
    text = ADAM.replace("adsl.csv, adlb: adlb.csv", "adsl.csv")
    extract.put("study.yml", text.replace(text.splitlines()[-1] + "\n", ""))
    names = [f"X{number}" for number in range(150)]
    head = ",".join(["USUBJID", "SAFFL", "TRTSDT", "TRTEDT", *names])
    extract.put("adsl.csv", f"{head}\n1,Y,2020-01-01,,{','.join(['7'] * 150)}\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        adsl = extract.read()["adsl"]
    assert adsl[names].loc[2].to_list() == [7.0] * 150


def test_a_cell_of_several_lines_is_told_once(extract) -> None:
    extract.replace("labs.csv", ",1.5e3,", ',"1.5\ne3",')
    (line,) = told(extract)
    assert line.startswith("labs.csv, row 4, value: '1.5\ne3': has a quote that opens here")
