"""What must hold in any chart review, and what charts leave open."""

from __future__ import annotations

import pandas as pd
import pytest

Tables = dict[str, pd.DataFrame]
CUT_OFF = "2022-03-31"
DATES = [
    ("radium", "date"),
    ("lutetium", "date"),
    ("therapies", "start_date"),
    ("therapies", "end_date"),
    ("adverse_events", "start_date"),
    ("adverse_events", "end_date"),
    ("labs", "date"),
]


def _not_after(earlier: pd.Series, later: pd.Series) -> bool:
    """Return whether no date is certainly after the other; partial ones by their known part."""
    pairs = pd.DataFrame({"a": earlier, "b": later}).dropna()
    return all(a[: len(b)] <= b[: len(a)] for a, b in pairs.itertuples(index=False))


@pytest.mark.parametrize(("table", "column"), DATES)
def test_nothing_after_death_or_cut_off(tables: Tables, table: str, column: str) -> None:
    dates, patient = tables[table][column], tables[table]["patient_id"]
    ends = tables["patients"].set_index("patient_id")
    assert _not_after(dates, patient.map(ends["last_contact_date"]))
    assert _not_after(dates, patient.map(ends["death_date"]))
    assert (dates.dropna() <= CUT_OFF).all()


def test_deaths_follow_the_last_contact(tables: Tables) -> None:
    frame = tables["patients"]
    assert _not_after(frame["last_contact_date"], frame["death_date"])
    assert (frame["death_date"].dropna() <= CUT_OFF).all()
    assert (frame["last_contact_date"] <= CUT_OFF).all()
    assert (frame["death_cause"].notna() == frame["death_date"].notna()).all()


def test_disease_takes_its_order(tables: Tables, patients: pd.DataFrame) -> None:
    first_radium = tables["radium"].groupby("patient_id")["date"].min()
    last_radium = tables["radium"].groupby("patient_id")["date"].max()
    first_lutetium = tables["lutetium"].groupby("patient_id")["date"].min()
    birth = patients["birth_year"]
    for earlier, later in (
        (birth, patients["diagnosis_date"]),
        (patients["diagnosis_date"], patients["mcrpc_date"]),
        (patients["mcrpc_date"], first_radium),
        (last_radium, first_lutetium),
    ):
        assert _not_after(earlier, later)
    assert first_lutetium.between("2014-12-01", "2021-07-31").all()


@pytest.mark.parametrize(
    ("table", "number"), [("radium", "injection_no"), ("lutetium", "infusion_no")]
)
def test_doses_are_numbered_in_order(tables: Tables, table: str, number: str) -> None:
    for _, doses in tables[table].groupby("patient_id"):
        assert doses[number].astype(int).tolist() == list(range(1, len(doses) + 1))
        assert _not_after(doses["date"], doses["date"].shift(-1))


def test_doses_are_plausible(tables: Tables) -> None:
    lutetium, radium = tables["lutetium"], tables["radium"]
    assert lutetium["activity_gbq"].dropna().astype(float).between(6.0, 7.4).all()
    assert radium["activity_mbq"].dropna().astype(float).between(3.4, 6.2).all()
    dates = pd.to_datetime(lutetium["date"])
    gaps = dates.groupby(lutetium["patient_id"]).diff().dt.days.dropna()
    assert gaps.min() == 42
    assert 0.05 < (gaps > 56).mean() < 0.2, "some infusions were held or delayed"
    assert (dates.dt.weekday < 5).all()


def test_ends_follow_starts(tables: Tables) -> None:
    for table in ("therapies", "adverse_events"):
        assert _not_after(tables[table]["start_date"], tables[table]["end_date"])


def test_fatal_events_end_with_death(tables: Tables) -> None:
    events = tables["adverse_events"]
    fatal = events[events["outcome"] == "fatal"]
    death = fatal["patient_id"].map(tables["patients"].set_index("patient_id")["death_date"])
    assert len(fatal) > 0
    assert (fatal["end_date"] == death).all()
    assert (fatal["grade"] == "5").all()
    assert (fatal["serious"] == "Y").all()
    assert ((events["grade"] == "5") == (events["outcome"] == "fatal")).all()


