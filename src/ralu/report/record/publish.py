"""Build aside, then swap in whole: readers see the last report or the new one, nothing between."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ralu.problems import refuse

MANIFEST = "manifest.json"
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def report_folder(study: str, out: Path | None) -> Path:
    """Return the folder of a study's report: `out`, or ``outputs/<study>`` where None."""
    return out or Path("outputs") / study


class BusyError(Exception):
    """Another run writes the same report."""


@dataclass(frozen=True)
class Site:
    """The folder of a report for its readers, and the names beside it that a run needs."""

    target: Path

    @property
    def building(self) -> Path:
        """The next report while it is made."""
        return self.target.with_name(f".{self.target.name}.building")

    @property
    def previous(self) -> Path:
        """The last report while a file system that cannot exchange folders swaps the two."""
        return self.target.with_name(f".{self.target.name}.previous")

    @property
    def kept(self) -> Path:
        """What the last run had made before it failed, for the next one to take over."""
        return self.target.with_name(f".{self.target.name}.kept")

    @property
    def failed(self) -> Path:
        """Half-run notebooks of the last run, if it failed."""
        return self.target.with_name(f"{self.target.name}.failed")


@contextmanager
def site(target: Path) -> Iterator[Site]:
    """Hold the report's folder for this run; `Site.building` is empty at first, gone at the end.

    Raises
    ------
    InputError
        When the folder cannot be written, or holds something that is no report.
    BusyError
        When another run holds it.
    """
    here = Site(target.resolve())
    _refuse_foreign(here.target, target)
    try:
        here.target.parent.mkdir(parents=True, exist_ok=True)
        lock = here.target.with_name(f".{here.target.name}.lock").open("a+", encoding="utf-8")
    except OSError as error:
        message = f"cannot be written ({error.strerror})."
        raise refuse(str(target), message, "Name another folder by --out.") from None
    with lock:
        _hold(lock.fileno(), here.target)
        _recover(here)
        here.building.mkdir()
        try:
            yield here
        finally:
            shutil.rmtree(here.building, ignore_errors=True)


def publish(here: Site) -> None:
    """Put what was built in the place of the last good report."""
    if not here.target.exists():
        here.building.rename(here.target)
    elif not _exchange(here.building, here.target):
        here.target.rename(here.previous)
        here.building.rename(here.target)
        shutil.rmtree(here.previous)


def _refuse_foreign(target: Path, given: Path) -> None:
    """Refuse a folder that a swap would destroy: anything but a report or an empty folder."""
    if not target.exists() or (target / MANIFEST).is_file():
        return
    if not target.is_dir() or any(target.iterdir()):
        message = "is there already and is no report."
        raise refuse(str(given), message, "Name another folder by --out, or remove it.")


def _hold(lock: int, target: Path) -> None:
    """Take the lock, which ends with this process however it ends, and write who holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode() or "unknown"
        raise BusyError(
            f"Another run (process {holder}) is writing {target.name}. Wait for it or end it."
        ) from None
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())


def _recover(here: Site) -> None:
    """Clear what a killed run left, and put the last good report back if it stood aside."""
    if here.previous.exists():
        if here.target.exists():
            shutil.rmtree(here.previous)
        else:
            here.previous.rename(here.target)
    if here.building.exists():
        shutil.rmtree(here.building)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at once; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done = rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)
    return bool(done == 0)
