"""Parameters of notebooks against study.yml."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.problems import InputError
from ralu.report.notebooks.chapters import Chapter
from ralu.report.notebooks.parameters import resolve

DECLARED = """\
# a comment stays possible
min_at_risk: int = 5
horizon: float | None = None
variables: list[str] = ["AGE", 'ECOG']
labels: dict[str, str | None] = {"a": "b"}
bold: bool = False
"""
VALUES = {
    "min_at_risk": st.integers(),
    "horizon": st.none() | st.floats(allow_nan=False),
    "variables": st.lists(st.text()),
    "labels": st.dictionaries(st.text(), st.none() | st.text()),
    "bold": st.booleans(),
}


def chapter(source: str, name: str = "03_survival") -> Chapter:
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source, "id": "p"}
    return Chapter(name, {"cells": [cell], "metadata": {}})


def problems(source: str, given: dict[str, dict[str, Any]]) -> list[str]:
    with pytest.raises(InputError) as refused:
        resolve([chapter(source)], given)
    return [str(problem) for problem in refused.value.problems]


def test_defaults_stand_where_study_sets_nothing() -> None:
    assert resolve([chapter(DECLARED)], {}) == {
        "03_survival": {
            "min_at_risk": 5,
            "horizon": None,
            "variables": ["AGE", "ECOG"],
            "labels": {"a": "b"},
            "bold": False,
        }
    }


@given(st.fixed_dictionaries({}, optional=VALUES))
def test_values_of_the_declared_type_arrive_as_they_are(values: dict[str, Any]) -> None:
    resolved = resolve([chapter(DECLARED)], {"03_survival": values})["03_survival"]
    assert {name: resolved[name] for name in values} == values


def test_an_integer_is_a_float_too() -> None:
    assert resolve([chapter(DECLARED)], {"03_survival": {"horizon": 12}})["03_survival"][
        "horizon"
    ] == pytest.approx(12.0)


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("min_at_risk", "5", "int"),
        ("min_at_risk", True, "int"),
        ("min_at_risk", 5.5, "int"),
        ("min_at_risk", None, "int"),
        ("horizon", "12", "float | None"),
        ("variables", "AGE", "list[str]"),
        ("variables", ["AGE", 1], "list[str]"),
        ("labels", {"a": 1}, "dict[str, str | None]"),
        ("bold", 1, "bool"),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, value: Any, written: str) -> None:
    (problem,) = problems(DECLARED, {"03_survival": {name: value}})
    assert problem.startswith(f"study.yml, parameters.03_survival.{name}: '{value}'")
    assert f"must be {written}." in problem


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("min_at_risk", "030", "Write 30, without quotes."),
        ("min_at_risk", "0x1E", "Write it in plain digits, such as 30, without quotes."),
        ("horizon", "1_000.5", "Write 1000.5, without quotes."),
        ("bold", "NO", "Write true or false, without quotes."),
    ],
)
def test_a_text_that_looks_like_another_type(name: str, value: str, remedy: str) -> None:
    (problem,) = problems(DECLARED, {"03_survival": {name: value}})
    assert problem.endswith(remedy)


@pytest.mark.parametrize(
    ("name", "value", "most"),
    [
        ("hold_days", 100_000_000, "36,525"),
        ("hold_days", -1, "36,525"),
        ("week", 5218, "5,217"),
        ("from_months", 1200.5, "1,200"),
    ],
)
def test_spans_of_time_are_bounded(name: str, value: float, most: str) -> None:
    kind = type(value).__name__
    (problem,) = problems(f"{name}: {kind} = 1", {"03_survival": {name: value}})
    assert f"'{value}': must be from 0 to {most}." in problem
    assert resolve([chapter(f"{name}: int = 1")], {"03_survival": {name: 1200}})


def test_all_problems_are_listed_at_once_with_the_nearest_names() -> None:
    given = {"03_survivl": {"x": 1}, "03_survival": {"min_at_rsk": 4, "bold": "no"}}
    found = problems(DECLARED, given)
    assert len(found) == 3
    assert "is not a notebook. There is 03_survival." in "\n".join(found)
    assert "is not a parameter of 03_survival. There is min_at_risk." in "\n".join(found)


def test_a_name_that_is_code_is_refused() -> None:
    (problem,) = problems(DECLARED, {"03_survival": {"x = __import__('os'); y": 1}})
    assert "is not a parameter" in problem


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 5", "is not a typed assignment."),
        ("import os", "is not a typed assignment."),
        ("x: int", "has no default."),
        ("x: int = 'a'", "has a default that is not int."),
        ("x: int = print(1)", "has a default that is not a literal."),
        ("x: Path = 1", "has a type other than int, float, str, bool, list, dict and None."),
        ("x: exit() = 1", "has a type other than int, float, str, bool, list, dict and None."),
        ("x: int =", "is not Python."),
    ],
)
def test_a_declaration_that_cannot_be_used_is_named(source: str, message: str) -> None:
    (problem,) = problems(source, {})
    assert problem.startswith("notebooks/03_survival.ipynb, parameters:")
    assert message in problem


def test_a_notebook_without_parameters_takes_none() -> None:
    (problem,) = problems("", {"03_survival": {"x": 1}})
    assert "It has none." in problem
