"""Checks across rows and tables: what would make an analysis impossible or silently wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from ralu.extract.time_units import check_entries, check_time_units
from ralu.extract.words import RELATION, mapping_remedy
from ralu.problems import Problem, nearest
from ralu.study import Study

FILE = "study.yml"
KEY = {"extract": ("patients", "patient_id"), "adam": ("adsl", "USUBJID")}
UNIQUE = {
    "radium": ("patient_id", "injection_no"),
    "lutetium": ("patient_id", "infusion_no"),
    "adtte": ("USUBJID", "PARAMCD"),
}


def check_tables(
    study: Study, tables: dict[str, pd.DataFrame], problems: Iterable[Problem] = ()
) -> list[Problem]:
    """Return every contradiction between rows of one or several tables.

    Parameters
    ----------
    study
        The study.
    tables
        Its tables; a cell that could not be read is missing, a table that could not is empty.
    problems
        What reading found. Where it leaves open who the patients are, no row is called one of
        an unknown patient.
    """
    first, key = KEY[study.source]
    file, ids = study.files[first], tables[first][key]
    found = [*_repeated(file, tables[first], (key,)), *_alike(file, key, ids)]
    complete = not any(p.file == file and p.column in ("", key) for p in problems)
    for name, table in tables.items():
        if name == first or table.empty:
            continue
        if complete and not ids.empty:
            found += _orphans(study.files[name], table, key, ids)
        if name in UNIQUE:
            found += _repeated(study.files[name], table, UNIQUE[name])
    if study.source == "extract":
        found += _impossible_dates(study, tables)
    else:
        found += _relation_words(study, tables["adae"])
    if "adtte" in study.files:
        found += check_time_units(study.files["adtte"], tables["adtte"], study.analysis)
        found += check_entries(study.files["adtte"], tables["adtte"])
    return found


def _relation_words(study: Study, events: pd.DataFrame) -> Iterator[Problem]:
    """Yield words of relation that are not known, of events without a flag of it."""
    words, known = events["AEREL"], set(RELATION.words)
    untold = words[words.notna() & ~words.isin(known) & events["RELFL"].isna()]
    for row, word in untold.items():
        found = f"is not a known word; known are: {', '.join(RELATION.words)}."
        what_to_do = mapping_remedy("adae", "AEREL", word, RELATION.nearest(word))
        yield Problem(study.files["adae"], int(str(row)), "AEREL", word, found, what_to_do)


def check_choices(study: Study, columns: Mapping[str, Collection[str]]) -> list[Problem]:
    """Return the choices of study.yml that its files (columns of each table) cannot serve."""
    subjects = columns.get("adsl")
    unknown = unknown_groupings(study, subjects) if subjects else []
    return [*unknown, *_no_next_therapy(study, columns)]


def unknown_groupings(study: Study, known: Collection[str]) -> list[Problem]:
    """Return the subgroups and the group of study.yml that are no variable of ADSL."""
    return [
        Problem(
            FILE,
            0,
            f"{key}.variable",
            by.variable,
            "is not a variable of ADSL.",
            f"The nearest: {nearest(by.variable, known)}.",
        )
        for key, by in study.analysis.groupings.items()
        if by.variable not in known
    ]


def _no_next_therapy(study: Study, columns: Mapping[str, Collection[str]]) -> list[Problem]:
    """Return that the window cannot end with a next therapy, as the study knows none."""
    if not study.analysis.teae_stop_at_next_therapy:
        return []
    if study.source == "extract":
        missing = "" if "therapies" in columns else "files names no therapies"
    else:
        missing = "" if "NACTEDT" in columns["adsl"] else "adsl has no NACTEDT"
    key, remedy = "analysis.teae_stop_at_next_therapy", "Add it, or choose false."
    found = f"needs the date of the next anticancer therapy, but {missing}."
    return [Problem(FILE, 0, key, "true", found, remedy)] if missing else []


def _repeated(file: str, table: pd.DataFrame, key: tuple[str, ...]) -> Iterator[Problem]:
    first: dict[tuple[object, ...], object] = {}
    for row, *values in table[list(key)].dropna().itertuples():
        before = first.setdefault(tuple(values), row)
        if before != row:
            value = " / ".join(map(str, values))
            found = f"stands in row {before} already."
            yield Problem(file, row, key[-1], value, found, "Keep one of the rows.")


def _folded(patient: str) -> str:
    return "".join(patient.casefold().split())


def _alike(file: str, key: str, ids: pd.Series) -> Iterator[Problem]:
    """Yield patients who differ from another one by capitals or blanks only."""
    first: dict[str, tuple[object, str]] = {}
    for row, patient in ids.dropna().items():
        before, other = first.setdefault(_folded(patient), (row, patient))
        if other != patient:
            found = f"differs from '{other}' in row {before} by capitals or blanks only."
            remedy = "Write one patient in one way, and two in two."
            yield Problem(file, int(str(row)), key, patient, found, remedy)


def _orphans(file: str, table: pd.DataFrame, key: str, known: pd.Series) -> Iterator[Problem]:
    unknown = table.loc[table[key].notna() & ~table[key].isin(known), key]
    alike = {_folded(patient): patient for patient in known} if len(unknown) else {}
    for row, patient in unknown.items():
        near = alike.get(_folded(patient))
        remedy = f"Is it '{near}'?" if near else "Correct it, or add the patient."
        yield Problem(file, int(str(row)), key, patient, "is no known patient.", remedy)


def _impossible_dates(study: Study, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield dates that contradict the infusions; of partial dates, those that certainly do."""
    lutetium = tables["lutetium"]
    doses = lutetium.dropna(subset=["date"]).groupby("patient_id")["date"].agg(["min", "max"])
    first, last = doses["min"].dt.strftime("%Y-%m-%d"), doses["max"].dt.strftime("%Y-%m-%d")
    patients = tables["patients"]
    remedy = "Correct one of the dates."
    for row, patient, death in patients[["patient_id", "death_date"]].dropna().itertuples():
        dose = last.get(patient, "")
        if death < dose[: len(death)]:
            found = f"lies before the last 177Lu infusion ({dose})."
            yield Problem(study.files["patients"], row, "death_date", death, found, remedy)
    for row, patient, day in tables["radium"][["patient_id", "date"]].dropna().itertuples():
        dose = first.get(patient, day)
        if day > dose[: len(day)]:
            found = f"lies after the first 177Lu infusion ({dose})."
            later = f"{remedy[:-1]}, or enter 223Ra given later in therapies."
            yield Problem(study.files["radium"], row, "date", day, found, later)
    yield from _infusions(study, lutetium)


def _infusions(study: Study, lutetium: pd.DataFrame) -> Iterator[Problem]:
    """Yield infusions out of order, and first ones after the data cut-off."""
    file, days = study.files["lutetium"], lutetium["date"].dt.strftime("%Y-%m-%d")
    ordered = lutetium.sort_values(["patient_id", "infusion_no"], kind="stable")
    previous = ordered.groupby("patient_id")["date"].shift()
    for row in ordered.index[ordered["date"] < previous]:
        found = "lies before that of an earlier infusion number."
        yield Problem(file, row, "date", days[row], found, "Correct the date or the number.")
    begun = lutetium.groupby("patient_id")["date"].transform("min")
    late = begun > pd.Timestamp(study.data_cutoff)
    for row in lutetium.index[late & (lutetium["date"] == begun)]:
        found = f"is a first infusion after the data cut-off ({study.data_cutoff})."
        yield Problem(file, row, "date", days[row], found, "Correct it, or data_cutoff.")
