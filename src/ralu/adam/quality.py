"""Data quality: what the chart review left open, and how the analysis dealt with it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ralu.adam.adopted import derived, units_of
from ralu.adam.window import on_treatment_still
from ralu.ctcae import STANDARD_UNIT, is_known
from ralu.extract import Source
from ralu.extract.dictionary import TABLES, is_partial
from ralu.study import Study

COLUMNS = ("CHECK", "TABLE", "ROW", "USUBJID", "VARIABLE", "VALUE", "HANDLING")
Finding = tuple[str, str, int, str, str, str, str]
DATED = (
    ("patients", "last_contact_date"),
    ("patients", "death_date"),
    ("labs", "date"),
    ("lutetium", "date"),
    ("radium", "date"),
    ("therapies", "start_date"),
    ("adverse_events", "start_date"),
)
"""Dates that should lie neither after death or last contact nor after the data cut-off."""
KEPT, UNUSED = "kept as recorded", "not used"


def findings(study: Study, source: Source, datasets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per finding; ROW is the row of the file as a spreadsheet shows it."""
    found: list[Finding] = []
    if study.source == "extract":
        found += _partial_dates(source)
        found += _therapies(source.tables["therapies"])
        found += _adverse_events(source.tables["adverse_events"])
        found += _laboratory(source.tables["labs"])
        found += _sequence(study, source)
        found += _doses(source, datasets["adsl"])
    else:
        found += _treatment_going_on(source.tables["adsl"])
        found += _given_laboratory(study, source.tables["adlb"])
    found += _respelled(source)
    frame = pd.DataFrame(found, columns=list(COLUMNS)).astype({"ROW": "int64"})
    return frame.sort_values(["CHECK", "TABLE", "ROW", "VARIABLE"], ignore_index=True)


def completeness(study: Study, source: Source) -> pd.DataFrame:
    """Return per declared column how many cells are filled, empty, and partial dates."""
    rows = []
    for table in sorted(source.given):
        frame = source.tables[table]
        held = [name for name in TABLES[table].model_fields if name in source.columns[table]]
        for column in held:
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


def _rows(
    check: str, table: str, frame: pd.DataFrame, at: pd.Series, column: str, handling: str
) -> Iterator[Finding]:
    """Yield a finding for each row of a table that `at` marks."""
    chosen = frame[at.to_numpy(dtype=bool)]
    for row, patient, value in zip(
        chosen.index, chosen["patient_id"], _text(chosen[column]), strict=True
    ):
        yield check, table, row, patient, column, "" if pd.isna(value) else value, handling


def _text(cells: pd.Series) -> pd.Series:
    """Return cells as text, dates as the extract writes them; missing stays missing."""
    return cells.dt.strftime("%Y-%m-%d") if cells.dtype.kind == "M" else cells


def _partial_dates(source: Source) -> Iterator[Finding]:
    for table in sorted(source.given):
        frame = source.tables[table]
        for column in filter(lambda c: is_partial(table, c), TABLES[table].model_fields):
            partial = _is_partial(frame[column])
            unused = partial & (table == "radium") & (frame[column].str.len() == len("2019"))
            for at, handling in ((partial & ~unused, "imputed and flagged"), (unused, "not used")):
                yield from _rows("Partial date", table, frame, at, column, handling)


def _therapies(therapies: pd.DataFrame) -> Iterator[Finding]:
    handling = "not counted, unless it ended before 177Lu"
    at = therapies["start_date"].isna()
    yield from _rows("Therapy without start", "therapies", therapies, at, "start_date", handling)


def _respelled(source: Source) -> Iterator[Finding]:
    for table, row, column, written, read in source.respelled:
        key = "USUBJID" if "USUBJID" in source.tables[table] else "patient_id"
        patient = str(source.tables[table].at[row, key])
        yield "Word in another spelling", table, row, patient, column, written, f"read as {read}"


def _adverse_events(events: pd.DataFrame) -> Iterator[Finding]:
    table, ungraded = "adverse_events", events["grade"].isna()
    fatal = events["outcome"].fillna("").str.lower() == "fatal"
    kinds = (
        ("without grade", ungraded & ~fatal, "grade", "counted in any grade only"),
        ("without grade", ungraded & fatal, "grade", "fatal, so counted as grade 5"),
        (
            "without start",
            events["start_date"].isna(),
            "start_date",
            "counted as treatment-emergent, unless it ended before 177Lu",
        ),
    )
    for check, at, column, handling in kinds:
        yield from _rows(f"Adverse event {check}", table, events, at, column, handling)


