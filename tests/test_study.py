"""study.yml: what it may hold, and how it is refused."""

from __future__ import annotations

import re
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
    lines = [str(problem).removeprefix("study.yml, ") for problem in refused.value.problems]
    return [re.sub(r" \(line [0-9]+\)", "", line) for line in lines]


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
        "analysis.month_days: '.nan': Input should be a finite number. Correct it.",
        "analysis.subgroups.0.levels.0: '1': is not text. Put it in quotes.",
        "analysis.subgroups.0.levels.1: '2': is not text. Put it in quotes.",
        "analysis.teae_window_days: '-1': must be from 0 to 36,525. Correct it.",
        "colour: 'red': is not a key here. Remove it, or correct its spelling.",
        "disclosure.profile: 'release': needs suppression of small counts, which this version "
        "does not do; use internal and do not publish the tables as they are. Correct it.",
        "files: lutetium must be named. Correct it.",
        "reading.decimal: ';': Input should be '.' or ','. Correct it.",
        "reading.missing_codes.0: '-9': is not text. Put it in quotes.",
        "short_title: ' ': String should have at least 1 character. Correct it.",
        "status: 'draft': Input should be 'DRAFT' or 'FINAL'. Correct it.",
        "synthetic: 'yes': is neither true nor false. Write true or false, without quotes.",
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


def lines_of(folder: Path, more: str, *, data: Path | None = None) -> list[str]:
    """Return the problems of a study with these lines at its end, as a user reads them."""
    text = (write(folder) / "study.yml").read_text(encoding="utf-8")
    (folder / "study.yml").write_text(text + more, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_study(folder, data=data)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("030", "Write 30, without quotes."),
        ("007", "Write 7, without quotes."),
        ("1_000", "Write 1000, without quotes."),
        ('"30"', "Write 30, without quotes."),
        ("1:30", "Write it in plain digits, such as 30, without quotes."),
        ("0x1E", "Write it in plain digits, such as 30, without quotes."),
        ("0b1", "Write it in plain digits, such as 30, without quotes."),
        ("1e1", "Write it in plain digits, such as 30, without quotes."),
        ("30.0", "Write it in plain digits, such as 30, without quotes."),
        ("NO", "Write it in plain digits, such as 30, without quotes."),
    ],
)
def test_odd_numbers_are_refused_with_line_and_remedy(
    tmp_path: Path, written: str, remedy: str
) -> None:
    assert lines_of(tmp_path, f"analysis:\n  # days\n  teae_window_days: {written}\n") == [
        f"study.yml, analysis.teae_window_days: '{written.strip(chr(34))}': is not a whole number "
        f"in plain digits (line 12). {remedy}"
    ]


def test_texts_are_what_was_written(tmp_path: Path) -> None:
    text = (write(tmp_path) / "study.yml").read_text(encoding="utf-8")
    more = "reading: {missing_codes: [NO, 0x7, 1:30, 1_000]}\nparameters: {01_a: {NO: on}}\n"
    (tmp_path / "study.yml").write_text(text + more, encoding="utf-8")
    study = load_study(tmp_path)
    assert study.reading.missing_codes == ("NO", "0x7", "1:30", "1_000")
    assert study.parameters == {"01_a": {"NO": "on"}}
    (line,) = lines_of(tmp_path, "notes: [1.10]\n")
    assert line == "study.yml, notes.0: '1.10': is not text (line 10). Put it in quotes."


@pytest.mark.parametrize(
    ("key", "value", "range_of"),
    [
        ("teae_window_days", 100_000_000, "0 to 36,525"),
        ("baseline_window_days", 36_526, "1 to 36,525"),
        ("landmarks_months", [6, 1e9], "0.01 to 1,200"),
        ("interval_months", 1201, "0.01 to 1,200"),
        ("biomarkers", [{"param": "A", "confirmation_days": 10**30}], "0 to 36,525"),
        ("biomarkers", [{"param": "PSA", "progression": {"not_before_days": -1}}], "0 to 36,525"),
    ],
)
def test_spans_of_time_are_bounded(tmp_path: Path, key: str, value: object, range_of: str) -> None:
    (line,) = told(tmp_path, analysis={key: value})
    assert line.startswith(f"analysis.{key}")
    assert f"must be from {range_of}." in line


@pytest.mark.parametrize(
    ("changes", "key", "named"),
    [
        ({"short_title": "a\x07b"}, "short_title", "U+0007"),
        ({"title": "safe \u202egnp"}, "title", "U+202E"),
        ({"notes": ["fine", "a\u2066b\x1bc"]}, "notes.1", "U+001B, U+2066"),
        ({"parameters": {"01_a": {"x\x00y": 1}}}, "parameters.01_a.x\x00y", "U+0000"),
        ({"parameters": {"01_a": {"x": ["\x9b"]}}}, "parameters.01_a.x.0", "U+009B"),
        (
            {"analysis": {"group": {"variable": "A", "label": "\u200fl", "levels": ["\x85"]}}},
            "analysis.group.label",
            "U+200F",
        ),
    ],
)
def test_control_characters_and_those_that_turn_text(
    tmp_path: Path, changes: dict[str, Any], key: str, named: str
) -> None:
    lines = told(tmp_path, **changes)
    assert lines[0].startswith(f"{key}: ")
    assert f"holds {named}, a control character or one that turns" in lines[0]


def outside(folder: Path) -> Path:
    """Write a file beside a study that is no affair of it, and return the study's folder."""
    (folder / "outside").mkdir()
    (folder / "outside/secret.yml").write_text("password: [hunter2\n", encoding="utf-8")
    (folder / "study").mkdir()
    return folder / "study"


def test_published_figures_outside_are_not_read(tmp_path: Path) -> None:
    study = outside(tmp_path)
    (study / "link.yml").symlink_to(tmp_path / "outside/secret.yml")
    for path in ("../outside/secret.yml", str(tmp_path / "outside/secret.yml"), "link.yml"):
        (line,) = told(study, published=path)
        assert line.startswith(f"published: '{path[:60]}")
        assert "leads out of the folder of study.yml;" in line
        assert "hunter2" not in line
    assert load_study(write(study, published="a/../in.yml")).published == "a/../in.yml"


def test_data_outside_need_their_folder_named(tmp_path: Path) -> None:
    study, files = outside(tmp_path), {"patients": "../outside/p.csv", "lutetium": "l.csv"}
    (line,) = told(study, files=files)
    assert line.startswith("files.patients: '../outside/p.csv': leads out of the folder")
    (study / "p.csv").symlink_to(tmp_path / "outside" / "p.csv")
    write(study, files=files | {"patients": "p.csv"})
    with pytest.raises(InputError, match="leads out"):
        load_study(study)
    inside = load_study(write(study), data=tmp_path / "outside")
    assert inside.path("patients") == tmp_path / "outside" / "patients.csv"
    (line,) = lines_of(study, "published: ../../x\n", data=tmp_path / "outside")
    assert "leads out" in line
    (line,) = lines_of(study, "published: ../study.yml\n", data=None)
    assert "leads out" in line


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
