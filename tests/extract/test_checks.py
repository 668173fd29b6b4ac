"""Contradictions between rows and tables, each told with its row."""

from __future__ import annotations

import pytest

from ralu.problems import InputError


def told(extract) -> list[str]:
    with pytest.raises(InputError) as refused:
        extract.read()
    return [str(problem) for problem in refused.value.problems]


def test_the_extract_contradicts_itself_nowhere(extract) -> None:
    assert extract.read()["lutetium"].index.to_list() == [2, 3, 4]


def test_a_patient_twice(extract) -> None:
    text = extract.text("patients.csv")
    extract.put("patients.csv", text + text.splitlines()[1])
    assert told(extract) == [
        "patients.csv, row 4, patient_id: '001': stands in row 2 already. Keep one of the rows."
    ]


@pytest.mark.parametrize("ids", [("s1-a", "S1-A"), ("S1 a", "S1a")])
def test_patients_who_differ_by_capitals_or_blanks_only(extract, ids: tuple[str, str]) -> None:
    for table in ("patients", "radium", "lutetium", "therapies", "adverse_events", "labs"):
        text = extract.text(f"{table}.csv")
        for patient, changed in zip(("001", "002"), ids, strict=True):
            text = text.replace(f"\n{patient},", f"\n{changed},")
        extract.put(f"{table}.csv", text)
    assert told(extract) == [
        f"patients.csv, row 3, patient_id: '{ids[1]}': differs from '{ids[0]}' in row 2 by "
        "capitals or blanks only. Write one patient in one way, and two in two."
    ]


def test_unknown_patients_in_each_child_table(extract) -> None:
    for table in ("radium", "lutetium", "therapies", "adverse_events", "labs"):
        text = extract.text(f"{table}.csv")
        head, _, rest = text.partition("\n")
        extract.put(f"{table}.csv", head + "\n" + rest.replace("002,", "2,", 1))
    found = told(extract)
    assert [line.split(":")[0] for line in found] == [
        "adverse_events.csv, row 3, patient_id",
        "labs.csv, row 4, patient_id",
        "lutetium.csv, row 4, patient_id",
        "radium.csv, row 4, patient_id",
        "therapies.csv, row 3, patient_id",
    ]
    assert all("'2': is no known patient. Correct it, or add the patient." in f for f in found)


def test_an_unknown_patient_who_is_nearly_known(extract) -> None:
    extract.replace("patients.csv", "\n001,", "\nS1-a,")
    for table in ("radium", "lutetium", "therapies", "adverse_events", "labs"):
        text = extract.text(f"{table}.csv").replace("\n001,", "\ns1-A,")
        extract.put(f"{table}.csv", text)
    assert {line.split(": ", 2)[2] for line in told(extract)} == {
        "is no known patient. Is it 'S1-a'?"
    }


@pytest.mark.parametrize(
    ("table", "row"),
    [("radium", "001,2,2020-01-01,4"), ("lutetium", "001,2,2020-05-01,7,PSMA-617")],
)
def test_a_dose_number_twice(extract, table: str, row: str) -> None:
    extract.put(f"{table}.csv", extract.text(f"{table}.csv") + row)
    (line,) = told(extract)
    assert "row 5" in line
    assert "'001 / 2': stands in row 3 already." in line


@pytest.mark.parametrize(
    ("death", "contradicts"),
    [("2020-04-15", True), ("2020-03", True), ("2019", True), ("2020-04", False), ("2020", False)],
)
def test_death_before_the_last_infusion(extract, death: str, contradicts: bool) -> None:
    extract.replace("patients.csv", "2021-03-30,prostate", f"{death},prostate")
    if contradicts:
        assert told(extract) == [
            f"patients.csv, row 2, death_date: '{death}': lies before the last 177Lu infusion "
            "(2020-04-16). Correct one of the dates."
        ]
    else:
        assert extract.read()["patients"].at[2, "death_date"] == death


@pytest.mark.parametrize(
    ("injection", "contradicts"),
    [("2020-03-06", True), ("2020-04", True), ("2021", True), ("2020-03", False), ("2020", False)],
)
def test_radium_after_the_first_infusion(extract, injection: str, contradicts: bool) -> None:
    extract.replace("radium.csv", "2019-12,", f"{injection},")
    if contradicts:
        (line,) = told(extract)
        assert line.startswith(
            f"radium.csv, row 3, date: '{injection}': lies after the first 177Lu"
        )
    else:
        assert extract.read()["radium"].at[3, "date"] == injection


