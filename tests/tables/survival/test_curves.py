"""Times to event by hand-computed numbers; a month is 30 days here."""

from __future__ import annotations

import math

import pytest

from ralu.printed import from_markdown, segments
from ralu.tables.survival.cox_model import univariable_cox
from ralu.tables.survival.cox_multivariable import multivariable_cox
from ralu.tables.survival.curves import endpoints, estimate_survival, numbers_at_risk, times_of
from ralu.tables.survival.influence import influence_table
from ralu.tables.survival.passages import earlier_origin_in_words, survival_in_words
from ralu.tables.survival.restricted_mean import restricted_mean_table
from ralu.tables.survival.survival_table import subgroup_survival_table, survival_table

ADSL = {
    "USUBJID": list("12345"),
    "SAFFL": ["Y"] * 4 + ["N"],
    "ARM": ["A", "A", "B", "B", "B"],
    "SEX": ["F", "F", "F", "F", "M"],
    "NIL": [None] * 5,
}
OS = {
    "USUBJID": list("1234"),
    "PARAMCD": ["OS"] * 4,
    "PARAM": ["Overall survival"] * 4,
    "AVAL": [30.0, 60.0, 90.0, 120.0],
    "ENTRY": [0.0] * 4,
    "CNSR": [0, 0, 1, 0],
}
MONTHS = {"month_days": 30.0, "landmarks_months": [1.5, 3, 6]}


def values(result) -> dict[str, float | None]:
    return {r.id: r.value for r in result.ledger}


def texts(result) -> dict[str, str]:
    return {r.id: r.text for r in result.ledger}


def test_numbers_of_a_curve(study_of, adam_of) -> None:
    result = estimate_survival(
        study_of(**MONTHS), adam_of(adsl=ADSL, adtte=OS), "OS", output="tab-os"
    )
    found = values(result)
    assert (found["os.lu.n"], found["os.lu.events"]) == (4, 3)
    assert found["os.lu.1-5.surv"] == pytest.approx(0.75)
    assert found["os.lu.3.surv"] == pytest.approx(0.5)
    assert found["os.lu.3.n_risk"] == 2
    # Survival is 0.5 from month 2 to the death at month 4: the middle.
    assert found["os.lu.median"] == pytest.approx(3)
    greenwood = math.sqrt(1 / 12)
    edge = 1.959963984540054 * greenwood / math.log(0.75)
    assert found["os.lu.1-5.surv_lower"] == pytest.approx(0.75 ** math.exp(-edge))
    printed = texts(result)
    assert printed["os.lu.1-5.surv"] == "75.0%"
    assert printed["os.lu.6.surv"] == "0.0%"
    assert printed["os.lu.6.surv_lower"] == "NE"
    assert printed["os.lu.median_upper"] == "NR"
    assert {(r.analysis, r.variable, r.source, r.output) for r in result.ledger} == {
        ("km", "OS", "adtte", "tab-os")
    }
    levels = {r.variable_level for r in result.ledger if r.stat == "surv"}
    assert levels == {"1.5", "3", "6"}


def test_table_prints_the_ledger(study_of, adam_of) -> None:
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=OS)
    result = estimate_survival(study, adam, "OS", output="tab-os")
    table = survival_table(study, adam, [result], id="tab-os", title="OS")
    cells = {row.cells[0]: row.cells[1] for row in table.rows}
    assert cells["Events"] == "3"
    assert cells["Median, months (95% CI)"] == "3.0 (1.0–NR)"
    assert cells["at 6 months"] == "0.0% (NE–NE)"
    assert "log-log scale" in table.footnotes[0]
    assert "1 month = 30 days" in table.footnotes[0]
    passage = survival_in_words(study, result).markdown
    assert from_markdown(passage) == (
        "Overall survival. 3 of 4 patients had the event; median 3.0 months (95% CI 1.0 to NR)."
    )
    assert "[3](ledger:os.lu.events) of [4](ledger:os.lu.n) patients" in passage


def test_all_censored_and_a_single_patient(study_of, adam_of) -> None:
    study = study_of(**MONTHS)
    censored = adam_of(adsl=ADSL, adtte=OS | {"CNSR": [1] * 4})
    result = estimate_survival(study, censored, "OS")
    assert texts(result)["os.lu.median"] == "NR"
    assert texts(result)["os.lu.3.surv"] == "100.0%"
    assert texts(result)["os.lu.6.surv"] == "NE"
    assert "not reached" in survival_in_words(study, result).markdown
    one = adam_of(adsl=ADSL, adtte={name: values[:1] for name, values in OS.items()})
    assert texts(estimate_survival(study, one, "OS"))["os.lu.median"] == "1.0"


