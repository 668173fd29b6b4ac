"""A difference as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ralu.compare.curves import FigureChange
from ralu.compare.difference import Difference, RowChange
from ralu.compare.saved import Saved


def to_json(difference: Difference) -> str:
    """Return all of a difference as JSON text; equal reports give equal bytes."""
    content = {
        "old": _saved(difference.old),
        "new": _saved(difference.new),
        "origin": [asdict(change) for change in difference.origin],
        "results": [_row(change) for change in difference.rows],
        "tables": [asdict(table) for table in difference.tables],
        "figures": [_figure(figure) for figure in difference.figures],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _saved(saved: Saved) -> dict[str, Any]:
    origin = saved.manifest.origin
    return {"name": saved.name, "build": origin.identity, "results": len(saved.rows)}


def _row(change: RowChange) -> dict[str, Any]:
    return {
        "id": change.row.id,
        "kind": change.kind,
        "causes": list(change.causes),
        "fields": list(change.fields),
        "absolute": change.absolute,
        "relative": change.relative,
        "old": asdict(change.old) if change.old else None,
        "new": asdict(change.new) if change.new else None,
    }


def _figure(figure: FigureChange) -> dict[str, Any]:
    curves = figure.curves if figure.drawable else []
    about = ("id", "kind", "causes", "alone")
    return {**{name: getattr(figure, name) for name in about}, "curves": curves}
