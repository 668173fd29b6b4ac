"""The embedded extract of the RALU study: 133 synthetic patients, the same bytes every time.

The modules follow the disease: `cohort` (who the patients are), `survival`, `treatment` (223Ra
and 177Lu), `therapies` (all others), `visits`, `blood` and `laboratory`, `adverse_events`; then
`rows` writes what happened down, and `chart` forgets what charts forget. `constants` holds what
all of it is made to look like; ``data/README.md`` says where that comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from ralu.synthesize import chart, rows
from ralu.synthesize.adverse_events import draw_events
from ralu.synthesize.cohort import draw_patients
from ralu.synthesize.laboratory import draw_labs, low_counts
from ralu.synthesize.rows import Row
from ralu.synthesize.survival import draw_follow_up
from ralu.synthesize.therapies import draw_histories
from ralu.synthesize.treatment import treat

__all__ = ["write"]


def write(folder: Path) -> None:
    """Write the six source tables as CSV.

    Parameters
    ----------
    folder
        Where to; made if it does not exist. Files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in _tables().items():
        _write_csv(folder / f"{name}.csv", table)


def _tables() -> dict[str, list[Row]]:
    """Return the rows of each table."""
    patients = draw_patients()
    courses = treat(patients, draw_follow_up(patients))
    histories = draw_histories(courses)
    labs = draw_labs(courses)
    anaemic = set(low_counts(labs, "HGB", 80))
    thrombopenic = set(low_counts(labs, "PLAT", 50))
    events = rows.event_rows(draw_events(courses, anaemic, thrombopenic))
    tables = {
        "patients": rows.patient_rows(courses, histories, events),
        "radium": rows.radium_rows(courses),
        "lutetium": rows.lutetium_rows(courses),
        "therapies": rows.therapy_rows(histories),
        "adverse_events": events,
        "labs": rows.lab_rows(labs),
    }
    chart.blur_patients(tables["patients"], courses)
    chart.blur_radium(tables["radium"], courses)
    chart.blur_lutetium(tables["lutetium"])
    chart.blur_therapies(tables["therapies"], courses)
    chart.blur_events(tables["adverse_events"], courses)
    chart.repeat_one_value(tables["labs"])
    return tables


def _write_csv(file: Path, table: Sequence[Row]) -> None:
    """Write a table with Unix line ends on every system."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
