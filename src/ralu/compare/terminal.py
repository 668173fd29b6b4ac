"""A difference as lines for the terminal, or for a pipe."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ralu.compare.curves import FigureChange
from ralu.compare.difference import Difference
from ralu.compare.origins import WORDING, Change
from ralu.compare.outputs import OutputChange
from ralu.compare.sections import (
    OUTPUTS,
    SAME_ORIGIN,
    UNEXPLAINED,
    Section,
    absolute,
    alarm,
    by_cause,
    distance,
    in_words,
    relative,
    remarks,
    sections,
    shown,
    summary,
)

Line = tuple[str, str]
"""A line and its style, a name that rich knows."""
HEADS = ("old", "new", "change", "relative", "note")
HEAD, ALARM, SOFT = "bold", "bold red", "dim"


def lines(difference: Difference, width: int | None) -> Iterator[Line]:
    """Yield the whole account.

    Parameters
    ----------
    difference
        What to tell.
    width
        Columns of the terminal; None where every result is to stand on one line.
    """
    for label, saved in (("old", difference.old), ("new", difference.new)):
        yield f"{label}  {saved.name}, build {saved.manifest.origin.identity}", ""
    yield "", ""
    yield from _origin(difference.origin, width)
    yield "", ""
    if not difference.everything:
        yield "No differences.", HEAD
        return
    if warning := alarm(difference):
        yield from ((line, ALARM) for line in _wrapped(f"UNEXPLAINED: {warning}", width))
        yield "", ""
    yield from ((line, "") for line in summary(difference))
    notes: dict[str, int] = {}
    for section in sections(difference):
        yield from _section(section, notes, width)
    yield from _notes(notes, width)
    yield from _outputs(OUTPUTS["tables"], difference.tables, width)
    yield from _outputs(OUTPUTS["figures"], difference.figures, width)


def _origin(origin: Sequence[Change], width: int | None) -> Iterator[Line]:
    if all(change.kind == WORDING for change in origin):
        yield SAME_ORIGIN, ""
    else:
        yield "What they were made from differs in", HEAD
    column = max((len(change.kind) for change in origin), default=0) + 2
    last = ""
    for change in origin:
        kind = "" if change.kind == last else change.kind
        last = change.kind
        for line in _wrapped(str(change), width, f"  {kind:<{column}}"):
            yield line, ""


def _section(section: Section, notes: dict[str, int], width: int | None) -> Iterator[Line]:
    yield "", ""
    style = ALARM if section.cause == UNEXPLAINED else HEAD
    for line in _wrapped(f"{section.title}; cause: {section.cause}", width):
        yield line, style
    cells = [HEADS]
    for change in section.rows:
        marks = (notes.setdefault(text, len(notes) + 1) for text in remarks(change))
        note = ",".join(map(str, marks))
        cells.append((*shown(change), absolute(change), relative(change), note and f"[{note}]"))
    used = [k for k in range(len(HEADS)) if any(row[k] for row in cells[1:])]
    sizes = [max(len(row[k]) for row in cells) for k in used]
    right = ["  ".join(f"{row[k]:>{n}}" for k, n in zip(used, sizes, strict=True)) for row in cells]
    ids = [change.row.id for change in section.rows]
    room = len(max(ids, key=len)) if width is None else max(width - 4 - len(right[0]), 1)
    column = min(room, max(map(len, ids)))
    yield f"  {'':<{column}}  {right[0]}", SOFT
    for id, text in zip(ids, right[1:], strict=True):
        if len(id) > column:
            yield f"  {id}", ""
            id = ""
        yield f"  {id:<{column}}  {text}".rstrip(), ""


def _notes(notes: dict[str, int], width: int | None) -> Iterator[Line]:
    if notes:
        yield "", ""
        yield "Notes", HEAD
    for text, number in notes.items():
        for line in _wrapped(text, width, f"  [{number}] "):
            yield line, ""


def _outputs(title: str, outputs: Sequence[OutputChange], width: int | None) -> Iterator[Line]:
    for cause, of_cause in by_cause(outputs):
        yield "", ""
        for line in _wrapped(f"{title}; cause: {cause}", width):
            yield line, ALARM if cause == UNEXPLAINED else HEAD
        for output in of_cause:
            for line in _wrapped(f"{output.id}: {in_words(output)}", width, "  "):
                yield line, ""
            if isinstance(output, FigureChange) and output.drawable:
                for name in output.curves:
                    for line in _wrapped(f"{name}: {distance(output, name)}", width, "    "):
                        yield line, ""


def _wrapped(text: str, width: int | None, lead: str = "") -> list[str]:
    """Return text in lines of the terminal's width, behind `lead`."""
    if width is None:
        return [lead + text]
    space = " " * len(lead)
    return textwrap.wrap(
        text,
        max(width, len(lead) + 20),
        initial_indent=lead,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )
