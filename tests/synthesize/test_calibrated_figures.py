"""Each figure the extract is calibrated to, counted from the CSV files by independent code."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

README = Path(__file__).parents[2] / "data" / "README.md"
Tables = dict[str, pd.DataFrame]
GRAMS_PER_LITRE = {"g/dL": 10.0, "mmol/L": 16.114}


@pytest.fixture(scope="module")
def therapies_before(tables: Tables, patients: pd.DataFrame) -> pd.Series:
    """Count distinct life-prolonging therapies before the first 177Lu, and 223Ra."""
    frame = tables["therapies"]
    start = frame["start_date"]
    earliest = start.mask(start.str.len() == 4, start + "-07-01")
    earliest = earliest.mask(start.str.len() == 7, start + "-01")
    before = pd.to_datetime(earliest) < frame["patient_id"].map(patients["first"])
    counted = frame[before & (frame["life_prolonging"] == "Y")]
    distinct = counted.groupby("patient_id")["therapy"].nunique()
    return distinct.reindex(patients.index, fill_value=0) + 1


@pytest.fixture(scope="module")
def baseline(tables: Tables, patients: pd.DataFrame) -> pd.DataFrame:
    """Return the last PSA and ALP on or before the first infusion, at most 90 days old."""
    labs = tables["labs"].assign(number=pd.to_numeric(tables["labs"]["value"], errors="coerce"))
    age = (labs["patient_id"].map(patients["first"]) - pd.to_datetime(labs["date"])).dt.days
    eligible = labs[age.between(0, 90) & labs["number"].notna()].sort_values("date")
    values = eligible.groupby(["patient_id", "test"])["number"].last().unstack()
    return values[["PSA", "ALP"]].reindex(patients.index)


@pytest.fixture(scope="module")
def lowest(tables: Tables, patients: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest haemoglobin (g/L) and platelets (10^9/L) in the window."""
    labs = tables["labs"]
    day, patient = pd.to_datetime(labs["date"]), labs["patient_id"]
    emergent = (day > patient.map(patients["first"])) & (day <= patient.map(patients["window_end"]))
    number = pd.to_numeric(labs["value"], errors="coerce")
    number *= labs["unit"].map(GRAMS_PER_LITRE).where(labs["test"] == "HGB", 1.0)
    window = labs.assign(number=number)[emergent]
    return window.groupby(["patient_id", "test"])["number"].min().unstack()


def test_cohort(patients: pd.DataFrame, tables: Tables) -> None:
    assert len(patients) == 133
    assert patients["site_id"].nunique() == 7
    assert patients["interval"].value_counts().to_dict() == {"long": 90, "short": 42, "unknown": 1}
    assert not patients["interval_days"].between(177, 191).any(), "six months, however counted"
    assert patients["visceral"].sum() == 36
    assert (patients["liver_mets"] == "Y").sum() == 18
    others = patients[~patients["visceral"] & (patients["bone_mets"] == "Y")]
    assert (others["lymph_node_mets"] == "Y").sum() == 63
    assert (others["lymph_node_mets"] == "N").sum() == 33
    injections = tables["radium"].groupby("patient_id").size()
    assert injections.between(1, 6).all()
    assert (injections >= 5).sum() == 97
    assert (patients["infusions"] >= 5).sum() == 36
    assert patients["infusions"].max() == 8


def test_ecog_shares(patients: pd.DataFrame) -> None:
    good = patients["ecog"].astype(int) <= 1
    assert good.groupby(patients["interval"]).sum().to_dict() == {
        "short": 24,
        "long": 57,
        "unknown": 1,
    }
    assert good.groupby(patients["visceral"]).sum().to_dict() == {True: 22, False: 60}


def test_life_prolonging_therapies(patients: pd.DataFrame, therapies_before: pd.Series) -> None:
    many = therapies_before >= 4
    assert many.sum() == 75
    assert many.groupby(patients["interval"]).sum().to_dict() == {
        "short": 17,
        "long": 58,
        "unknown": 0,
    }
    assert many.groupby(patients["visceral"]).sum().to_dict() == {True: 26, False: 49}


def test_treatment_emergent_events(patients: pd.DataFrame, events: pd.DataFrame) -> None:
    emergent = events[events["emergent"]]
    affected = patients.index.isin(emergent["patient_id"])
    assert affected.sum() == 105
    assert pd.Series(affected).groupby(patients["interval"].to_numpy()).sum().to_dict() == {
        "short": 30,
        "long": 74,
        "unknown": 1,
    }
    assert emergent.loc[emergent["serious"] == "Y", "patient_id"].nunique() == 40


def test_events_outside_the_window_are_there_to_be_left_out(events: pd.DataFrame) -> None:
    outside = events[~events["emergent"]]
    assert len(outside) > 20
    assert (outside["serious"] == "Y").any()


