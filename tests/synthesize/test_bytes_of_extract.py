"""The committed extract is what `write` makes, to the byte."""

from __future__ import annotations

from pathlib import Path

from ralu.synthesize import write

DATA = Path(__file__).parents[2] / "data" / "ralu"
NAMES = {"patients", "radium", "lutetium", "therapies", "adverse_events", "labs"}


def test_write_makes_the_committed_files_every_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "deeper" / "second"
    write(first)
    write(second)
    assert {file.stem for file in first.iterdir()} == NAMES
    for file in first.iterdir():
        content = file.read_bytes()
        assert content == (second / file.name).read_bytes(), file.name
        assert content == (DATA / file.name).read_bytes(), f"{file.name}: run ralu synthesize"
        assert b"\r" not in content


def test_readme_warns_first() -> None:
    first_line = (DATA.parent / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert "not patients" in first_line
