"""Follow-up by hand; a month is 30 days here."""

from __future__ import annotations

from ralu.tables.survival.median_follow_up import median_follow_up_table

MONTHS = {"month_days": 30.0}


def test_follow_up_takes_censoring_as_the_event(study_of, four_deaths) -> None:
    study, adam = study_of(**MONTHS), four_deaths(adtte={"CNSR": [1, 0, 1, 0]})
    table = median_follow_up_table(study, adam, ["OS", "OS", "PFS"])
    assert {(r.id, r.analysis, r.variable) for r in table.ledger} == {
        ("cohort.n", "cohort", ""),
        *((f"os.lu.follow_up.{stat}", "follow_up", "OS") for stat in ("median", "lower", "upper")),
    }
    # Censored at months 1 and 3: 3/4, then 3/4 * 1/2 = 3/8.
    assert table.rows[0].cells == ("Overall survival", "3.0 (1.0–NR)")
    assert median_follow_up_table(study, adam, ["PFS"]) is None


def test_a_study_without_times_has_no_follow_up(study_of, four_deaths) -> None:
    study, untimed = study_of(**MONTHS), four_deaths(adtte={"AVAL": [None] * 4})
    assert median_follow_up_table(study, untimed, ["OS"]) is None
    again = median_follow_up_table(study, four_deaths(), ["OS"], id="tab-again")
    assert (again.id, {row.output for row in again.ledger}) == ("tab-again", {"tab-again"})
