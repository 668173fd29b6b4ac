"""study.yml: what it may hold, and how it is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from ralu.problems import InputError
from ralu.study import load_study

DATA = Path(__file__).parents[1] / "data"
LEAST: dict[str, Any] = {
    "title": "A study",
    "short_title": "Study",
    "status": "DRAFT",
    "synthetic": True,
    "data_cutoff": "2022-03-31",
    "source": "extract",
    "files": {"patients": "patients.csv", "lutetium": "lutetium.csv"},
}


def write(folder: Path, **changes: Any) -> Path:
    content = {key: value for key, value in (LEAST | changes).items() if value != "absent"}
    (folder / "study.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def told(folder: Path, **changes: Any) -> list[str]:
    with pytest.raises(InputError) as refused:
        load_study(write(folder, **changes))
    return [str(problem).removeprefix("study.yml, ") for problem in refused.value.problems]


@pytest.mark.parametrize("study", ["ralu", "cdisc-pilot"])
def test_the_studies_of_the_project_are_sound(study: str) -> None:
    assert load_study(DATA / study).name == study


def test_what_need_not_be_said(tmp_path: Path) -> None:
    study = load_study(write(tmp_path))
    assert study.data_cutoff == date(2022, 3, 31)
    assert study.analysis.landmarks_months == (6, 12, 18, 24)
    assert (study.reading.decimal, study.reading.date_format) == (".", "YYYY-MM-DD")
    assert study.published_file is None
    assert study.path("patients") == tmp_path / "patients.csv"


def test_the_file_itself_and_another_folder_for_the_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    study = load_study(write(tmp_path) / "study.yml", data=tmp_path / "data")
    assert study.folder == tmp_path
    assert study.path("patients") == tmp_path / "data" / "patients.csv"
    with pytest.raises(InputError, match=r"none: is not a folder\. .* by --data"):
        load_study(tmp_path, data=tmp_path / "none")


def test_every_key_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        title="absent",
        short_title=" ",
        status="draft",
        synthetic="yes",
        files={"patients": "p.csv", "labs": "l.csv"},
        colour="red",
        variables={"adsl": {"AGE": "AGEY"}},
        disclosure={"profile": "release"},
        reading={"decimal": ";", "missing_codes": [-9]},
        analysis={
            "confidence_level": 95,
            "teae_window_days": -1,
            "landmarks_months": 6,
            "month_days": float("nan"),
            "subgroups": [{"variable": "AGEGR1", "label": "Age", "levels": [1, 2]}],
            "km_conf_typ": "log",
        },
    ) == [
        "analysis.confidence_level: '95': Input should be less than 1. Correct it.",
        "analysis.km_conf_typ: 'log': is not a key here. Remove it, or correct its spelling.",
        "analysis.landmarks_months: '6': must be a list. Correct it.",
        "analysis.month_days: 'nan': Input should be a finite number. Correct it.",
        "analysis.subgroups.0.levels.0: '1': is not text. Put it in quotes.",
        "analysis.subgroups.0.levels.1: '2': is not text. Put it in quotes.",
        "analysis.teae_window_days: '-1': Input should be greater than or equal to 0. Correct it.",
        "colour: 'red': is not a key here. Remove it, or correct its spelling.",
        "disclosure.profile: 'release': needs suppression of small counts, which this version "
        "does not do; use internal and do not publish the tables as they are. Correct it.",
        "files: lutetium must be named. Correct it.",
        "reading.decimal: ';': Input should be '.' or ','. Correct it.",
        "reading.missing_codes.0: '-9': is not text. Put it in quotes.",
        "short_title: ' ': String should have at least 1 character. Correct it.",
        "status: 'draft': Input should be 'DRAFT' or 'FINAL'. Correct it.",
        "synthetic: 'yes': Input should be a valid boolean. Correct it.",
        "title: is missing. Add it.",
        "variables: is for source: adam only. Correct it.",
    ]


@pytest.mark.parametrize(
    ("cutoff", "message"),
    [
        ("2022-02-30", "is not a date of the calendar"),
        ("31.03.2022", "is not a date written as YYYY-MM-DD"),
        ("2022-03", "is not a date written as YYYY-MM-DD"),
        (20220331, "is not a date written as YYYY-MM-DD"),
        (0, "is not a date written as YYYY-MM-DD"),
        ("1648684800", "is not a date written as YYYY-MM-DD"),
    ],
)
def test_no_number_passes_for_the_cut_off(tmp_path: Path, cutoff: object, message: str) -> None:
    assert told(tmp_path, data_cutoff=cutoff) == [
        f"data_cutoff: '{cutoff}': {message}. Correct it."
    ]


def test_a_date_without_quotes(tmp_path: Path) -> None:
    text = (write(tmp_path) / "study.yml").read_text(encoding="utf-8")
    assert "'2022-03-31'" in text
    unquoted = text.replace("'2022-03-31'", "2022-02-30")
    (tmp_path / "study.yml").write_text(unquoted, encoding="utf-8")
    with pytest.raises(InputError, match="'2022-02-30': is not a date of the calendar"):
        load_study(tmp_path)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"patients": "p", "lutetium": "l", "lab": "x"}, "lab is none of patients, radium, lutet"),
        ({"lutetium": "l"}, "patients must be named"),
        ({}, "patients, lutetium must be named"),
        (["patients.csv"], "must be keys with values"),
        (None, "must be keys with values"),
    ],
)
def test_files(tmp_path: Path, files: object, message: str) -> None:
    (line,) = told(tmp_path, files=files)
    assert message in line


def test_names_of_adam_files(tmp_path: Path) -> None:
    adam = {"source": "adam", "files": {"adsl": "adsl.xpt"}}
    assert told(tmp_path, **adam, variables={"adlb": {"ANRLO": "A1LO"}}) == [
        "variables: adlb is not named in files. Correct it."
    ]
    study = load_study(write(tmp_path, **adam, variables={"adsl": {"AGE": "AGEY"}}))
    assert study.variables == {"adsl": {"AGE": "AGEY"}}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("landmarks_months", [6, 12, 6], "6.0 stands twice"),
        ("biomarkers", [{"param": "PSA"}, {"param": "PSA", "declines": [50]}], "PSA stands twice"),
        (
            "subgroups",
            [{"variable": "V", "label": "a"}, {"variable": "V", "label": "b"}],
            "V stands",
        ),
    ],
)
def test_what_stands_twice(tmp_path: Path, key: str, value: object, message: str) -> None:
    (line,) = told(tmp_path, analysis={key: value})
    assert line.startswith(f"analysis.{key}: {message}")


def test_progression_is_of_psa(tmp_path: Path) -> None:
    assert told(tmp_path, analysis={"biomarkers": [{"param": "ALP", "progression": {}}]}) == [
        "analysis.biomarkers.0.progression: is defined for PSA only. Correct it."
    ]
    rule = {"rise_percent": 0, "rise_absolute": 2}
    (line,) = told(tmp_path, analysis={"biomarkers": [{"param": "PSA", "progression": rule}]})
    assert line.startswith("analysis.biomarkers.0.progression.rise_percent:")


def test_survival_needs_a_landmark(tmp_path: Path) -> None:
    assert told(tmp_path, analysis={"landmarks_months": []}) == [
        "analysis.landmarks_months: needs at least one time. Correct it."
    ]


def test_parameters_arrive_as_they_stand(tmp_path: Path) -> None:
    given = {
        "01_a": {"a": 1, "b": " x ", "c": [1, "y", None], "d": {"e": 0.5}, "f": None, "g": True}
    }
    parameters = load_study(write(tmp_path, parameters=given)).parameters
    assert parameters == given
    assert parameters["01_a"]["a"] is not True


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([[1]], "must be one value, or a list or keys of single values"),
        ({"a": {"b": 1}}, "must be one value, or a list or keys of single values"),
        ({1: "a"}, "has a key that is not text: put it in quotes"),
        (float("inf"), "holds a number that is not finite"),
        ([float("nan")], "holds a number that is not finite"),
    ],
)
def test_parameters_that_cannot_be(tmp_path: Path, value: object, message: str) -> None:
    (line,) = told(tmp_path, parameters={"01_a": {"n": value}})
    assert line.startswith("parameters.01_a.n:")
    assert message in line


@pytest.mark.parametrize("content", ["", "# nothing\n", "- a\n", "text\n"])
def test_a_file_without_keys(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.yml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"study\.yml: holds no keys\. Start from data/ralu"):
        load_study(tmp_path)


def test_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Name a folder that holds study\.yml"):
        load_study(tmp_path / "none")


def test_days_as_months_and_years(study_of) -> None:
    analysis = study_of(month_days=30.0, confidence_level=0.9).analysis
    assert analysis.alpha == pytest.approx(0.1)
    assert (analysis.months(90.0), analysis.years(90.0)) == (3, 0.25)
    assert list(analysis.months(pd.Series([15, 30]))) == [0.5, 1]
