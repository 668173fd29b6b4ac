"""Files by their content: sha256 of each, and of data ready for JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2]
CACHE = "__pycache__"


@dataclass(frozen=True)
class Sources:
    """Every file that the code of a report lies in, as it was at the start of a run.

    Kernels import while data are read, and other chapters run before the last ones do: a file that
    somebody saves meanwhile must not pass for what the outputs came from.

    Attributes
    ----------
    notebooks
        Folder of the notebooks.
    package, beside
        Digests of the files of this package and of those below the notebooks' folder, notebooks
        included. Hidden ones do not count: editors and JupyterLab leave them.
    """

    notebooks: Path
    package: Mapping[Path, str]
    beside: Mapping[Path, str]

    def digest(self, file: Path) -> str:
        """Return the digest of a file, "" where it was not there."""
        return self.package.get(file) or self.beside.get(file, "")


def sources(notebooks: Path) -> Sources:
    """Return the files of code as they are now."""
    package = {file: digest(file) for file in _files(PACKAGE) if CACHE not in file.parts}
    beside = {file: digest(file) for file in _files(notebooks) if _counts(file, notebooks)}
    return Sources(notebooks, package, beside)


def outputs(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder."""
    return {file.relative_to(folder).as_posix(): digest(file) for file in _files(folder)}


def digest(file: Path) -> str:
    """Return the sha256 of a file, "" where it cannot be read."""
    if not file.is_file():  # a named pipe could be read, but never ends
        return ""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def key(*parts: Any) -> str:
    """Return the sha256 of data ready for JSON; the order of keys counts."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(file for file in folder.rglob("*") if file.is_file()))


def _counts(file: Path, notebooks: Path) -> bool:
    parts = file.relative_to(notebooks).parts
    return CACHE not in parts and not any(part.startswith(".") for part in parts)
