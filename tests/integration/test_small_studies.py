"""The real notebooks on small ADaM studies: a trial as CSV and as XPT, and two patients alone."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import yaml

from ..conftest import make_project
from .conftest import ROOT, Made, blocks_of, make

TRIAL = ROOT / "tests/studies/trial"
NOTEBOOKS = {file.stem for file in (ROOT / "notebooks").glob("*.ipynb")}
ARMS = ["Placebo", "Study Drug Low Dose", "Study Drug High Dose"]
SCRIPT = runpy.run_path(str(TRIAL / "make.py"))


def as_transport_files(study: Path) -> None:
    """Put SAS transport files in the place of CSV."""
    frames: dict[str, pd.DataFrame] = SCRIPT["trial"]()
    for name, frame in frames.items():
        dates = {variable: "DATE9" for variable in frame if variable.endswith("DT")}
        pyreadstat.write_xport(frame, str(study / f"{name}.xpt"), variable_format=dates)
        (study / f"{name}.csv").unlink()
    file = study / "study.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(".csv", ".xpt"), encoding="utf-8")


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the report of the trial from its CSV files."""
    return make(tmp_path_factory.mktemp("trial"), "trial", source="tests/studies")


@pytest.fixture(scope="module")
def transported(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the report of the trial from transport files."""
    folder = tmp_path_factory.mktemp("transported")
    return make(folder, "trial", source="tests/studies", change=as_transport_files)


def without_dates(study: Path) -> None:
    """Take away the start of each emergent event, and the first dose of two treated patients."""
    adae, adsl = (pd.read_csv(study / f"{name}.csv", dtype=str) for name in ("adae", "adsl"))
    adae.loc[adae["TRTEMFL"] == "Y", "ASTDT"] = None
    adsl.loc[adsl.index[adsl["SAFFL"] == "Y"][:2], "TRTSDT"] = None
    for name, frame in (("adae", adae), ("adsl", adsl)):
        frame.to_csv(study / f"{name}.csv", index=False)


@pytest.fixture(scope="module")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the report of the trial without dates that a time at risk needs."""
    folder = tmp_path_factory.mktemp("undated")
    return make(folder, "trial", source="tests/studies", change=without_dates)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the report of a study that has nothing but an ADSL of two patients, as CSV."""
    project = make_project(tmp_path_factory.mktemp("two"))
    return make(tmp_path_factory.mktemp("report"), project.study.name, source=str(project.folder))


@pytest.fixture(scope="module")
def results(trial: Made) -> pd.DataFrame:
    return trial.results()


@pytest.fixture(scope="module")
def raw() -> Callable[[str], pd.DataFrame]:
    """Return a reader of a committed file, texts as they are, of treated patients only."""

    def read(name: str) -> pd.DataFrame:
        frame = pd.read_csv(TRIAL / f"{name}.csv", dtype=str, keep_default_na=False)
        return frame[frame["SAFFL"] == "Y"]

    return read


@cache
def pages_of(made: Made) -> list[str]:
    return made.pages()


def text_of(made: Made) -> str:
    return " ".join(" ".join(pages_of(made)).split())


def of(arm: str) -> str:
    """Return the part of a ledger id that names an arm; "" is everybody."""
    return f"trt01a={arm.lower().replace(' ', '-')}." if arm else ""


def test_the_files_of_the_trial_are_what_its_script_writes() -> None:
    written: dict[str, str] = SCRIPT["written"]()
    assert {name: (TRIAL / name).read_text(encoding="utf-8") for name in written} == written


def test_the_trial_is_read_and_analysed_as_the_pilot() -> None:
    here, pilot = (
        yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
        for folder in (TRIAL, ROOT / "data/cdisc-pilot")
    )
    for study in (here, pilot):
        del study["parameters"]["05_synopsis"], study["analysis"]["group"]["levels"]
    for key in ("source", "variables", "units", "reading", "analysis", "parameters"):
        assert here[key] == pilot[key], key
    assert set(here["files"]) == set(pilot["files"])


@pytest.mark.parametrize("name", ["trial", "transported", "undated", "two"])
def test_all_notebooks_ran(request: pytest.FixtureRequest, name: str) -> None:
    made = request.getfixturevalue(name)
    executed = {file.stem for file in (made.report / "notebooks").glob("*.ipynb")}
    assert executed == NOTEBOOKS
    assert set(made.results()["notebook"]) <= NOTEBOOKS


def silent_parts(notebook: dict[str, Any]) -> list[str]:
    """Return each text of an executed notebook after whose code the report shows nothing."""
    text, shown, ran, silent = "", True, False, []
    for cell in [*notebook["cells"], {"cell_type": "markdown", "source": ""}]:
        if cell["cell_type"] == "markdown":
            silent += [] if shown else [text]
            text, shown, ran = "".join(cell["source"]), True, False
        elif not {"parameters", "injected-parameters", "setup"} & {
            *cell["metadata"].get("tags", ())
        }:
            shown = bool(blocks_of({"cells": [cell]})) or (ran and shown)
            ran = True
    return silent


@pytest.mark.parametrize("name", ["trial", "undated", "two"])
def test_no_section_is_empty(request: pytest.FixtureRequest, name: str) -> None:
    """A section whose content the study does not have says so."""
    made = request.getfixturevalue(name)
    files = (made.report / "notebooks").glob("*.ipynb")
    silent = {file.stem: silent_parts(json.loads(file.read_bytes())) for file in files}
    assert silent == {notebook: [] for notebook in NOTEBOOKS}


@pytest.mark.parametrize("name", ["trial", "two"])
def test_nothing_unprintable_is_printed_and_every_page_says_synthetic(
    request: pytest.FixtureRequest, name: str
) -> None:
    for page in pages_of(request.getfixturevalue(name)):
        assert "SYNTHETIC DATA" in page
        for word in ("nan", "NaN", "inf", "NaT", "<NA>", "Traceback", "Warning"):
            assert not re.search(rf"(?<!\w){word}(?!\w)", page), word


def test_transport_files_give_the_results_of_csv(results: pd.DataFrame, transported: Made) -> None:
    assert len(results) > 4500
    same = transported.results().drop(columns="source")
    pd.testing.assert_frame_equal(same, results.drop(columns="source"))


@pytest.mark.parametrize("arm", ["", *ARMS])
def test_patients_are_described(results: pd.DataFrame, raw: Any, arm: str) -> None:
    adsl = raw("adsl")
    adsl = adsl[adsl["TRT01A"].isin([arm] if arm else ARMS)]
    for variable in ("AGE", "BMIBL", "MMSETOT", "TRTDUR"):
        values = pd.to_numeric(adsl[variable])
        found = results.loc[f"cohort.{of(arm)}{variable.lower()}.median"]
        assert found["value"] == pytest.approx(values.median()), variable
        assert found["n"] == values.notna().sum(), variable
    reasons = adsl["DCREASCD"].value_counts()
    for reason in raw("adsl")["DCREASCD"].unique():
        level = reason.lower().replace(" ", "-")
        assert results.at[f"cohort.{of(arm)}dctreas.{level}.n", "value"] == reasons.get(reason, 0)


def test_who_was_never_treated_is_recorded_only(results: pd.DataFrame) -> None:
    assert results.at["cohort.flow.recorded.n", "value"] == 22
    assert results.at["cohort.flow.safety.n", "value"] == results.at["cohort.n", "value"] == 21


@pytest.mark.parametrize("arm", ["", *ARMS])
def test_events_are_counted(results: pd.DataFrame, raw: Any, arm: str) -> None:
    adae = raw("adae")
    adae = adae[adae["TRTA"].isin([arm] if arm else ARMS) & (adae["TRTEMFL"] == "Y")]
    severe, fatal = adae["AESEV"] == "SEVERE", adae["AEOUT"] == "FATAL"
    kinds = {
        "any": adae["USUBJID"].notna(),
        "serious": adae["AESER"] == "Y",
        "related": adae["AEREL"].isin(["PROBABLE", "POSSIBLE"]),
        "grade_ge3": severe,
        "grade_5": fatal,
    }
    expected = {kind: adae.loc[at, "USUBJID"].nunique() for kind, at in kinds.items()}
    assert {k: results.at[f"teae.{of(arm)}{k}.n", "value"] for k in kinds} == expected
    assert results.at[f"teae.{of(arm)}any.events", "value"] == len(adae)


def test_the_oddities_of_the_events_are_there(raw: Any) -> None:
    adae = raw("adae")
    for variable in ("ASTDT", "AENDT", "AEREL"):
        assert 0 < (adae[variable] == "").sum() < len(adae), variable
    assert (adae["AEACN"] == "").all()
    assert {"AETOXGR", "AVALU"}.isdisjoint({*adae, *raw("adlb")})
    assert set(adae["AESEV"]) == {"MILD", "MODERATE", "SEVERE"}
    assert adae["USUBJID"].nunique() < raw("adsl")["USUBJID"].nunique()


@pytest.mark.parametrize("arm", ARMS)
def test_times_to_the_endpoint(results: pd.DataFrame, raw: Any, arm: str) -> None:
    adtte = raw("adtte")
    adtte = adtte[adtte["TRTA"] == arm]
    assert results.at[f"ttde.{of(arm)}n", "value"] == len(adtte)
    assert results.at[f"ttde.{of(arm)}events", "value"] == (adtte["CNSR"] == "0").sum()
    assert results.at["ttde.logrank.trt01a.df", "value"] == 2


def test_laboratory_values_that_cannot_be_used_are_found(results: pd.DataFrame, raw: Any) -> None:
    adlb = raw("adlb")
    expected = {
        "value-missing": (adlb["AVAL"] == "").sum(),
        "test-unknown": (adlb["PARAMCD"] == "MONO").sum(),
        "unit-unknown": (adlb["PARAMCD"] == "LDH").sum(),
    }
    ids = {kind: f"dq.finding.laboratory-{kind}-adlb.not-used.n" for kind in expected}
    assert {kind: results.at[id, "value"] for kind, id in ids.items()} == expected
    assert min(expected.values()) > 0


def test_haemoglobin_in_mmol_is_graded_by_limits_in_mmol(results: pd.DataFrame, raw: Any) -> None:
    """Grade 2 is below 6.2 mmol/L and not below 4.9; without a lower limit no 0 or 1 is told."""
    adlb = raw("adlb").query("PARAMCD == 'HGB' and AVAL != ''")
    doses = raw("adsl").set_index("USUBJID")[["TRTSDT", "TRTEDT"]].apply(pd.to_datetime)
    first, last = (adlb["USUBJID"].map(doses[dose]) for dose in ("TRTSDT", "TRTEDT"))
    day = pd.to_datetime(adlb["ADT"])
    within = adlb[(day > first) & (day <= last + pd.Timedelta(days=30))]
    value = within["AVAL"].astype(float)
    lowest = value.groupby(within["USUBJID"]).min()
    below = ((lowest < 6.2) & (lowest >= 4.9)).sum()
    assert results.at["lab.hgb.2.n", "value"] == below > 0
    gradable = within.loc[(value < 6.2) | (within["A1LO"] != ""), "USUBJID"].nunique()
    assert results.at["lab.hgb.missing.n", "value"] == 21 - gradable > 0


def test_chapters_say_what_the_trial_does_not_have(trial: Made) -> None:
    text = text_of(trial)
    for lacking in (
        "published figures to compare with",
        "records of earlier anticancer therapies",
        "records of single doses",
        "dates of last contact and records of death",
        "the time to next treatment or death",
        "survival from an earlier treatment",
        "PSA",
        "both PSA and ALP",
    ):
        assert f"This study does not have {lacking}." in text, lacking
    assert "No CTCAE grades: mild, moderate, severe stand as grades" in text
    assert "Leading to stop of treatment not recorded" in text


def test_two_patients_have_a_median_age_and_nothing_else(two: Made) -> None:
    results = two.results()
    assert results.at["cohort.age.median", "text"] == "70.5"
    assert results.at["cohort.n", "value"] == 2
    assert set(results["analysis"]) == {"cohort", "flow", "data_quality", "swimmer"}
    text = text_of(two)
    assert "The median age was 70.5 years (range 70 to 71)." in text
    for lacking in (
        "any of the variables of disease named in the parameters",
        "reasons for the end of the studied treatment",
        "records of adverse events",
        "laboratory values",
        "times to event (OS)",
        "PSA",
        "ALP",
        "times to event or biomarkers",
    ):
        assert f"This study does not have {lacking}." in text, lacking
