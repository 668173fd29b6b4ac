"""The program `ralu`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from ralu.ledger import LedgerError
from ralu.problems import InputError
from ralu.report.failures import AssembleError, NotebookFailed

DONE, OTHER, BAD_INPUT, NOTEBOOK_FAILED, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done; 2 bad input, configuration or parameter; 3 a notebook failed; 1 anything else.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except InputError as error:
        return _refused(error)
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
    check = commands.add_parser("check", help="read and check the data of a study only")
    check.set_defaults(command=_check)
    for parser_of_study in (report, check):
        parser_of_study.add_argument("study", type=Path, help="folder of study.yml")
        parser_of_study.add_argument("--data", type=Path, help="folder of the data files")
    report.add_argument("--out", type=Path, help="folder of the report (outputs/<study>)")
    report.add_argument("--jobs", type=_jobs, default=min(2, os.cpu_count() or 1), metavar="N")
    synthesize = commands.add_parser("synthesize", help="make the embedded extract again")
    synthesize.set_defaults(command=_synthesize)
    synthesize.add_argument("--out", type=Path, default=Path("data/ralu"))
    return parser


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


def _report(options: argparse.Namespace) -> None:
    from ralu.report.build import build
    from ralu.report.progress import progress

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with progress() as shown:
        folder = build(
            options.study, data=options.data, out=options.out, jobs=options.jobs, progress=shown
        )
    for name in ("report.html", "report.pdf"):
        print(_near(folder / name))


def _check(options: argparse.Namespace) -> None:
    from ralu.extract import check
    from ralu.study import load_study

    study = load_study(options.study, data=options.data)
    for finding in check(study):
        print(_printable(str(finding)))


def _synthesize(options: argparse.Namespace) -> None:
    from ralu.synthesize import write

    write(options.out)


def _refused(error: InputError) -> int:
    """Print every problem on a line of its own."""
    for problem in error.problems:
        _say(_printable(str(problem)))
    count = len(error.problems)
    _say(f"{count} problem{'s' if count > 1 else ''}; nothing was made.")
    return BAD_INPUT


def _failed(failed: NotebookFailed) -> int:
    for failure in failed.failures:
        _say(f"{failure.account}\n")
    _say(f"Half-run notebooks are in {_near(failed.folder)}; the last good report is as it was.")
    return NOTEBOOK_FAILED


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _printable(line: str) -> str:
    """Return a line whose odd characters, which come from data, cannot move the cursor."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def _near(path: Path) -> Path:
    """Return `path` relative to the current directory where it lies below it."""
    here = Path.cwd().resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path
