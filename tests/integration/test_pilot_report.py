"""The same notebooks on a real study of another kind, the CDISC pilot."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ARMS = {"Placebo": (86, 65), "Xanomeline Low Dose": (84, 77), "Xanomeline High Dose": (84, 76)}


@pytest.fixture(scope="module")
def results(pilot: Any) -> pd.DataFrame:
    return pilot.results()


def test_events_of_three_arms(results: pd.DataFrame) -> None:
    rows = results[
        (results["analysis"] == "teae_overview")
        & (results["variable"] == "any")
        & (results["stat"] == "n")
    ]
    assert {
        level: (n, value)
        for level, n, value in rows[["group_level", "n", "value"]].itertuples(index=False)
    } == {**ARMS, "Overall": (254, 218)}
    assert set(rows["group"]) == {"TRT01A", ""}


def test_time_to_first_dermatologic_event(results: pd.DataFrame) -> None:
    test = results[(results["analysis"] == "logrank") & (results["variable_level"] == "TRT01A")]
    values = test.set_index("stat")["value"]
    assert values["df"] == 2
    assert values["p"] < 1e-10
    assert test.set_index("stat").at["p", "text"] == "<0.001"
    assert results.at["ttde.trt01a=placebo.events", "value"] == 29
    assert results.at["ttde.trt01a=placebo.median", "text"] == "NR"


def test_haemoglobin_is_graded_in_standard_units(results: pd.DataFrame) -> None:
    counts = [results.at[f"lab.hgb.{grade}.n", "value"] for grade in ("0", "1", "2", "missing")]
    assert sum(counts) == 254
    assert counts[0] > 200


def test_chapters_say_what_the_study_does_not_have(pilot: Any) -> None:
    text = " ".join(" ".join(pilot.pages()).split())
    for words in (
        "does not have PSA",
        "does not have the time to next treatment or death",
        "does not have survival from an earlier treatment",
        "does not have records of earlier anticancer therapies",
        "does not have published figures to compare with",
    ):
        assert words in text
    assert "SYNTHETIC" not in text
    assert "Warning" not in text


def test_a_parameter_reruns_what_depends_on_it_only(pilot: Any, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(pilot.folder, copied)
    mine = replace(pilot, folder=copied, report=copied / "outputs/cdisc-pilot")
    assert mine.again() == ["Nothing to do: the report is up to date."]
    before = mine.results()
    file = copied / "data/cdisc-pilot/study.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("second_by: SEX", "second_by: AGEGR1"), encoding="utf-8")
    said = mine.again()
    ran = {line.split(":")[0] for line in said if ": running" in line}
    assert ran == {"03_survival", "05_synopsis", "06_methods"}
    assert {line for line in said if line.endswith(": unchanged")} >= {
        f"{name}: unchanged"
        for name in ("00_data_quality", "01_cohort", "02_safety", "04_biomarkers")
    }
    kept = ~before["notebook"].isin(ran)
    same = mine.results().loc[before.index[kept]]
    pd.testing.assert_frame_equal(same, before[kept])
    figure = "figures/fig-km-group.svg"
    assert (mine.report / figure).read_bytes() != (pilot.report / figure).read_bytes()