def test_groups_are_tested(study_of, adam_of) -> None:
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=OS)
    result = estimate_survival(study, adam, "OS", by="ARM", output="tab-os")
    found = values(result)
    # At month 1: 2 of 4 at risk in A; at month 2: 1 of 3; after that nobody.
    assert found["os.lu.logrank.arm.statistic"] == pytest.approx(
        (2 - 1 / 2 - 1 / 3) ** 2 / (1 / 4 + 2 / 9)
    )
    assert found["os.lu.logrank.arm.df"] == 1
    row = next(r for r in result.ledger if r.stat == "p")
    assert (row.analysis, row.variable, row.variable_level) == ("logrank", "OS", "ARM")
    assert row.n == 4
    table = survival_table(study, adam, [result], id="tab-os", title="OS")
    assert table.footnotes[-1].endswith(f"p = {row.text}.")
    assert (row.text, row.id) in segments(table.footnotes[-1])


def test_levels_without_patients_are_named(study_of, adam_of) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
    result = estimate_survival(
        study_of(subgroups=[arm]), adam_of(adsl=ADSL, adtte=OS), "OS", by="ARM"
    )
    assert [curve.group.level for curve in result.curves] == ["A", "B"]
    assert result.notes == ("Without patients: C.",)


def test_subgroups(study_of, adam_of) -> None:
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=OS)
    table = subgroup_survival_table(study, adam, "OS", ["ARM", "SEX", "NIL", "NONE"])
    assert [row.cells[:3] for row in table.rows] == [
        ("ARM", "", ""),
        ("A", "2", "2"),
        ("B", "2", "1"),
        ("SEX", "", ""),
        ("F", "4", "3"),
        ("NIL", "", ""),
    ]
    assert [row.cells[4] for row in table.rows if row.cells[1] == ""][1:] == ["–", "–"]
    assert "NIL not known, in none of its groups: 4 of 4." in table.footnotes
    assert "Not in ADSL of this study: NONE." in table.footnotes
    assert subgroup_survival_table(study, adam, "OS", ["NONE"]) is None
    assert subgroup_survival_table(study, adam, "PFS", ["ARM"]) is None


def test_delayed_entry_beside_the_naive_curve(study_of, adam_of) -> None:
    times = OS | {
        "PARAMCD": ["OSRA"] * 4,
        "PARAM": ["From radium"] * 4,
        "ENTRY": [0.0, 45.0, 45.0, 0.0],
    }
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=times)
    delayed = estimate_survival(study, adam, "OSRA")
    naive = estimate_survival(study, adam, "OSRA", naive=True)
    assert values(delayed)["os.ra.1-5.surv"] == pytest.approx(0.5)  # 2 at risk at month 1
    assert values(naive)["os.ra.naive.1-5.surv"] == pytest.approx(0.75)
    assert numbers_at_risk(delayed.curves[0], [0, 1, 2, 3])["at_risk"].to_list() == [2, 2, 3, 2]
    assert {r.population for r in naive.ledger} == {"Safety population with dated 223Ra injections"}
    table = survival_table(
        study, adam, [delayed, naive], id="tab-ra", title="OS", labels=["D", "N"]
    )
    assert [column.label for column in table.columns[1:]] == ["D", "N"]
    assert "delayed entry: " in table.footnotes[0]
    assert "naive: entry ignored" in table.footnotes[0]


LATE = OS | {"PARAMCD": ["OSRA"] * 4, "ENTRY": [0.0, 45.0, 45.0, 0.0]}


def test_conditional_on_living_to_a_month(study_of, adam_of) -> None:
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=LATE)
    result = estimate_survival(study, adam, "OSRA", from_month=1.75)
    found = values(result)
    # Of those who live beyond 1.75: exits at 2, 3 (censored) and 4, all entered by 1.5.
    assert (found["os.ra.conditional.n"], found["os.ra.conditional.events"]) == (3, 2)
    assert found["os.ra.conditional.3.surv"] == pytest.approx(2 / 3)
    assert found["os.ra.conditional.median"] == pytest.approx(4)
    assert found["os.ra.conditional.start.n_risk"] == 3
    assert found["os.ra.conditional.start.month"] == 1.75
    assert result.notes[-1].startswith("Conditional curve: of patients alive 1.75 months")
    assert result.kind == "Conditional, delayed entry"
    delayed = estimate_survival(study, adam, "OSRA")
    table = survival_table(study, adam, [result, delayed], id="tab-ra", title="OS")
    heads = [column.label for column in table.columns[1:]]
    assert heads == ["Conditional, delayed entry", "Delayed entry"]
    cells = {row.cells[0]: row.cells[1:] for row in table.rows}
    assert cells["at 1.5 months"][0] == "–"  # before its start
    assert cells["at 1.5 months"][1].startswith("50.0%")
    said = from_markdown(earlier_origin_in_words(study, result, delayed, None).markdown)
    assert said.startswith("Conditional on living to month 1.75, the median is 4.0 months (95% CI")
    assert "With delayed entry from the start it is" in said
    assert earlier_origin_in_words(study, None, None, None) is None


