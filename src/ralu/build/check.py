"""Files, choices and parameters of a study checked, and all that is wrong told together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ralu.problems import InputError, Problem
from ralu.report.notebooks.chapters import Chapter, chapters_here
from ralu.report.notebooks.parameters import resolve
from ralu.study import Study
from ralu.yamlfaults import with_lines


def check(study: Study) -> list[str]:
    """Read, check and derive all that a report of the study needs; return a line per file.

    Parameters of notebooks are checked where there are notebooks in the current directory.

    Raises
    ------
    InputError
        With all problems of study.yml, of its files, and of one against the other.
    """
    from ralu.adam import derive
    from ralu.build.choices import choice_problems
    from ralu.extract import overview, read_source

    problems: list[Problem] = []
    source, adam = None, None
    with _gathered(problems):
        if chapters := chapters_here():
            resolve(chapters, study.parameters)
    with _gathered(problems):
        source = read_source(study)
        adam = derive(study, source)
    problems += choice_problems(study, adam)
    if problems or source is None:
        raise InputError(with_lines(study.file, problems))
    return overview(study, source)


def resolved(
    study: Study, chapters: Sequence[Chapter], make_datasets: Callable[[], None]
) -> dict[str, dict[str, Any]]:
    """Return the value of every parameter of every chapter, the datasets being made as well.

    Raises
    ------
    InputError
        With what is wrong in both.
    """
    problems: list[Problem] = []
    parameters: dict[str, dict[str, Any]] = {}
    with _gathered(problems):
        parameters = resolve(chapters, study.parameters)
    with _gathered(problems):
        make_datasets()
    if problems:
        from ralu.build.choices import choice_problems

        problems += choice_problems(study, None)
        raise InputError(with_lines(study.file, problems))
    return parameters


def refuse_choices(study: Study, datasets: Path) -> None:
    """Refuse choices that the datasets of a folder cannot serve, before a chapter runs."""
    from ralu.adam import AdamSet
    from ralu.build.choices import choice_problems

    if problems := choice_problems(study, AdamSet.read(datasets)):
        raise InputError(with_lines(study.file, problems))


@contextmanager
def _gathered(problems: list[Problem]) -> Iterator[None]:
    """Add the problems of an `InputError` in the block to `problems`, and go on after it."""
    try:
        yield
    except InputError as error:
        problems += error.problems
