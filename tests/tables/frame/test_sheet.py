"""The bench that tables are built on: what it needs, its rows, heads and notes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ralu.adam import AdamSet
from ralu.blocks import Column
from ralu.tables.frame.groups import Group
from ralu.tables.frame.needs import factors_of, not_in_adsl, records_of
from ralu.tables.frame.quartiles import quartiles
from ralu.tables.frame.sheet import Sheet

ADSL = {
    "USUBJID": list("12345"),
    "SAFFL": ["Y"] * 4 + ["N"],
    "ARM": ["A", "A", "B", None, "B"],
    "AGE": [70.0, 72.0, 80.0, None, 99.0],
    "SITEID": [None] * 5,
}


@pytest.fixture
def adam(adam_of: Any) -> AdamSet:
    """Return four treated patients and one who was not."""
    return adam_of(adsl=ADSL)


@pytest.fixture
def sheet(study_of: Any, adam: AdamSet) -> Sheet:
    """Return a table of one column per arm."""
    made = Sheet.of(
        study_of(),
        adam,
        "tab-x",
        needs={"adsl": "AGE"},
        prefix="x",
        analysis="cohort",
        source="adsl",
        by=["ARM"],
    )
    assert made is not None
    return made


def test_records_are_those_of_the_safety_population_and_only_what_was_declared(adam) -> None:
    found = records_of(adam, {"adsl": "AGE HEIGHT? LASTDT?"})
    assert list(found["adsl"]) == ["USUBJID", "AGE", "HEIGHT", "LASTDT"]
    assert list(found["adsl"]["USUBJID"]) == list("1234")
    assert found["adsl"][["HEIGHT", "LASTDT"]].isna().all(axis=None)
    assert found["adsl"]["LASTDT"].dtype.kind == "M"


@pytest.mark.parametrize(
    "needs",
    [
        pytest.param({"adsl": "WEIGHT"}, id="an absent variable"),
        pytest.param({"adsl": "SITEID"}, id="a variable without a known value"),
        pytest.param({"adae": ""}, id="a dataset without records"),
    ],
)
def test_what_a_study_does_not_have_makes_no_table(study_of, adam, needs) -> None:
    assert records_of(adam, needs) is None
    of_ledger = {"prefix": "x", "analysis": "cohort", "source": "adsl"}
    assert Sheet.of(study_of(), adam, "tab-x", needs=needs, **of_ledger) is None


def test_a_dataset_may_be_absent_where_that_is_declared(adam) -> None:
    found = records_of(adam, {"adsl": "AGE", "adae?": "AEDECOD AETOXGR?", "dqunit?": "UNIT"})
    assert list(found["adae"]) == ["USUBJID", "AEDECOD", "AETOXGR"]
    assert found["adae"].empty
    assert list(found["dqunit"]) == ["UNIT"], "not of patients"


def test_without_a_value_of_what_it_needs_a_dataset_is_absent(adam_of) -> None:
    adam = adam_of(adsl=ADSL, adae={"USUBJID": ["1"]})
    assert records_of(adam, {"adae": "AEDECOD"}) is None
    assert records_of(adam, {"adae?": "AEDECOD"})["adae"].empty
    assert len(records_of(adam, {"adae?": "AEDECOD?"})["adae"]) == 1


def test_what_is_not_declared_cannot_be_used(sheet) -> None:
    with pytest.raises(KeyError, match="SITEID"):
        sheet.records["adsl"]["SITEID"]


def test_rows_are_recorded_as_they_are_written(sheet) -> None:
    age = sheet.records["adsl"].set_index("USUBJID")["AGE"]
    sheet.heading("Age")
    sheet.patients("72 or older", age.index[age >= 72], "age", ">=72", indent=1)
    sheet.patients("Nobody", pd.Index([]), "age", "none", unless_empty=True)
    sheet.quartiles("Median (Q1–Q3)", age, "age", unit="years")
    sheet.numbers("Sum", "sum", [222.0, None, 80.0], "age", places=1)
    table = sheet.table("Ages", "In years.", weight=2)
    assert [row.cells for row in table.rows] == [
        ("Age", "", "", ""),
        ("72 or older", "2 (50.0)", "1 (50.0)", "1 (100.0)"),
        ("Median (Q1–Q3)", "72.0 (71.0–76.0)", "71.0 (70.5–71.5)", "80.0 (80.0–80.0)"),
        ("Sum", "222.0", "NE", "80.0"),
    ]
    assert table.rows[0].heading
    assert table.footnotes == ("In years.", "ARM not known, in none of its groups: 1 of 4.")
    assert [column.label for column in table.columns] == [
        "",
        "Overall\n(N\u00a0=\u00a04)",
        "A\n(N\u00a0=\u00a02)",
        "B\n(N\u00a0=\u00a01)",
    ]
    ids = {row.id: row.value for row in table.ledger}
    assert ids["x.arm=a.age.ge72.n"] == 1
    assert ids["x.age.none.n"] == 0
    assert ids["x.arm=a.age.median"] == 71


def test_rows_can_be_recorded_otherwise(sheet) -> None:
    sheet.recorded(method="Count", population="All").numbers("n", "n", [3, 2, 1], "age")
    sheet.numbers("Sum", "sum", [3, 2, 1], "age")
    table = sheet.table("Ages")
    assert [row.cells[0] for row in table.rows] == ["n", "Sum"]
    counted, summed = (row for row in table.ledger[::3][:2])
    assert (counted.method, counted.population) == ("Count", "All")
    assert (summed.method, summed.population) == ("Descriptive", "Safety population")


def test_factors_are_texts_of_levels_and_what_adsl_lacks_is_named(adam) -> None:
    factors = factors_of(adam, ["AGE", "HEIGHT", "SITEID", "AGE"])
    assert list(factors) == ["USUBJID", "AGE", "SITEID"]
    assert list(factors["AGE"]) == ["70", "72", "80", None]
    assert factors["SITEID"].isna().all()
    assert factors_of(adam, ["HEIGHT"]) is None
    assert not_in_adsl(adam, ["AGE", "HEIGHT", "ECOG"]) == [
        "Not in ADSL of this study: HEIGHT, ECOG."
    ]
    assert not_in_adsl(adam, ["AGE"]) == []


def test_groups_below_each_other(sheet) -> None:
    def sizes(group: Group) -> list[str]:
        return [str(group.n), "x"]

    sheet.row_per_group("All", sizes, sheet.groups[:1])
    sheet.row_per_group("Arms", sizes, sheet.groups[1:])
    sheet.row_per_group("No group", sizes, [])
    heads = (Column(""), Column("n"), Column("what"))
    table = sheet.table("Sizes", columns=heads, landscape=True)
    assert table.columns == heads
    assert table.landscape
    assert [(row.cells, row.indent, row.heading) for row in table.rows] == [
        (("All", "4", "x"), 0, False),
        (("Arms", "", ""), 0, True),
        (("A (N\u00a0=\u00a02)", "2", "x"), 1, False),
        (("B (N\u00a0=\u00a01)", "1", "x"), 1, False),
        (("No group", "", ""), 0, True),
    ]


def test_quartiles_of_negative_numbers_stand_in_words(sheet) -> None:
    change = pd.Series({"1": -20.0, "2": -10.0})
    cells = [
        quartiles(change, group, sheet.ledger, "change", to=" to ") for group in sheet.groups[1:]
    ]
    assert cells == ["−15.0 (−17.5 to −12.5)", "NE"]
    assert quartiles(change, sheet.groups[2], sheet.ledger, "other") == "NE (NE–NE)"
