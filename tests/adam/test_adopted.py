"""A study that brings ADaM datasets of its own: tiny ones, and the CDISC pilot."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import yaml

from ralu.adam import AdamSet, prepare
from ralu.problems import InputError
from ralu.study import load_study
from ralu.tables.safety.risk_window import risk_windows

PILOT = Path(__file__).parents[2] / "data" / "cdisc-pilot"
ARMS = {"Placebo": 65, "Xanomeline Low Dose": 77, "Xanomeline High Dose": 76}
DAY = "2021-03-10"
SUBJECTS = f"USUBJID,SAFFL,TRTSDT,TRTEDT\n01,Y,{DAY},2021-05-20\n02,N,,\n"
SAFE = ("01", "02")
Make = Callable[..., AdamSet]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function from the text of CSV files, by dataset, to the adopted datasets."""

    def adopted(units: dict[str, str] | None = None, **files: str) -> AdamSet:
        files = {"adsl": SUBJECTS} | files
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return prepare(_study(tmp_path, {name: f"{name}.csv" for name in files}, units or {}))

    return adopted


def _study(folder: Path, files: dict[str, str], units: dict[str, str]):
    content = {
        "title": "Given",
        "short_title": "Given",
        "status": "DRAFT",
        "synthetic": True,
        "data_cutoff": "2022-03-31",
        "source": "adam",
        "files": files,
        "units": units,
    }
    (folder / "study.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_study(folder)


AE_HEAD = "USUBJID,AEBODSYS,AEDECOD,TRTEMFL,AESER,AESEV,AEREL,AEOUT,AETOXGR\n"


def test_severity_stands_for_the_grade(make: Make) -> None:
    cases = [
        # severity, outcome, grade given: grade, by severity
        ("MILD", "RECOVERED", "", 1, "Y"),
        ("Moderate", "", "", 2, "Y"),
        ("SEVERE", "", "", 3, "Y"),
        ("SEVERE", "FATAL", "", 5, "Y"),
        ("", "FATAL", "", 5, "Y"),
        ("", "", "", pd.NA, "Y"),
        ("MILD", "", "4", 4, "N"),
        ("MILD", "FATAL", "4", 4, "N"),  # a grade that is given stands
    ]
    rows = [f"01,Nervous system,Headache,Y,N,{s},,{o},{g}\n" for s, o, g, *_ in cases]
    adae = make(adae="".join([AE_HEAD, *rows])).adae
    assert adae["AETOXGR"].to_list() == [case[3] for case in cases]
    assert adae["AETOXGR"].dtype == "Int64"
    assert adae["AESEVFL"].to_list() == [case[4] for case in cases]


def test_relation(make: Make) -> None:
    words = ["PROBABLE", "Possible", "RELATED", "Y", "NOT RELATED", "REMOTE", "NONE", ""]
    words += ["PROBABLY RELATED", "Related to study-drug", "YES", "DEFINITE", "UNKNOWN", "No"]
    rows = [f"01,Nervous system,Headache,Y,N,MILD,{word},,\n" for word in words]
    adae = make(adae="".join([AE_HEAD, *rows])).adae
    assert "".join(adae["RELFL"].fillna("?")) == "YYYYNNN?YYYY?N"


def test_words_of_relation_that_are_not_known_are_refused_with_a_line_for_study_yml(
    make: Make,
) -> None:
    rows = [f"01,Nervous system,Headache,Y,N,MILD,{word},,\n" for word in ("related?", "REMOTE")]
    with pytest.raises(InputError) as refused:
        make(adae="".join([AE_HEAD, *rows]))
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.value) == (2, "AEREL", "related?")
    assert 'codes: {adae: {AEREL: {"related?": "RELATED"}}}' in problem.remedy


def test_a_flag_of_relation_is_kept(make: Make) -> None:
    """The words of a study may be none of those that are known, as those of a chart review."""
    head = AE_HEAD.replace("AETOXGR", "RELFL")
    cases = [("177Lu-PSMA", "Y"), ("PROBABLE", "N"), ("PROBABLE", ""), ("disease", "N")]
    rows = [f"01,Nervous system,Headache,Y,N,MILD,{word},,{flag}\n" for word, flag in cases]
    assert "".join(make(adae="".join([head, *rows])).adae["RELFL"]) == "YNYN"


