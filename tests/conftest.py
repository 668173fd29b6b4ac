"""A tiny project to run whole reports in, and tiny studies to make tables and figures of."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from ralu.adam import AdamSet
from ralu.study import Study

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

STUDY = """\
title: A study of two patients
short_title: Tiny
status: DRAFT
synthetic: true
data_cutoff: 2024-01-31
source: adam
files: {adsl: adsl.csv}
"""
ADSL = """\
USUBJID,SAFFL,AGE,TRTSDT,TRTEDT
01,Y,70,2020-01-01,2020-03-01
02,Y,71,2020-01-01,2020-03-01
"""
PASSAGE = """\
from IPython.display import display
from ralu.blocks import MEDIA_TYPE, Passage, to_data
from ralu.ledger import Ledger
ledger = Ledger("{id}", "cohort", "tab-x", "All", "ADSL")
ledger.add("n", {value}, str({value}))
passage = Passage("Counted.", ledger=tuple(ledger.rows))
display({{MEDIA_TYPE: to_data(passage), "text/plain": "Passage(...)"}}, raw=True)
"""


@dataclass(frozen=True)
class Project:
    """A folder with `notebooks/` and the study `tiny/`, to be the current directory."""

    folder: Path

    @property
    def study(self) -> Path:
        """Folder of study.yml."""
        return self.folder / "tiny"

    @property
    def report(self) -> Path:
        """Folder of the report."""
        return self.folder / "outputs" / "tiny"

    def notebook(self, name: str, *cells: str, reads: str = "") -> None:
        """Write a notebook; a cell that begins with ``#:`` has its first line's word as tag."""
        content = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"ralu": {"reads": reads}} if reads else {},
            "cells": [_cell(f"cell-{place}", source) for place, source in enumerate(cells)],
        }
        file = self.folder / "notebooks" / f"{name}.ipynb"
        file.write_text(json.dumps(content), encoding="utf-8")

    def passage(self, name: str, value: int = 2) -> None:
        """Write a notebook that reports one number."""
        self.notebook(name, f"# {name.strip('_0123456789')}", PASSAGE.format(id=name, value=value))

    def parameters(self, text: str) -> None:
        """Write study.yml with parameters (YAML, one line)."""
        (self.study / "study.yml").write_text(f"{STUDY}parameters: {text}\n", encoding="utf-8")


