"""From a study to its report: the steps in order, leaving out what was done before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ralu.ledger import LedgerRow, merge, to_json
from ralu.report.notebooks.chapters import Chapter, ledger_of, notebooks_folder, read_chapters
from ralu.report.notebooks.failures import NotebookFailed
from ralu.report.notebooks.kernels import kernels
from ralu.report.notebooks.normalise import to_text
from ralu.report.notebooks.parameters import resolve
from ralu.report.notebooks.progress import Progress
from ralu.report.record.double_programming import DoubleProgramming, outcome_file, read_outcome
from ralu.report.record.manifest import Manifest, Origin, key, origin, outputs, read_manifest
from ralu.report.record.publish import MANIFEST, Site, publish, report_folder, site
from ralu.study import Study, load_study, study_file

if TYPE_CHECKING:
    from ralu.report.assembly.assemble import Report

Notebooks = dict[str, dict[str, Any]]


def build(
    folder: Path, *, data: Path | None, out: Path | None, jobs: int, progress: Progress
) -> Path:
    """Make the report of a study and return its folder.

    Parameters
    ----------
    folder
        Folder of study.yml.
    data
        Folder of the data files; that of study.yml where None.
    out
        Folder of the report; ``outputs/<study>`` where None.
    jobs
        How many notebooks may run at the same time.
    progress
        Is told what happens.

    Raises
    ------
    InputError
        When study.yml, data, parameters or the folder of the report cannot be used.
    NotebookFailed
        When a cell did not complete; the half-run notebooks are kept beside the report.
    BusyError
        When another run makes the same report.
    """
    study = load_study(folder, data=data)
    notebooks = notebooks_folder()
    with site(report_folder(study.name, out)) as here:
        made_from = origin(study, study_file(folder), notebooks).with_qc(outcome_file(here.target))
        last = read_manifest(here.target)
        if last and last.origin == made_from and last.intact(here.target):
            progress.step("Nothing to do: the report is up to date.")
        else:
            try:
                _Run(study, data or study.folder, here, made_from, last, jobs, progress).make()
            except NotebookFailed as failed:
                failed.keep(here.failed)
                raise
            publish(here)
        shutil.rmtree(here.failed, ignore_errors=True)
    return here.target


@dataclass(frozen=True)
class _Run:
    """One run: what it makes the report from, where, and what the last one left."""

    study: Study
    data: Path
    here: Site
    made_from: Origin
    last: Manifest | None
    jobs: int
    progress: Progress

    def make(self) -> None:
        """Build the whole report aside."""
        chapters = read_chapters(notebooks_folder())
        parameters = resolve(chapters, self.study.parameters)
        with kernels(
            folder=notebooks_folder(),
            run=self.here.building,
            study=self.study.folder,
            data=self.data,
        ) as sockets:
            keys = {"adam": self._adam()}
            executed = self._executed(chapters, keys, sockets)
        self.progress.step("Writing HTML and PDF")
        from ralu.build.files import write
        from ralu.report.assembly.appendix import appendix

        outcome = self._outcome(executed)
        made_from = self.made_from if outcome else self.made_from.without_qc()
        executed |= appendix(made_from, parameters, self.study.parameters, outcome)
        report = self._report(executed, made_from, parameters)
        write(report, self.here.building, made_from, parameters, self.study)
        files = outputs(self.here.building)
        readers = [chapter.name for chapter in chapters if chapter.reads_ledger]
        manifest = Manifest(made_from, self._choices(), parameters, readers, keys, files)
        (self.here.building / MANIFEST).write_text(manifest.to_text(), encoding="utf-8")

    def _reusable(self, name: str, own: str, part: str) -> bool:
        """Say whether the last report's `part` is what this run would make."""
        last = self.last
        return bool(last and last.keys.get(name) == own and last.intact(self.here.target, part))

    def _common(self) -> list[Any]:
        """Return what every part of the report depends on."""
        made_from = self.made_from
        seen = [made_from.study, self._choices(), made_from.data()]
        return [*seen, made_from.python, made_from.packages]

    def _choices(self) -> dict[str, Any]:
        return self.study.model_dump(mode="json", exclude={"parameters"})

    def _adam(self) -> str:
        """Make or take over the analysis datasets; return their key."""
        own = key(self._common())
        if self._reusable("adam", own, "adam/"):
            shutil.copytree(self.here.target / "adam", self.here.building / "adam")
            return own
        self.progress.step("Reading and checking the data")
        from ralu.adam import prepare

        prepare(self.study).write(self.here.building / "adam")
        return own

    def _executed(
        self, chapters: Sequence[Chapter], keys: dict[str, str], sockets: Path
    ) -> Notebooks:
        """Run the chapters or take them over, in two stages; add their keys to `keys`."""
        ledger = self.here.building / "ledger.json"
        executed: Notebooks = {}
        for reads_ledger in (False, True):
            stage = [chapter for chapter in chapters if chapter.reads_ledger is reads_ledger]
            if reads_ledger:
                ledger.write_text(to_json(_ledger(executed.values())), encoding="utf-8")
            seen = [*self._common(), outputs(self.here.building / "adam")]
            seen += [ledger.read_text(encoding="utf-8")] if reads_ledger else []
            keys |= {c.name: key(seen, c.source, self._given(c)) for c in stage}
            executed |= self._stage(stage, keys, sockets)
        ledger.unlink()
        self._keep(executed)
        in_order = sorted(chapters, key=lambda chapter: chapter.place)
        return {chapter.name: executed[chapter.name] for chapter in in_order}

    def _given(self, chapter: Chapter) -> Mapping[str, Any]:
        return self.study.parameters.get(chapter.name, {})

    def _stage(self, stage: Sequence[Chapter], keys: Mapping[str, str], sockets: Path) -> Notebooks:
        """Return chapters that do not need each other, executed."""
        executed, pending = {}, []
        for chapter in stage:
            file = f"notebooks/{chapter.name}.ipynb"
            if self._reusable(chapter.name, keys[chapter.name], file):
                self.progress.step(f"{chapter.name}: unchanged")
                executed[chapter.name] = json.loads((self.here.target / file).read_bytes())
            else:
                pending.append(chapter)
        if pending:
            from ralu.report.notebooks.execute import execute

            executed |= execute(
                pending,
                given=self.study.parameters,
                folder=notebooks_folder(),
                sockets=sockets,
                jobs=self.jobs,
                progress=self.progress,
            )
        return executed

    def _keep(self, executed: Notebooks) -> None:
        folder = self.here.building / "notebooks"
        folder.mkdir()
        for name, notebook in executed.items():
            (folder / f"{name}.ipynb").write_text(to_text(notebook), encoding="utf-8")

    def _outcome(self, executed: Notebooks) -> DoubleProgramming | None:
        """Return what `make qc` found for these results; remove what it found for others."""
        datasets = outputs(self.here.building / "adam")
        outcome = read_outcome(self.here.target, _ledger(executed.values()), datasets)
        if outcome is None:
            outcome_file(self.here.target).unlink(missing_ok=True)
        return outcome

    def _report(
        self, executed: Notebooks, made_from: Origin, parameters: Mapping[str, Mapping[str, Any]]
    ) -> Report:
        from ralu.build.allowed_numbers import allowed
        from ralu.report.assembly.appendix import NAME
        from ralu.report.assembly.assemble import Cover, assemble

        study = self.study
        cover = Cover(
            title=study.title,
            short_title=study.short_title,
            status=study.status,
            data_cutoff=study.data_cutoff.isoformat(),
            synthetic=study.synthetic,
            build=made_from.identity,
            notes=study.notes,
        )
        return assemble(executed, cover, replace(allowed(study, parameters), generated=(NAME,)))


def _ledger(notebooks: Iterable[Mapping[str, Any]]) -> list[LedgerRow]:
    """Return the ledger rows that executed notebooks hold."""
    cells = (cell for notebook in notebooks for cell in notebook["cells"])
    return merge(row for cell in cells for row in ledger_of(cell))
