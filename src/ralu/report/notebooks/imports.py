"""What code a notebook can run: the modules that it imports, directly or not, read from source.

It lets a run see which chapters a change of the package concerns. Nothing is imported here. What
is imported by a name in a string (`importlib`) is not seen.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ralu.report.notebooks.chapters import FOLDER, Chapter

PACKAGE = "ralu"
ROOT = Path(__file__).parents[3]
_IMPORT = re.compile(
    r"(?:^|[;:])\s*(?:from(?=[\s.])(?P<start>[\w. \t]+?)\b)?import(?=[\s(*])[ \t]*"
    r"(?P<names>\((?:[\w\s.,*]|#[^\n]*\n)*\)|[^\n(;]+)",
    re.MULTILINE,
)
_BEFORE_IMPORT = re.compile(r"^[ \t]*[%!][^\n]*?(?=\b(?:from|import)\b)", re.MULTILINE)


class Modules:
    """Our own modules and what each imports; a file is read once.

    Parameters
    ----------
    folder
        That of the notebooks: what lies beside them can be imported too.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path | None] = {}
        self._imported: dict[str, list[str]] = {}

    def of(self, sources: Iterable[str]) -> dict[str, Path]:
        """Return the files of our own modules that pieces of code import, by name, sorted.

        Imports inside functions count, and so do the packages that a module lies in.

        Parameters
        ----------
        sources
            Cells of a notebook, or names of modules as ``import ralu.adam``.
        """
        found: dict[str, Path] = {}
        pending = [name for source in sources for name in imported(source)]
        while pending:
            name = pending.pop()
            if name in found or not (file := self._file(name)):
                continue
            found[name] = file
            pending += [*_parents(name), *self._imported_by(name, file)]
        return dict(sorted(found.items()))

    def warm(self, chapters: Iterable[Chapter]) -> list[str]:
        """Return the modules of this package that chapters import, worth importing once for all."""
        found = self.of(source for chapter in chapters for source in chapter.code)
        return [name for name in found if name.split(".")[0] == PACKAGE]

    def _file(self, name: str) -> Path | None:
        """Return the file of a module of our package or beside the notebooks, None of any other."""
        if name not in self._files:
            root = ROOT if name.split(".")[0] == PACKAGE else self._folder
            path = root.joinpath(*name.split("."))
            files = (path / "__init__.py", path.with_suffix(".py"))
            self._files[name] = next((file for file in files if file.is_file()), None)
        return self._files[name]

    def _imported_by(self, name: str, file: Path) -> list[str]:
        if name not in self._imported:
            package = name if file.name == "__init__.py" else name.rpartition(".")[0]
            text = file.read_text(encoding="utf-8-sig", errors="replace")
            self._imported[name] = list(imported(text, package))
        return self._imported[name]


def gives_commands(chapter: Chapter) -> bool:
    """Say whether a cell has a command of IPython or the shell, which can run any file."""
    return any("get_ipython" in cell or not _is_python(cell) for cell in chapter.code)


def _is_python(cell: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            ast.parse(cell)
        except (SyntaxError, ValueError):
            return False
    return True


def rooms_of(modules: Mapping[str, Path]) -> dict[str, list[Path]]:
    """Return the files behind modules by the folder that holds them: ``tables/safety``.

    A module beside the notebooks stands by its own name, so that none of the package hides it.
    What is no Python in a folder of the package, such as tables of criteria, belongs to it.
    """
    rooms: dict[str, list[Path]] = {}
    for name, file in modules.items():
        is_package = file.name == "__init__.py"
        if name.split(".")[0] != PACKAGE:
            path = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
            rooms[f"{FOLDER}/{path}"] = [file]
            continue
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


def imported(source: str, package: str = "") -> Iterator[str]:
    """Yield the names of modules, and of what may be modules, that code imports.

    Lines are matched, so that a cell with a command of IPython is read as well, and in a tenth of
    the time of a parser; an example in a docstring counts as if it ran.
    """
    lines = "\n".join(re.sub(r"\\(?:\r\n|\r|\n)", " ", source).splitlines())
    for found in _IMPORT.finditer(_BEFORE_IMPORT.sub("", lines)):
        names = _close(re.sub(r"#.*", "", found["names"]).strip("() \t\n"))
        words = [word.split()[0] for word in names.split(",") if word.strip()]
        if found["start"] is None:
            yield from words
            continue
        start = _close(found["start"])
        dots = len(start) - len(start.lstrip("."))
        above = package.split(".")[: len(package.split(".")) - dots + 1] if dots else []
        base = ".".join(filter(None, [*above, start.lstrip(".")]))
        yield base
        yield from (f"{base}.{word}" for word in words)


def _close(name: str) -> str:
    """Return names without blanks around their dots."""
    return re.sub(r"\s*\.\s*", ".", name).strip()


def _data_of(folder: Path) -> list[Path]:
    """Return the files of a package that are no code, those of its folders of data included."""
    files: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix not in {".py", ".pyc"}:
            files.append(path)
        elif path.is_dir() and path.name != "__pycache__" and not any(path.glob("*.py")):
            files += [file for file in sorted(path.rglob("*")) if file.is_file()]
    return files
