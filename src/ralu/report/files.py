"""The files of a report that are made of its assembled chapters."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ralu.blocks import Table
from ralu.ledger import to_csv, to_json
from ralu.report.assemble import Report
from ralu.report.html import to_html
from ralu.report.typst import to_pdf


def write(report: Report, folder: Path) -> None:
    """Write the report, the ledger, and each figure and table by itself."""
    (folder / "report.html").write_text(to_html(report), encoding="utf-8")
    (folder / "report.pdf").write_bytes(to_pdf(report))
    (folder / "results.json").write_text(to_json(report.ledger), encoding="utf-8")
    (folder / "results.csv").write_text(to_csv(report.ledger), encoding="utf-8")
    for name in ("figures", "tables"):
        (folder / name).mkdir()
    for figure in report.figures:
        (folder / f"figures/{figure.id}.svg").write_text(figure.svg, encoding="utf-8")
    for table in report.tables:
        (folder / f"tables/{table.id}.csv").write_text(table_csv(table), encoding="utf-8")


def table_csv(table: Table) -> str:
    """Return a table as CSV text; a column under a spanning head is named by both."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = [": ".join(part for part in (c.group, c.label) if part) for c in table.columns]
    writer.writerow([" ".join(head.split()) for head in heads])
    writer.writerows(row.cells for row in table.rows)
    return out.getvalue()
