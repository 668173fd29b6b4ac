"""Methods text says what study.yml chooses and the datasets have, and nothing else."""

from __future__ import annotations

from ralu.prose import plain
from ralu.tables.methods.passages import (
    endpoints_text,
    missing_data_text,
    population_text,
    safety_text,
    statistics_text,
)

TIMES = {
    "adsl": {"USUBJID": ["1"], "SAFFL": ["Y"]},
    "adae": {"USUBJID": ["1"]},
    "adlb": {"USUBJID": ["1"], "PARAMCD": ["PSA"]},
    "adtte": {"USUBJID": ["1"], "PARAMCD": ["OS"], "PARAM": ["Overall survival"], "CNSR": [0]},
}


def words(passage) -> str:
    return plain(passage.markdown)


def test_population_of_an_extract_and_of_given_datasets(study_of, adam_of) -> None:
    groups = [{"variable": "A", "label": "Age"}, {"variable": "B", "label": "Site"}]
    own = words(population_text(study_of(baseline_window_days=45, subgroups=groups), adam_of()))
    assert "chart review" in own
    assert "at most 45 days old" in own
    assert "cut-off is 2024-01-31" in own
    assert "Subgroups: Age; Site." in own
    arm = {"variable": "ARM", "label": "Treatment", "levels": ["P", "X"]}
    given = words(population_text(study_of(source="adam", group=arm), adam_of()))
    assert "its own ADaM datasets" in given
    assert "Groups are those of treatment: P, X." in given
    assert "chart review" not in given
    assert "177Lu" not in given


def test_endpoints_that_the_study_has(study_of, adam_of) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": [50]}, {"param": "ALP"}])
    lines = words(endpoints_text(study, adam_of(**TIMES))).splitlines()
    assert lines == [
        "- **Overall survival**: death from any cause; others censored when last known alive.",
        "- **PSA**: decline from baseline by at least 50% at any time after the first dose; "
        "confirmed by another one at least 21 days later.",
    ]
    psa = {"USUBJID": ["1"], "PARAMCD": ["TTPSA"], "PARAM": ["Time to PSA progression"]}
    ruled = study_of(biomarkers=[{"param": "PSA", "progression": {"rise_percent": 30}}])
    text = words(endpoints_text(ruled, adam_of(adtte={**psa, "CNSR": [0]})))
    assert text.startswith("- **Time to PSA progression**: by the rules below.")
    assert "at least 30% and at least 2 ng/mL above the nadir" in text
    of_adam = endpoints_text(study_of(source="adam"), adam_of(**TIMES))
    assert words(of_adam) == "- **Overall survival**: as in the study's own ADTTE."
    assert endpoints_text(study, adam_of()) is None


def test_the_window_of_adverse_events(study_of, adam_of) -> None:
    adam = adam_of(**TIMES)
    plainly = words(safety_text(study_of(teae_window_days=28), adam))
    assert "and 28 days after the last. An event" in plainly
    assert "CTCAE 5.0" in plainly
    cut = words(safety_text(study_of(teae_stop_at_next_therapy=True), adam))
    assert (
        "30 days after the last or the next anticancer therapy after it, whichever is first." in cut
    )
    given = words(safety_text(study_of(source="adam", ctcae_version="4.03"), adam))
    assert "own ADAE" in given
    assert "stand as grades" not in given
    adam.adae["AESEVFL"] = ["Y"] + ["N"] * (len(adam.adae) - 1)
    assert "stand as grades" not in words(safety_text(study_of(source="adam"), adam))
    adam.adae["AETOXGR"] = 3
    by_severity = words(safety_text(study_of(source="adam"), adam))
    assert "Where an event has no CTCAE grade, mild, moderate and severe stand as" in by_severity
    assert "CTCAE 4.03" in given


def test_safety_without_events_or_without_values(study_of, adam_of) -> None:
    events = adam_of(adae={"USUBJID": ["1"]})
    assert "CTCAE" not in words(safety_text(study_of(), events))
    values = adam_of(adlb={"USUBJID": ["1"], "PARAMCD": ["HGB"]})
    assert "Treatment-emergent are" not in words(safety_text(study_of(), values))
    assert safety_text(study_of(), adam_of()) is None


def test_statistics_name_what_the_report_has(study_of, adam_of) -> None:
    study = study_of(confidence_level=0.9, km_conf_type="plain", proportion_ci="wilson")
    some = words(statistics_text(study, adam_of(**TIMES), {"tab-rmst", "tab-cif-ttntd"}))
    assert "90% confidence limits of Greenwood's variance on the plain scale" in some
    assert "by Wilson" in some
    assert "restricted mean" in some
    assert some.count("Aalen") == 1
    assert "delayed entry" not in some
    both = {"tab-cif-ttntd", "tab-cif-grade-3"}
    assert words(statistics_text(study, adam_of(**TIMES), both)).count("Aalen") == 1
    none = words(statistics_text(study, adam_of(), set()))
    assert "Kaplan" not in none
    assert "R type 7" in none


def test_imputation_is_that_of_the_extract(study_of, adam_of) -> None:
    assert "- Death: the middle" in words(missing_data_text(study_of(), adam_of()))
    given = words(missing_data_text(study_of(source="adam"), adam_of()))
    assert "the study's own datasets" in given
    assert "- Death" not in given


def test_endpoints_of_psa_are_defined_where_the_report_derives_them(study_of, adam_of) -> None:
    codes = ["TTPSA", "PSAPFS", "DORPSA"]
    adam = adam_of(adtte={"USUBJID": ["1"] * 3, "PARAMCD": codes, "PARAM": codes, "CNSR": [0] * 3})
    study = study_of(biomarkers=[{"param": "PSA", "progression": {"response_percent": 40}}])
    text = words(endpoints_text(study, adam))
    assert "as in ADTTE" not in text
    assert "**TTPSA**: by the rules below" in text
    assert "PSA progression: after a decline from baseline the first value" in text
    assert "Response: the first decline of at least 40% from baseline" in text
    assert "Death without progression is censored" in text
    assert "PSA at the last PSA value." in words(missing_data_text(study, adam))
    given = study_of(source="adam")
    assert "nadir" not in words(endpoints_text(given, adam))


def test_censoring_is_told_as_it_is(study_of, adam_of) -> None:
    own = words(missing_data_text(study_of(), adam_of(**TIMES)))
    assert own.endswith("are censored when last known alive.")
    given = words(missing_data_text(study_of(source="adam"), adam_of(**TIMES)))
    assert given.endswith("Censoring is that of the study's own ADTTE.")
    assert words(missing_data_text(study_of(), adam_of())).endswith("left out and listed.")


def test_the_main_estimate_from_radium_is_named(study_of, adam_of) -> None:
    text = words(statistics_text(study_of(), adam_of(**TIMES), {"tab-km-osra"}))
    assert "the main estimate, where patients are under observation by then, is conditional" in text
