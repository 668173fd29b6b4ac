"""Tables of adverse events by hand-computed numbers."""

from __future__ import annotations

import pytest

from ralu.tables.safety.adverse_events import event_overview_table
from ralu.tables.safety.event_terms import event_terms_table

ADSL = {"USUBJID": list("12345"), "SAFFL": ["Y"] * 4 + ["N"], "ARM": ["A", "A", "B", None, "B"]}
ADAE = {
    #           worst grade: 1 → 5, 2 → 3, 3 → not graded
    "USUBJID": ["1", "1", "1", "2", "2", "3", "2"],
    "AEBODSYS": ["Blood", "Blood", "Gut", "Blood", "Gut", "Gut", "Gut"],
    "AEDECOD": ["Anaemia", "Anaemia", "Nausea", "Anaemia", "Nausea", "Vomiting", "Nausea"],
    "AETOXGR": [3, 5, 1, 3, 1, None, 4],
    "AESER": ["N", "Y", "N", "N", "N", "N", "Y"],
    "RELFL": ["Y", "N", "N", "N", "N", "N", "Y"],
    "TRTEMFL": ["Y", "Y", "Y", "Y", "Y", "Y", "N"],
}
ADAM = {"adsl": ADSL, "adae": ADAE}


def numbers(table, stat: str = "n", group_level: str = "Overall") -> dict[tuple[str, str], float]:
    return {
        (r.variable, r.variable_level): r.value
        for r in table.ledger
        if r.stat == stat and r.group_level == group_level and r.analysis != "cohort"
    }


def test_overview_counts_a_patient_once_at_the_worst_grade(study_of, adam_of) -> None:
    table = event_overview_table(study_of(), adam_of(**ADAM))
    assert numbers(table) == {
        ("any", ""): 3,
        ("serious", ""): 1,
        ("grade_3_4", ""): 1,
        ("grade_ge3", ""): 2,
        ("grade_5", ""): 1,
        ("related", ""): 1,
        ("stopped", ""): None,
    }
    assert numbers(table, "pct") == {("any", ""): 75, ("grade_ge3", ""): 50} | dict.fromkeys(
        [("serious", ""), ("grade_3_4", ""), ("grade_5", ""), ("related", "")], 25
    ) | {("stopped", ""): None}
    assert numbers(table, "events") == {("any", ""): 6}
    assert {r.n for r in table.ledger if r.stat != "missing"} == {4}
    assert "Grade not recorded for 1 of 6 events." in table.footnotes
    assert table.rows[0].cells == ("Any TEAE", "3 (75.0)")


def test_limits_are_of_the_kind_that_study_yml_names(study_of, adam_of) -> None:
    exact = event_overview_table(study_of(), adam_of(**ADAM))
    # Clopper-Pearson of 3 of 4: lower is the root of 4 p^3 - 3 p^4 = 0.025.
    lower = numbers(exact, "lower")["any", ""] / 100
    assert 4 * lower**3 - 3 * lower**4 == pytest.approx(0.025)
    assert exact.rows[1].cells == ("95% CI", "19.4–99.4")
    assert "Clopper–Pearson" in exact.footnotes[1]
    wilson = event_overview_table(study_of(proportion_ci="wilson"), adam_of(**ADAM))
    assert wilson.rows[1].cells == ("95% CI", "30.1–95.4")
    assert {r.method for r in wilson.ledger if r.stat in {"lower", "upper"}} == {"Wilson"}


def test_stop_of_treatment_is_told_by_the_action_taken(study_of, adam_of) -> None:
    actions = ["drug withdrawn", "none", None, "DRUG WITHDRAWN", "none", "none", "drug withdrawn"]
    table = event_overview_table(study_of(), adam_of(adsl=ADSL, adae=ADAE | {"AEACN": actions}))
    assert numbers(table)["stopped", ""] == 2
    assert "Action taken not recorded for 1 of 6 events." in table.footnotes
    silent = event_overview_table(study_of(), adam_of(**ADAM))
    assert silent.rows[-2].cells == ("Leading to stop of treatment", "not recorded")


