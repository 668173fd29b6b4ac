"""The unit of a given ADTTE: days whatever it is written in, and refused where it is not known."""

from __future__ import annotations

import pytest

from ralu.adam import prepare
from ralu.problems import InputError
from ralu.study import load_study

STUDY = (
    "title: t\nshort_title: t\nstatus: DRAFT\nsynthetic: true\ndata_cutoff: 2022-03-31\n"
    "source: adam\nfiles: {adsl: adsl.csv, adtte: adtte.csv}\nanalysis: {month_days: 30}\n"
)


@pytest.fixture
def times(extract):
    """Return a reader of the times and entries of ADTTE, in days, from its rows."""

    def read(rows: str, head: str = "USUBJID,PARAMCD,CNSR,AVAL,AVALU,ENTRY") -> list[list[float]]:
        extract.put("study.yml", STUDY)
        extract.put("adsl.csv", "USUBJID,SAFFL,TRTSDT,TRTEDT\n1,Y,2020-01-01,\n2,Y,2020-01-01,\n")
        extract.put("adtte.csv", f"{head}\n{rows}")
        return prepare(load_study(extract.folder)).adtte[["AVAL", "ENTRY"]].to_numpy().tolist()

    return read


@pytest.mark.parametrize(
    ("unit", "days"),
    [("DAYS", 2), ("days", 2), ("Weeks", 14), ("MONTHS", 60), ("month", 60), (" years ", 720)],
)
def test_time_is_in_days_whatever_its_unit(times, unit: str, days: float) -> None:
    assert times(f"1,OS,0,2,{unit},1\n") == [[days, days / 2]]


def test_each_row_has_its_own_unit(times) -> None:
    assert times("1,OS,0,2,MONTHS,\n1,PFS,0,40,DAYS,\n") == [[60, 0], [40, 0]]


@pytest.mark.parametrize("head", ["USUBJID,PARAMCD,CNSR,AVAL", "USUBJID,PARAMCD,CNSR,AVAL,AVALU"])
def test_without_any_unit_time_is_in_days(times, head: str) -> None:
    assert times(f"1,OS,0,2{',' * head.endswith('U')}\n", head) == [[2, 0]]


def test_a_unit_that_is_not_known_is_refused_with_its_count(times) -> None:
    rows = "1,OS,0,2,MONTHS,\n1,PFS,0,2,moons,\n2,OS,0,2,moons,\n2,PFS,0,2,,\n"
    with pytest.raises(InputError) as refused:
        times(rows)
    assert list(map(str, refused.value.problems)) == [
        "adtte.csv, row 3, AVALU: 'moons': is no known unit of time (2 rows, this the first). "
        "Write DAYS, WEEKS, MONTHS or YEARS.",
        "adtte.csv, row 5, AVALU: is empty while other times name their unit (1 row, this the "
        "first). Write DAYS, WEEKS, MONTHS or YEARS.",
    ]


def test_nobody_comes_under_observation_after_the_end(times) -> None:
    assert times("1,OS,0,2,DAYS,2\n") == [[2, 2]]
    with pytest.raises(InputError) as refused:
        times("1,OS,0,2,DAYS,1\n2,OS,0,2,DAYS,2.5\n")
    (problem,) = refused.value.problems
    assert str(problem) == (
        "adtte.csv, row 3, ENTRY: '2.5': lies after the end of the time, 2. Correct one of them."
    )
