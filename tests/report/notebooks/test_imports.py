"""What code a notebook can run, read from source."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from ralu.report.notebooks.chapters import Chapter
from ralu.report.notebooks.imports import Modules, gives_commands, imported, rooms_of

PROJECT = Path(__file__).parents[3]


def names(source: str, folder: Path = Path()) -> list[str]:
    return list(Modules(folder).of([source]))


@pytest.mark.parametrize(
    "source",
    [
        "import ralu.rounding",
        "import ralu.rounding as r, os",
        "from ralu import rounding",
        "from ralu.rounding import fixed",
        "from ralu.rounding import (\n    decimals,  # how many\n    fixed,\n)",
        "if True:\n    def lazily():\n        from ralu.rounding import fixed",
        "import os; import ralu.rounding",
        "if True: from ralu import rounding",
        "from ralu import \\\n    printed, \\\n    rounding",
        "from ralu import(rounding)",
        "try: import ralu.rounding  # why\nexcept ImportError: pass",
        "%matplotlib inline\nfrom ralu.rounding import fixed",
        "%time import ralu.rounding",
        "%timeit -n 1 from ralu.rounding import fixed",
        "from ralu.rounding import (  # decimals (how many)\n    fixed,\n)",
        "from ralu import (\n    printed,  # the print)\n    rounding,\n)",
        "from ralu.rounding import*",
        "from ralu . rounding import fixed",
        "import ralu . rounding",
        "\x0cimport ralu.rounding",
        "x = 1\r\nfrom ralu import \\\r\n    rounding\r\n",
        "'An example (\\n    import (of: '\nimport ralu.rounding",
        "text = '''\nimport (\nand so on'''\nimport ralu.rounding",
        "mark = '#'; import ralu.rounding",
    ],
)
def test_every_way_to_import(source: str) -> None:
    assert names(source) == ["ralu", "ralu.printed", "ralu.rounding"]


def test_what_a_module_imports_counts_and_its_packages_do() -> None:
    found = names("from ralu.tables.safety.event_rates import event_rates_table")
    assert {"ralu.tables", "ralu.tables.safety", "ralu.stats.proportion", "ralu.study"} <= set(
        found
    )
    assert not [name for name in found if "biomarkers" in name or name.startswith("ralu.report")]


def test_other_packages_do_not_count() -> None:
    assert names("import pandas as pd\nfrom os import path\nfrom nowhere import x") == []


def test_modules_beside_the_notebooks_count(tmp_path: Path) -> None:
    (tmp_path / "doses.py").write_text("from own.units import GBQ", encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "own/units.py").write_text("from .names import A\nfrom . import more", "utf-8")
    (tmp_path / "own/names.py").write_text("", encoding="utf-8")
    (tmp_path / "own/more.py").write_text("", encoding="utf-8")
    found = names("import doses", tmp_path)
    assert found == ["doses", "own", "own.more", "own.names", "own.units"]


@pytest.mark.parametrize(
    ("start", "line"),
    [
        (b"\xef\xbb\xbf", "from own.units import GBQ"),
        (b"", "from.units import GBQ"),
        (b"", "from . import(units)"),
        (b"# -*- coding: latin-1 -*-\n# \xe9\n", "from .units import GBQ"),
        (b"", "if True:\n    from \\\n        .units \\\n        import GBQ"),
    ],
)
def test_every_way_to_import_in_a_module(tmp_path: Path, start: bytes, line: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "own/units.py").write_text("GBQ = 1", encoding="utf-8")
    (tmp_path / "own/doses.py").write_bytes(start + line.encode())
    assert names("import own.doses", tmp_path) == ["own", "own.doses", "own.units"]


def parsed(file: Path, package: str) -> set[str]:
    """Return what a module imports by Python's own parser."""
    found = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        match node:
            case ast.Import():
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom():
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join(filter(None, [*(above if node.level else []), node.module]))
                found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("folder", ["asyncio", "email", "importlib", "json", "unittest"])
def test_nothing_is_missed_that_python_s_parser_sees(folder: str) -> None:
    files = sorted((Path(os.__file__).parent / folder).glob("*.py"))
    assert files
    for file in files:
        seen = set(imported(file.read_text(encoding="utf-8-sig", errors="replace"), folder))
        assert parsed(file, folder) <= seen, file


def test_our_own_modules_import_what_the_parser_sees_and_no_more() -> None:
    files = sorted((PROJECT / "src/ralu").rglob("*.py"))
    for file in files:
        path = file.relative_to(PROJECT / "src").parent
        package = ".".join(path.parts)
        text = ast.unparse(ast.parse(file.read_bytes()))
        assert set(imported(file.read_text(encoding="utf-8"), package)) == parsed(file, package)
        assert set(imported(text, package)) == parsed(file, package), file


@pytest.mark.parametrize(
    "source",
    [
        "%run words.py",
        "%time %run words.py",
        "!python words.py",
        "x = !cat words.csv",
        "x = 1\n%load_ext words",
        "%%bash\npython words.py",
        "run words.py",
        "get_ipython().run_line_magic('run', 'words.py')",
    ],
)
def test_a_command_is_seen(source: str) -> None:
    assert gives_commands(chapter(source))


@pytest.mark.parametrize(
    "source", ["x = 5 \\\n  % 3", "text = '''\n!'''", "x != 3", "await x", "r = '\\d'", ""]
)
def test_python_is_no_command(source: str) -> None:
    assert not gives_commands(chapter(source))


def chapter(source: str) -> Chapter:
    return Chapter("01_x", {"cells": [{"cell_type": "code", "source": source}]})


def test_data_belong_to_the_folder_of_their_package() -> None:
    rooms = rooms_of(Modules(Path()).of(["from ralu.ctcae import grade"]))
    held = {room: {file.name for file in files} for room, files in rooms.items()}
    assert "criteria.csv" in held["ctcae"]
    assert "SourceSans3-Bold.ttf" in held["ralu"]
    pages = rooms_of(Modules(Path()).of(["import ralu.report.pdf.document"]))
    assert {"style.typ", "document.py"} <= {file.name for file in pages["report/pdf"]}