def test_the_flag_of_treatment_emergence_is_kept(make: Make) -> None:
    head = "USUBJID,AEBODSYS,AEDECOD,TRTEMFL,AESER,ASTDT\n"
    rows = [
        "01,Nervous system,Headache,N,N,2021-04-01",  # within our window
        "01,Nervous system,Headache,Y,N,2021-12-01",  # outside
        "01,Nervous system,Headache,,N,2021-04-01",
    ]
    assert make(adae=head + "\n".join(rows)).adae["TRTEMFL"].to_list() == ["N", "Y", None]


def _subjects(head: str, *cells: str) -> str:
    rows = (f"{number:02},Y,{DAY},{DAY},{text}\n" for number, text in enumerate(cells))
    return f"USUBJID,SAFFL,TRTSDT,TRTEDT,{head}\n{''.join(rows)}"


def test_flags_of_death_are_read_as_flags_and_a_date_of_death_is_one(make: Make) -> None:
    cases = [("1,", "Y"), ("yes,", "Y"), ("0,", "N"), (",", None), (f",{DAY}", "Y")]
    cases += [(f"N,{DAY}", "N")]  # such as a death after the cut-off
    adsl = make(adsl=_subjects("DTHFL,DTHDT", *(text for text, _ in cases))).adsl
    assert adsl["DTHFL"].to_list() == [flag for _, flag in cases]


@pytest.mark.parametrize("name", ["EOSDT", "RFENDT", "NACTEDT"])
def test_dates_that_end_the_time_at_risk_are_full(make: Make, name: str) -> None:
    assert make(adsl=_subjects(name, DAY, "")).adsl[name].to_list() == [pd.Timestamp(DAY), pd.NaT]
    for wrong in ("2021-03", "2021-13-01"):
        with pytest.raises(InputError, match=f"adsl.csv, row 2, {name}: '{wrong}'"):
            make(adsl=_subjects(name, wrong))


def test_dates_that_no_file_has_are_there_and_not_known(make: Make) -> None:
    adsl = make().adsl
    assert adsl[["LSTALVDT", "EOSDT", "RFENDT", "NACTEDT", "DTHFL"]].isna().all(axis=None)


LAB_HEAD = "USUBJID,PARAMCD,ADT,AVAL,AVALU,ANRLO,ANRHI,AVISIT,AVISITN,ABLFL\n"


def test_the_flag_of_baseline_is_kept(make: Make) -> None:
    rows = [
        "01,ALP,2021-02-20,100,U/L,,,Screening,0,Y",
        "01,ALP,2021-03-09,50,U/L,,,Day -1,1,",  # would be ours
        "01,ALP,2021-04-09,150,U/L,,,Week 4,4,",
    ]
    adlb = make(adlb=LAB_HEAD + "\n".join(rows)).adlb
    assert adlb["ABLFL"].to_list() == ["Y", None, None]
    assert adlb["PCHG"].to_list() == [0, -50, 50]


def test_the_flag_of_values_on_treatment_is_kept(make: Make, tmp_path: Path) -> None:
    head = LAB_HEAD.replace("ABLFL", "ONTRTFL")
    rows = [
        "01,ALP,2021-04-01,100,U/L,,,Week 3,3,",  # within our window
        "01,ALP,2021-12-01,50,U/L,,,Week 40,40,Y",  # outside
    ]
    adam = make(adlb=head + "\n".join(rows))
    assert adam.adlb["ONTRTFL"].to_list() == [None, "Y"]
    assert adam.is_given("adlb", "ONTRTFL")
    adam.write(tmp_path / "adam")
    assert AdamSet.read(tmp_path / "adam").is_given("adlb", "ONTRTFL")


def test_without_flags_the_window_is_that_of_study_yml(make: Make) -> None:
    rows = [f"01,ALP,{day},50,U/L,,,,," for day in (DAY, "2021-03-11", "2021-06-19", "2021-06-20")]
    adam = make(adlb=LAB_HEAD + "\n".join(rows))
    assert adam.adlb["ONTRTFL"].to_list() == ["N", "Y", "Y", "N"]
    assert not adam.is_given("adlb", "ONTRTFL")


