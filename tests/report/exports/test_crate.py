"""The research object: complete, true to its metadata, and without the data of patients."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ralu.blocks import Column, Row, Table
from ralu.build.files import write
from ralu.report.assembly.assemble import Report
from ralu.report.exports.crate import to_crate
from ralu.report.record.digests import sources
from ralu.report.record.manifest import Origin, origin
from ralu.study import Study, load_study

PROJECT = Path(__file__).parents[3]
PARAMETERS = {"03_survival": {"endpoint": "OS", "landmarks": [6, 12], "by": None}}
DRAWN = Table("", "", (Column("Months"),), (Row(("12.5",)),))
KINDS = ("csv", "xlsx")
EXTERNAL = {"https://w3id.org/ro/crate/1.1"}
"""What is referred to and described elsewhere."""

Graph = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(PROJECT / "data" / "ralu")


@pytest.fixture(scope="module")
def made_from(study: Study) -> Origin:
    return origin(study, study.folder / "study.yml", sources(PROJECT / "notebooks"))


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, report: Report, study: Study, made_from: Origin
) -> Path:
    """Return the folder of a report, with analysis datasets and executed notebooks."""
    made = tmp_path_factory.mktemp("report")
    for name in ("adam/adsl.parquet", "notebooks/03_survival.ipynb"):
        (made / name).parent.mkdir()
        (made / name).write_text("{}", encoding="utf-8")
    first, second = report.figures
    drawn = (replace(first, data=DRAWN), replace(second, data=None))
    write(replace(report, figures=drawn), made, made_from, PARAMETERS, study, {})
    return made


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, bytes]:
    """Return what is in the crate."""
    with zipfile.ZipFile(folder / "report.crate.zip") as archive:
        assert archive.namelist()[0] == "ro-crate-metadata.json"
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def graph(files: dict[str, bytes]) -> Graph:
    content = json.loads(files["ro-crate-metadata.json"])
    assert content["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    entities = content["@graph"]
    assert len({entity["@id"] for entity in entities}) == len(entities)
    return {entity["@id"]: entity for entity in entities}


def references(value: Any) -> Iterator[str]:
    """Yield every id that the value of a property refers to."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            assert list(item) == ["@id"], "JSON-LD must be flat"
            yield item["@id"]


def test_folder_holds_each_export(folder: Path) -> None:
    found = {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()}
    assert found == {
        *("report.html", "report.pdf", "report.crate.zip", "tables.docx"),
        *("results.csv", "results.json", "ard.csv"),
        *(f"tables/tab-{name}.{kind}" for name in ("age", "terms", "shift") for kind in KINDS),
        *(f"figures/fig-{name}.{kind}" for name in ("os", "2") for kind in ("svg", "png")),
        *("figures/fig-os.csv", "adam/adsl.parquet", "notebooks/03_survival.ipynb"),
    }
    assert (folder / "figures/fig-os.csv").read_text(encoding="utf-8") == "Months\n12.5\n"


def test_descriptor_and_root(graph: Graph) -> None:
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert root["name"] == "Therapy after therapy: a chart review"
    assert root["datePublished"] == "2022-03-31"
    assert "2022-03-31" in root["description"]
    assert root["license"].startswith("No licence is stated")
    assert graph[root["conformsTo"]["@id"]]["@type"] == "CreativeWork"
    assert root["conformsTo"] == {"@id": "https://w3id.org/ro/wfrun/process/0.5"}


def test_parts_are_the_files_of_the_zip(graph: Graph, files: dict[str, bytes]) -> None:
    parts = [unquote(id) for id in references(graph["./"]["hasPart"])]
    assert sorted([*parts, "ro-crate-metadata.json"]) == sorted(files)
    for name in parts:
        entity = graph[name]
        assert entity["@type"] == "File"
        assert entity["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert entity["contentSize"] == str(len(files[name]))
        assert "/" in entity["encodingFormat"]
        assert entity["name"]


def test_every_reference_resolves(graph: Graph) -> None:
    values = (value for entity in graph.values() for value in entity.values())
    assert {id for value in values for id in references(value)} - set(graph) == EXTERNAL


def test_run_made_the_report_of_inputs_and_parameters(graph: Graph, made_from: Origin) -> None:
    (run,) = references(graph["./"]["mentions"])
    action = graph[run]
    program = graph[action["instrument"]["@id"]]
    assert (action["@type"], program["@type"]) == ("CreateAction", "SoftwareApplication")
    assert program["softwareVersion"]
    assert made_from.revision in program["description"]
    needed = [graph[id] for id in references(program["softwareRequirements"])]
    versions = {e["name"]: e["softwareVersion"] for e in needed}
    assert versions == {n: v for n, v in made_from.packages.items() if n != "ralu"}
    used = [graph[id] for id in references(action["object"])]
    digests = {e["name"]: e["sha256"] for e in used if "sha256" in e}
    assert digests == made_from.inputs
    values = {e["name"]: e["value"] for e in used if e["@type"] == "PropertyValue"}
    assert values["03_survival: endpoint"] == "OS"
    assert values["03_survival: landmarks"] == "[6, 12]"
    made = set(references(action["result"]))
    assert {"report.html", "tables/tab-age.xlsx", "figures/fig-os.png"} < made


def test_no_data_of_patients_are_in_it(files: dict[str, bytes], study: Study) -> None:
    extract = {study.path(table).read_bytes() for table in study.files}
    assert not extract & set(files.values())
    assert not [name for name in files if name.startswith("adam/")]
    assert {"configuration/study.yml", "configuration/published.yml"} < set(files)


def test_study_yml_that_changed_meanwhile_stays_out(
    report: Report, folder: Path, study: Study, made_from: Origin
) -> None:
    inputs = made_from.inputs | {"study.yml": "0" * 64}
    other = Origin(**{**vars(made_from), "inputs": inputs})
    content = to_crate(report, folder, other, PARAMETERS, study)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "configuration/study.yml" not in names
    assert "configuration/published.yml" in names


def test_bytes_repeat(report: Report, folder: Path, study: Study, made_from: Origin) -> None:
    content = to_crate(report, folder, made_from, PARAMETERS, study)
    assert content == (folder / "report.crate.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