def _cell(name: str, source: str) -> dict[str, object]:
    kind = "markdown" if source.startswith("# ") else "code"
    tags = []
    if source.startswith("#:"):
        tag, _, source = source[2:].partition("\n")
        tags = [tag.strip()]
    cell = {"cell_type": kind, "id": name, "metadata": {"tags": tags}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def make_project(folder: Path) -> Project:
    """Make the study, without notebooks."""
    project = Project(folder)
    project.study.mkdir()
    (folder / "notebooks").mkdir()
    (project.study / "adsl.csv").write_text(ADSL, encoding="utf-8")
    project.parameters("{}")
    return project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project without notebooks; it is the current directory."""
    monkeypatch.chdir(tmp_path)
    return make_project(tmp_path)


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one report for all tests that begin with a good one."""
    from ralu.cli import main

    project = make_project(tmp_path_factory.mktemp("built"))
    project.parameters("{01_first: {count: 3}}")
    project.notebook(
        "01_first",
        "# First",
        "#: parameters\ncount: int = 1",
        PASSAGE.format(id="first", value="count"),
        "import os, sys\nprint(object(), os.environ['RALU_RUN'], file=sys.stderr)",
    )
    project.passage("02_second")
    project.notebook(
        "03_last",
        "# Last",
        "import json, os, pathlib\n"
        "rows = json.loads(pathlib.Path(os.environ['RALU_RUN'], 'ledger.json').read_text())\n"
        "print([row['id'] for row in rows])",
        reads="ledger",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.folder)
        assert main(["report", "tiny"]) == 0
    return project.folder


@pytest.fixture
def built(_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project of three notebooks with its report made; it is the current directory."""
    import shutil

    shutil.copytree(_built, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


DATASETS: dict[str, dict[str, str]] = {
    "adsl": {"USUBJID": "object", "SAFFL": "object"},
    "adex": {
        "USUBJID": "object",
        "EXTRT": "object",
        "EXSEQ": "Int64",
        "ASTDT": "datetime64[ns]",
        "ADOSE": "float64",
        "ADOSU": "object",
        "EXGAPD": "Int64",
    },
    "adcm": {
        "USUBJID": "object",
        "CMDECOD": "object",
        "CMCLAS": "object",
        "LPTFL": "object",
        "ASTDT": "datetime64[ns]",
        "AENDT": "datetime64[ns]",
        "PREFL": "object",
        "ASTDY": "float64",
    },
    "adae": {
        "USUBJID": "object",
        "AEDECOD": "object",
        "AEBODSYS": "object",
        "AETOXGR": "Int64",
        "AESER": "object",
        "RELFL": "object",
        "TRTEMFL": "object",
        "AEREL": "object",
        "AEOUT": "object",
        "AEACN": "object",
        "ASTDT": "datetime64[ns]",
        "AENDT": "datetime64[ns]",
    },
    "adlb": {
        "USUBJID": "object",
        "PARAMCD": "object",
        "PARAM": "object",
        "ADT": "datetime64[ns]",
        "ADY": "float64",
        "AVAL": "float64",
        "AVALC": "object",
        "AVALU": "object",
        "LBORRESU": "object",
        "ANRLO": "float64",
        "ANRHI": "float64",
        "ABLFL": "object",
        "BASE": "float64",
        "PCHG": "float64",
        "AVISIT": "object",
        "AVISITN": "float64",
        "ONTRTFL": "object",
        "ATOXGR": "float64",
        "BTOXGR": "float64",
        "ANL01FL": "object",
    },
    "adtte": {
        "USUBJID": "object",
        "PARAMCD": "object",
        "PARAM": "object",
        "AVAL": "float64",
        "ENTRY": "float64",
        "CNSR": "int64",
    },
    "dq": dict.fromkeys(
        ("CHECK", "TABLE", "ROW", "USUBJID", "VARIABLE", "VALUE", "HANDLING"), "object"
    ),
    "dqunit": {
        **dict.fromkeys(("PARAMCD", "UNIT", "STANDARD", "TABLE", "ROWS"), "object"),
        **{"RECORDS": "int64", "PATIENTS": "int64", "FACTOR": "float64"},
    },
    "dqcol": dict.fromkeys(("TABLE", "FILE", "COLUMN", "ROWS", "MISSING", "PARTIAL"), "object"),
}
"""Columns that tables and figures use, with their types."""


@pytest.fixture
def adam_of() -> Callable[..., AdamSet]:
    """Return a maker of analysis datasets from columns of values; any may be left out."""

    def made(**given: Mapping[str, Sequence[object]]) -> AdamSet:
        frames = {}
        for name, types in DATASETS.items():
            frame = pd.DataFrame(given.get(name, {}))
            for column, type_ in types.items():
                values = frame.get(column, [None] * len(frame))
                frame[column] = pd.Series(values, index=frame.index, dtype=type_)
            frames[name] = frame
        return AdamSet(frames)

    return made


@pytest.fixture
def study_of() -> Callable[..., Study]:
    """Return a maker of studies from their analysis choices."""

    def made(*, synthetic: bool = True, source: str = "extract", **analysis: object) -> Study:
        files = {"adsl": "a"} if source == "adam" else {"patients": "a", "lutetium": "b"}
        content = {
            "title": "A tiny study",
            "short_title": "Tiny",
            "status": "DRAFT",
            "synthetic": synthetic,
            "data_cutoff": "2024-01-31",
            "source": source,
            "files": files,
            "analysis": analysis,
        }
        return Study.model_validate(content)

    return made


EXTRACT_STUDY = """\
title: An extract of two patients
short_title: Tiny extract
status: DRAFT
synthetic: true
data_cutoff: 2022-03-31
source: extract
files:
  patients: patients.csv
  radium: radium.csv
  lutetium: lutetium.csv
  therapies: therapies.csv
  adverse_events: adverse_events.csv
  labs: labs.csv
"""
EXTRACT = {
    "patients": """\
patient_id,site_id,birth_year,diagnosis_date,gleason_score,mcrpc_date,ecog,bone_mets,\
lymph_node_mets,liver_mets,lung_mets,other_visceral_mets,death_date,death_cause,last_contact_date
001,S1,1950,2015-04,7,2018,1,Y,Y,N,N,N,2021-03-30,prostate cancer,2021-03-30
002,S2,1948,2014,9,2017-06-15,0,yes,no,NK,0,0,,,2022-02-01
""",
    "radium": """\
patient_id,injection_no,date,activity_mbq
001,1,2019-11-08,4.39
001,2,2019-12,
002,1,2019,4.57
""",
    "lutetium": """\
patient_id,infusion_no,date,activity_gbq,ligand
001,1,2020-03-05,7.12,PSMA-617
001,2,2020-04-16,7.16,PSMA-617
002,1,2020-06-02,6,PSMA-I&T
""",
    "therapies": """\
patient_id,therapy,therapy_class,life_prolonging,start_date,end_date
001,docetaxel,taxane,Y,2017-12-07,2018-05
002,"leuprorelin, depot",ADT,N,2013,
""",
    "adverse_events": """\
patient_id,term,soc,grade,serious,related_to,outcome,start_date,end_date
001,Dry mouth,Gastrointestinal disorders,1,N,177Lu-PSMA,recovered,2020-03-26,2020-05
002,Fatigue,General disorders,,N,unknown,,,
""",
    "labs": """\
patient_id,date,test,value,unit,lln,uln
001,2020-03-01,HGB,10.9,g/dL,13.5,17.5
001,2020-03-01,PSA,<0.01,ng/mL,,4
002,2020-06-01,PSA,1.5e3,ng/mL,,4
002,2020-06-01,ALP,NK,U/L,40,130
""",
}


@dataclass(frozen=True)
class Extract:
    """A folder with the six source tables of two patients and their study.yml."""

    folder: Path

    def put(self, file: str, content: str | bytes) -> None:
        """Write a file of the folder."""
        written = content if isinstance(content, bytes) else content.encode()
        (self.folder / file).write_bytes(written)

    def text(self, file: str) -> str:
        """Return the content of a file."""
        return (self.folder / file).read_bytes().decode()

    def replace(self, file: str, old: str, new: str) -> None:
        """Write a file with one place changed."""
        text = self.text(file)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.put(file, text.replace(old, new))

    def configure(self, lines: str) -> None:
        """Write study.yml with more lines at its end."""
        self.put("study.yml", EXTRACT_STUDY + lines)

    def load(self) -> Study:
        """Return the study."""
        from ralu.study import load_study

        return load_study(self.folder)

    def read(self) -> dict[str, pd.DataFrame]:
        """Return the checked tables."""
        from ralu.extract import read_source

        return read_source(self.load()).tables


@pytest.fixture(scope="session")
def write_extract() -> Callable[[Path], Extract]:
    """Return what writes the tiny extract into a folder."""

    def write(folder: Path) -> Extract:
        extract = Extract(folder)
        folder.mkdir(exist_ok=True)
        extract.configure("")
        for table, text in EXTRACT.items():
            extract.put(f"{table}.csv", text)
        return extract

    return write


@pytest.fixture
def extract(write_extract: Callable[[Path], Extract], tmp_path: Path) -> Extract:
    """Return a tiny extract, sound as it stands."""
    return write_extract(tmp_path / "extract")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test fail that would be skipped, where RALU_REQUIRE asks for all of them."""
    report = yield
    if report.skipped and os.environ.get("RALU_REQUIRE"):
        report.outcome = "failed"
        report.longrepr = f"RALU_REQUIRE is set, so this may not be: {report.longrepr[2]}"
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return a headless Chromium: $CHROMIUM, or where Debian has it."""
    path = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    if not path.exists():
        pytest.skip(f"no Chromium at {path}; $CHROMIUM may name another")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        yield opened
        opened.close()