def _laboratory(labs: pd.DataFrame) -> Iterator[Finding]:
    limit = labs["value"].fillna("").str.startswith(("<", ">"))
    kinds = (
        ("Laboratory value beyond detection", limit, "the limit is taken as the value"),
        ("Laboratory row repeated", labs.duplicated(), "the repeated row is dropped"),
    )
    yield from _unusable("labs", labs)
    for check, at, handling in kinds:
        yield from _rows(check, "labs", labs, at, "value", handling)


def _treatment_going_on(adsl: pd.DataFrame) -> Iterator[Finding]:
    """Yield the patients of a given ADSL who have a first dose and no last one."""
    subjects = adsl.rename(columns={"USUBJID": "patient_id"})
    handling = "on treatment until the data cut-off"
    at = on_treatment_still(adsl)
    yield from _rows("Last dose without a date", "adsl", subjects, at, "TRTEDT", handling)


def _given_laboratory(study: Study, values: pd.DataFrame) -> Iterator[Finding]:
    """Yield the records of a given ADLB that the analysis cannot use."""
    theirs = {"patient_id": "USUBJID", "test": "PARAMCD", "value": "AVAL", "unit": "AVALU"}
    values = values.assign(AVALU=units_of(study, values), patient_id=values["USUBJID"])
    made, baseline = derived(values), values["ABLFL"] == "Y"
    for at, handling in (
        (made & ~baseline, UNUSED),
        (made & baseline, "not used, though flagged as baseline"),
    ):
        yield from _rows("Laboratory record derived", "adlb", values, at, "DTYPE", handling)
    values = values[~made]
    labs = pd.DataFrame({our: values[their] for our, their in theirs.items()})
    for check, table, row, patient, column, value, handling in _unusable("adlb", labs):
        yield check, table, row, patient, theirs[column], value, handling


def _unusable(table: str, labs: pd.DataFrame) -> Iterator[Finding]:
    """Yield values that are missing, of unknown tests, or in units that cannot be converted."""
    known = labs["test"].isin(STANDARD_UNIT)
    pairs = zip(labs["test"], labs["unit"], strict=True)
    converts = pd.Series([is_known(*pair) for pair in pairs], index=labs.index, dtype="bool")
    yield from _rows("Laboratory value missing", table, labs, labs["value"].isna(), "value", UNUSED)
    yield from _rows("Laboratory test unknown", table, labs, ~known, "test", UNUSED)
    yield from _rows("Laboratory unit unknown", table, labs, known & ~converts, "unit", UNUSED)


def _later(days: pd.Series, than: pd.Series) -> pd.Series:
    """Return which dates are later than others for certain, as far as both are known."""
    pairs = zip(_text(days), _text(than), strict=True)
    later = [
        isinstance(day, str) and isinstance(other, str) and day[: len(other)] > other[: len(day)]
        for day, other in pairs
    ]
    return pd.Series(later, index=days.index, dtype="bool")


def _sequence(study: Study, source: Source) -> Iterator[Finding]:
    """Yield records dated after death, last contact or cut-off, and ends before starts."""
    patients = source.tables["patients"].set_index("patient_id")
    contact = _text(patients["last_contact_date"]).where(patients["death_date"].isna(), None)
    ends = {"death": patients["death_date"], "last contact": contact}
    ends["data cut-off"] = pd.Series(study.data_cutoff.isoformat(), index=patients.index)
    for table, column in DATED:
        frame = source.tables[table]
        for what, end in ends.items():
            late = _later(frame[column], frame["patient_id"].map(end))
            yield from _rows(f"Record after {what}", table, frame, late, column, KEPT)
    for table in ("therapies", "adverse_events"):
        frame = source.tables[table]
        wrong = _later(frame["start_date"], frame["end_date"])
        yield from _rows("End before start", table, frame, wrong, "end_date", KEPT)


def _doses(source: Source, adsl: pd.DataFrame) -> Iterator[Finding]:
    """Yield dates at odds with the first 177Lu infusion or unknown, and patients without one."""
    patients, radium = source.tables["patients"], source.tables["radium"]
    first_dose = adsl.set_index("USUBJID")["TRTSDT"]
    for column in ("diagnosis_date", "mcrpc_date"):
        late = _later(patients[column], patients["patient_id"].map(first_dose))
        yield from _rows(
            "Date after first 177Lu infusion", "patients", patients, late, column, KEPT
        )
    undated = radium[radium["date"].isna() | (radium["date"].str.len() == len("2019"))]
    once = undated[~undated.duplicated("patient_id")]
    handling = "not in analyses by interval, nor of survival from 223Ra"
    treated = once["patient_id"].map(first_dose).notna()
    yield from _rows("Dates of 223Ra unknown", "radium", once, treated, "date", handling)
    without = patients["patient_id"].map(first_dose).isna()
    handling = "not in the safety population"
    yield from _rows("No 177Lu infusion", "patients", patients, without, "patient_id", handling)