def test_nobody_falls_out_whose_treatment_goes_on(make: Make, tmp_path: Path) -> None:
    """Without a last dose in ADSL: on treatment until the data cut-off, and listed."""
    adam = make(
        adsl=f"USUBJID,SAFFL,TRTSDT,TRTEDT,LSTALVDT\n01,Y,{DAY},,2022-02-01\n03,Y,{DAY},{DAY},\n",
        adlb="".join(
            [LAB_HEAD, *(f"{s},HGB,2021-12-01,79,g/L,130,,Week 4,4,\n" for s in ("01", "03"))]
        ),
    )
    assert adam.adlb["ONTRTFL"].to_list() == ["Y", "N"]
    listed = adam.dq[["CHECK", "ROW", "USUBJID", "VARIABLE", "HANDLING"]].to_numpy().tolist()
    handling = "on treatment until the data cut-off"
    assert listed == [["Last dose without a date", 2, "01", "TRTEDT", handling]]
    ends = risk_windows(load_study(tmp_path), adam)["end"].dt.strftime("%Y-%m-%d")
    assert ends.to_dict() == {"01": "2022-02-01", "03": "2021-04-09"}


def test_without_flags_the_baseline_is_derived(make: Make) -> None:
    rows = [
        "01,ALP,2021-02-20,100,U/L,,,Screening,0,",
        "01,ALP,2021-03-09,50,U/L,,,Day -1,1,",
        "01,ALP,2021-04-09,150,U/L,,,Week 4,4,",
    ]
    adlb = make(adlb=LAB_HEAD + "\n".join(rows)).adlb
    assert adlb["ABLFL"].to_list() == [None, "Y", None]
    assert adlb["PCHG"].to_list() == [100, 0, 200]


def test_derived_records_are_no_values(make: Make) -> None:
    head = LAB_HEAD.replace("ABLFL", "ABLFL,DTYPE")
    rows = [
        "01,HGB,2021-03-01,12,g/dL,13,,Screening,0,Y,",
        "01,HGB,2021-04-09,9,g/dL,13,,Week 4,4,,",
        "01,HGB,2021-04-09,9,g/dL,13,,Week 8,8,,LOCF",
        "01,HGB,2021-04-09,9,g/dL,13,,Lowest,98,,MINIMUM",
        "01,HGB,,,furlong,13,,Mean,99,,AVERAGE",
        "01,PLAT,2021-03-01,150,10^9/L,,,Baseline,0,Y,average",
    ]
    adam = make(adlb=head + "\n".join(rows))
    assert adam.adlb["AVISIT"].to_list() == ["Screening", "Week 4"]
    assert adam.dqunit[["PARAMCD", "RECORDS"]].to_numpy().tolist() == [["HGB", 2]]
    listed = adam.dq[["CHECK", "ROW", "VARIABLE", "VALUE", "HANDLING"]].to_numpy().tolist()
    check = "Laboratory record derived"
    assert listed == [
        [check, 4, "DTYPE", "LOCF", "not used"],
        [check, 5, "DTYPE", "MINIMUM", "not used"],
        [check, 6, "DTYPE", "AVERAGE", "not used"],
        [check, 7, "DTYPE", "average", "not used, though flagged as baseline"],
    ]


def test_units_come_from_the_file_then_from_study_yml(make: Make) -> None:
    rows = [
        "01,HGB,2021-03-01,6.206,,8.0678,,Screening,0,",
        "01,HGB,2021-04-09,9.0,g/dL,13,,Week 4,4,",
        "01,MONO,2021-04-09,0.4,10^9/L,,,Week 4,4,",
    ]
    adam = make(adlb=LAB_HEAD + "\n".join(rows), units={"HGB": "mmol/L"})
    assert adam.adlb["AVAL"].to_list() == pytest.approx([100, 90])
    assert adam.adlb["ANRLO"].to_list() == pytest.approx([130, 130])
    assert set(adam.adlb["AVALU"]) == {"g/L"}
    assert adam.adlb["ATOXGR"].to_list() == [1, 2]
    expected = ["Laboratory test unknown", "adlb", 4, "01", "PARAMCD", "MONO", "not used"]
    assert adam.dq.to_numpy().tolist() == [expected]


