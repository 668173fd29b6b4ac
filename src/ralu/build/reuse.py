"""What decides each part of a report, so that a run makes only what changed, and says why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ralu.report.notebooks.chapters import Chapter
from ralu.report.notebooks.imports import modules_of, rooms_of
from ralu.report.record.manifest import Manifest, Origin, digest, key
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
    """All that can decide a part: the study, and what the report is made from."""

    study: Study
    origin: Origin
    folder: Path
    _digests: dict[Path, str] = field(default_factory=dict, init=False)

    def of_datasets(self) -> Parts:
        """Return what decides the analysis datasets."""
        return self._common() | self._code(["import ralu.adam.prepare"])

    def of_pictures(self) -> Parts:
        """Return what decides the pictures of figures, their SVG apart."""
        return self._versions() | self._code(["import ralu.report.exports.picture"])

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
        code = self._code([*chapter.code, *RUNNING])
        return self._common() | code | own

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

    def _code(self, sources: Iterable[str]) -> Parts:
        rooms = rooms_of(modules_of(sources, self.folder))
        return {room: _short([*map(self._digest, files)]) for room, files in rooms.items()}

    def _digest(self, file: Path) -> str:
        """Return the digest of a file of code, which several chapters can share."""
        if file not in self._digests:
            self._digests[file] = digest(file)
        return self._digests[file]


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
