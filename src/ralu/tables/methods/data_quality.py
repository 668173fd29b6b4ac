"""Data quality: completeness of the source, and what the analysis did with its gaps."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.printed import Printed, compose
from ralu.rounding import count_percent, fixed
from ralu.tables.frame.groups import SOURCE_RECORDS


def completeness_table(adam: AdamSet) -> Table:
    """Return empty cells and partial dates per column of the source."""
    files, ledger = (
        Ledger(prefix, "data_quality", "tab-completeness", SOURCE_RECORDS, "dqcol", "Count")
        for prefix in ("dq.records", "dq.missing")
    )
    rows = []
    for (table, file), columns in adam.dqcol.groupby(["TABLE", "FILE"], sort=False):
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
        "tab-completeness",
        "Completeness of the source",
        (
            Column("File\n    Column", align="left", weight=2),
            Column("Missing\nn (%)"),
            Column("Partial dates\nn (%)"),
        ),
        tuple(rows),
        ("Cells of the source; columns without missing cells or partial dates are not printed.",),
        ledger=(*files.rows, *ledger.rows),
    )


def _share(ledger: Ledger, stat: str, count: int, total: int, name: str) -> Printed:
    """Record how many cells of a column are so, with their percentage; return "n (%)"."""
    percent = 100 * count / total
    return count_percent(
        ledger.add(stat, count, str(count), variable=name, n=total),
        ledger.add(f"{stat}_pct", percent, fixed(percent, 1), variable=name, unit="%", n=total),
    )


def findings_table(adam: AdamSet) -> Table | None:
    """Return the findings by kind, with what was done; None where there are none."""
    if adam.dq.empty:
        return None
    ledger = Ledger("dq.finding", "data_quality", "tab-findings", SOURCE_RECORDS, "dq", "Count")
    rows = []
    kinds = adam.dq.groupby(["CHECK", "TABLE", "HANDLING"], sort=True)
    for (check, table, handling), found in kinds:
        records, patients = len(found), found["USUBJID"].nunique()
        where = f"{check} ({table})"
        cells = (
            ledger.add(stat, count, str(count), variable=where, level=str(handling))
            for stat, count in (("n", records), ("patients", patients))
        )
        rows.append(Row((str(check), str(table), *cells, str(handling))))
    return Table(
        "tab-findings",
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


def findings_listing(adam: AdamSet, *, leave_out: list[str], most: int) -> Table | None:
    """Return the findings one by one, with the row that a spreadsheet shows.

    Parameters
    ----------
    leave_out
        Kinds of finding that are counted only.
    most
        A kind with more records is cut there, and the footnote says so.
    """
    shown = adam.dq[~adam.dq["CHECK"].isin(leave_out)]
    if shown.empty:
        return None
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
        "tab-listing",
        "Listing of findings",
        tuple(
            Column(h, align="right" if h == "Row" else "left", weight=1.8 if h == "Finding" else 1)
            for h in heads
        ),
        tuple(rows),
        (note,),
        listing=True,
    )
