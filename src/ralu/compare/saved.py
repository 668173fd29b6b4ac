"""A report as it was saved: in its output folder, or frozen as a release."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ralu.ledger import LedgerRow, from_records
from ralu.problems import InputError, refuse
from ralu.report.assembly.appendix import TABLES as APPENDIX
from ralu.report.record.digests import digest
from ralu.report.record.manifest import Manifest, read_manifest
from ralu.report.record.publish import MANIFEST, report_folder

LEDGER, RELEASES, STUDY = "results.json", "releases", "study.yml"


@dataclass(frozen=True)
class Saved:
    """What is compared of a report.

    Attributes
    ----------
    name
        What it is called, without its place: ``report of ralu``.
    manifest
        What it was made from.
    rows
        Its results by id.
    tables, drawn
        Its tables, and the data of its figures, as CSV text by their ids.
    pictures
        The digests of its figures as drawn, by their ids.
    """

    name: str
    manifest: Manifest
    rows: dict[str, LedgerRow]
    tables: dict[str, str]
    drawn: dict[str, str]
    pictures: dict[str, str]


def read_saved(folder: Path) -> Saved:
    """Read a report.

    Raises
    ------
    InputError
        When the folder holds no report, one of another version, or one changed since.
    """
    manifest = manifest_of(folder)
    changed = [name for name in kept(manifest) if not _as_recorded(folder, manifest, name)]
    if changed:
        message = "is not the file that manifest.json records."
        raise refuse(str(folder / changed[0]), message, "Make that report again.")
    try:
        records = json.loads((folder / LEDGER).read_text(encoding="utf-8"))
        rows = {row.id: row for row in from_records(records)}
    except (OSError, ValueError, TypeError):
        raise _of_another_version(folder) from None
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in kept(manifest)}
    return Saved(
        _name(folder, manifest),
        manifest,
        rows,
        _below("tables/", ".csv", texts),
        _below("figures/", ".csv", texts),
        _below("figures/", ".svg", manifest.outputs),
    )


def _below(folder: str, suffix: str, named: Mapping[str, str]) -> dict[str, str]:
    """Return what belongs to the files of a folder, by their names without the suffix."""
    return {
        Path(n).stem: t for n, t in named.items() if n.startswith(folder) and n.endswith(suffix)
    }


def manifest_of(folder: Path) -> Manifest:
    """Return the manifest of a report.

    Raises
    ------
    InputError
        When there is none, or one of another version.
    """
    if not (folder / MANIFEST).is_file():
        remedy = "Name the folder of a report or of a release."
        raise refuse(str(folder), "holds no report (no manifest.json).", remedy)
    manifest = read_manifest(folder)
    if manifest is None:
        raise _of_another_version(folder)
    return manifest


def kept(manifest: Manifest) -> list[str]:
    """Return the files of a report that a comparison needs, and a release keeps.

    The appendix is not among them: its tables print the origin, which is compared as such.
    """
    names = sorted(manifest.outputs)
    tables = (name for name in names if re.fullmatch(r"(tables|figures)/[^/]+\.csv", name))
    return [LEDGER, *(name for name in tables if Path(name).stem not in APPENDIX)]


def releases(study: Path) -> list[Path]:
    """Return the folders of a study's releases, the last at the end."""
    found = (study / RELEASES).glob("[0-9]*")
    return sorted((f for f in found if f.name.isdecimal()), key=lambda f: int(f.name))


def sides(old: Path, new: Path | None, out: Path | None) -> tuple[Path, Path]:
    """Return the folders of the two reports that are meant.

    Parameters
    ----------
    old, new
        Folders of a report, of a release, or of a study, which stands for its report. Without
        `new`, `old` is a study, whose last release is compared with its report.
    out
        Folder of the study's report; ``outputs/<study>`` where None.

    Raises
    ------
    InputError
        When `old` stands alone and is no study, or one without a release; when both are studies
        and `out` could be the report of either.
    """
    if new is not None:
        if out and _is_study(old) and _is_study(new):
            message = "is the report of one study, not of two."
            raise refuse(str(out), message, "Name the two reports: OLD NEW.")
        return report_of(old, out), report_of(new, out)
    if not _is_study(old):
        remedy = "Name a study to compare it with its last release, or two reports: OLD NEW."
        raise refuse(str(old), "holds no study.yml.", remedy)
    if not (frozen := releases(old)):
        remedy = "Run make release before the next change."
        raise refuse(str(old / RELEASES), "holds no release to compare with.", remedy)
    return frozen[-1], report_of(old, out)


def report_of(folder: Path, out: Path | None = None) -> Path:
    """Return the folder of the report that is meant: of a study its report, else itself."""
    return report_folder(folder.resolve().name, out) if _is_study(folder) else folder


def _is_study(folder: Path) -> bool:
    return (folder / STUDY).is_file()


def _as_recorded(folder: Path, manifest: Manifest, name: str) -> bool:
    return digest(folder / name) == manifest.outputs[name]


def _name(folder: Path, manifest: Manifest) -> str:
    place = folder.resolve()
    kind = f"release {place.name}" if place.parent.name == RELEASES else "report"
    return f"{kind} of {manifest.origin.study}"


def _of_another_version(folder: Path) -> InputError:
    message = "holds a report of another version of ralu, which this one cannot read."
    return refuse(str(folder), message, "Make that report again.")
