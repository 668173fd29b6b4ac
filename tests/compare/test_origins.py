"""Which cause a result can have, from the manifests of two reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

NOTEBOOKS = ("01_cohort", "03_survival", "05_synopsis")
"""One result of each is in a tiny report; the last one reads the results of the others."""
OTHER = "ff" * 32
CHOICE = {"analysis": {"km_conf_type": "plain"}}
CAUSES = [
    ({"inputs": {"data/patients.csv": OTHER}}, "data", "data", "data"),
    ({"inputs": {"data/labs.csv": OTHER}}, "data", "data", "data"),
    ({"inputs": {"published.yml": ""}}, "data", "data", "data"),
    ({"choices": {"files": {"patients": "b.csv"}}}, "data", "data", "data"),
    ({"choices": CHOICE}, "parameters", "parameters", "parameters"),
    ({"parameters": {"03_survival": {"endpoint": "TTNTD"}}}, "", "parameters", "parameters"),
    ({"parameters": {"05_synopsis": {"n": 1}}}, "", "", "parameters"),
    ({"inputs": {"ralu": OTHER}}, "code", "code", "code"),
    ({"inputs": {"notebooks/01_cohort.ipynb": OTHER}}, "code", "", "code"),
    ({"inputs": {"notebooks/05_synopsis.ipynb": OTHER}}, "", "", "code"),
    ({"inputs": {"notebooks/words.py": OTHER}}, "code", "code", "code"),
    ({"inputs": {"notebooks/words.ipynb": OTHER}}, "code", "code", "code"),
    ({"inputs": {"notebooks/doses/extra.csv": OTHER}}, "data", "data", "data"),
    ({"numpy": "2.4.1"}, "environment", "environment", "environment"),
    ({"python": "3.12.0"}, "environment", "environment", "environment"),
    ({"inputs": {"study.yml": OTHER, "qc": OTHER}}, "", "", ""),
    ({"choices": {"status": "FINAL", "title": "Another"}}, "", "", ""),
    (
        {
            "choices": CHOICE,
            "inputs": {"data/patients.csv": OTHER, "notebooks/01_cohort.ipynb": ""},
        },
        "data parameters code",
        "data parameters",
        "data parameters code",
    ),
]
Causes = Callable[..., dict[str, str]]


@pytest.fixture
def causes(tiny: Any) -> Causes:
    """Return the causes by notebook, all results being different."""

    def causes(**given: Any) -> dict[str, str]:
        rows = [replace(row, value=99.0, text="99") for row in tiny.rows]
        found = tiny.differ(*rows, **given).rows
        return {change.row.notebook: " ".join(change.causes) for change in found}

    return causes


@pytest.mark.parametrize(("given", "cohort", "survival", "synopsis"), CAUSES)
def test_causes(causes: Causes, given: Any, cohort: str, survival: str, synopsis: str) -> None:
    assert causes(**given) == dict(zip(NOTEBOOKS, (cohort, survival, synopsis), strict=True))


def test_a_notebook_that_only_one_report_has_is_code_not_parameters(causes: Causes) -> None:
    given = {"inputs": {"notebooks/06_new.ipynb": OTHER}, "parameters": {"06_new": {"n": 1}}}
    assert causes(**given)["05_synopsis"] == "code"


def test_differences_are_named_with_old_and_new(tiny: Any) -> None:
    subgroups = [{"label": "Age"}, {"label": "Gender"}]
    changed = tiny.differ(
        inputs={"data/patients.csv": OTHER, "data/labs.csv": OTHER, "ralu": OTHER},
        choices={
            "analysis": {"km_conf_type": "plain", "subgroups": subgroups, "group": None},
            "status": "FINAL",
        },
        parameters={"03_survival": {"endpoint": "OS", "widths": {"a": 1, "b": 0.5}}},
        numpy="2.4.1",
    )
    assert [f"{change.kind} | {change}" for change in changed.origin] == [
        "data | data/labs.csv: none -> ffffffffffff",
        "data | data/patients.csv: a1a1a1a1a1a1 -> ffffffffffff",
        "parameters | analysis.group: none -> null",
        "parameters | analysis.km_conf_type: log-log -> plain",
        "parameters | analysis.subgroups.2.label: Sex -> Gender",
        "parameters | 03_survival.widths.b: none -> 0.5",
        "code | package ralu: f6f6f6f6f6f6 -> ffffffffffff",
        "environment | numpy: 2.4.0 -> 2.4.1",
        "wording | status: DRAFT -> FINAL",
    ]


def test_lists_of_another_length_are_named_whole(tiny: Any) -> None:
    analysis = {"km_conf_type": "log-log", "subgroups": [{"label": "Age"}]}
    (change,) = tiny.differ(choices={"analysis": analysis}).origin
    assert str(change) == (
        'analysis.subgroups: [{"label": "Age"}, {"label": "Sex"}] -> [{"label": "Age"}]'
    )
