"""The program `ralu`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ralu.ledger import LedgerError
from ralu.problems import InputError, refuse
from ralu.report.notebooks.failures import AssembleError, NotebookFailed

if TYPE_CHECKING:
    from ralu.compare.difference import Difference

DONE, OTHER, BAD_INPUT, NOTEBOOK_FAILED, INTERRUPTED = 0, 1, 2, 3, 130


class _UnreadError(Exception):
    """Who reads what is printed has closed it, as `head` does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done; 2 bad input, configuration or parameter; 3 a notebook failed, or what it
    says was refused; 1 anything else.
    """
    try:
        return _run(_parser().parse_args(arguments))
    finally:
        _close()


def _run(options: argparse.Namespace) -> int:
    """Run the command and say what went wrong."""
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except _UnreadError:
        return DONE  # printing comes last, so all else is done
    except InputError as error:
        return _refused(error, options)
    except NotebookFailed as failed:
        return _failed(failed)
    except (AssembleError, LedgerError) as error:
        _say(f"{error}\nThe last good report is as it was.")
        return NOTEBOOK_FAILED
    except KeyboardInterrupt:
        _say("Interrupted; the last good report is as it was.")
        os._exit(INTERRUPTED)  # threads may still wait for kernels, which end with this process
    except Exception as error:
        if options.debug:
            traceback.print_exc()
        _say(f"ralu: {type(error).__name__}: {error}")
        if not options.debug:
            _say("ralu --debug shows where it happened.")
        return OTHER
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ralu", description="Reproducible study reports.")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    report = commands.add_parser("report", help="make the report of a study")
    report.set_defaults(command=_report)
    check = commands.add_parser("check", help="check the choices and the data of a study")
    check.set_defaults(command=_check)
    release = commands.add_parser("release", help="freeze the report of a study")
    release.set_defaults(command=_release)
    for parser_of_study in (report, check, release):
        parser_of_study.add_argument("study", type=Path, help="folder of study.yml")
        parser_of_study.add_argument("--data", type=Path, help="folder of the data files")
    diff = commands.add_parser("diff", help="what changed between two reports")
    _diff_arguments(diff)
    for parser_of_report in (report, release, diff):
        parser_of_report.add_argument(
            "--out", type=Path, help="folder of the report (outputs/<study>)"
        )
    report.add_argument("--jobs", type=_jobs, default=min(2, os.cpu_count() or 1), metavar="N")
    where = commands.add_parser("where", help="where a number of a report comes from")
    where.set_defaults(command=_where)
    where.add_argument(
        "id",
        metavar="ID",
        help="os.lu.median; the beginning of several: os.lu; or a printed text: 13.2",
    )
    where.add_argument(
        "report",
        type=Path,
        metavar="REPORT",
        nargs="?",
        default=Path("data/ralu"),
        help="report, release or study (data/ralu)",
    )
    synthesize = commands.add_parser("synthesize", help="make the embedded extract again")
    synthesize.set_defaults(command=_synthesize)
    synthesize.add_argument("--out", type=Path, default=Path("data/ralu"))
    return parser


def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_diff)
    parser.description = (
        "Each of OLD and NEW is the folder of a report, of a release, or of a study, which stands "
        "for its report. A study alone is compared with its last release. Ends with 0 whether or "
        "not anything differs."
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="report, release or study")
    parser.add_argument("new", type=Path, metavar="NEW", nargs="?", help="the same")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it as JSON")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with old curves over new"
    )


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


def _report(options: argparse.Namespace) -> None:
    from ralu.build.build import build
    from ralu.refused import forget
    from ralu.report.notebooks.progress import progress

    forget(options)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with progress() as shown:
        folder = build(
            options.study, data=options.data, out=options.out, jobs=options.jobs, progress=shown
        )
    for name in ("report.html", "report.pdf"):
        _tell(str(_near(folder / name)))


def _check(options: argparse.Namespace) -> None:
    from ralu.build.check import check
    from ralu.refused import forget
    from ralu.study import load_study

    forget(options)
    study = load_study(options.study, data=options.data)
    for finding in check(study):
        _tell(_printable(str(finding)))


def _release(options: argparse.Namespace) -> None:
    from ralu.compare.release import freeze
    from ralu.compare.saved import manifest_of

    folder = freeze(options.study, data=options.data, out=options.out)
    made_from = manifest_of(folder).origin
    if made_from.revision.endswith("+modified"):
        _say(
            "Warning: notebooks or code differ from that revision, so nobody can find again what "
            "this release was made with. Commit them, run make and release again."
        )
    _tell(f"{_near(folder)}: build {made_from.identity}")


def _diff(options: argparse.Namespace) -> None:
    from ralu.compare.difference import compare
    from ralu.compare.saved import read_saved, sides

    old, new = sides(options.old, options.new, options.out)
    difference = compare(read_saved(old), read_saved(new))
    if options.json:
        from ralu.compare.data import to_json

        _write(options.json, to_json(difference))
    if options.html:
        from ralu.compare.page import to_html

        _write(options.html, to_html(difference))
    _show(difference)


def _show(difference: Difference) -> None:
    """Print a difference: as wide as the terminal, in a pipe a result per line."""
    from rich.console import Console
    from rich.text import Text

    from ralu.compare.terminal import lines

    console = Console()
    if not console.is_terminal:
        for line, _ in lines(difference, None):
            _tell(_printable(line))
        return
    for line, style in lines(difference, console.width):
        console.print(Text(_printable(line), style=style), soft_wrap=True)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"cannot be written ({error.strerror})."
        raise refuse(str(file), message, "Name another file.") from None


def _where(options: argparse.Namespace) -> None:
    from ralu.where import where

    for line in where(options.id, options.report):
        _tell(_printable(line))


def _synthesize(options: argparse.Namespace) -> None:
    from ralu.synthesize import write

    write(options.out)


def _refused(error: InputError, options: argparse.Namespace) -> int:
    """Print a line per kind of problem; where one stands for several, all go to a file."""
    from ralu.kinds import listed
    from ralu.refused import keep

    lines, count = listed(error.problems), len(error.problems)
    for line in lines:
        _say(_printable(line))
    if len(lines) == count:
        _say(f"{count} problem{'s' if count > 1 else ''}; nothing was made.")
    else:
        kinds = f"{len(lines):,} kind{'s' if len(lines) > 1 else ''}"
        file = keep(error.problems, options)
        place = f"All of them: {_near(file)}" if file else "No file of all of them can be written."
        _say(f"{count:,} problems of {kinds}; nothing was made. {place}")
    return BAD_INPUT


def _failed(failed: NotebookFailed) -> int:
    for failure in failed.failures:
        _say(f"{failure.account}\n")
    _say(f"Half-run notebooks are in {_near(failed.folder)}; the last good report is as it was.")
    return NOTEBOOK_FAILED


def _tell(line: str) -> None:
    """Print a line of what was asked for."""
    try:
        print(line)
    except BrokenPipeError:
        raise _UnreadError from None


def _close() -> None:
    """Print what is still held back; a closed pipe must not break again when Python ends."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _printable(line: str) -> str:
    """Return a line whose odd characters, which come from data, cannot move the cursor."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def _near(path: Path) -> Path:
    """Return `path` relative to the current directory where it lies below it."""
    here = Path.cwd().resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path
