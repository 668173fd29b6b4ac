"""Where two files that should be the same first differ, in words."""

from __future__ import annotations

import io
from itertools import zip_longest
from pathlib import Path
from zipfile import ZipFile, is_zipfile

LAST = "manifest.json"
"""Holds the digest of every other file, so it differs whenever one of them does."""
ENTRY = ("filename", "date_time", "external_attr", "create_system", "compress_type", "extra")
AROUND = 60


def differing(one: Path, other: Path) -> list[str]:
    """Return the names of the files that are not the same in both folders."""
    names = {file.relative_to(r).as_posix() for r in (one, other) for file in files(r)}
    differ = [name for name in names if content(one / name) != content(other / name)]
    return sorted(differ, key=lambda name: (name == LAST, name))


def files(folder: Path) -> list[Path]:
    """Return all files below a folder."""
    return [file for file in folder.rglob("*") if file.is_file()]


def content(file: Path) -> bytes | None:
    """Return the content of a file, None where there is none."""
    return file.read_bytes() if file.is_file() else None


def explain(name: str, one: bytes | None, other: bytes | None) -> str:
    """Say where two contents of a file first differ: member, line or byte."""
    if one is None or other is None:
        return f"{name} is in the {'second' if one is None else 'first'} report only."
    if is_zipfile(io.BytesIO(one)) and is_zipfile(io.BytesIO(other)):
        return _explain_archive(name, one, other)
    at = next(k for k, pair in enumerate(zip_longest(one, other)) if pair[0] != pair[1])
    try:
        one.decode(), other.decode()
    except UnicodeDecodeError:
        parts = [repr(text[max(at - AROUND, 0) : at + AROUND]) for text in (one, other)]
        return "\n  ".join([f"{name}, byte {at + 1}:", *parts])
    line = one.count(b"\n", 0, at) + 1
    parts = [_line(text, at) for text in (one, other)]
    return "\n  ".join([f"{name}, line {line}, byte {at + 1}:", *parts])


def _line(text: bytes, at: int) -> str:
    """Return what stands around a byte in its line."""
    begin, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
    end = len(text) if end < 0 else end
    shown = text[max(begin, at - AROUND) : min(end, at + AROUND)].decode(errors="ignore")
    return f"{'…' * (begin < at - AROUND)}{shown}{'…' * (end > at + AROUND)}"


def _explain_archive(name: str, one: bytes, other: bytes) -> str:
    archives = [ZipFile(io.BytesIO(content)) for content in (one, other)]
    members = [{name: a.read(name) for name in a.namelist()} for a in archives]
    for member in members[0] | members[1]:
        found = [contents.get(member) for contents in members]
        if found[0] != found[1]:
            return explain(f"{name} › {member}", *found)
    for entries in zip(*(archive.infolist() for archive in archives), strict=True):
        for field in ENTRY:
            values = [getattr(entry, field) for entry in entries]
            if values[0] != values[1]:
                where = f"{name} › {entries[0].filename}"
                return f"{where}: same content, but {field} is {values[0]!r} and {values[1]!r}."
    return f"{name}: the same members, packed in another way."
