"""Data quality: what the chart review left open, and how the analysis dealt with it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.ctcae import is_known
from ralu.extract import Source
from ralu.extract.dictionary import TABLES, is_partial
from ralu.study import Study

COLUMNS = ("CHECK", "TABLE", "ROW", "USUBJID", "VARIABLE", "VALUE", "HANDLING")
Finding = tuple[str, str, int, str, str, str, str]


def findings(study: Study, source: Source, datasets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per finding; ROW is the row of the file as a spreadsheet shows it."""
    found: list[Finding] = []
    if study.source == "extract":
        found += _partial_dates(source)
        found += _adverse_events(source.tables["adverse_events"])
        found += _laboratory(source.tables["labs"])
        found += _sequence(study, source)
        found += _interval(source, datasets["adsl"])
    frame = pd.DataFrame(found, columns=list(COLUMNS)).astype({"ROW": "int64"})
    return frame.sort_values(["CHECK", "TABLE", "ROW", "VARIABLE"], ignore_index=True)


def completeness(study: Study, source: Source) -> pd.DataFrame:
    """Return per declared column how many cells are filled, empty, and partial dates."""
    rows = []
    for table in sorted(source.given):
        frame = source.tables[table]
        for column in TABLES[table].model_fields:
            cells = frame[column]
            partial = _is_partial(cells).sum() if is_partial(table, column) else 0
            rows.append(
                (
                    table,
                    study.files[table],
                    column,
                    len(cells),
                    int(cells.isna().sum()),
                    int(partial),
                )
            )
    return pd.DataFrame(rows, columns=["TABLE", "FILE", "COLUMN", "ROWS", "MISSING", "PARTIAL"])


def _is_partial(cells: pd.Series) -> pd.Series:
    return cells.astype("string").str.len().fillna(10) < 10


def _partial_dates(source: Source) -> Iterator[Finding]:
    for table in sorted(source.given):
        frame = source.tables[table]
        for column in filter(lambda c: is_partial(table, c), TABLES[table].model_fields):
            partial = frame[_is_partial(frame[column])]
            for row, patient, value in zip(
                partial.index, partial["patient_id"], partial[column], strict=True
            ):
                yield ("Partial date", table, row, patient, column, value, "imputed and flagged")


def _adverse_events(events: pd.DataFrame) -> Iterator[Finding]:
    for row, patient in events.loc[events["grade"].isna(), "patient_id"].items():
        handling = "counted in any grade only"
        yield (
            "Adverse event without grade",
            "adverse_events",
            int(str(row)),
            patient,
            "grade",
            "",
            handling,
        )
    for row, patient in events.loc[events["start_date"].isna(), "patient_id"].items():
        handling = "counted as treatment-emergent"
        yield (
            "Adverse event without start",
            "adverse_events",
            int(str(row)),
            patient,
            "start_date",
            "",
            handling,
        )


def _laboratory(labs: pd.DataFrame) -> Iterator[Finding]:
    limit = labs["value"].fillna("").str.startswith(("<", ">"))
    unknown = pd.Series(
        [not is_known(test, unit) for test, unit in zip(labs["test"], labs["unit"], strict=True)],
        index=labs.index,
        dtype="bool",
    )
    kinds = (
        ("Laboratory value missing", labs["value"].isna(), "value", "not used"),
        ("Laboratory value beyond detection", limit, "value", "the limit is taken as the value"),
        ("Laboratory row repeated", labs.duplicated(), "value", "the repeated row is dropped"),
        ("Laboratory unit unknown", unknown, "unit", "not used"),
    )
    for check, at, column, handling in kinds:
        for row, patient, value in zip(
            labs.index[at], labs.loc[at, "patient_id"], labs.loc[at, column], strict=True
        ):
            yield (check, "labs", row, patient, column, value or "", handling)


def _sequence(study: Study, source: Source) -> Iterator[Finding]:
    """Yield records dated after death or the data cut-off, and ends before starts."""
    patients = source.tables["patients"].set_index("patient_id")
    cutoff = study.data_cutoff.isoformat()
    for table, column in (
        ("labs", "date"),
        ("lutetium", "date"),
        ("radium", "date"),
        ("therapies", "start_date"),
        ("adverse_events", "start_date"),
    ):
        frame = source.tables[table]
        dates = frame[column]
        text = dates.dt.strftime("%Y-%m-%d") if dates.dtype.kind == "M" else dates
        death = frame["patient_id"].map(patients["death_date"])
        for row, patient, day, died in zip(
            frame.index, frame["patient_id"], text, death, strict=True
        ):
            if not isinstance(day, str):
                continue
            if isinstance(died, str) and day[: len(died)] > died[: len(day)]:
                yield ("Record after death", table, row, patient, column, day, "kept as recorded")
            if day > cutoff:
                yield (
                    "Record after data cut-off",
                    table,
                    row,
                    patient,
                    column,
                    day,
                    "kept as recorded",
                )
    for table in ("therapies", "adverse_events"):
        frame = source.tables[table]
        pair = frame[["start_date", "end_date"]].dropna()
        for row, start, end in pair.itertuples():
            if end[: len(start)] < start[: len(end)]:
                patient = str(frame.at[row, "patient_id"])
                yield ("End before start", table, row, patient, "end_date", end, "kept as recorded")


def _interval(source: Source, adsl: pd.DataFrame) -> Iterator[Finding]:
    rows = pd.Series(source.tables["patients"].index, index=source.tables["patients"]["patient_id"])
    open_interval = adsl[(adsl["SAFFL"] == "Y") & adsl["RANINJ"].notna() & adsl["INTVMO"].isna()]
    for patient in open_interval["USUBJID"]:
        handling = "not in analyses by interval, nor of survival from 223Ra"
        yield (
            "Dates of 223Ra unknown",
            "radium",
            int(rows[patient]),
            patient,
            "date",
            "",
            handling,
        )
    for patient in adsl.loc[adsl["SAFFL"] == "N", "USUBJID"]:
        handling = "not in the safety population"
        yield (
            "No 177Lu infusion",
            "patients",
            int(rows[patient]),
            patient,
            "patient_id",
            "",
            handling,
        )
