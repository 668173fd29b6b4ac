"""Freezing a report, so that later ones can be compared with it."""

from __future__ import annotations

import shutil
from pathlib import Path

from ralu.compare.saved import RELEASES, kept, manifest_of, releases
from ralu.problems import InputError, refuse
from ralu.report.notebooks.chapters import notebooks_folder
from ralu.report.record.digests import digest, sources
from ralu.report.record.double_programming import outcome_file
from ralu.report.record.manifest import Manifest, origin
from ralu.report.record.publish import MANIFEST, report_folder
from ralu.study import Study, load_study, study_file

REMEDY = "Run make first."


def freeze(folder: Path, *, data: Path | None, out: Path | None) -> Path:
    """Freeze the present report of a study as its next release; return the release's folder.

    Parameters
    ----------
    folder
        Folder of study.yml.
    data
        Folder of the data files; that of study.yml where None.
    out
        Folder of the report; ``outputs/<study>`` where None.

    Raises
    ------
    InputError
        When there is no report, when it is not as it was made, or not of the present inputs.
    """
    study = load_study(folder, data=data)
    report = report_folder(study.name, out)
    manifest = _present(study, folder, report)
    last = [int(release.name) for release in releases(study.folder)][-1:]
    target = study.folder / RELEASES / f"{sum(last) + 1:03}"
    aside = target.with_name(".making")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        _copy(report, manifest, aside)
        aside.rename(target)
    except OSError as error:
        message = f"cannot be written ({error.strerror})."
        raise refuse(str(target), message, "Free the place and try again.") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _present(study: Study, folder: Path, report: Path) -> Manifest:
    """Return the manifest of the report; refuse one that is not whole and up to date."""
    try:
        manifest = manifest_of(report)
    except InputError as error:
        problem = error.problems[0]
        raise refuse(problem.file, problem.message, REMEDY) from None
    if not manifest.intact(report):
        raise refuse(str(report), "is not as it was made: a file is changed or missing.", REMEDY)
    now = origin(study, study_file(folder), sources(notebooks_folder())).with_qc(
        outcome_file(report.resolve())
    )
    if manifest.origin != now:
        message = "is not of the present data, study.yml, notebooks, code and packages."
        raise refuse(str(report), message, REMEDY)
    return manifest


def _copy(report: Path, manifest: Manifest, target: Path) -> None:
    """Copy what a comparison needs; refuse when another run swaps the report meanwhile."""
    for name in kept(manifest):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(report / name, target / name)
        if digest(target / name) != manifest.outputs[name]:
            raise refuse(str(report), "changed while it was copied.", "Wait for make to end.")
    (target / MANIFEST).write_text(manifest.to_text(), encoding="utf-8")