def test_nobody_observed_by_the_start_of_a_conditional_curve(study_of, adam_of) -> None:
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=LATE)
    assert estimate_survival(study, adam, "OSRA", from_month=9) is None
    later = adam_of(adsl=ADSL, adtte=LATE | {"ENTRY": [45.0, 50.0, 55.0, 60.0], "AVAL": [99.0] * 4})
    assert estimate_survival(study, later, "OSRA", from_month=1) is None


def test_landmarks_with_few_at_risk_are_not_printed(study_of, adam_of) -> None:
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=OS)
    result = estimate_survival(study, adam, "OS", output="tab-os")
    table = survival_table(study, adam, [result], id="tab-os", title="OS", min_at_risk=3)
    cells = {row.cells[0]: row.cells[1] for row in table.rows}
    assert cells["at 1.5 months"].startswith("75.0%")
    assert (cells["at 3 months"], cells["at 6 months"]) == ("–", "–")
    assert table.footnotes[-1].startswith("–: fewer than 3 patients at risk then")
    assert values(result)["os.lu.3.surv"] == pytest.approx(0.5)
    # Smaller groups only: everything is printed.
    whole = survival_table(study, adam, [result], id="tab-os", title="OS", min_at_risk=5)
    assert "–" not in [row.cells[1] for row in whole.rows]


def test_no_death_seen_yet_is_not_printed_as_certain_survival(study_of, adam_of) -> None:
    months = MONTHS | {"landmarks_months": [0.5, 3]}
    study, adam = study_of(**months), adam_of(adsl=ADSL, adtte=LATE)
    results = [estimate_survival(study, adam, "OSRA", naive=naive) for naive in (False, True)]
    table = survival_table(study, adam, results, id="tab-ra", title="OS", min_at_risk=1)
    assert {row.cells[0]: row.cells[1:] for row in table.rows}["at 0.5 months"] == ("–", "–")


def test_nobody_left_at_risk_is_told_in_a_footnote(study_of, adam_of) -> None:
    # In months: exits at 1, 2, 3, 4; entries leave nobody at risk between 2 and 2.5.
    times = OS | {"PARAMCD": ["OSRA"] * 4, "ENTRY": [0.0, 0.0, 75.0, 75.0], "CNSR": [0, 1, 0, 1]}
    study, adam = study_of(**MONTHS), adam_of(adsl=ADSL, adtte=times)
    delayed = estimate_survival(study, adam, "OSRA")
    assert delayed.notes[0].startswith(
        "Nobody is left at risk after time 2, before the last exit at 4: survival stays at 0.5"
    )
    assert [part for part in segments(delayed.notes[0]) if part[1]] == [
        ("2", "os.ra.gap_start"),
        ("4", "os.ra.gap_end"),
        ("0.5", "os.ra.gap_surv"),
    ]
    assert values(delayed)["os.ra.gap_start"] == pytest.approx(2)
    table = survival_table(study, adam, [delayed], id="tab-ra", title="OS")
    assert delayed.notes[0] in table.footnotes


def test_risk_table_by_hand(study_of, adam_of) -> None:
    (curve,) = estimate_survival(study_of(**MONTHS), adam_of(adsl=ADSL, adtte=OS), "OS").curves
    table = numbers_at_risk(curve, [0, 1, 2.5, 3, 5])
    assert table["at_risk"].to_list() == [4, 4, 2, 2, 0]
    assert table["events"].to_list() == [0, 1, 2, 2, 3]
    assert table["censored"].to_list() == [0, 0, 0, 1, 1]


def test_what_the_study_lacks(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adtte=OS)
    assert estimate_survival(study, adam, "PFS") is None
    assert estimate_survival(study, adam, "OS", by="NONE") is None
    assert survival_table(study, adam, [None], id="tab-x", title="X") is None
    assert survival_in_words(study, None) is None


def test_a_given_endpoint_is_not_defined_for_its_owner(study_of, adam_of) -> None:
    study, adam = study_of(source="adam"), adam_of(adsl=ADSL, adtte=OS)
    table = survival_table(
        study, adam, [estimate_survival(study, adam, "OS")], id="tab-x", title="X"
    )
    assert "as in the study's own ADTTE" in table.footnotes[0]
    assert "Death" not in table.footnotes[0]


def test_a_needed_variable_that_the_study_does_not_have(study_of, adam_of) -> None:
    study, untimed = study_of(), adam_of(adsl=ADSL, adtte=OS | {"AVAL": [None] * len(OS["AVAL"])})
    assert times_of(study, untimed, "OS") is None
    assert estimate_survival(study, untimed, "OS") is None
    assert subgroup_survival_table(study, untimed, "OS", ["ARM"]) is None
    assert influence_table(study, untimed, "OS") is None
    assert restricted_mean_table(study, untimed, "OS", ["ARM"]) is None
    assert univariable_cox(study, untimed, "OS", ["ARM"]) is None
    assert multivariable_cox(study, untimed, "OS", ["ARM", "SEX"]) is None
    assert endpoints(adam_of(adsl=ADSL)) == {}
