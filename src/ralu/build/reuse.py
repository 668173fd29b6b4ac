"""What decides each part of a report, so that a run makes only what changed, and says why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ralu.report.notebooks.chapters import Chapter
from ralu.report.notebooks.imports import Modules, gives_commands, rooms_of
from ralu.report.record.digests import Sources, digest, key
from ralu.report.record.manifest import Manifest, Origin, name_beside
from ralu.study import Study

KEPT = "kept.json"
ADAM = "adam"
PICTURES = "pictures"
FOLDERS = {ADAM: "adam/", PICTURES: "figures/"}
"""Where the files of a part lie; a part of another name is a chapter."""
RUNNING = ("import ralu.report.notebooks.execute", "import ralu.report.notebooks.fork_server")
"""What runs a notebook has a say in what it leaves."""
DIGITS = 20
SHOWN = 2
"""So many reasons are told, the others counted."""

Parts = dict[str, str]
"""Digests of all that decides a part of a report, by name: ``tables/safety``, ``parameter by``."""


@dataclass(frozen=True)
class Made:
    """What an earlier run left of a report: all of it, or the chapters that it came to.

    Attributes
    ----------
    folder
        Where it lies.
    keys
        What decided the datasets (``adam``), each chapter, and the drawing of pictures.
    outputs
        Digest of every file.
    """

    folder: Path
    keys: Mapping[str, Parts]
    outputs: Mapping[str, str]

    def has(self, part: str, decided: Parts) -> bool:
        """Say whether a part is there that the same things decided, its files as recorded."""
        below = FOLDERS.get(part) or chapter_file(part)
        files = [name for name in self.outputs if name.startswith(below)]
        intact = all(digest(self.folder / name) == self.outputs[name] for name in files)
        return bool(files) and self.keys.get(part) == decided and intact


def chapter_file(name: str) -> str:
    """Return where a report holds an executed chapter."""
    return f"notebooks/{name}.ipynb"


def made(folder: Path, manifest: Manifest | None) -> Made:
    """Return what the last report has; nothing where there is none."""
    if manifest is None:
        return Made(folder, {}, {})
    return Made(folder, manifest.keys, manifest.outputs)


def write_kept(folder: Path, keys: Mapping[str, Parts], outputs: Mapping[str, str]) -> None:
    """Say beside the parts that a failed run leaves what decided them."""
    content = {"keys": keys, "outputs": outputs}
    (folder / KEPT).write_text(json.dumps(content, sort_keys=True), encoding="utf-8")


def read_kept(folder: Path) -> Made:
    """Return what a failed run left; nothing where it cannot be read."""
    try:
        content = json.loads((folder / KEPT).read_text(encoding="utf-8"))
        return Made(folder, content["keys"], content["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return Made(folder, {}, {})


@dataclass(frozen=True)
class Decides:
    """All that can decide a part: the study, and what the report is made from.

    Attributes
    ----------
    code
        From `code_of`.
    """

    study: Study
    origin: Origin
    code: Mapping[str, Parts]

    def of_datasets(self) -> Parts:
        """Return what decides the analysis datasets."""
        return self._common() | self.code[ADAM]

    def of_pictures(self) -> Parts:
        """Return what decides the pictures of figures, their SVG apart."""
        return self._versions() | self.code[PICTURES]

    def of_chapter(
        self,
        chapter: Chapter,
        parameters: Mapping[str, Any],
        datasets: Mapping[str, str],
        results: str | None,
    ) -> Parts:
        """Return what decides the outputs of a chapter.

        Parameters
        ----------
        parameters
            All of its parameters.
        datasets
            Digests of the files of the analysis datasets.
        results
            The ledger of the other chapters, where it reads it.
        """
        cells = [cell for cell in chapter.notebook["cells"] if cell["cell_type"] == "code"]
        given = self.study.parameters.get(chapter.name, {})
        declaring = [cell for cell in cells if "parameters" in _tags(cell)]
        others = [cell for cell in cells if "parameters" not in _tags(cell)]
        own = {f"parameter {name}": _short(value) for name, value in parameters.items()}
        own |= {
            "cells": _short([chapter.notebook["metadata"], *map(_source, others)]),
            "declared parameters": _short([_source(cell) for cell in declaring], given),
            "datasets": _short(datasets),
        }
        if results is not None:
            own["results of other chapters"] = _short(results)
            own |= self._as_given()
        return self._common() | self.code[chapter.name] | own

    def _as_given(self) -> Parts:
        """Return what study.yml says of chapters and choices, which those list that read others."""
        stated = sorted(self.study.analysis.model_fields_set)
        return {
            "study.yml parameters": _short(self.study.parameters),
            "choices that study.yml states": _short(stated),
        }

    def _common(self) -> Parts:
        chosen = self.study.model_dump(mode="json", exclude={"parameters", "analysis"})
        chosen |= {
            f"analysis.{name}": value
            for name, value in self.study.analysis.model_dump(mode="json").items()
        }
        parts = {f"study.yml {name}": _short(value) for name, value in chosen.items()}
        parts |= {name: _short(value) for name, value in self.origin.data().items()}
        return parts | self._versions()

    def _versions(self) -> Parts:
        return {"versions": _short(self.origin.python, self.origin.packages)}


def code_of(chapters: Sequence[Chapter], sources: Sources, modules: Modules) -> dict[str, Parts]:
    """Return the code that has a say in each part: datasets, pictures and chapters.

    Parameters
    ----------
    chapters
        All of the report.
    sources
        Files of code as they were before anything was imported.
    modules
        Of the folder of the notebooks.
    """

    def rooms(pieces: Iterable[str]) -> Parts:
        files = rooms_of(modules.of(pieces))
        return {room: _short([*map(sources.digest, held)]) for room, held in files.items()}

    parts = {
        ADAM: rooms(["import ralu.adam.prepare"]),
        PICTURES: rooms(["import ralu.report.exports.picture"]),
    }
    for chapter in chapters:
        beside = dict(_beside(chapter, sources))
        parts[chapter.name] = rooms([*chapter.code, *RUNNING]) | beside
    return parts


def _beside(chapter: Chapter, sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield name and digest of what a chapter may read beside it, imported modules apart.

    Data count for every chapter; with a command in a cell, code and other notebooks do too.
    """
    everything = gives_commands(chapter)
    for file, value in sources.beside.items():
        name = name_beside(file, sources.notebooks)
        is_code = file.suffix in {".py", ".ipynb"}
        if name != chapter.file and (everything or not is_code):
            yield name, value[:DIGITS]


def why(earlier: Parts | None, now: Parts) -> str:
    """Return what differs from an earlier run in words, "" where there was none.

    The words for all parameters are not told beside a parameter, nor are datasets beside what
    they are made from.
    """
    if earlier is None:
        return ""
    names = [name for name in now | earlier if now.get(name) != earlier.get(name)]
    if not names:
        return "its last outputs are changed or missing"
    of_parameters = [name for name in names if name.startswith("parameter ")]
    general = {"declared parameters"} if of_parameters else set()
    general |= {"datasets"} if len(names) > 1 else set()
    words = [_in_words(name) for name in names if name not in general] or ["datasets"]
    words = [*(w for w in words if w.startswith("parameter")), *words]
    words = list(dict.fromkeys(words))
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return f"{', '.join(words[:SHOWN])}{more} changed"


def _in_words(name: str) -> str:
    for begin in ("parameter ", "study.yml "):
        if name.startswith(begin):
            return f"{begin}`{name.removeprefix(begin)}`"
    return name


def _tags(cell: Mapping[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _source(cell: Mapping[str, Any]) -> list[Any]:
    return [cell["source"], _tags(cell), cell["id"]]


def _short(*parts: Any) -> str:
    return key(*parts)[:DIGITS]