def test_a_value_as_written_is_kept(make: Make) -> None:
    head = LAB_HEAD.replace("ABLFL", "ABLFL,AVALC")
    rows = ["01,PSA,2021-03-01,5,ng/mL,,,Screening,0,,", "01,PSA,2021-04-09,0.01,ng/mL,,,,,,<0.01"]
    adlb = make(adlb=head + "\n".join(rows)).adlb
    assert adlb["AVALC"].to_list() == [None, "<0.01"]


def test_values_as_written_are_texts_even_where_all_are_numbers(make: Make) -> None:
    head = LAB_HEAD.replace("ABLFL", "AVALC")
    adlb = make(adlb=f"{head}01,PSA,2021-03-01,5,ng/mL,,,Screening,0,5\n").adlb
    assert adlb["AVALC"].to_list() == ["5"]


def test_a_value_without_any_unit_is_reported(make: Make) -> None:
    adam = make(adlb=f"{LAB_HEAD}01,HGB,2021-03-01,6.2,,,,Screening,0,\n")
    assert adam.adlb.empty
    assert adam.dq[["CHECK", "ROW", "VARIABLE"]].to_numpy().tolist() == [
        ["Laboratory unit unknown", 2, "AVALU"]
    ]


def test_only_adsl_holds_subjects_outside_the_safety_population(make: Make) -> None:
    adam = make(
        adex=f"USUBJID,EXTRT,EXSEQ,ASTDT\n01,223Ra,1,{DAY}\n02,223Ra,1,{DAY}\n",
        adcm=f"USUBJID,CMDECOD,ASTDT\n01,docetaxel,{DAY}\n02,docetaxel,{DAY}\n",
        adae="".join([AE_HEAD, *(f"{s},Nervous system,Headache,Y,N,MILD,,,\n" for s in SAFE)]),
        adlb="".join([LAB_HEAD, *(f"{s},ALP,{DAY},80,U/L,,,Week 0,0,\n" for s in SAFE)]),
        adtte="USUBJID,PARAMCD,AVAL,CNSR\n01,OS,10,0\n02,OS,10,0\n",
    )
    assert adam.adsl["USUBJID"].to_list() == ["01", "02"]
    for name in ("adex", "adcm", "adae", "adlb", "adtte"):
        assert adam.datasets[name]["USUBJID"].to_list() == ["01"], name


def test_doses_and_therapies_are_completed(make: Make) -> None:
    adam = make(
        adex=f"USUBJID,EXTRT,EXSEQ,ASTDT\n01,A,2,2021-04-10\n01,A,1,{DAY}\n",
        adcm=f"USUBJID,CMDECOD,ASTDT\n01,later,2021-03-11\n01,same,{DAY}\n"
        "01,before,2021-03-09\n01,some day,\n",
    )
    assert adam.adex[["EXSEQ", "ASTDY", "EXGAPD"]].to_numpy().tolist() == [
        [1, 1, pd.NA],
        [2, 32, 31],
    ]
    assert adam.adcm[["CMDECOD", "PREFL", "LINE"]].to_numpy().tolist() == [
        ["before", "Y", 1],
        ["same", "N", 2],
        ["later", "N", 3],
        ["some day", None, 4],
    ]


def test_times_get_an_entry_and_a_name(make: Make) -> None:
    adtte = make(adtte="USUBJID,PARAMCD,AVAL,CNSR\n01,PFS,0,1\n").adtte
    one = adtte.iloc[0]
    assert (one["PARAM"], one["AVAL"], one["ENTRY"], one["CNSR"]) == ("PFS", 0, 0, 1)


def test_a_study_of_subjects_only(make: Make) -> None:
    adam = make()
    for name in ("adex", "adcm", "adae", "adlb", "adtte", "dq"):
        assert adam.datasets[name].empty
    assert "TRTEMFL" in adam.adae


