"""Files of a folder, read."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from ralu.extract.grid import RawTable
from ralu.extract.readers import read_raw
from ralu.problems import Problem


class Files:
    """Reads files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(
        self, name: str, content: bytes | str, *, sheet: str | None = None
    ) -> tuple[RawTable | None, list[Problem]]:
        written = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(written)
        problems: list[Problem] = []
        return read_raw(self.folder / name, name, problems, sheet=sheet), problems

    def sound(self, name: str, content: bytes | str) -> RawTable:
        table, problems = self.read(name, content)
        assert table is not None
        assert problems == []
        return table

    def refused(self, name: str, content: bytes | str) -> list[str]:
        table, problems = self.read(name, content)
        assert problems
        assert table is None
        return [str(problem) for problem in problems]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def workbook(*rows: list[object], **others: list[list[object]]) -> bytes:
    """Return a workbook of one sheet, or of others by name behind it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, lines in others.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
