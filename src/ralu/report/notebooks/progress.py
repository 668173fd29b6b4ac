"""What a run says of itself while it works: on a terminal live, elsewhere a line per step."""

from __future__ import annotations

import sys
from functools import cached_property
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Any, Self


class Progress:
    """Prints one line per step to stderr; its methods may be called from any thread."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        pass

    def step(self, text: str) -> None:
        """Say what the run does now."""
        self._line(text)

    def start(self, chapter: str, cells: int, why: str) -> None:
        """Say that a chapter of so many cells begins to run, and why ("" where it is new)."""
        self._began[chapter] = monotonic()
        self._line(f"{chapter}: running {cells} cells{f' ({why})' if why else ''}")

    def cell(self, chapter: str, number: int) -> None:
        """Say that a chapter has come to a cell, counted from 1."""

    def end(self, chapter: str, *, failed: bool) -> None:
        """Say that a chapter has ended."""
        elapsed = monotonic() - self._began[chapter]
        self._line(f"{chapter}: {'failed' if failed else 'done'} after {elapsed:.1f} s")

    def _line(self, text: str) -> None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


class LiveProgress(Progress):
    """A bar with cells and elapsed time per running chapter, from the first chapter on."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks: dict[str, Any] = {}
        self._lock = Lock()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._tasks:
            self._bars.stop()

    @cached_property
    def _bars(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("cells"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        bars.start()
        return bars

    def start(self, chapter: str, cells: int, why: str) -> None:
        """Say why the chapter runs and add its bar."""
        with self._lock:
            if why:
                self._line(f"{chapter}: {why}")
            self._tasks[chapter] = self._bars.add_task(chapter, total=cells)

    def cell(self, chapter: str, number: int) -> None:
        """Move the chapter's bar to the cells done before this one."""
        self._bars.update(self._tasks[chapter], completed=number - 1)

    def end(self, chapter: str, *, failed: bool) -> None:
        """Fill the chapter's bar, or say that it stopped."""
        task = self._tasks[chapter]
        if failed:
            self._bars.update(task, description=f"[red]{chapter} failed")
        else:
            self._bars.update(task, completed=self._bars.tasks[task].total)
        self._bars.stop_task(task)

    def _line(self, text: str) -> None:
        if self._tasks:
            self._bars.console.print(text, markup=False, highlight=False)
        else:
            super()._line(text)


def progress() -> Progress:
    """Return the kind of progress that suits stderr."""
    return LiveProgress() if sys.stderr.isatty() else Progress()
