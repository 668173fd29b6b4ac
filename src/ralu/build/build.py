"""From a study to its report: the steps in order, leaving out what was done before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ralu.build.check import refuse_choices, resolved
from ralu.build.reuse import (
    ADAM,
    FOLDERS,
    PICTURES,
    Decides,
    Made,
    Parts,
    chapter_file,
    code_of,
    made,
    read_kept,
    why,
    write_kept,
)
from ralu.ledger import LedgerRow, merge, to_json
from ralu.report.notebooks.chapters import Chapter, ledger_of, notebooks_folder, read_chapters
from ralu.report.notebooks.failures import NotebookFailed
from ralu.report.notebooks.imports import Modules
from ralu.report.notebooks.kernels import kernels
from ralu.report.notebooks.normalise import to_text, with_text_of
from ralu.report.notebooks.progress import Progress
from ralu.report.record.digests import Sources, outputs, sources
from ralu.report.record.double_programming import DoubleProgramming, outcome_file, read_outcome
from ralu.report.record.manifest import Manifest, Origin, origin, read_manifest
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
    code = sources(notebooks_folder())
    with site(report_folder(study.name, out)) as here:
        made_from = origin(study, study_file(folder), code).with_qc(outcome_file(here.target))
        last = read_manifest(here.target)
        if last and last.origin == made_from and last.intact(here.target):
            progress.step("Nothing to do: the report is up to date.")
        else:
            with ExitStack() as stack:
                earlier = (made(here.target, last), read_kept(here.kept))
                where = (data or study.folder, here)
                run = _Run(study, *where, made_from, code, earlier, jobs, progress, stack)
                try:
                    run.make()
                except NotebookFailed as failed:
                    failed.keep(here.failed)
                    run.keep(failed.executed)
                    raise
                except Exception:
                    run.keep({})
                    raise
            publish(here)
        for left in (here.failed, here.kept):
            shutil.rmtree(left, ignore_errors=True)
    return here.target


@dataclass
class _Run:
    """One run: what it makes the report from, where, and what earlier ones left."""

    study: Study
    data: Path
    here: Site
    made_from: Origin
    code: Sources
    earlier: Sequence[Made]
    jobs: int
    progress: Progress
    stack: ExitStack
    keys: dict[str, Parts] = field(default_factory=dict)
    _sockets: Path | None = None

    def make(self) -> None:
        """Build the whole report aside."""
        chapters = self._chapters
        parameters = resolved(self.study, chapters, self._adam)
        executed = self._executed(chapters, parameters)
        self.stack.close()
        self.progress.step("Writing HTML and PDF")
        from ralu.build.files import write
        from ralu.report.assembly.appendix import appendix

        outcome = self._outcome(executed)
        made_from = self.made_from if outcome else self.made_from.without_qc()
        executed |= appendix(made_from, parameters, self.study.parameters, outcome)
        report = self._report(executed, made_from, parameters)
        pictures = self._pictures(report)
        write(report, self.here.building, made_from, parameters, self.study, pictures)
        files = outputs(self.here.building)
        readers = [chapter.name for chapter in chapters if chapter.reads_ledger]
        manifest = Manifest(made_from, self._choices(), parameters, readers, self.keys, files)
        (self.here.building / MANIFEST).write_text(manifest.to_text(), encoding="utf-8")

    def keep(self, executed: Mapping[str, Any]) -> None:
        """Leave datasets and executed chapters for the next run, which then need not make them.

        Parameters
        ----------
        executed
            Chapters that are not yet among the files of this run.
        """
        building, kept = self.here.building, self.here.kept
        self._write(executed)
        if not any(building.glob(chapter_file("*"))):
            return
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        for part in (ADAM, "notebooks"):
            (building / part).rename(kept / part)
        write_kept(kept, self.keys, outputs(kept))

    @cached_property
    def _chapters(self) -> list[Chapter]:
        return read_chapters(self.code.notebooks)

    @cached_property
    def _modules(self) -> Modules:
        return Modules(self.code.notebooks)

    @cached_property
    def _decides(self) -> Decides:
        code = code_of(self._chapters, self.code, self._modules)
        return Decides(self.study, self.made_from, code)

    def _choices(self) -> dict[str, Any]:
        return self.study.model_dump(mode="json", exclude={"parameters"})

    def _found(self, part: str) -> Made | None:
        """Return the earlier run that has a part as this run would make it."""
        return next((one for one in self.earlier if one.has(part, self.keys[part])), None)

    def _why(self, part: str) -> str:
        """Return why a part is made again."""
        known = [one.keys[part] for one in self.earlier if part in one.keys]
        return why(known[-1] if known else None, self.keys[part])

    def _adam(self) -> None:
        """Make or take over the analysis datasets."""
        self.keys[ADAM] = self._decides.of_datasets()
        if found := self._found(ADAM):
            shutil.copytree(found.folder / ADAM, self.here.building / ADAM)
            return
        self._get_ready(self._chapters)  # while the data are read
        self.progress.step("Reading and checking the data")
        from ralu.adam import prepare

        prepare(self.study).write(self.here.building / ADAM)

    def _get_ready(self, chapters: Sequence[Chapter]) -> Path:
        """Return the folder of the kernels' sockets, from the first call on that of this run."""
        if self._sockets is None:
            self._sockets = self.stack.enter_context(
                kernels(
                    folder=self.code.notebooks,
                    run=self.here.building,
                    study=self.study.folder,
                    data=self.data,
                    modules=self._modules.warm(chapters),
                )
            )
        return self._sockets

    def _executed(
        self, chapters: Sequence[Chapter], parameters: Mapping[str, Mapping[str, Any]]
    ) -> Notebooks:
        """Run the chapters or take them over, in two stages."""
        ledger = self.here.building / "ledger.json"
        (self.here.building / "notebooks").mkdir()
        datasets = outputs(self.here.building / ADAM)
        executed: Notebooks = {}
        for reads_ledger in (False, True):
            stage = [chapter for chapter in chapters if chapter.reads_ledger is reads_ledger]
            results = to_json(_ledger(executed.values())) if reads_ledger else None
            if results is not None:
                ledger.write_text(results, encoding="utf-8")
            for c in stage:
                self.keys[c.name] = self._decides.of_chapter(
                    c, parameters[c.name], datasets, results
                )
            executed |= self._stage(stage)
        ledger.unlink()
        in_order = sorted(chapters, key=lambda chapter: chapter.place)
        return {chapter.name: executed[chapter.name] for chapter in in_order}

    def _stage(self, stage: Sequence[Chapter]) -> Notebooks:
        """Return chapters that do not need each other, executed."""
        executed, pending = {}, []
        for chapter in stage:
            if found := self._found(chapter.name):
                executed[chapter.name] = self._taken_over(chapter, found.folder)
            else:
                pending.append(chapter)
        if pending:
            sockets = self._get_ready(pending)
            refuse_choices(self.study, self.here.building / ADAM)  # while kernels get ready
            from ralu.report.notebooks.execute import execute

            ran = execute(
                pending,
                given=self.study.parameters,
                reasons={chapter.name: self._why(chapter.name) for chapter in pending},
                folder=self.code.notebooks,
                sockets=sockets,
                jobs=self.jobs,
                progress=self.progress,
            )
            self._write(ran)
            executed |= ran
        return {chapter.name: executed[chapter.name] for chapter in stage}

    def _taken_over(self, chapter: Chapter, folder: Path) -> dict[str, Any]:
        """Return a chapter with the outputs of an earlier run and the text of today; write it."""
        file = folder / chapter_file(chapter.name)
        earlier = json.loads(file.read_bytes())
        now = with_text_of(chapter.notebook, earlier)
        if now == earlier:
            self.progress.step(f"{chapter.name}: unchanged")
            shutil.copyfile(file, self.here.building / chapter_file(chapter.name))
        else:
            self.progress.step(f"{chapter.name}: its text changed, no cell runs")
            self._write({chapter.name: now})
        return now

    def _write(self, executed: Mapping[str, Any]) -> None:
        """Write executed chapters."""
        for name, notebook in executed.items():
            file = self.here.building / chapter_file(name)
            file.write_text(to_text(notebook), encoding="utf-8")

    def _pictures(self, report: Report) -> dict[str, Path]:
        """Return the pictures of the last report whose figures are as they were, by their id."""
        self.keys[PICTURES] = self._decides.of_pictures()
        if not (found := self._found(PICTURES)):
            return {}
        figures = found.folder / FOLDERS[PICTURES]
        return {
            figure.id: figures / f"{figure.id}.png"
            for figure in report.figures
            if (drawn := figures / f"{figure.id}.svg").is_file()
            and drawn.read_text(encoding="utf-8") == figure.svg
        }

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
        numbers = allowed(study, parameters, self.here.building / ADAM)
        return assemble(executed, cover, replace(numbers, generated=(NAME,)))


def _ledger(notebooks: Iterable[Mapping[str, Any]]) -> list[LedgerRow]:
    """Return the ledger rows that executed notebooks hold."""
    cells = (cell for notebook in notebooks for cell in notebook["cells"])
    return merge(row for cell in cells for row in ledger_of(cell))
