"""What the files of a study hold, in a line each."""

from __future__ import annotations

from collections.abc import Iterator

from ralu.extract.dictionary import TABLES, is_partial
from ralu.extract.source import Source
from ralu.published import load_published
from ralu.study import Study

FULL_DATE = len("2019-04-30")


def overview(study: Study, source: Source) -> list[str]:
    """Return a line per file of a study that was read without a problem."""
    lines = [_table(study.files[name], name, source) for name in study.files]
    lines += _published(study)
    return [*lines, "No problems."]


def _table(file: str, name: str, source: Source) -> str:
    frame = source.tables[name][list(source.columns[name])]
    partial = [
        int((frame[column].dropna().str.len() < FULL_DATE).sum())
        for column in frame
        if column in TABLES[name].model_fields and is_partial(name, str(column))
    ]
    facts = [_count(len(frame), "row"), _count(frame.shape[1], "column")]
    facts += [_count(int(frame.isna().sum().sum()), "empty cell")]
    facts += [_count(sum(partial), "partial date")] if partial else []
    return f"{file}: {', '.join(facts)}"


def _published(study: Study) -> Iterator[str]:
    if study.published:
        snapshots = load_published(study).values()
        figures = _count(sum(len(snapshot.figures) for snapshot in snapshots), "figure")
        yield f"{study.published}: {_count(len(snapshots), 'snapshot')}, {figures}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
