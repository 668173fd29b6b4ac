"""What code a notebook can run: the modules that it imports, directly or not, read from source.

It lets a run see which chapters a change of the package concerns. Nothing is imported here. What
is imported by a name in a string (`importlib`) is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ralu.report.notebooks.chapters import Chapter

PACKAGE = "ralu"
_IMPORT = re.compile(
    r"(?:^|[;:])[ \t]*(?:from[ \t]+(?P<start>[\w.]+)[ \t]+)?import[ \t]*"
    r"(?P<names>\([^)]*\)|[^\n(;]+)",
    re.MULTILINE,
)


def modules_of(sources: Iterable[str], folder: Path) -> dict[str, Path]:
    """Return the files of our own modules that pieces of code import, by name, sorted.

    Imports inside functions count, and so do the packages that a module lies in.

    Parameters
    ----------
    sources
        Cells of a notebook, or names of modules as ``import ralu.adam``.
    folder
        That of the notebooks: what lies beside them can be imported too.
    """
    found: dict[str, Path] = {}
    pending = [name for source in sources for name in _imported(source)]
    while pending:
        name = pending.pop()
        if name in found or not (file := _file(name, folder)):
            continue
        found[name] = file
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        pending += [*_parents(name), *_imported_by(file, package)]
    return dict(sorted(found.items()))


def warm_modules(chapters: Iterable[Chapter], folder: Path) -> list[str]:
    """Return the modules of this package that chapters import, worth importing once for all."""
    sources = (source for chapter in chapters for source in chapter.code)
    return [name for name in modules_of(sources, folder) if name.split(".")[0] == PACKAGE]


def rooms_of(modules: Mapping[str, Path]) -> dict[str, list[Path]]:
    """Return the files behind modules by the folder that holds them: ``tables/safety``.

    What is no Python in a folder of the package, such as tables of criteria, belongs to it.
    """
    rooms: dict[str, list[Path]] = {}
    for name, file in modules.items():
        is_package = file.name == "__init__.py"
        of_package = name if is_package else name.rpartition(".")[0]
        room = of_package.removeprefix(PACKAGE).lstrip(".").replace(".", "/")
        room = room or name.removeprefix(f"{PACKAGE}.")
        data = _data_of(file.parent) if is_package else []
        rooms.setdefault(room, []).extend([file, *data])
    return rooms


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


@cache
def _root() -> Path:
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parents[1]


@cache
def _file(name: str, folder: Path) -> Path | None:
    """Return the file of a module of our package or beside the notebooks, None of any other."""
    root = _root() if name.split(".")[0] == PACKAGE else folder
    path = root.joinpath(*name.split("."))
    return next((f for f in (path / "__init__.py", path.with_suffix(".py")) if f.is_file()), None)


@cache
def _imported_by(file: Path, package: str) -> tuple[str, ...]:
    return tuple(_imported(file.read_text(encoding="utf-8"), package))


def _imported(source: str, package: str = "") -> Iterator[str]:
    """Yield the names of modules, and of what may be modules, that code imports.

    Lines are matched, so that a cell with a command of IPython is read as well, and in a fraction
    of the time of a parser; an example in a docstring counts as if it ran.
    """
    for found in _IMPORT.finditer(source.replace("\\\n", " ")):
        start, names = found["start"] or "", found["names"].strip("() ")
        words = [word.split()[0] for word in re.sub(r"#.*", "", names).split(",") if word.strip()]
        if found["start"] is None:
            yield from words
            continue
        dots = len(start) - len(start.lstrip("."))
        above = package.split(".")[: len(package.split(".")) - dots + 1] if dots else []
        base = ".".join(filter(None, [*above, start.lstrip(".")]))
        yield base
        yield from (f"{base}.{word}" for word in words)


def _data_of(folder: Path) -> list[Path]:
    """Return the files of a package that are no code, those of its folders of data included."""
    files: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            files.append(path)
        elif path.is_dir() and path.name != "__pycache__" and not any(path.glob("*.py")):
            files += [file for file in sorted(path.rglob("*")) if file.is_file()]
    return files
