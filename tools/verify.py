"""Make a report twice, in unlike surroundings, and compare all files byte by byte.

Each report is made in a working copy of its own; what is not committed is copied as well.
"""

from __future__ import annotations

import argparse
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from differences import content, differing, explain, files

PROJECT = Path(__file__).resolve().parents[1]
MADE = shutil.ignore_patterns(".venv*", "outputs", ".*_cache", "__pycache__", ".hypothesis")
LOCALE = "de_DE.UTF-8"
"""Has a decimal comma, and another order of letters than C."""
OF_THE_USER = ("GIT_", "IPYTHON", "JUPYTER_", "LANG", "LC_", "MPL", "PYTHON", "RALU_", "XDG_")


@dataclass(frozen=True)
class Surroundings:
    """What must make no difference."""

    folder: str
    zone: str
    locale: str
    hash_seed: int
    jobs: int
    umask: int
    terminal: bool

    def __str__(self) -> str:
        end = "a terminal" if self.terminal else "no terminal"
        return (
            f"folder '{self.folder}', {self.zone}, locale {self.locale}, hash seed "
            f"{self.hash_seed}, jobs {self.jobs}, umask {self.umask:03o}, {end}"
        )


def main() -> int:
    """Return 0 where the two reports are the same; else say where they first differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("study", type=Path)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="ralu-verify-") as folder:
            return verify(Path(folder).resolve(), options.study, options.data)
    except OSError as error:
        print(f"make verify: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def verify(folder: Path, study: Path, data: Path | None) -> int:
    """Make both reports below `folder` and compare them."""
    locale = make_locale(folder / "locale")
    surroundings = (
        Surroundings("one", "Pacific/Kiritimati", "C", 1, 1, 0o022, terminal=False),
        Surroundings("the other, öfter", "America/St_Johns", locale, 2, 2, 0o077, terminal=True),
    )
    copies = [folder / around.folder / "project" for around in surroundings]
    copy(PROJECT, copies[0])
    copy(copies[0], copies[1])  # not from the project, which somebody may be changing
    for project, around in zip(copies, surroundings, strict=True):
        print(f"Report in {around}", end=": ", flush=True)
        began = time.monotonic()
        code, told = report(project, around, study, data)
        print(f"{time.monotonic() - began:.1f} s" if code == 0 else "failed", flush=True)
        if code:
            print(told.rstrip(), file=sys.stderr)
            return code
    return compare(*(project / "outputs" / "report" for project in copies))


def make_locale(folder: Path) -> str:
    """Compile a locale unlike C into `folder`; where the system cannot, C.UTF-8 must do."""
    folder.mkdir()
    command = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / LOCALE)]
    try:
        made = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        made = False
    return LOCALE if made else "C.UTF-8"


def copy(project: Path, target: Path) -> None:
    """Copy a project with its history, without what was made in it."""
    shutil.copytree(project, target, ignore=MADE, ignore_dangling_symlinks=True)


def report(project: Path, around: Surroundings, study: Path, data: Path | None) -> tuple[int, str]:
    """Make the report of a working copy; return the exit code and what was said."""
    beside = project.parent
    (beside / "home").mkdir()
    (beside / "environment").symlink_to(sys.prefix)  # Python is in another place as well
    python = beside / "environment" / Path(sys.executable).relative_to(sys.prefix)
    command = [str(python), "-m", "ralu", "report", str(within(project, study))]
    command += ["--data", str(within(project, data))] if data else []
    command += ["--out", "outputs/report", "--jobs", str(around.jobs)]
    own = {name: v for name, v in os.environ.items() if not name.startswith(OF_THE_USER)}
    environment = own | {
        "HOME": str(beside / "home"),
        "LC_ALL": around.locale,
        "LOCPATH": str(beside.parent / "locale"),
        "PYTHONHASHSEED": str(around.hash_seed),
        "PYTHONPATH": str(project / "src"),
        "TERM": "xterm-256color" if around.terminal else "dumb",
        "TZ": around.zone,
    }
    run = on_terminal if around.terminal else into_file
    return run(command, project, environment, around.umask)


def within(project: Path, path: Path) -> Path:
    """Return a path of the project in its working copy; one from elsewhere stays."""
    whole = path.resolve()
    return project / whole.relative_to(PROJECT) if whole.is_relative_to(PROJECT) else whole


def into_file(
    command: list[str], folder: Path, environment: dict[str, str], umask: int
) -> tuple[int, str]:
    """Run a command without a terminal."""
    with tempfile.TemporaryFile() as told:
        ran = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            umask=umask,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
        told.seek(0)
        return ran.returncode, told.read().decode(errors="replace")


def on_terminal(
    command: list[str], folder: Path, environment: dict[str, str], umask: int
) -> tuple[int, str]:
    """Run a command on a terminal of its own."""
    here, there = pty.openpty()
    ends = {"stdin": there, "stdout": there, "stderr": there}
    process = subprocess.Popen(command, cwd=folder, env=environment, umask=umask, **ends)
    os.close(there)
    told = b""
    try:
        while part := os.read(here, 65536):
            told += part
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(here)
    return process.wait(), told.decode(errors="replace")


def compare(one: Path, other: Path) -> int:
    """Compare two folders; say where they first differ."""
    differ = differing(one, other)
    if not differ:
        print(f"The same {len(files(one))} files, byte for byte.")
        return 0
    first = explain(differ[0], content(one / differ[0]), content(other / differ[0]))
    print(f"Differing files: {', '.join(differ)}. The first:\n{first}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
