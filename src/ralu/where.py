"""Where a printed number comes from: its ledger row, its cell, its data, and who shows it.

Nothing here loads pandas or Jupyter: the answer is there at once.
"""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ralu.blocks import Block, Passage
from ralu.compare.saved import LEDGER, read_saved, report_of
from ralu.ledger import OVERALL, LedgerRow, natural
from ralu.problems import nearest, refuse
from ralu.report.assembly.numbering import numbers_of
from ralu.report.assembly.texts import results_in
from ralu.report.notebooks.chapters import Chapter, block_outputs, makers, places
from ralu.report.record.manifest import Manifest

LABEL = 12


@dataclass(frozen=True)
class _Cell:
    """A code cell of an executed notebook with the blocks it shows."""

    place: str
    source: str
    blocks: Sequence[Block]


def where(id: str, report: Path) -> Iterator[str]:
    """Yield lines that tell where a result comes from.

    Parameters
    ----------
    id
        Id of a ledger row, the beginning of several (``os.lu``), or what is printed (``13.2``).
    report
        Folder of a report, of a release, or of a study, which stands for its report.

    Raises
    ------
    InputError
        When the folder is no report, or no row has the id or prints so; the nearest are named.
    """
    folder = report_of(report)
    saved = read_saved(folder)
    rows = saved.rows
    if id in rows:
        yield from _told(rows, rows[id], _cells(folder), saved.manifest)
        return
    begin = f"{id.rstrip('.')}."
    found = [row for row in rows.values() if row.id.startswith(begin) or prints(row, id)]
    if not found:
        message, remedy = "is no ledger row.", f"The nearest: {nearest(id, rows)}."
        raise refuse(str(folder / LEDGER), message, remedy, value=id)
    yield from _listed(sorted(found, key=lambda row: natural(row.id)))


def prints(row: LedgerRow, text: str) -> bool:
    """Say whether a result is printed so, with or without its unit; a minus may be a hyphen."""
    return text.replace("-", "−") in {t.replace("-", "−") for t in (row.text, _with_unit(row))}


def _listed(rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Yield a line per row: id, text as printed, and what it was made for where that fits."""
    texts = [_with_unit(row) for row in rows]
    ids, printed, outputs = (
        max(map(len, column))
        for column in ([row.id for row in rows], texts, [row.output for row in rows])
    )
    fits = ids + printed + outputs + 4 <= shutil.get_terminal_size().columns
    for row, text in zip(rows, texts, strict=True):
        yield f"{row.id:<{ids}}  {text:>{printed}}" + (f"  {row.output}" if fits else "")


def _told(
    rows: Mapping[str, LedgerRow], row: LedgerRow, cells: Sequence[_Cell], manifest: Manifest
) -> Iterator[str]:
    """Yield everything that is known of one row."""
    yield f"{row.id}: {_with_unit(row)}"
    yield ""
    for label, text in _facts(rows, row).items():
        yield from _line(label, text)
    yield from _line("Data", _data(row, manifest))
    yield from _line("Build", manifest.origin.identity)
    blocks = ((cell.place, block) for cell in cells for block in cell.blocks)
    place = makers(blocks, rows.values()).get(row.id)
    if made := next((cell for cell in cells if cell.place == place), None):
        yield from _line("Cell", made.place)
        yield ""
        yield from (f"    {line}" for line in made.source.splitlines())
    yield ""
    shown = list(_shown(row.id, cells))
    if cells:
        yield "Shown in" if shown else "Shown nowhere: it stands in results.csv only."
    for name, title in shown:
        yield from _line(name, title)


def _facts(rows: Mapping[str, LedgerRow], row: LedgerRow) -> dict[str, str]:
    count = rows.get(row.id.removesuffix(row.stat) + "n")
    group = f"{row.group} = {row.group_level}" if row.group else OVERALL
    facts = {
        "Value": row.exact,
        "n/N": f"{count.text}/{count.n}" if count and row.stat in ("n", "pct") else "",
        "N": "" if row.n is None else str(row.n),
        "Population": row.population,
        "Group": group,
        "Variable": " = ".join(part for part in (row.variable, row.variable_level) if part),
        "Statistic": f"{row.stat} ({row.analysis})",
        "Method": row.method,
    }
    if facts["n/N"]:
        del facts["N"]
    return {label: text for label, text in facts.items() if text}


def _data(row: LedgerRow, manifest: Manifest) -> str:
    """Return the source of a row with its file in the report."""
    file = f"adam/{row.source.partition(' ')[0].lower()}.parquet"
    return f"{row.source}, {file}" if file in manifest.outputs else row.source


def _shown(id: str, cells: Sequence[_Cell]) -> Iterator[tuple[str, str]]:
    """Yield what prints a result: name and title, or text and place."""
    numbers = numbers_of(block for cell in cells for block in cell.blocks)
    for cell in cells:
        for block in cell.blocks:
            if id not in results_in(block):
                continue
            if isinstance(block, Passage):
                yield "Text", cell.place
            else:
                yield numbers[block.id], block.title


def _cells(report: Path) -> list[_Cell]:
    """Return the code cells of all chapters in the order of the report."""
    files = sorted((report / "notebooks").glob("*.ipynb"))
    chapters = [Chapter(f.stem, json.loads(f.read_text(encoding="utf-8"))) for f in files]
    chapters.sort(key=lambda chapter: (chapter.place, chapter.name))
    return [
        _Cell(place, "".join(cell["source"]), [b for _, b in block_outputs(cell)])
        for chapter in chapters
        for place, cell in places(chapter.name, chapter.notebook["cells"])
        if cell["cell_type"] == "code"
    ]


def _with_unit(row: LedgerRow) -> str:
    """Return the text as printed, a bare number with its unit."""
    if not row.unit or not re.fullmatch(r"[−<>]*[\d.,]+", row.text):
        return row.text
    return f"{row.text}{'' if row.unit == '%' else ' '}{row.unit}"


def _line(label: str, text: str) -> list[str]:
    """Return a labelled text in as many lines as the terminal needs."""
    width = min(max(shutil.get_terminal_size().columns, 40), 100)
    return textwrap.wrap(
        " ".join(text.split()),
        width,
        initial_indent=f"  {label:<{LABEL}}",
        subsequent_indent=" " * (LABEL + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
