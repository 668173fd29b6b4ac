"""Cells of formats that have types, as the study writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from ralu.extract.cells import as_written, undeclared
from ralu.study import Reading

POINT, COMMA = Reading(), Reading(decimal=",", date_format="DD.MM.YYYY")


@pytest.mark.parametrize(
    ("cell", "text", "german"),
    [
        (None, None, None),
        ("7.4", "7.4", "7.4"),
        (7, "7", "7"),
        (7.0, "7", "7"),
        (7.4, "7.4", "7,4"),
        (1e-7, "1e-07", "1e-07"),
        (Decimal("7.40"), "7.40", "7,40"),
        (True, "Y", "Y"),
        (False, "N", "N"),
        (date(2019, 4, 3), "2019-04-03", "03.04.2019"),
        (datetime(2019, 4, 3, 12, 30), "2019-04-03", "03.04.2019"),
        (pd.Timestamp("2019-04-03"), "2019-04-03", "03.04.2019"),
    ],
)
def test_what_a_cell_reads(cell, text: str | None, german: str | None) -> None:
    assert as_written(cell, POINT) == text
    assert as_written(cell, COMMA) == german


def column(*cells: object, name: str = "X", of: Reading = POINT, csv: bool = False) -> pd.Series:
    """Return an undeclared column of a file that has types, or of a CSV file."""
    return undeclared(name, list(cells), pd.RangeIndex(len(cells)), of, untyped=csv)


def test_an_undeclared_column_is_of_one_type() -> None:
    assert column(70, 71.5, None).dtype == "float64"
    assert column(70, Decimal("71.5")).to_list() == [70, 71.5]
    assert column(70, ">80", None).to_list() == ["70", ">80", None]
    assert column(True, False, None).to_list() == ["Y", "N", None]
    assert column(date(2019, 4, 3), None).to_list() == [pd.Timestamp("2019-04-03"), pd.NaT]
    assert column(date(2019, 4, 3), 5).to_list() == ["2019-04-03", "5"]
    assert column(None, None).to_list() == [None, None]


def test_texts_of_a_file_that_has_types_are_texts() -> None:
    assert column("70", "71").to_list() == ["70", "71"]
    assert column("70", "71", csv=True).to_list() == [70, 71]


@pytest.mark.parametrize(
    ("text", "number"),
    [("70", 70), ("0", 0), ("-3.5", -3.5), ("0.06", 0.06), (".5", 0.5), ("1e-07", 1e-7)],
)
def test_a_number_as_programs_write_it(text: str, number: float) -> None:
    assert column(text, None, "NK", csv=True)[:1].to_list() == [number]
    assert column(text.replace(".", ","), of=COMMA, csv=True).to_list() == [number]


CODES = ["01", "007", "-01", "+1", "12E3", "12e3", "1.", "1,234", "1 234", "1_000", "0x1F", "1/2"]
CODES += ["nan", "inf", "1e400", "١", "1234567890123456", "<5", ">80", "-", "2019-04-03", "1.2.3"]


@pytest.mark.parametrize("code", CODES)
def test_one_code_leaves_all_of_a_column_text(code: str) -> None:
    assert column("70", code, "NK", None, csv=True).to_list() == ["70", code, None, None]


def test_signs_of_another_country_are_no_numbers() -> None:
    assert column("1.234", of=COMMA, csv=True).to_list() == ["1.234"]
    assert column("1,234", of=COMMA, csv=True).to_list() == [1.234]


def test_codes_of_the_study_are_missing() -> None:
    own = Reading(missing_codes=("-9", "unknown"))
    assert column("70", "-9", of=own, csv=True).isna().to_list() == [False, True]
    assert column(70, -9, of=own).isna().to_list() == [False, True]
    assert column("WHITE", "unknown", of=own).to_list() == ["WHITE", None]


CHARACTER = ["SITEID", "SUBJID", "ARMCD", "DTHFL", "RFSTDTC", "ASTDTF", "AGEGR1", "SITEGR10"]
CHARACTER += ["PARCAT1", "TRT01A", "SEX", "DCTREAS"]


@pytest.mark.parametrize("name", CHARACTER)
def test_what_adam_calls_character_is_text_from_every_file(name: str) -> None:
    assert column("701", "702", name=name, csv=True).to_list() == ["701", "702"]
    assert column(701, 702.0, name=name).to_list() == ["701", "702"]


@pytest.mark.parametrize("name", ["AGE", "AGEGR1N", "TRT01AN", "SEXN", "DURDIS"])
def test_what_adam_calls_numeric_is_numbers(name: str) -> None:
    assert column("1", "2", name=name, csv=True).to_list() == [1, 2]


def test_dates_go_by_type_or_name() -> None:
    day, late = pd.Timestamp("2019-04-03"), date(9999, 12, 31)
    assert column("2019-04-03", name="RFENDT", csv=True).to_list() == [day]
    assert column("03.04.2019", name="RFENDT", of=COMMA, csv=True).to_list() == [day]
    assert column("2019-04-03", name="RFENDTC", csv=True).to_list() == ["2019-04-03"]
    assert column("2019-04-03", "2019-04", name="RFENDT").to_list() == ["2019-04-03", "2019-04"]
    assert column(date(2019, 4, 3), late, name="RFENDT").to_list() == ["2019-04-03", "9999-12-31"]
    assert column(21642, name="RFENDT").to_list() == [21642]
    assert column(None, name="RFENDT").dtype == "datetime64[ns]"


numbers = st.floats(-1e14, 1e14, allow_nan=False).map(lambda number: number + 0.0)
cells = st.lists(st.none() | numbers | st.integers(-(10**14), 10**14), min_size=1)


@given(cells, st.sampled_from([POINT, COMMA]))
def test_numbers_are_the_same_from_csv(typed: list[float | None], reading: Reading) -> None:
    """What a program writes of numbers, in either country, is read as it was."""
    texts = [None if cell is None else repr(cell) for cell in typed]
    signed = [text and text.replace(".", reading.decimal) for text in texts]
    found = column(*signed, of=reading, csv=True)
    assert_series_equal(found, column(*typed, of=reading))


@given(st.lists(numbers.map(repr) | st.from_regex(r"[-+.,0-9eE]{1,5}", fullmatch=True), min_size=1))
def test_no_two_codes_become_one_number(texts: list[str]) -> None:
    """A column stays as it is, or whole numbers without a point tell the texts apart."""
    found = column(*texts, csv=True)
    if found.dtype == "object":
        assert found.to_list() == texts
    else:
        whole = [(t, v) for t, v in zip(texts, found, strict=True) if t.strip("-").isdigit()]
        assert all(f"{value:.0f}" == text for text, value in whole)
