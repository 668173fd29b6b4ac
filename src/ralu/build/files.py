"""The files of a report that are made of its assembled chapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from shutil import copyfile
from typing import Any

from ralu.ledger import to_json
from ralu.report.assembly.assemble import Report
from ralu.report.exports.ard import ard_csv
from ralu.report.exports.crate import to_crate
from ralu.report.exports.csv_files import ledger_csv, table_csv
from ralu.report.exports.picture import to_png
from ralu.report.exports.word import to_docx
from ralu.report.exports.workbook import to_xlsx
from ralu.report.html.page import to_html
from ralu.report.pdf.document import to_pdf
from ralu.report.record.manifest import Origin
from ralu.study import Study


def write(
    report: Report,
    folder: Path,
    origin: Origin,
    parameters: Mapping[str, Mapping[str, Any]],
    study: Study,
    pictures: Mapping[str, Path],
) -> None:
    """Write the report, the ledger, each figure and table by itself, and the crate of them all.

    Parameters
    ----------
    report
        The assembled report.
    folder
        Where to; the executed notebooks are there already.
    origin, parameters, study
        What it was made from, for the crate: see `to_crate`.
    pictures
        Files of pictures that need not be drawn again, by the id of their figure.
    """
    # A second process writes the exports; Typst works without the interpreter, so PDF and pictures
    # come while the HTML is written.
    with _beside(lambda: _exports(report, folder)), ThreadPoolExecutor(2) as typst:
        pdf = typst.submit(to_pdf, report)
        drawn = {
            figure.id: typst.submit(to_png, figure.svg)
            for figure in report.figures
            if figure.id not in pictures
        }
        _text(folder / "report.html", to_html(report))
        (folder / "report.pdf").write_bytes(pdf.result())
        pngs = {id: picture.result() for id, picture in drawn.items()}
    for id, png in pngs.items():
        (folder / f"figures/{id}.png").write_bytes(png)
    for id, file in pictures.items():
        copyfile(file, folder / f"figures/{id}.png")
    crate = to_crate(report, folder, origin, parameters, study)
    (folder / "report.crate.zip").write_bytes(crate)


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[None]:
    """Do work in a second process while the block runs; an error in it is raised at the end."""
    process_context = get_context("fork")
    here, there = process_context.Pipe(duplex=False)
    process = process_context.Process(target=_tell_end, args=(work, there))
    process.start()
    there.close()
    try:
        yield
        error = here.recv()
    except EOFError:
        error = RuntimeError("The process that writes tables and figures ended before its work.")
    finally:
        process.join()
        here.close()
    if error:
        raise error


def _tell_end(work: Callable[[], None], there: Connection) -> None:
    """Do work and send its error, or None."""
    try:
        work()
    except Exception as error:
        there.send(error)
    else:
        there.send(None)


def _exports(report: Report, folder: Path) -> None:
    _ledger(report, folder)
    _tables(report, folder)
    _figures(report, folder / "figures")


def _ledger(report: Report, folder: Path) -> None:
    _text(folder / "results.json", to_json(report.ledger))
    _text(folder / "results.csv", ledger_csv(report.ledger))
    _text(folder / "ard.csv", ard_csv(report.ledger))


def _tables(report: Report, folder: Path) -> None:
    (folder / "tables").mkdir()
    for table in report.tables:
        _text(folder / f"tables/{table.id}.csv", table_csv(table))
        (folder / f"tables/{table.id}.xlsx").write_bytes(to_xlsx(table, report))
    (folder / "tables.docx").write_bytes(to_docx(report))


def _figures(report: Report, folder: Path) -> None:
    folder.mkdir()
    for figure in report.figures:
        _text(folder / f"{figure.id}.svg", figure.svg)
        if figure.data:
            _text(folder / f"{figure.id}.csv", table_csv(figure.data))


def _text(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
