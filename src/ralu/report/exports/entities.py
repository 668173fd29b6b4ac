"""Entities of an RO-Crate: what its metadata say of a file, a program or a parameter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

Entity = dict[str, Any]

_FORMATS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yml": "application/yaml",
}


def entity(id: str, kind: str, **properties: Any) -> Entity:
    """Return what is known by `id`, of the type `kind`, with its properties."""
    return {"@id": id, "@type": kind, **properties}


def reference(id: str) -> dict[str, str]:
    """Return a reference to an entity."""
    return {"@id": id}


def references(entities: Iterable[Entity]) -> list[dict[str, str]]:
    """Return references to entities."""
    return [reference(entity["@id"]) for entity in entities]


def software(id: str, name: str, version: str) -> Entity:
    """Return a program or package in a version."""
    return entity(id, "SoftwareApplication", name=name, softwareVersion=version)


def data_file(path: str, content: bytes, name: str) -> Entity:
    """Return a file of the crate, whose `name` says in words what it is."""
    return entity(
        quote(path),
        "File",
        name=name,
        encodingFormat=_FORMATS[PurePosixPath(path).suffix],
        contentSize=str(len(content)),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def outside(name: str, digest: str) -> Entity:
    """Return an input that is not in the crate, by its digest."""
    words = "Not part of this crate; whoever has it can compare its sha256."
    return entity(
        f"#input/{quote(name)}", "CreativeWork", name=name, description=words, sha256=digest
    )


def parameter(notebook: str, name: str, value: Any) -> Entity:
    """Return a parameter of a notebook."""
    shown = value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
    id = f"#parameter/{quote(notebook)}/{quote(name)}"
    return entity(id, "PropertyValue", name=f"{notebook}: {name}", value=shown)