def test_only_the_last_infusion_is_followed_by_a_stop(tables: Tables) -> None:
    events, doses = tables["adverse_events"], tables["lutetium"].groupby("patient_id")["date"]
    stopped = events[events["action_taken"] == "drug withdrawn"]
    assert len(stopped) > 5
    last = stopped["patient_id"].map(doses.max())
    assert (stopped["start_date"].str[:7] >= last.str[:7]).all()
    delayed = events[events["action_taken"] == "dose delayed"]
    assert (delayed["start_date"].str[:7] >= delayed["patient_id"].map(doses.min()).str[:7]).all()


def test_neutrophils_and_lymphocytes_are_part_of_leukocytes(tables: Tables) -> None:
    labs = tables["labs"].drop_duplicates()
    number = labs.assign(number=pd.to_numeric(labs["value"], errors="coerce"))
    wide = number.pivot_table(index=["patient_id", "date"], columns="test", values="number")
    counts = wide[["WBC", "NEUT", "LYM"]].dropna()
    assert (counts["NEUT"] + counts["LYM"] <= counts["WBC"] + 0.06).all()


def test_one_unit_per_site_and_test(tables: Tables) -> None:
    labs = tables["labs"]
    site = labs["patient_id"].map(tables["patients"].set_index("patient_id")["site_id"])
    units = labs["unit"].groupby([site, labs["test"]]).nunique()
    assert (units == 1).all()
    haemoglobin = labs[labs["test"] == "HGB"]
    assert set(haemoglobin["unit"]) == {"g/dL", "mmol/L"}
    upper = pd.to_numeric(haemoglobin["uln"]).groupby(haemoglobin["unit"]).max()
    assert upper["g/dL"] == 17.5
    assert upper["mmol/L"] == 10.9
    assert set(labs.loc[labs["test"] == "CREAT", "unit"]) == {"mg/dL", "umol/L"}


def test_charts_leave_gaps(tables: Tables) -> None:
    patients, events, labs = tables["patients"], tables["adverse_events"], tables["labs"]
    deaths = patients["death_date"].dropna().str.len().value_counts().to_dict()
    assert deaths[7] == 5
    assert deaths[4] == 1
    starts = events["start_date"].str.len().value_counts().to_dict()
    assert (starts[7], starts[4]) == (9, 2)
    assert events["start_date"].isna().sum() == 2
    assert events["grade"].isna().sum() == 3
    assert (patients["diagnosis_date"].str.len() < 10).mean() > 0.2
    assert (tables["therapies"]["start_date"].str.len() < 10).mean() > 0.1
    assert 0.01 < labs["value"].isna().mean() < 0.03
    assert (labs["value"] == "<0.01").any()
    assert labs.duplicated().sum() == 1
    assert labs.duplicated().iloc[-1]
    assert set(labs.loc[labs["value"].notna(), "test"]) == {
        *("PSA", "HGB", "PLAT", "WBC", "NEUT", "LYM"),
        *("ALP", "LDH", "CREAT", "ALT", "AST", "BILI"),
    }
    missing = labs[labs["uln"].isna()]["patient_id"].str[:3]
    assert (missing == "S07").mean() > 0.3


def test_therapy_ended_for_a_reason_that_fits(tables: Tables, patients: pd.DataFrame) -> None:
    reasons = tables["patients"].set_index("patient_id")["lutetium_stop_reason"]
    to_death = (patients["death"] - patients["last"]).dt.days[
        patients["death_date"].str.len() == 10
    ]
    died = reasons[to_death.index] == "death"
    assert (died == (to_death <= 42)).all(), "before the next infusion was due"
    assert (patients["infusions"][reasons == "completed as planned"] >= 4).all()
    assert 0 < reasons.isna().sum() < 0.1 * len(reasons)
    assert reasons.nunique() == 5


def test_both_columns_tell_of_the_same_stop_for_an_adverse_event(tables: Tables) -> None:
    reasons = tables["patients"].set_index("patient_id")["lutetium_stop_reason"]
    events = tables["adverse_events"]
    withdrawn = events.loc[events["action_taken"] == "drug withdrawn", "patient_id"]
    stopped = set(reasons.index[reasons == "adverse event"])
    assert stopped <= set(withdrawn)
    assert set(reasons[list(set(withdrawn) - stopped)]) <= {"death"}
