"""Levels and numbers of headings over all chapters, the same in HTML and PDF."""

from __future__ import annotations

from dataclasses import dataclass, field

NUMBERED_LEVELS = 2


@dataclass(slots=True)
class Headings:
    """Places headings one after the other.

    The first heading of a notebook is its chapter title, level 1, whatever its own level. Those
    that follow are below it, and no level is skipped on the way down (readers of the outline
    and PDF/UA need that).
    """

    _chapter: int = 0
    _counts: list[int] = field(default_factory=lambda: [0])

    def place(self, chapter: int, level: int) -> tuple[int, str]:
        """Return level and number ("3.1"; "" below the numbered levels) of the next heading."""
        if chapter != self._chapter:
            self._chapter, self._counts = chapter, [chapter]
        else:
            level = min(max(level, 2), len(self._counts) + 1)
            self._counts = [*self._counts, 0][:level]
            self._counts[-1] += 1
        level = len(self._counts)
        number = ".".join(map(str, self._counts)) if level <= NUMBERED_LEVELS else ""
        return level, number