def test_worst_grades_in_the_window(tables: Tables, lowest: pd.DataFrame) -> None:
    assert lowest["HGB"].notna().sum() == 130
    assert (lowest["HGB"] < 80).sum() == 40
    assert not lowest["HGB"].between(77.5, 81.5).any(), "no rounding may move one over 80"
    assert (lowest["PLAT"] < 50).sum() == 17
    assert (lowest["PLAT"] < 25).sum() == 4
    labs = tables["labs"]
    haemoglobin = labs[labs["test"] == "HGB"]
    grams = pd.to_numeric(haemoglobin["value"]) * haemoglobin["unit"].map(GRAMS_PER_LITRE)
    ever = haemoglobin.loc[grams < 80, "patient_id"].nunique()
    assert ever > 40, "values outside the window must be there to be left out"


@pytest.mark.parametrize(
    ("group", "level", "medians"),
    [
        ("interval", "short", (72, 366, 133)),
        ("interval", "long", (74, 268, 149)),
        ("visceral", True, (75, 421, 117)),
        ("visceral", False, (73, 265, 146)),
    ],
)
def test_medians_are_near_the_published(
    patients: pd.DataFrame,
    baseline: pd.DataFrame,
    group: str,
    level: object,
    medians: tuple[int, int, int],
) -> None:
    assert baseline.isna().sum().to_dict() == {"PSA": 3, "ALP": 4}
    values = baseline.join(patients["age"])[patients[group] == level].median()
    assert values["age"] == medians[0]
    assert values["PSA"] == pytest.approx(medians[1], abs=2)
    assert values["ALP"] == pytest.approx(medians[2], abs=2)


def _median_months(patients: pd.DataFrame, kind: str) -> tuple[str, str, str]:
    """Return lower limit, median and upper limit of OS in months: a loop over death days."""
    survival, variance = 1.0, 0.0
    crossed: dict[str, float] = {}
    for day in np.sort(patients.loc[patients["died"], "days"].unique()):
        risk = int((patients["days"] >= day).sum())
        dead = int(((patients["days"] == day) & patients["died"]).sum())
        survival *= 1 - dead / risk
        if survival > 0:
            variance += dead / (risk * (risk - dead))
        half = 1.959963984540054 * math.sqrt(variance)
        if kind == "log-log":
            theta = half / abs(math.log(survival)) if 0 < survival < 1 else 0.0
            low, high = survival ** math.exp(theta), survival ** math.exp(-theta)
        elif kind == "log":
            low, high = survival * math.exp(-half), survival * math.exp(half)
        else:
            low, high = survival * (1 - half), survival * (1 + half)
        for name, line in (("lower", low), ("median", survival), ("upper", high)):
            assert abs(line - 0.5) > 1e-6, "no plateau at one half: the midpoint rule is idle"
            if line < 0.5:
                crossed.setdefault(name, day)
    return tuple(f"{crossed[n] / 30.4375:.1f}" for n in ("median", "lower", "upper"))  # type: ignore[return-value]


def test_overall_survival(patients: pd.DataFrame) -> None:
    assert _median_months(patients, "log-log") == ("13.2", "10.5", "15.6")


def test_overall_survival_does_not_hang_on_the_extra_day(patients: pd.DataFrame) -> None:
    later = patients.assign(days=patients["days"] + 1)
    assert _median_months(later, "log-log") == ("13.2", "10.5", "15.6")


def test_readme_says_what_the_other_intervals_give(patients: pd.DataFrame) -> None:
    text = re.sub(r"\s+", " ", README.read_text(encoding="utf-8"))
    for kind in ("log-log", "log", "plain"):
        median, lower, upper = _median_months(patients, kind)
        assert f"{kind} gives {median} ({lower}–{upper})" in text


def test_overall_survival_by_interval_is_near_the_published(patients: pd.DataFrame) -> None:
    short, long = (
        float(_median_months(patients[patients["interval"] == level], "log-log")[0])
        for level in ("short", "long")
    )
    assert short == pytest.approx(12.0, abs=0.2)
    assert long == pytest.approx(13.2, abs=0.2)


def test_follow_up_and_next_therapy(patients: pd.DataFrame, tables: Tables) -> None:
    assert 30 <= (~patients["died"]).sum() <= 35
    therapies = tables["therapies"]
    starts = therapies["start_date"].str[:4]
    year = therapies["patient_id"].map(patients["first"]).dt.strftime("%Y-%m-%d")
    after = therapies[(therapies["start_date"] > year) & (starts >= year.str[:4])]
    assert 0.4 < after["patient_id"].nunique() / 133 < 0.6


def test_half_of_psa_courses_respond(
    tables: Tables, patients: pd.DataFrame, baseline: pd.DataFrame
) -> None:
    labs = tables["labs"]
    psa = labs[labs["test"] == "PSA"]
    after = psa[pd.to_datetime(psa["date"]) > psa["patient_id"].map(patients["first"])]
    best = pd.to_numeric(after["value"].str.lstrip("<")).groupby(after["patient_id"]).min()
    change = (best / baseline["PSA"] - 1).dropna()
    assert 0.4 < (change <= -0.5).mean() < 0.5
    assert (change > 0).mean() > 0.15
