"""Imports run one way: as CONTRIBUTING lists the folders, all of them, lazy imports too."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "ralu"
SIDES = ("The study", "The report")
"""Lines that do not know each other."""


def declared() -> dict[str, tuple[str, int]]:
    """Return the line of each folder in CONTRIBUTING, and its place among all."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## The order of folders")[2].partition("\n## ")[0]
    rooms = [
        (line, room)
        for line, listed in re.findall(r"^- ([^:]+): (.+)$", section, re.MULTILINE)
        for room in re.findall(r"`([\w/]+)`", listed)
    ]
    return {room: (line, place) for place, (line, room) in enumerate(rooms)}


def room_of(file: Path, source: Path) -> str:
    """Return the folder of a module, or the module itself where it stands alone."""
    path = file.relative_to(source).with_suffix("")
    folder = path.parent.as_posix()
    return path.name if folder == "." else folder


def named(tree: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yield the modules of ralu that code names: in imports, and in strings that are no docs.

    Relative imports start from `package`, which the code lies in.
    """
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((alias.name, node.lineno) for alias in node.names)
            case ast.ImportFrom(module=module, level=level):
                above = package[: len(package) - level + 1] if level else ()
                base = ".".join((*above, *([module] if module else [])))
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)
            case ast.Constant(value=str(text)) if id(node) not in docs:
                yield from ((name, node.lineno) for name in re.findall(r"\bralu(?:\.\w+)+", text))


def file_of(name: str, source: Path) -> Path | None:
    """Return the file of the module that a name begins with."""
    parts = name.split(".")[1:]
    for end in range(len(parts), 0, -1):
        path = source.joinpath(*parts[:end])
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


def against_the_order(source: Path) -> list[str]:
    """Return every import that runs against the order, and every folder that is not in it."""
    order = declared()
    found = []
    for file in sorted(source.rglob("*.py")):
        own = room_of(file, source)
        if own not in order:
            if file.name != "__init__.py" or own != "__init__":
                found += [] if _only_a_folder(file) else [f"{own} is not in the list"]
            continue
        package = ("ralu", *file.parent.relative_to(source).parts)
        for name, line in named(ast.parse(file.read_text(encoding="utf-8")), package):
            target = file_of(name, source) if name.split(".")[0] == "ralu" else None
            other = room_of(target, source) if target else own
            if other in (own, "__init__"):
                continue
            where = f"{file.relative_to(source)}:{line} imports {name}"
            if other not in order:
                found.append(f"{where}, which is not in the list")
            elif order[other][1] > order[own][1]:
                found.append(f"{where}: {other} stands behind {own}")
            elif {order[own][0], order[other][0]} == set(SIDES):
                found.append(f"{where}: the study and the report do not know each other")
    return found


def _only_a_folder(file: Path) -> bool:
    """Say whether a file only makes a folder of folders a package."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return file.name == "__init__.py" and all(isinstance(node, ast.Expr) for node in tree.body)


def test_no_import_runs_against_the_order() -> None:
    assert against_the_order(SOURCE) == []


def test_every_listed_folder_is_there() -> None:
    missing = [
        room
        for room in declared()
        if not (SOURCE / room).is_dir() and not (SOURCE / f"{room}.py").is_file()
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        (
            "rounding.py",
            "from ralu.prose import filled",
            "imports ralu.prose.filled: prose stands behind rounding",
        ),
        (
            "tables/cohort/flow.py",
            "def lazily():\n    from ralu.tables.safety import event_rates",
            "imports ralu.tables.safety.event_rates: tables/safety stands behind tables/cohort",
        ),
        (
            "report/html/page.py",
            "import ralu.adam.adsl",
            "imports ralu.adam.adsl: the study and the report do not know each other",
        ),
        (
            "report/notebooks/fork_server.py",
            'NAMES = ["ralu.tables.frame.groups"]',
            "imports ralu.tables.frame.groups: the study and the report do not know each other",
        ),
        (
            "tables/cohort/flow.py",
            "from ..safety.event_rates import event_rates_table",
            "imports ralu.tables.safety.event_rates.event_rates_table: "
            "tables/safety stands behind tables/cohort",
        ),
        (
            "tables/frame/groups.py",
            "from ..cohort import flow",
            "imports ralu.tables.cohort.flow: tables/cohort stands behind tables/frame",
        ),
        (
            "rounding.py",
            "from . import prose",
            "imports ralu.prose: prose stands behind rounding",
        ),
        ("tables/dose/new.py", "", "tables/dose is not in the list"),
    ],
)
def test_an_import_that_does_is_named(tmp_path: Path, file: str, line: str, said: str) -> None:
    copy = tmp_path / "ralu"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / file).parent.mkdir(exist_ok=True)
    with (copy / file).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")
    (found,) = against_the_order(copy)
    assert found.endswith(said)
