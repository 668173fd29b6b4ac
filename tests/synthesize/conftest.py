"""The committed extract as plain text tables, read without the package."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[2] / "data" / "ralu"
CODES = ["", "NA", "NK", "ND"]


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False, na_values=CODES)


def _filled(dates: pd.Series, year: str, day: str) -> pd.Series:
    """Return full dates from partial ones, with `year` and `day` as what is not known."""
    length = dates.str.len()
    text = dates.mask(length == 4, dates + year).mask(length == 7, dates + day)
    return pd.to_datetime(text)


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    """Return the six source tables as they stand, missing codes being missing."""
    names = ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs")
    return {name: _table(name) for name in names}


@pytest.fixture(scope="session")
def patients(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per patient with what the figures need, partial dates imputed."""
    frame = tables["patients"].set_index("patient_id")
    doses = tables["lutetium"].assign(date=pd.to_datetime(tables["lutetium"]["date"]))
    by_patient = doses.groupby("patient_id")["date"]
    frame["first"], frame["last"] = by_patient.min(), by_patient.max()
    frame["infusions"] = by_patient.size()
    frame["window_end"] = frame["last"] + pd.Timedelta(days=30)
    radium = tables["radium"]
    dated = radium["date"].where(radium["date"].str.len() > 4)
    last_radium = _filled(dated, "", "-15").groupby(radium["patient_id"]).max()
    frame["interval_days"] = (frame["first"] - last_radium).dt.days
    groups = pd.cut(frame["interval_days"], [-1, 182.625, 9999], labels=["short", "long"]).astype(
        object
    )
    frame["interval"] = groups.fillna("unknown")
    organs = ["liver_mets", "lung_mets", "other_visceral_mets"]
    frame["visceral"] = (frame[organs] == "Y").any(axis=1)
    frame["age"] = frame["first"].dt.year - frame["birth_year"].astype(int)
    frame["contact"] = pd.to_datetime(frame["last_contact_date"])
    death = _filled(frame["death_date"], "-06-30", "-15")
    frame["death"] = death.mask(death < frame["contact"], frame["contact"])
    frame["died"] = death.notna()
    frame["days"] = (frame["death"].fillna(frame["contact"]) - frame["first"]).dt.days
    return frame


@pytest.fixture(scope="session")
def events(tables: dict[str, pd.DataFrame], patients: pd.DataFrame) -> pd.DataFrame:
    """Return adverse events with start dates imputed and the flag `emergent`."""
    frame = tables["adverse_events"].copy()
    first = frame["patient_id"].map(patients["first"])
    start = _filled(frame["start_date"], "-01-01", "-01")
    known = frame["start_date"].str.len()
    same = [
        pd.notna(text) and day.strftime("%Y-%m-%d").startswith(text)
        for text, day in zip(frame["start_date"], first, strict=True)
    ]
    start = start.mask((known < 10) & pd.Series(same, index=frame.index), first)
    until = frame["patient_id"].map(patients["window_end"])
    frame["emergent"] = start.isna() | ((start >= first) & (start <= until))
    return frame
