"""Texts of tables as other programs take them: numbers, and text that is never a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ralu.blocks import Table
from ralu.report.markup.columns import spans

_NUMBER = re.compile(r"([-−]?)((?:0|[1-9]\d*)(?:\.(\d+))?)", re.ASCII)
_MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+@＝＋－＠-]")
_SIGNED = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_NOT_XML = re.compile(r"[^\t\n\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a table prints it, with so many decimals; `sign` is the minus it prints."""

    value: float
    decimals: int
    sign: str


def number(text: str) -> Number | None:
    """Return the number that a text is; None where it is more or something else.

    What a number would lose makes it a text: leading zeros, a plus, more digits than a
    spreadsheet keeps.
    """
    found = _NUMBER.fullmatch(text)
    if not found or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    sign, digits, decimals = found.groups()
    return Number(float("-" * bool(sign) + digits), len(decimals or ""), sign)


def begins_like_formula(text: str) -> bool:
    """Say whether a spreadsheet might calculate a text instead of showing it."""
    return bool(_FORMULA.match(text))


def inert(text: str) -> str:
    """Return a text for a CSV cell that no spreadsheet takes for a formula.

    OWASP's way: an apostrophe before what begins like one. Numbers stay numbers.
    """
    if begins_like_formula(text) and not _SIGNED.fullmatch(text):
        return f"'{text}"
    return str(text)


def xml_text(text: str) -> str:
    """Return text in which a character that XML cannot hold stands as its code point."""
    one_way = text.replace("\r\n", "\n")
    return _NOT_XML.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", one_way)


def head_rows(table: Table) -> list[list[tuple[str, int, int]]]:
    """Return the head of a table: per row its cells as text, column (from 0) and columns spanned.

    Without spanning heads it is one row; with them, columns of no group stand in the second.
    """
    labels = [(column.label, place, 1) for place, column in enumerate(table.columns)]
    groups = list(_groups(table))
    return [groups, labels] if groups else [labels]


def _groups(table: Table) -> Iterator[tuple[str, int, int]]:
    place = 0
    for group, members in spans(table.columns):
        if group:
            yield group, place, len(members)
        place += len(members)