def test_zeros_and_labels_of_sas_transport_files(tmp_path: Path) -> None:
    """Day 0 of SAS is a date, and zero a number, not a missing one."""
    origin = date(1960, 1, 1)
    adsl = pd.DataFrame(
        {"USUBJID": ["01"], "SAFFL": ["Y"], "TRTSDT": [origin], "TRTEDT": [date(1960, 1, 2)]}
    )
    labels = ["Unique Subject Identifier", "Safety", "First dose", "Last dose"]
    adtte = pd.DataFrame({"USUBJID": ["01"], "PARAMCD": ["OS"], "AVAL": [0.0], "CNSR": [0.0]})
    pyreadstat.write_xport(
        adsl, str(tmp_path / "adsl.xpt"), column_labels=labels, variable_format={"TRTSDT": "DATE9."}
    )
    pyreadstat.write_xport(adtte, str(tmp_path / "adtte.xpt"))
    adam = prepare(_study(tmp_path, {"adsl": "adsl.xpt", "adtte": "adtte.xpt"}, {}))
    assert adam.adsl["TRTSDT"].to_list() == [pd.Timestamp(origin)]
    assert adam.adtte[["AVAL", "CNSR"]].to_numpy().tolist() == [[0, 0]]
    assert adam.label("adsl", "TRTSDT") == "First dose"


TYPED = pd.DataFrame(
    {
        "USUBJID": ["01-701-01", "01-702-02", "01-702-03"],
        "SITEID": ["701", "702", "702"],
        "BATCH": ["1", "02", "3"],
        "SAFFL": ["Y", "Y", "N"],
        "TRT01AN": [0.0, 54.0, 81.0],
        "AGE": [70.0, None, 81.0],
        "BMIBL": [25.1, 1e-07, 30.0],
        "RACE": ["WHITE", "NK", ""],
        "TRTSDT": [date(2021, 3, 10), date(2021, 3, 11), None],
        "TRTEDT": [date(2021, 5, 20), None, None],
        "RFENDT": [date(2021, 6, 1), date(2021, 6, 2), None],
        "RATRTSDT": [None, None, None],
        "RFSTDTC": ["2021-03-10", "2021-03", ""],
    }
)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_one_study_is_the_same_from_every_format(tmp_path: Path, form: str) -> None:
    """Transport files have the types of ADaM; the others hold the same study."""
    dated = dict.fromkeys(["TRTSDT", "TRTEDT", "RFENDT"], "DATE9")
    pyreadstat.write_xport(TYPED, str(tmp_path / "adsl.xpt"), variable_format=dated)
    file = tmp_path / f"adsl.{form}"
    match form:
        case "csv":
            TYPED.to_csv(file, index=False)
        case "xlsx":
            TYPED.to_excel(file, index=False)
        case _:
            TYPED.astype(dict.fromkeys(dated, "datetime64[ns]")).to_parquet(file)
    of_sas, found = (prepare(_study(tmp_path, {"adsl": f"adsl.{e}"}, {})) for e in ("xpt", form))
    pd.testing.assert_frame_equal(found.adsl, of_sas.adsl)
    assert found.sources["adsl"] == of_sas.sources["adsl"]
    types = found.adsl.dtypes.astype(str)
    assert list(types[["AGE", "BMIBL", "TRT01AN"]]) == ["float64"] * 3
    assert list(types[["TRTSDT", "RFENDT", "RATRTSDT"]]) == ["datetime64[ns]"] * 3
    assert list(types[["SITEID", "BATCH", "RACE", "RFSTDTC"]]) == ["object"] * 4
    assert found.adsl["RACE"].to_list() == ["WHITE", None, None]


