"""What a notebook works with: the study, its datasets, and how it shows results.

The same calls serve JupyterLab and the pipeline. The pipeline names its run folder in the
environment; without it the study is read and derived here, with the same result.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from ralu import prose
from ralu.adam import AdamSet, prepare
from ralu.blocks import MEDIA_TYPE, Block, Figure, Passage, Table, to_data
from ralu.ledger import LedgerError, LedgerRow, from_records, stamp
from ralu.printed import from_markdown, results_of
from ralu.problems import refuse
from ralu.published import SOURCE, source_of
from ralu.report.markup.table import table_to_html
from ralu.study import Study, load_study
from ralu.typeset import typeset

DEFAULT_STUDY = Path("../data/ralu")


@dataclass
class Chapter:
    """One notebook at work.

    Attributes
    ----------
    name
        File name of the notebook without its suffix.
    study, adam
        The study and its analysis datasets.
    ledger
        Rows shown so far, by id; those of the other chapters too where the notebook reads them.
    """

    name: str
    study: Study
    adam: AdamSet
    ledger: dict[str, LedgerRow] = field(default_factory=dict, repr=False)

    def show(self, *blocks: Block | None) -> None:
        """Put blocks into the report; None, what the study does not have, is passed over."""
        for block in blocks:
            if block is not None:
                self._put(block)

    def say(self, markdown: str, *needs: object) -> None:
        """Put a passage into the report, its numbers filled in where it says ``{...}``.

        ``chapter.say("Median {os.lu.median:unit ci}; {teae.any:n/N} had an event.")``;
        `ralu.prose.filled` lists the formats.

        Parameters
        ----------
        needs
            What the passage speaks of, such as a table that need not be shown yet. Nothing is
            said where the study does not have one of them, that is, where one is None.

        Raises
        ------
        LedgerError
            When a result, choice or format does not exist, naming the nearest ones.
        """
        if any(need is None for need in needs):
            return
        rows = {row.id: row for need in needs for row in getattr(need, "ledger", ())}
        text = prose.filled(markdown, self.ledger | rows, self.study)
        used = tuple(rows[id] for id in results_of(from_markdown(text)) if id in rows)
        self.show(Passage(text, ledger=used))

    def absent(self, words: str, *results: object) -> None:
        """Say that the study does not have something, unless one of `results` is there."""
        if all(result is None for result in results):
            self.show(Passage(f"This study does not have {words}.", tone="absent"))

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        """Name and content hash of all that results come from."""
        published = source_of(self.study)
        return self.adam.sources | ({SOURCE: published} if published else {})

    def _put(self, block: Block) -> None:
        rows = tuple(
            stamp(row, notebook=self.name, source=self._sources[row.source]) for row in block.ledger
        )
        self.ledger.update({row.id: row for row in rows})
        display(_bundle(typeset(replace(block, ledger=rows))), raw=True)  # type: ignore[no-untyped-call]


def _bundle(block: Block) -> dict[str, Any]:
    """Return the block for the report, and as JupyterLab shows it."""
    match block:
        case Table():
            shown = {"text/html": table_to_html(block)}
        case Figure():
            shown = {"image/svg+xml": block.svg}
        case Passage():
            shown = {"text/markdown": prose.plain(block.markdown)}
    return {MEDIA_TYPE: to_data(block), **shown}


def open_chapter(name: str, *, reads_ledger: bool = False) -> Chapter:
    """Open the study for a notebook.

    Parameters
    ----------
    name
        File name of the notebook without its suffix; study.yml may hold parameters under it.
    reads_ledger
        Whether the notebook reads the ledger rows of the other chapters.
    """
    _same_package()
    study = load_study(
        Path(os.environ.get("RALU_STUDY", DEFAULT_STUDY)),
        data=Path(os.environ["RALU_DATA"]) if os.environ.get("RALU_DATA") else None,
    )
    run = os.environ.get("RALU_RUN")
    if not run:
        _apply(name, study.parameters.get(name, {}))
    adam = AdamSet.read(Path(run) / "adam") if run else prepare(study)
    chapter = Chapter(name, study, adam)
    if reads_ledger:
        file = Path(run) / "ledger.json" if run else _last_report(study) / "results.json"
        chapter.ledger |= _others(file, name)
    return chapter


def _same_package() -> None:
    """Refuse to run another copy of this package than the command that makes the report."""
    expected, own = os.environ.get("RALU_PACKAGE"), Path(__file__).resolve().parent
    if expected and Path(expected) != own:
        message = f"is another copy of the package than that of the command, {expected}."
        remedy = "Remove what stands before it in PYTHONPATH or beside the notebooks."
        raise refuse(str(own), message, remedy)


def _apply(name: str, parameters: dict[str, Any]) -> None:
    """Set the parameters of study.yml in JupyterLab, as papermill does in the pipeline."""
    shell = get_ipython()
    if shell is not None and parameters:
        if unknown := [key for key in parameters if key not in shell.user_ns]:
            raise refuse(
                "study.yml",
                f"is no parameter of {name}.",
                "Correct its spelling, or run the parameters cell first.",
                column=f"parameters.{name}.{unknown[0]}",
            )
        shell.push(parameters)  # type: ignore[no-untyped-call]
        print("From study.yml:", ", ".join(f"{k} = {v!r}" for k, v in parameters.items()))


def _last_report(study: Study) -> Path:
    return Path("..") / "outputs" / study.name


def _others(file: Path, name: str) -> dict[str, LedgerRow]:
    """Return the ledger rows of the other chapters, by id."""
    if not file.exists():
        raise LedgerError(
            "This notebook reads the results of the other chapters: run make (for this study) "
            "first, then this notebook again."
        )
    rows = from_records(json.loads(file.read_text(encoding="utf-8")))
    return {row.id: row for row in rows if row.notebook != name}
