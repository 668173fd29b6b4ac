"""The report as a research object: one zip file that says what it holds and where it came from.

An RO-Crate 1.1 after the profile Process Run Crate 0.5: one run of this program (`CreateAction`)
turned inputs and parameters (`object`) into the files of the report (`result`).

It holds what the report shows and no more: neither the extract nor the analysis datasets. A
crate is made to be handed on, to co-authors or a repository, and the data of patients must not
travel along unnoticed. The inputs are named by their sha256, so that whoever has them can tell
that they are the same.

There is no clock in a report, so that equal inputs give equal bytes: `datePublished`, which a
crate must have, is the data cut-off, and the times of the run stay unsaid. A licence is not this
program's to grant: the crate says that none is stated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import ralu
from ralu.blocks import Figure, Table
from ralu.report.assembly.assemble import Report
from ralu.report.assembly.references import resolve_text
from ralu.report.exports.archive import pack
from ralu.report.exports.entities import (
    Entity,
    data_file,
    entity,
    outside,
    parameter,
    reference,
    references,
    software,
)
from ralu.report.record.digests import digest
from ralu.report.record.manifest import Origin
from ralu.study import Study

METADATA = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
SHA256 = "https://w3id.org/ro/terms/workflow-run#sha256"
FILES = {
    "report.html": "The report as one HTML file",
    "report.pdf": "The report as PDF",
    "results.csv": "The ledger: one row per reported number, at full precision",
    "results.json": "The ledger as JSON",
    "ard.csv": "The ledger as analysis results data, in the columns of the R package cards",
    "tables.docx": "All tables for Word",
}
FOLDERS = {"tables": "Table", "figures": "Figure", "notebooks": "Executed notebook"}
"""What a crate takes of the report: whatever is not named here stays out, `adam/` above all."""
CONFIGURATION = "configuration"
"""Folder of the crate for study.yml and what belongs to it."""
_PROGRAM, _RUN = "#ralu", "#run"
_LICENCE = "No licence is stated. Ask those responsible for the study before you use or pass it on."


def to_crate(
    report: Report,
    folder: Path,
    origin: Origin,
    parameters: Mapping[str, Mapping[str, Any]],
    study: Study,
) -> bytes:
    """Return the crate of a report.

    Parameters
    ----------
    report
        The assembled report.
    folder
        Where its files lie.
    origin, parameters
        What it was made from; every parameter of every notebook.
    study
        The study, whose study.yml and published figures go along.
    """
    results = {name: (folder / name).read_bytes() for name in _names(folder)}
    given = _configuration(study, origin)
    files = [data_file(name, content, _name(name, report)) for name, content in results.items()]
    settings = [data_file(name, content, Path(name).name) for name, content in given.items()]
    known = {setting["name"] for setting in settings}
    inputs = [outside(n, d) for n, d in origin.inputs.items() if n not in known and d]
    values = [parameter(n, k, v) for n, of in parameters.items() for k, v in of.items()]
    others = (pair for pair in sorted(origin.packages.items()) if pair[0] != "ralu")
    packages = [software(f"#package/{name}", name, version) for name, version in others]
    graph = [
        *_descriptors(),
        _root(report, study, [*files, *settings]),
        _run(origin, [*inputs, *settings, *values], files),
        _program(origin, packages),
        *(*files, *settings, *inputs, *values, *packages),
    ]
    content = {"@context": [f"{SPECIFICATION}/context", {"sha256": SHA256}], "@graph": graph}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return pack([(METADATA, text.encode()), *results.items(), *given.items()])


def _descriptors() -> list[Entity]:
    """Return what the metadata say of themselves, and the profile."""
    itself = {"conformsTo": reference(SPECIFICATION), "about": reference("./")}
    return [
        entity(METADATA, "CreativeWork", **itself),
        entity(PROFILE, "CreativeWork", name="Process Run Crate", version="0.5"),
    ]


def _names(folder: Path) -> list[str]:
    """Return the names of the report's files that go into the crate."""
    found = [folder / name for name in FILES]
    for name in FOLDERS:
        found += sorted(file for file in (folder / name).iterdir() if file.is_file())
    return [file.relative_to(folder).as_posix() for file in found]


def _configuration(study: Study, origin: Origin) -> dict[str, bytes]:
    """Return the inputs that hold no data of patients, unless they changed meanwhile."""
    named = {"study.yml": study.folder / "study.yml", "published.yml": study.published_file}
    return {
        f"{CONFIGURATION}/{name}": file.read_bytes()
        for name, file in named.items()
        if file and digest(file) == origin.inputs[name]
    }


def _root(report: Report, study: Study, files: Iterable[Entity]) -> Entity:
    cover, cutoff = report.cover, study.data_cutoff.isoformat()
    made_up = " The data are synthetic." if cover.synthetic else ""
    return entity(
        "./",
        "Dataset",
        name=cover.title,
        description=f"Report of a study with its tables, figures and results; {cover.status}, data "
        f"cut-off {cutoff}, build {cover.build}.{made_up} The date of publication given "
        "here is the data cut-off: a report holds no time of its making. Extract and analysis "
        "datasets are not part of it; the inputs are named by their sha256.",
        datePublished=cutoff,
        license=_LICENCE,
        conformsTo=reference(PROFILE),
        hasPart=references(files),
        mentions=reference(_RUN),
    )


def _run(origin: Origin, given: Iterable[Entity], files: Iterable[Entity]) -> Entity:
    return entity(
        _RUN,
        "CreateAction",
        name=f"Making of the report {origin.identity}",
        description=f"ralu report {origin.study}",
        instrument=reference(_PROGRAM),
        object=references(given),
        result=references(files),
    )


def _program(origin: Origin, packages: list[Entity]) -> Entity:
    program = software(_PROGRAM, "ralu", ralu.__version__)
    words = f"Code revision {origin.revision}, run by Python {origin.python}."
    return program | {"description": words, "softwareRequirements": references(packages)}


def _name(path: str, report: Report) -> str:
    """Return what a file of the report is, in words."""
    file = Path(path)
    if path in FILES:
        return FILES[path]
    blocks: list[Table | Figure] = [*report.tables, *report.figures]
    for block in blocks:
        if block.id == file.stem:
            title = resolve_text(block.title, report.numbers)
            return f"{report.numbers[block.id]}. {title}"
    return f"{FOLDERS[path.split('/')[0]]} {file.stem}"
