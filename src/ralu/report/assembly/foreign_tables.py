"""Tables in an HTML output, such as a DataFrame, as tables of our own."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup

from ralu.blocks import Column, Row, Table

_NUMBER = re.compile(r"[-−+<>≤≥]?[\d.,]+(e[-+]?\d+)?\s*%?|nan|NaN|NaT|None|", re.IGNORECASE)


def read_html(html: str) -> list[Table | str]:
    """Return the tables of an HTML fragment, and after them its other text if there is any."""
    soup = BeautifulSoup(html, "html.parser")
    for active in soup(["style", "script"]):
        active.decompose()
    tables = [_table(element.extract()) for element in soup("table") if not element.find("table")]
    rest = soup.get_text("\n", strip=True)
    return [*tables, rest] if rest else [*tables]


def _table(element: Any) -> Table:
    lines = element.find_all("tr")
    grid = _grid(lines)
    heads = sum(1 for line in lines if line.find_parent("thead") or not line.find("td"))
    body = grid[heads:]
    labels = ["\n".join(filter(None, cells)) for cells in zip(*grid[:heads], strict=True)]
    columns = tuple(
        Column(label, align=_align([row[position] for row in body]) if position else "left")
        for position, label in enumerate(labels or [""] * len(grid[0]))
    )
    return Table("", "", columns, tuple(Row(tuple(cells)) for cells in body))


def _grid(lines: list[Any]) -> list[list[str]]:
    """Return the cells as a full grid: a spanning cell's text stands in its first place."""
    taken: dict[tuple[int, int], str] = {}
    for y, line in enumerate(lines):
        x = 0
        for cell in line.find_all(["td", "th"]):
            while (y, x) in taken:
                x += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    taken[y + down, x + right] = ""
            taken[y, x] = cell.get_text(" ", strip=True)
    width = 1 + max((x for _, x in taken), default=0)
    return [[taken.get((y, x), "") for x in range(width)] for y in range(len(lines))]


def _align(cells: list[str]) -> Any:
    return "right" if all(_NUMBER.fullmatch(cell) for cell in cells) else "left"
