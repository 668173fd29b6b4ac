"""Data quality: completeness of the source, and what the analysis did with its gaps."""

from __future__ import annotations

from dataclasses import replace

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.rounding import count_percent, fixed
from ralu.tables.frame.groups import SOURCE_RECORDS
from ralu.tables.frame.needs import records_of

COLUMNS = {"dqcol": "TABLE FILE COLUMN ROWS MISSING PARTIAL"}
FINDINGS = {"dq": "CHECK TABLE HANDLING"}
LISTED = {"dq": "CHECK TABLE ROW VARIABLE? VALUE?"}


def completeness_table(adam: AdamSet, *, id: str = "tab-completeness") -> Table | None:
    """Return empty cells and partial dates per column of the source."""
    records = records_of(adam, COLUMNS)
    if records is None:
        return None
    ledger = Ledger("dq.missing", "data_quality", id, SOURCE_RECORDS, "dqcol", "Count")
    files = replace(ledger, prefix="dq.records")
    rows = []
    for (table, file), columns in records["dqcol"].groupby(["TABLE", "FILE"], sort=False):
        total = int(columns["ROWS"].iloc[0])
        number = files.add("n", total, str(total), variable=str(table))
        rows.append(Row((compose("{}: {} rows", str(file), number), "", ""), heading=True))
        for column, missing, partial in columns[["COLUMN", "MISSING", "PARTIAL"]].itertuples(
            index=False
        ):
            counts = (("missing", missing), ("partial", partial))
            name = f"{table}.{column}"
            cells = [_share(ledger, stat, count, total, name) for stat, count in counts]
            if missing or partial:
                rows.append(Row((str(column), *cells), indent=1))
    return Table(
        id,
        "Completeness of the source",
        (
            Column("File\n    Column", align="left", weight=2),
            Column("Missing\nn (%)"),
            Column("Partial dates\nn (%)"),
        ),
        tuple(rows),
        ("Cells of the source; columns without missing cells or partial dates are not printed.",),
        ledger=tuple(ledger.rows),
    )


def _share(ledger: Ledger, stat: str, count: int, total: int, name: str) -> Printed:
    """Record how many cells of a column are so, with their percentage; return "n (%)"."""
    percent = 100 * count / total
    return count_percent(
        ledger.add(stat, count, str(count), variable=name, n=total),
        ledger.add(f"{stat}_pct", percent, fixed(percent, 1), variable=name, unit="%", n=total),
    )


def findings_table(adam: AdamSet, *, id: str = "tab-findings") -> Table | None:
    """Return the findings by kind, with what was done; None where there are none."""
    records = records_of(adam, FINDINGS)
    if records is None:
        return None
    ledger = Ledger("dq.finding", "data_quality", id, SOURCE_RECORDS, "dq", "Count")
    rows = []
    kinds = records["dq"].groupby(["CHECK", "TABLE", "HANDLING"], sort=True)
    for (check, table, handling), found in kinds:
        counts = {"n": len(found), "patients": found["USUBJID"].nunique()}
        where = f"{check} ({table})"
        cells = (
            ledger.add(stat, count, str(count), variable=where, level=str(handling))
            for stat, count in counts.items()
        )
        rows.append(Row((str(check), str(table), *cells, str(handling))))
    return Table(
        id,
        "Findings in the source and how they were handled",
        (
            Column("Finding", align="left", weight=1.7),
            Column("Table", align="left", weight=1.1),
            Column("Records", weight=0.7),
            Column("Patients", weight=0.7),
            Column("Handling", align="left", weight=2.2),
        ),
        tuple(rows),
        ("None of these stops the report.",),
        ledger=tuple(ledger.rows),
    )


def findings_listing(
    adam: AdamSet, *, leave_out: list[str], most: int, id: str = "tab-listing"
) -> Table | None:
    """Return the findings one by one, with the row that a spreadsheet shows.

    Parameters
    ----------
    leave_out
        Kinds of finding that are counted only.
    most
        A kind with more records is cut there, and the footnote says so.
    """
    records = records_of(adam, LISTED)
    if records is None or records["dq"]["CHECK"].isin(leave_out).all():
        return None
    shown = records["dq"][~records["dq"]["CHECK"].isin(leave_out)]
    cut = shown.groupby("CHECK").head(most)
    columns = ["CHECK", "TABLE", "ROW", "USUBJID", "VARIABLE", "VALUE"]
    rows = [Row(tuple(str(v) for v in record)) for record in cut[columns].itertuples(index=False)]
    heads = ("Finding", "Table", "Row", "Patient", "Column", "Value")
    note = "Row: as a spreadsheet shows it (the header is the first)."
    if leave_out:
        note += f" Counted only: {', '.join(leave_out).lower()}."
    if len(cut) < len(shown):
        note += f" At most {most} records of a kind are listed."
    return Table(
        id,
        "Listing of findings",
        tuple(
            Column(h, align="right" if h == "Row" else "left", weight=1.8 if h == "Finding" else 1)
            for h in heads
        ),
        tuple(rows),
        (note,),
        listing=True,
    )
