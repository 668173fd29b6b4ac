"""How a chart review knows less than what happened: partial dates, codes and gaps.

Nothing here touches a record that a calibrated figure depends on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from numpy.random import Generator

from ralu.synthesize.constants import OS_LOWER_DAYS, OS_UPPER_DAYS
from ralu.synthesize.draw import chance, choose, stream
from ralu.synthesize.rows import Row
from ralu.synthesize.treatment import Course

MONTH, YEAR = len("2019-04"), len("2019")
MONTH_DEATHS, YEAR_DEATHS = 5, 1
MONTH_EVENTS, YEAR_EVENTS, UNDATED_EVENTS, UNGRADED_EVENTS = 9, 2, 2, 3
"""Records of which only month or year, or nothing, is known."""


def blur_patients(rows: Sequence[Row], courses: Sequence[Course]) -> None:
    """Shorten dates of diagnosis, mCRPC and death."""
    rng = stream("chart of patients")
    for row in rows:
        _shorten(rng, row, "diagnosis_date", month=0.25, year=0.12)
        _shorten(rng, row, "mcrpc_date", month=0.15, year=0.03)
    for row in choose(rng, rows, 2):
        row["diagnosis_date"] = "NK"
    for length, records, size in (
        (YEAR, _deaths(rows, courses, margin=200), YEAR_DEATHS),
        (MONTH, _deaths(rows, courses, margin=40), MONTH_DEATHS),
    ):
        for row in choose(rng, records, size):
            row["death_date"] = row["death_date"][:length]


def _deaths(rows: Sequence[Row], courses: Sequence[Course], margin: int) -> list[Row]:
    """Return deaths so far from the calibrated times that an imputed day changes none of them."""
    return [
        row
        for row, course in zip(rows, courses, strict=True)
        if len(row["death_date"]) > MONTH
        and course.death != course.last_contact
        and (
            course.survival_days < OS_LOWER_DAYS - margin
            or course.survival_days > OS_UPPER_DAYS + margin
        )
    ]


def blur_radium(rows: Iterable[Row], courses: Sequence[Course]) -> None:
    """Leave only the year where the interval is unknown, and lose a few days and activities."""
    rng = stream("chart of radium")
    unknown = {c.patient.id for c in courses if c.patient.interval == "unknown"}
    doses = {c.patient.id: len(c.radium) for c in courses}
    inner = []
    for row in rows:
        if row["patient_id"] in unknown:
            row["date"] = row["date"][:YEAR]
        elif 1 < int(row["injection_no"]) < doses[row["patient_id"]]:
            inner.append(row)
    for row in choose(rng, inner, 2):
        row["date"] = row["date"][:MONTH]
    for row in choose(rng, inner, 5):
        row["activity_mbq"] = "NK"


def blur_lutetium(rows: Sequence[Row]) -> None:
    """Lose a few activities."""
    for row in choose(stream("chart of lutetium"), rows, 3):
        row["activity_gbq"] = "NK"


def blur_therapies(rows: Iterable[Row], courses: Iterable[Course]) -> None:
    """Shorten dates of therapies.

    A start keeps its day where month or year are also those of the first infusion, the last
    contact or its own end: the imputed day could lie on the other side of them.
    """
    rng = stream("chart of therapies")
    days = {c.patient.id: (c.start.isoformat(), c.last_contact.isoformat()) for c in courses}
    for row in rows:
        start, marks = row["start_date"], (*days[row["patient_id"]], row["end_date"])
        month, year = (all(start[:n] != day[:n] for day in marks) for n in (MONTH, YEAR))
        _shorten(rng, row, "start_date", month=0.16 * month, year=0.06 * year)
        if row["end_date"]:
            _shorten(rng, row, "end_date", month=0.12, year=0.0)
            if chance(rng, 0.02):
                row["end_date"] = "NK"


def blur_events(rows: Sequence[Row], courses: Iterable[Course]) -> None:
    """Shorten or lose dates and grades of events beside which the patient has another one."""
    rng = stream("chart of events")
    course = {c.patient.id: c for c in courses}

    def emergent(row: Row) -> bool:
        of = course[row["patient_id"]]
        return of.start.isoformat() <= row["start_date"] <= of.window_end.isoformat()

    several = Counter(row["patient_id"] for row in rows if emergent(row))
    firsts = {row["patient_id"]: id(row) for row in reversed(rows) if emergent(row)}
    spare = [
        row
        for row in rows
        if emergent(row)
        and row["serious"] == "N"
        and several[row["patient_id"]] > 2
        and firsts[row["patient_id"]] != id(row)
    ]
    size = MONTH_EVENTS + YEAR_EVENTS + UNDATED_EVENTS
    chosen = [spare[i] for i in rng.permutation(len(spare))[: size + UNGRADED_EVENTS]]
    for n, row in enumerate(chosen):
        if n >= size:
            row["grade"] = "NK" if n == size else ""
        elif n >= MONTH_EVENTS + YEAR_EVENTS:
            row["start_date"] = "NK" if n == size - 1 else ""
        else:
            row["start_date"] = row["start_date"][: MONTH if n < MONTH_EVENTS else YEAR]
    for row in rows:
        if row["end_date"] and row["outcome"] == "recovered":
            _shorten(rng, row, "end_date", month=0.06, year=0.0)


def repeat_one_value(rows: list[Row]) -> None:
    """Enter one laboratory value a second time, at the end of the table."""
    measured = [row for row in rows if row["test"] == "HGB" and row["value"][:1].isdigit()]
    rows.append(dict(choose(stream("chart of laboratory"), measured, 1)[0]))


def _shorten(rng: Generator, row: Row, column: str, month: float, year: float) -> None:
    """Cut a date to its month or year, with these probabilities."""
    roll = rng.random()
    length = YEAR if roll < year else MONTH if roll < year + month else None
    row[column] = row[column][:length]
