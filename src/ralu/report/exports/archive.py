"""Zip files that know no clock: equal content gives equal bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_PACKED = {".docx", ".pdf", ".png", ".xlsx"}
"""Kinds of files that are compressed in themselves."""
_PROPERTIES = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)
_UNIX, _FILE_MODE = 3, 0o644


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of names and contents, in their order, all dated 1 January 1980."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name)
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE << 16
            method = ZIP_STORED if PurePosixPath(name).suffix in _PACKED else ZIP_DEFLATED
            archive.writestr(entry, content, method)
    return out.getvalue()


def timeless(document: bytes) -> bytes:
    """Return an Office document without the times that its writer put into it."""
    with ZipFile(io.BytesIO(document)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    return pack(
        (name, _TIMES.sub(b"", content) if name == _PROPERTIES else content)
        for name, content in files
    )
