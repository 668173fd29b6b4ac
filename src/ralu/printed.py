"""Printed text that knows which of its parts are results of the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any, NamedTuple

SCHEME = "ledger:"
"""Scheme of the links that stand for results in Markdown: ``[13.2](ledger:os.lu.median)``."""
CHOICES = "study:"
"""The same for choices of study.yml: ``[30](study:teae_window_days)``."""
_LINK = re.compile(rf"\[([^\[\]]*)\]\(((?:{SCHEME}|{CHOICES})[^()\s]+)\)")


class Mark(NamedTuple):
    """Part of a text, from `start` to before `end`, that prints the ledger row `id`."""

    start: int
    end: int
    id: str


class Printed(str):
    """Text with its results marked.

    `compose`, `join` and `amend` keep the marks; every other operation on strings returns plain
    text.
    """

    marks: tuple[Mark, ...]

    def __new__(cls, text: str, marks: Iterable[Mark] = ()) -> Printed:
        """Return the text with its marks, in order and without overlap."""
        made = super().__new__(cls, text)
        made.marks = tuple(marks)
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Let copies keep the marks."""
        return str(self), self.marks


def result(text: str, id: str) -> Printed:
    """Return the text of one result; nothing is marked where nothing is printed."""
    return Printed(text, [Mark(0, len(text), id)] if text else [])


def segments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text in order, each with the id of its ledger row or ""."""
    place = 0
    for start, end, id in getattr(text, "marks", ()):
        if start > place:
            yield str(text)[place:start], ""
        yield str(text)[start:end], id
        place = end
    if place < len(text):
        yield str(text)[place:], ""


def assemble(parts: Iterable[tuple[str, str]]) -> Printed:
    """Return the text of which `segments` yields the parts."""
    text, marks = "", []
    for part, id in parts:
        if id:
            marks.append(Mark(len(text), len(text) + len(part), id))
        text += part
    return Printed(text, marks)


def join(separator: str, texts: Iterable[str]) -> Printed:
    """Return the texts one after the other with `separator` between them."""
    parts: list[tuple[str, str]] = []
    for place, text in enumerate(texts):
        parts += [(separator, "")] if place else []
        parts += segments(text)
    return assemble(parts)


def compose(template: str, *texts: str) -> Printed:
    """Return `template` with each ``{}`` replaced by the next text: ``"{} ({}%)"``."""
    pieces = [(literal, field is not None) for literal, field, *_ in Formatter().parse(template)]
    if sum(takes for _, takes in pieces) != len(texts):
        raise ValueError(f"{template!r} does not take {len(texts)} texts")
    remaining = iter(texts)
    parts: list[tuple[str, str]] = []
    for literal, takes in pieces:
        parts.append((literal, ""))
        parts += segments(next(remaining)) if takes else []
    return assemble(parts)


def to_markdown(text: str) -> str:
    """Return the text with each result as a link of the scheme `SCHEME`."""
    return "".join(f"[{part}]({SCHEME}{id})" if id else part for part, id in segments(text))


def from_markdown(markdown: str) -> Printed:
    """Return Markdown with its links to results as marks; those to choices keep their scheme."""
    parts: list[tuple[str, str]] = []
    place = 0
    for link in _LINK.finditer(markdown):
        parts += [(markdown[place : link.start()], ""), (link[1], link[2].removeprefix(SCHEME))]
        place = link.end()
    return assemble([*parts, (markdown[place:], "")])


def results_of(text: str) -> list[str]:
    """Return the ids of the results that a text prints, each once and without choices."""
    ids = dict.fromkeys(id for _, id in segments(text) if id)
    return [id for id in ids if not id.startswith(CHOICES)]


def to_data(text: str) -> Any:
    """Return the text as JSON-ready data: plain where nothing is marked."""
    marks = getattr(text, "marks", ())
    return {"text": str(text), "marks": [list(mark) for mark in marks]} if marks else str(text)


def from_data(data: Any) -> str:
    """Return the text that `to_data` wrote."""
    if isinstance(data, str):
        return data
    return Printed(data["text"], (Mark(*mark) for mark in data["marks"]))
