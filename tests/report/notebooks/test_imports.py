"""What code a notebook can run, read from source."""

from __future__ import annotations

from pathlib import Path

import pytest

from ralu.report.notebooks.imports import modules_of, rooms_of


def names(source: str, folder: Path = Path()) -> list[str]:
    return list(modules_of([source], folder))


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


def test_data_belong_to_the_folder_of_their_package() -> None:
    rooms = rooms_of(modules_of(["from ralu.ctcae import grade"], Path()))
    held = {room: {file.name for file in files} for room, files in rooms.items()}
    assert "criteria.csv" in held["ctcae"]
    assert "SourceSans3-Bold.ttf" in held["ralu"]
    pages = rooms_of(modules_of(["import ralu.report.pdf.document"], Path()))
    assert {"style.typ", "document.py"} <= {file.name for file in pages["report/pdf"]}
