"""The manifest: what a report was made from and what it consists of, by sha256.

It also lets a run see what it need not do again. Nothing here loads pandas or Jupyter.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from ralu.report.notebooks.chapters import FOLDER
from ralu.report.record.digests import PACKAGE, Sources, digest, key
from ralu.report.record.publish import MANIFEST
from ralu.study import Study

QC = "qc"
"""Name among the inputs of the outcome of `make qc`, where the report shows it."""


@dataclass(frozen=True)
class Origin:
    """Everything a report depends on.

    Attributes
    ----------
    study
        Its short name.
    revision
        Revision of notebooks and code; "+modified" when they differ from it.
    python, packages
        Versions of Python and of every package that `ralu` needs.
    inputs
        Digest per input, by the name its owner knows it by; "" for a missing one.
    """

    study: str
    revision: str
    python: str
    packages: dict[str, str]
    inputs: dict[str, str]

    @property
    def identity(self) -> str:
        """Name of the build: revision and a short digest of the inputs."""
        return f"{self.revision} / {key(dict(sorted(self.inputs.items())))[:12]}"

    def data(self) -> dict[str, str]:
        """Return the digests of the data and of the published figures."""
        own = ("data/", "published.yml")
        return {name: value for name, value in self.inputs.items() if name.startswith(own)}

    def with_qc(self, file: Path) -> Origin:
        """Return the origin of a report that also depends on `file`, if that is there."""
        found = digest(file)
        return replace(self, inputs=self.inputs | {QC: found}) if found else self

    def without_qc(self) -> Origin:
        """Return the origin of the report without the outcome of `make qc`."""
        return replace(self, inputs={n: d for n, d in self.inputs.items() if n != QC})


@dataclass(frozen=True)
class Manifest:
    """Content of manifest.json.

    Attributes
    ----------
    origin
        What the report was made from.
    choices
        What study.yml says, defaults included, without the parameters of notebooks.
    parameters
        Every parameter of every notebook.
    readers
        The notebooks that read the results of the others.
    keys
        Digests of what decides each part that can be taken over: ``adam`` and the chapters.
    outputs
        Digest of every other file of the report.
    """

    origin: Origin
    choices: dict[str, Any]
    parameters: dict[str, dict[str, Any]]
    readers: list[str]
    keys: dict[str, dict[str, str]]
    outputs: dict[str, str]

    def to_text(self) -> str:
        """Return the text of manifest.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def intact(self, folder: Path) -> bool:
        """Say whether the files are there as recorded."""
        return bool(self.outputs) and all(
            digest(folder / name) == value for name, value in self.outputs.items()
        )


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a report; None where there is none that this version can read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        keys = {part: dict(decided) for part, decided in content["keys"].items()}
        return Manifest(**{**content, "keys": keys, "origin": Origin(**content["origin"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def origin(study: Study, file: Path, code: Sources) -> Origin:
    """Return everything that a report of `study`, read from `file`, depends on."""
    return Origin(
        study=study.name,
        revision=_revision(code.notebooks.parent),
        python=platform.python_version(),
        packages=_packages(),
        inputs=_inputs(study, file, code),
    )


def _inputs(study: Study, file: Path, code: Sources) -> dict[str, str]:
    named = {"study.yml": file}
    if study.published:
        named["published.yml"] = study.folder / study.published
    for table in study.files:
        path = study.path(table)
        named[f"data/{table}{path.suffix}"] = path
    inputs = {name: digest(path) for name, path in named.items()}
    inputs |= {name_beside(file, code.notebooks): value for file, value in code.beside.items()}
    own = {file.relative_to(PACKAGE).as_posix(): value for file, value in code.package.items()}
    return inputs | {"ralu": key(own)}


def name_beside(file: Path, notebooks: Path) -> str:
    """Return the name of a file below the notebooks' folder as the user knows it."""
    return f"{FOLDER}/{file.relative_to(notebooks).as_posix()}"


def _packages() -> dict[str, str]:
    """Return the versions of all packages that this one needs, directly or not."""
    versions: dict[str, str] = {}
    pending = [PACKAGE.name]
    while pending:
        name = re.sub(r"[-_.]+", "-", pending.pop()).lower()
        if name in versions:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:  # needed on other systems only
            continue
        versions[name] = found.version
        needs = (need for need in found.requires or () if "extra ==" not in need)
        pending += [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs]
    return versions


def _revision(folder: Path) -> str:
    """Return the git revision of notebooks and code, "unknown" where there is none."""
    revision = _git(folder, "rev-parse", "HEAD")
    if revision is None:
        return "unknown"
    changes = _git(folder, "status", "--porcelain", "--", FOLDER, "src")
    return revision[:12] + ("+modified" if changes else "")


def _git(folder: Path, *command: str) -> str | None:
    try:
        ran = subprocess.run(
            ["git", "--no-optional-locks", *command], cwd=folder, capture_output=True, text=True
        )
    except OSError:
        return None
    return ran.stdout.strip() if ran.returncode == 0 else None
