"""What differs in the origin of two reports, and which results each difference can concern."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ralu.report.notebooks.chapters import CHAPTERS, FOLDER
from ralu.report.record.manifest import Manifest

CAUSES = ("data", "parameters", "code", "environment")
WORDING = "wording"
"""What stands on the title page and pages only: it can change no result."""
TITLE_PAGE = ("title", "short_title", "status", "synthetic", "notes")
NAMES_OF_DATA = ("files", "published")
NONE = "none"


@dataclass(frozen=True)
class Change:
    """One difference in the origin.

    Attributes
    ----------
    kind
        One of `CAUSES`, or `WORDING`.
    name, old, new
        What differs, and how.
    notebook
        The notebook it is limited to; "" where it concerns all.
    """

    kind: str
    name: str
    old: str
    new: str
    notebook: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.old} -> {self.new}"


def changes(old: Manifest, new: Manifest) -> tuple[Change, ...]:
    """Return what differs in the origin of two reports, by kind."""
    found = [
        *_of_inputs(old.origin.inputs, new.origin.inputs),
        *_of_choices(old.choices, new.choices),
        *_of_parameters(old, new),
        *_of_environment(old, new),
    ]
    return tuple(sorted(found, key=lambda change: (*CAUSES, WORDING).index(change.kind)))


def causes(found: Sequence[Change], notebooks: set[str], readers: set[str]) -> tuple[str, ...]:
    """Return the kinds of differences that can concern a result.

    Parameters
    ----------
    found
        What differs in the origin.
    notebooks
        Those that the result comes from.
    readers
        Those that read the results of the others, so that everything concerns them.
    """
    everything = bool(notebooks & readers)
    concern = {
        change.kind
        for change in found
        if everything or not change.notebook or change.notebook in notebooks
    }
    return tuple(cause for cause in CAUSES if cause in concern)


def _of_inputs(old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    """Yield differing files; study.yml counts by its content, `qc` only checks the results."""
    for name in sorted(old.keys() | new.keys()):
        before, after = (digests.get(name, "")[:12] or NONE for digests in (old, new))
        if before == after:
            continue
        if name.startswith("data/") or name == "published.yml":
            yield Change("data", name, before, after)
        elif name.startswith(f"{FOLDER}/"):
            path = name.removeprefix(f"{FOLDER}/")
            kind = "code" if path.endswith((".py", ".ipynb")) else "data"
            own = Path(path).stem if fnmatch(path, CHAPTERS) else ""  # of others any may use
            yield Change(kind, name, before, after, own)
        elif name == "ralu":
            yield Change("code", "package ralu", before, after)


def _of_choices(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name, before, after in _differences("", old, new):
        top = name.split(".")[0]
        kind = WORDING if top in TITLE_PAGE else "data" if top in NAMES_OF_DATA else "parameters"
        yield Change(kind, name, before, after)


def _of_parameters(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Yield differing parameters of notebooks; a notebook that only one report has is code."""
    for notebook in sorted(old.parameters.keys() & new.parameters.keys()):
        given = old.parameters[notebook], new.parameters[notebook]
        for name, before, after in _differences(notebook, *given):
            yield Change("parameters", name, before, after, notebook)


def _of_environment(old: Manifest, new: Manifest) -> Iterator[Change]:
    versions = ({"Python": m.origin.python, **m.origin.packages} for m in (old, new))
    for name, before, after in _differences("", *versions):
        yield Change("environment", name, before, after)


def _differences(name: str, old: Any, new: Any) -> Iterator[tuple[str, str, str]]:
    """Yield what differs in two JSON-ready values: dotted name, old and new as text."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            below = f"{name}.{key}" if name else key
            yield from _differences(below, old.get(key, ...), new.get(key, ...))
    elif _alike(old, new):
        for place, pair in enumerate(zip(old, new, strict=True), start=1):
            yield from _differences(f"{name}.{place}", *pair)
    elif _text(old) != _text(new):
        yield name, _text(old), _text(new)


def _alike(old: Any, new: Any) -> bool:
    """Say whether both are lists of as many entries with keys."""
    lists = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return lists and all(isinstance(entry, dict) for entry in [*old, *new])


def _text(value: Any) -> str:
    if value is ...:
        return NONE
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