@pytest.fixture(scope="module")
def pilot_data() -> Path:
    """Return the folder of the files of the CDISC pilot."""
    folder = os.environ.get("RALU_PILOT_DATA")
    if folder:
        return Path(folder)
    reason = "RALU_PILOT_DATA names no folder with the files of the CDISC pilot"
    if os.environ.get("RALU_REQUIRE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def pilot(pilot_data: Path) -> AdamSet:
    """Return the adopted datasets of the CDISC pilot."""
    return prepare(load_study(PILOT, data=pilot_data))


def _raw(folder: Path, name: str) -> pd.DataFrame:
    """Return a file of the pilot as it is, without the package."""
    if name == "adlb":
        return pd.read_csv(folder / "adlb.csv", dtype=str, keep_default_na=False)
    return pyreadstat.read_xport(str(folder / f"{name}.xpt"))[0]


def test_pilot_rows(pilot: AdamSet, pilot_data: Path) -> None:
    assert len(pilot.adsl) == pilot.adsl["USUBJID"].nunique() == 254
    assert len(pilot.adae) == len(_raw(pilot_data, "adae")) == 1191
    raw = _raw(pilot_data, "adlb")
    usable = raw[~raw["PARAMCD"].isin(["MONO", "EOS", "BASO"]) & (raw["AVAL"] != "")]
    assert len(pilot.adlb) == len(usable) == 18491
    assert len(raw) - len(usable) == pilot.dq["ROW"].nunique()  # every other row is accounted for


def test_pilot_events(pilot: AdamSet) -> None:
    arm = pilot.adsl.set_index("USUBJID")["TRT01A"]
    emergent = pilot.adae[pilot.adae["TRTEMFL"] == "Y"]
    assert emergent.groupby(emergent["USUBJID"].map(arm))["USUBJID"].nunique().to_dict() == ARMS
    assert (pilot.adtte["CNSR"] == 0).sum() == 152
    assert set(pilot.adtte["PARAMCD"]) == {"TTDE"}


def test_pilot_events_as_the_raw_files_have_them(pilot: AdamSet, pilot_data: Path) -> None:
    raw = _raw(pilot_data, "adae")
    flagged = raw[raw["TRTEMFL"] == "Y"]
    assert flagged.groupby("TRTA")["USUBJID"].nunique().to_dict() == ARMS
    grade = raw["AESEV"].map({"MILD": 1, "MODERATE": 2, "SEVERE": 3})
    expected = grade.mask(raw["AEOUT"] == "FATAL", 5).astype("Int64").rename("AETOXGR")
    pd.testing.assert_series_equal(pilot.adae["AETOXGR"], expected)
    times = _raw(pilot_data, "adtte")
    merged = pilot.adtte.merge(times, on=["USUBJID", "PARAMCD"], suffixes=("", "_RAW"))
    assert len(merged) == len(times) == 254
    assert (merged["AVAL"] == merged["AVAL_RAW"]).all()
    assert (merged["CNSR"] == merged["CNSR_RAW"]).all()


def test_pilot_subjects_are_seen_to_the_reference_end(pilot: AdamSet, pilot_data: Path) -> None:
    """The file has neither LSTALVDT nor EOSDT, and of deaths the flag only."""
    window = risk_windows(load_study(PILOT, data=pilot_data), pilot)
    raw = _raw(pilot_data, "adsl").set_index("USUBJID")
    assert (window["seen"] == pd.to_datetime(raw["RFENDT"])).all()
    assert list(window.index[window["died"].notna()]) == list(raw.index[raw["DTHFL"] == "Y"])
    assert window["died"].notna().sum() == 3
    days = (window["end"] - window["first"]).dt.days.sum()
    assert days / 365.25 == pytest.approx(83.1, abs=0.05)


def test_pilot_haemoglobin_is_in_grams_per_litre(pilot: AdamSet, pilot_data: Path) -> None:
    ours = pilot.adlb[pilot.adlb["PARAMCD"] == "HGB"]
    raw = _raw(pilot_data, "adlb")
    theirs = raw[raw["PARAMCD"] == "HGB"]
    in_grams = theirs["AVAL"].astype(float) / 0.06206
    assert sorted(ours["AVAL"]) == pytest.approx(sorted(in_grams))
    assert set(ours["AVALU"]) == {"g/L"}
    assert ours["AVAL"].between(90, 180).all()
    assert (ours["ANRLO"] > 90).all()
    base = theirs[theirs["ABLFL"] == "Y"].set_index("USUBJID")["AVAL"].astype(float) / 0.06206
    found = ours.drop_duplicates("USUBJID").set_index("USUBJID")["BASE"].dropna()
    pd.testing.assert_series_equal(
        found.sort_index(), base.sort_index(), check_names=False, rtol=1e-12
    )


def test_pilot_labels_are_those_of_the_files(pilot: AdamSet) -> None:
    assert pilot.label("adsl", "USUBJID") == "Unique Subject Identifier"
    assert pilot.label("adae", "AEDECOD") == "Dictionary-Derived Term"
