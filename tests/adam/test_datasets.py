"""The set of analysis datasets: on disk and back, the same bytes, and what a study lacks."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path

import pandas as pd
import pytest
import yaml

from ralu.adam import AdamSet, prepare
from ralu.adam.datasets import NAMES
from ralu.study import Study, load_study

RALU = Path(__file__).parents[2] / "data" / "ralu"
OPTIONAL = ("radium", "therapies", "adverse_events", "labs")
FIRST = "2021-03-10"


def _same(one: AdamSet, other: AdamSet) -> None:
    """Assert equality of values, dtypes, kinds of missing, and labels."""
    assert tuple(one.datasets) == tuple(other.datasets)
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # None beside nan
        for name, frame in one.datasets.items():
            pd.testing.assert_frame_equal(frame, other.datasets[name], obj=name)
            assert frame.attrs == other.datasets[name].attrs


def _without(folder: Path, *tables: str) -> Study:
    """Return the embedded study without these files."""
    content = yaml.safe_load((RALU / "study.yml").read_text(encoding="utf-8"))
    content["files"] = {t: file for t, file in content["files"].items() if t not in tables}
    del content["published"]
    (folder / "study.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_study(folder, data=RALU)


@pytest.fixture(scope="module")
def embedded() -> AdamSet:
    """Return the datasets of the embedded study."""
    return prepare(load_study(RALU))


def test_written_and_read_back(embedded: AdamSet, tmp_path: Path) -> None:
    embedded.write(tmp_path / "adam")
    assert {file.name for file in (tmp_path / "adam").iterdir()} == {f"{n}.parquet" for n in NAMES}
    back = AdamSet.read(tmp_path / "adam")
    _same(embedded, back)
    assert back.sources == embedded.sources


def test_the_same_bytes_twice(embedded: AdamSet, tmp_path: Path) -> None:
    embedded.write(tmp_path / "one")
    prepare(load_study(RALU)).write(tmp_path / "two")
    AdamSet.read(tmp_path / "one").write(tmp_path / "three")
    for name in NAMES:
        one, two, three = (
            (tmp_path / folder / f"{name}.parquet").read_bytes()
            for folder in ("one", "two", "three")
        )
        assert one == two == three, name


def test_sources_name_the_content(embedded: AdamSet, tmp_path: Path) -> None:
    embedded.write(tmp_path)
    digest = hashlib.sha256((tmp_path / "adtte.parquet").read_bytes()).hexdigest()
    assert embedded.sources["adtte"] == f"ADTTE sha256:{digest[:12]}"
    assert len(set(embedded.sources.values())) == len(NAMES)


def test_labels(embedded: AdamSet) -> None:
    assert embedded.label("adlb", "PCHG") == "Percent change from baseline"
    assert embedded.label("adlb", "NOSUCH") == "NOSUCH"
    assert embedded.label("dq", "CHECK") == "CHECK"
    for name in ("adsl", "adex", "adcm", "adae", "adlb", "adtte"):
        variables = set(embedded.datasets[name]) - {"USUBJID"}
        assert variables <= set(embedded.datasets[name].attrs["labels"]), name


@pytest.mark.parametrize("absent", [*((table,) for table in OPTIONAL), OPTIONAL])
def test_a_study_may_lack_all_but_patients_and_infusions(
    embedded: AdamSet, absent: tuple[str, ...], tmp_path: Path
) -> None:
    adam = prepare(_without(tmp_path, *absent))
    lost = {"therapies": "adcm", "adverse_events": "adae", "labs": "adlb"}
    for table, name in lost.items():
        assert adam.datasets[name].empty == (table in absent)
    assert ("223Ra" not in set(adam.adex["EXTRT"])) == ("radium" in absent)
    assert ("OSRA" not in set(adam.adtte["PARAMCD"])) == ("radium" in absent)
    for name, frame in embedded.datasets.items():
        found = adam.datasets[name].dtypes.to_dict()
        assert found == frame.dtypes.to_dict(), name
    adam.write(tmp_path / "adam")
    _same(adam, AdamSet.read(tmp_path / "adam"))


def test_overall_survival_needs_no_other_table(embedded: AdamSet, tmp_path: Path) -> None:
    adam = prepare(_without(tmp_path, *OPTIONAL))
    columns = ["USUBJID", "AVAL", "CNSR"]
    whole, bare = (
        one.adtte.loc[one.adtte["PARAMCD"] == "OS", columns].reset_index(drop=True)
        for one in (embedded, adam)
    )
    pd.testing.assert_frame_equal(whole, bare)


def test_a_single_patient_of_whom_little_is_known(chart) -> None:
    """Every optional cell empty in the whole study: still the same dtypes."""
    unknown = dict.fromkeys(("bone_mets", "lymph_node_mets", "liver_mets", "lung_mets"), "")
    chart.patient("P1", FIRST, **unknown, other_visceral_mets="", birth_year="")
    chart.injections("P1", "")
    chart.therapy("P1", "docetaxel", "", life_prolonging="")
    chart.event("P1", "Fatigue", "", grade="", serious="")
    chart.lab("P1", FIRST, "PSA", "", "")
    adam = chart.prepare()
    assert adam.adlb.empty
    one = adam.adsl.iloc[0]
    assert one[["AGE", "VISCFL", "METGR1", "INTVGR1", "GLEASGR1", "DIAGMO"]].isna().all()
    assert (one["NLPT"], one["DTHFL"], one["LUGR1"]) == (1, "N", "<5")  # 223Ra