@pytest.mark.parametrize(
    ("variable", "labels"),
    [
        ("AESER", ["Serious"]),
        ("RELFL", ["Related to treatment"]),
        ("AETOXGR", ["Worst grade 3–4", "Grade 3 or higher", "Fatal (grade 5)"]),
    ],
)
def test_what_a_study_does_not_record_is_never_zero(
    study_of, adam_of, variable: str, labels: list[str]
) -> None:
    events = ADAE | {variable: [None] * len(ADAE["AESER"])}
    table = event_overview_table(study_of(), adam_of(adsl=ADSL, adae=events))
    shown = {row.cells[0]: row.cells[1] for row in table.rows}
    assert {shown[label] for label in labels} == {"not recorded"}
    assert all(row.value is None for row in table.ledger if row.text == "not recorded")


def test_terms_stand_at_the_worst_grade(study_of, adam_of) -> None:
    table = event_terms_table(study_of(), adam_of(**ADAM))
    assert [row.cells for row in table.rows] == [
        ("Any event", "3 (75.0)", "1", "1"),
        ("Gut", "3 (75.0)", "0", "0"),
        ("Nausea", "2 (50.0)", "0", "0"),
        ("Vomiting", "1 (25.0)", "0", "0"),
        ("Blood", "2 (50.0)", "1", "1"),
        ("Anaemia", "2 (50.0)", "1", "1"),
    ]
    assert numbers(table, "events")["Blood", ""] == 3
    assert numbers(table, "n_grade_3_4")["Blood", "Anaemia"] == 1
    assert numbers(table, "n_grade_5")["any", ""] == 1
    assert {r.analysis for r in table.ledger} == {"teae_soc_pt", "cohort"}
    same = event_overview_table(study_of(), adam_of(**ADAM))
    assert numbers(same)["grade_3_4", ""] == numbers(table, "n_grade_3_4")["any", ""]


def test_rare_terms_are_in_the_ledger_and_the_footnote_says_which_are_printed(
    study_of, adam_of
) -> None:
    table = event_terms_table(study_of(), adam_of(**ADAM), min_percent=30)
    assert [row.cells[0] for row in table.rows] == [
        "Any event",
        "Gut",
        "Nausea",
        "Blood",
        "Anaemia",
    ]
    assert numbers(table)["Gut", "Vomiting"] == 1
    assert "at least 30%" in table.footnotes[1]


def test_serious_events_only(study_of, adam_of) -> None:
    table = event_terms_table(study_of(), adam_of(**ADAM), serious=True)
    assert [row.cells[0] for row in table.rows] == ["Any event", "Blood", "Anaemia"]
    assert {r.analysis for r in table.ledger} == {"sae_soc_pt", "cohort"}


def test_arms_of_which_one_is_empty_and_a_patient_in_none(study_of, adam_of) -> None:
    arm = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
    study = study_of(group=arm)
    table = event_overview_table(study, adam_of(**ADAM))
    assert table.rows[0].cells == ("Any TEAE", "2 (100.0)", "1 (100.0)", "0", "3 (75.0)")
    assert table.rows[1].cells[3] == "NE–NE"
    assert "Arm not known, in none of its groups: 1 of 4." in table.footnotes
    terms = event_terms_table(study, adam_of(**ADAM))
    assert [c.group for c in terms.columns[1::3]] == [
        "A (N\xa0=\xa02)",
        "B (N\xa0=\xa01)",
        "C (N\xa0=\xa00)",
    ]
    assert numbers(terms)["Blood", "Anaemia"] == 2


def test_no_events_at_all_and_none_emergent(study_of, adam_of) -> None:
    assert event_overview_table(study_of(), adam_of(adsl=ADSL)) is None
    assert event_terms_table(study_of(), adam_of(adsl=ADSL)) is None
    before = ADAE | {"TRTEMFL": ["N"] * 7}
    adam = adam_of(adsl=ADSL, adae=before)
    assert numbers(event_overview_table(study_of(), adam))["any", ""] == 0
    assert [row.cells for row in event_terms_table(study_of(), adam).rows] == [
        ("Any event", "0", "0", "0")
    ]
