"""Choices of study.yml against its data: what `ralu check` refuses before a chapter runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from ralu.build.check import check
from ralu.cli import main
from ralu.problems import InputError
from ralu.study import load_study

ROOT = Path(__file__).parents[2]
Told = Callable[..., list[str]]


def unchanged(folder: Path) -> None:
    """Leave the data as they are."""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return what `check`, beside the notebooks, refuses of a study with other choices or data."""
    monkeypatch.chdir(ROOT)

    def refused(
        analysis: dict[str, Any],
        study: str = "tiny",
        change: Callable[[Path], None] = unchanged,
        **keys: Any,
    ) -> list[str]:
        folder = tmp_path / study
        shutil.copytree(ROOT / "tests/studies" / study, folder, dirs_exist_ok=True)
        change(folder)
        content = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8")) | keys
        content["analysis"] |= analysis
        content["data_cutoff"] = str(content["data_cutoff"])
        (folder / "study.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
        try:
            check(load_study(folder))
        except InputError as error:
            return [str(problem).removeprefix("study.yml, ") for problem in error.problems]
        return []

    return refused


def of(variable: str, *levels: str) -> dict[str, Any]:
    return {"variable": variable, "label": variable, "levels": list(levels)}


def test_studies_of_the_project_are_sound(told: Told) -> None:
    assert told({}) == told({}, "trial") == []
    check(load_study(ROOT / "data/ralu"))


@pytest.mark.parametrize(
    ("study", "variable", "near"), [("tiny", "INTVGR", "INTVGR1"), ("trial", "AGEGR", "AGEGR1")]
)
def test_a_grouping_that_adsl_does_not_have(
    told: Told, study: str, variable: str, near: str
) -> None:
    for key, given in (("subgroups.0", [of(variable)]), ("group", of(variable))):
        (line,) = told({"group": None, "subgroups": []} | {key.split(".")[0]: given}, study)
        assert line.startswith(
            f"analysis.{key}.variable: '{variable}': is not a variable of ADSL (line "
        )
        assert f"The nearest: {near}" in line


def test_levels_of_another_spelling(told: Told) -> None:
    (line,) = told({"subgroups": [of("VISCFL", "n", "y")]})
    assert "analysis.subgroups.0.levels: 'n, y': lack levels of the data;" in line
    assert "the levels of VISCFL found are 'N' (9), 'Y' (1)" in line


def test_a_level_that_study_yml_does_not_name(told: Told) -> None:
    (line,) = told({"subgroups": [of("SEX", "F")]}, "trial")
    assert "lack levels of the data; the levels of SEX found are 'F' (" in line


def test_levels_that_follow_another_choice(told: Told) -> None:
    (line,) = told({"interval_months": 9, "subgroups": [of("INTVGR1", "<6 months", ">=6 months")]})
    assert "found are '<9 months' (" in line


def test_the_reference_is_never_moved(told: Told) -> None:
    (line,) = told({"subgroups": [of("ECOGGR1", "2", "0-1", ">=2")]})
    assert "begin with a reference that no patient has;" in line
    assert "'0-1' (7), '>=2' (3)" in line
    assert told({"subgroups": [of("ECOGGR1", "0-1", ">=2", "9")]}) == []


def test_numbers_are_no_groups(told: Told) -> None:
    numbers = {"second_by": "AGE", "factors": ["DIAGMO"], "by": "TRTSDT", "adjusted": ["AGE"]}
    lines = told({"subgroups": [of("INTVMO")]}, parameters={"03_survival": numbers})
    assert [line.split(":")[0] for line in lines] == [
        "analysis.subgroups.0.variable",
        "parameters.03_survival.factors",
        "parameters.03_survival.second_by",
    ]
    assert all("has 1" in line and "Declare groups of it instead" in line for line in lines)
    assert told({}, parameters={"03_survival": {"second_by": "LUNINF"}}) == []


def test_a_text_of_too_many_levels(told: Told) -> None:
    (line,) = told({}, "trial", parameters={"02_safety": {"columns": ["USUBJID"]}})
    assert line.startswith("parameters.02_safety.columns: 'USUBJID': has 2")
    assert "of texts at most 20 make groups" in line


def first_site_in_small_letters(study: Path) -> None:
    file = study / "patients.csv"
    patients = pd.read_csv(file, dtype=str, keep_default_na=False)
    patients.loc[0, "site_id"] = "s1"
    patients.to_csv(file, index=False)


def test_two_levels_that_are_one_in_the_ledger(told: Told) -> None:
    (line,) = told({"group": of("SITEID")}, change=first_site_in_small_letters)
    assert "has levels that are one in the ids of results: 'S1' (5), 's1' (1) (line " in line


def test_unknown_names_in_parameters(told: Told) -> None:
    lines = told(
        {},
        parameters={
            "01_cohort": {"baseline": ["AGEE", "AGE"], "columns": ["INTVGR"]},
            "02_safety_laboratory": {"shift_tests": ["HB"]},
            "03_survival": {"endpoint": "OSS", "adjusted": ["VISC"], "by": None},
        },
    )
    assert [line.partition(" (line")[0] for line in lines] == [
        "parameters.01_cohort.baseline: 'AGEE': is not a variable of ADSL",
        "parameters.01_cohort.columns: 'INTVGR': is not a variable of ADSL",
        "parameters.02_safety_laboratory.shift_tests: 'HB': is not a parameter (PARAMCD) of ADLB",
        "parameters.03_survival.adjusted: 'VISC': is not a variable of ADSL",
        "parameters.03_survival.endpoint: 'OSS': is not a parameter (PARAMCD) of ADTTE",
    ]
    assert "The nearest: HGB" in lines[2]


def a_word_for_a_value(study: Path) -> None:
    labs = study / "labs.csv"
    labs.write_text(
        labs.read_text(encoding="utf-8").replace(",12.0,", ",high,", 1), encoding="utf-8"
    )


def test_all_problems_come_together(told: Told) -> None:
    parameters = {"03_survival": {"min_at_risk": "030"}, "09_none": {}}
    lines = told({"group": of("SITE")}, change=a_word_for_a_value, parameters=parameters)
    assert lines[0].startswith("labs.csv, row ")
    assert [line.split(": ")[0] for line in lines[1:]] == [
        "analysis.group.variable",
        "parameters.03_survival.min_at_risk",
        "parameters.09_none",
    ]


def test_the_report_refuses_the_same_before_a_chapter(built: Any, capsys: Any) -> None:
    built.notebook("02_second", "# Second", '#: parameters\nsecond_by: str = ""')
    built.parameters("{02_second: {second_by: AGEE}, 01_first: {count: 3}}")
    good = (built.report / "report.html").read_bytes()
    for command in ("check", "report"):
        assert main([command, "tiny"]) == 2
        told = capsys.readouterr()
        assert "'AGEE': is not a variable of ADSL (line 8). The nearest: AGE." in told.err
        assert "running" not in told.err
    assert (built.report / "report.html").read_bytes() == good