def test_infusions_out_of_order(extract) -> None:
    extract.replace("lutetium.csv", "001,2,2020-04-16", "001,2,2020-03-04")
    (line,) = told(extract)
    assert line.startswith(
        "lutetium.csv, row 3, date: '2020-03-04': lies before that of an earlier"
    )


def test_a_first_infusion_after_the_cut_off(extract) -> None:
    text = extract.text("study.yml").replace("2022-03-31", "2020-04-01")
    extract.put("study.yml", text)
    assert told(extract) == [
        "lutetium.csv, row 4, date: '2020-06-02': is a first infusion after the data cut-off "
        "(2020-04-01). Correct it, or data_cutoff."
    ]


def test_wrong_cells_do_not_hide_contradictions_nor_invent_them(extract) -> None:
    extract.replace("patients.csv", "001,S1,1950", "001,S1,fifty")
    extract.replace("labs.csv", "002,2020-06-01,PSA", "003,2020-06-01,PSA")
    extract.replace("radium.csv", "002,1,2019", ",1,2019")
    assert [line.split(":")[0] for line in told(extract)] == [
        "labs.csv, row 4, patient_id",
        "patients.csv, row 2, birth_year",
        "radium.csv, row 4, patient_id",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n002,", "\n,"), ("002,S2,1948", "002,S2,1948,1"), ("patient_id,", "patient,")],
)
def test_patients_that_could_not_be_read_are_not_unknown(extract, old: str, new: str) -> None:
    extract.replace("patients.csv", old, new)
    assert {line.split(",")[0] for line in told(extract)} == {"patients.csv"}


def test_adam_keys(extract) -> None:
    head = "title: t\nshort_title: t\nstatus: DRAFT\nsynthetic: true\ndata_cutoff: 2022-03-31\n"
    files = "source: adam\nfiles: {adsl: adsl.csv, adtte: adtte.csv}\n"
    extract.put("study.yml", head + files)
    extract.put("adsl.csv", "USUBJID,SAFFL,TRTSDT,TRTEDT\n1,Y,2020-01-01,\n1,Y,,\n")
    extract.put(
        "adtte.csv", "USUBJID,PARAMCD,AVAL,CNSR\n1,OS,5,0\n1,OS,6,1\n2,OS,7,9\n1,PFS,8,-1\n"
    )
    assert [line.split(". ")[0] for line in told(extract)] == [
        "adsl.csv, row 3, USUBJID: '1': stands in row 2 already",
        "adtte.csv, row 3, PARAMCD: '1 / OS': stands in row 2 already",
        "adtte.csv, row 4, USUBJID: '2': is no known patient",
        "adtte.csv, row 5, CNSR: '-1': is outside 0 to 99",
    ]


def test_a_window_that_no_therapy_can_end(extract) -> None:
    extract.configure("analysis: {teae_stop_at_next_therapy: true}\n")
    assert not extract.read()["therapies"].empty
    extract.replace("study.yml", "  therapies: therapies.csv\n", "")
    asked = "study.yml, analysis.teae_stop_at_next_therapy: 'true': needs the date of the next "
    remedy = "Add it, or choose false."
    named = "anticancer therapy, but files names no therapies. "
    assert told(extract) == [asked + named + remedy]
    extract.put("study.yml", extract.text("study.yml").split("source:")[0])
    text = "source: adam\nfiles: {adsl: adsl.csv}\nanalysis: {teae_stop_at_next_therapy: true}\n"
    extract.put("study.yml", extract.text("study.yml") + text)
    extract.put("adsl.csv", "USUBJID,SAFFL,TRTSDT,TRTEDT\n1,Y,2020-01-01,2020-01-01\n")
    named = "anticancer therapy, but adsl has no NACTEDT. "
    assert told(extract) == [asked + named + remedy]
    extract.put("adsl.csv", "USUBJID,SAFFL,TRTSDT,TRTEDT,NACTEDT\n1,Y,2020-01-01,2020-01-01,\n")
    assert extract.read()["adsl"]["NACTEDT"].isna().all()
