"""Methods in words: what study.yml chooses and the datasets have decides each sentence.

Numbers stand as names of choices, ``{study.teae_window_days}``, and are filled in from study.yml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ralu.adam import AdamSet
from ralu.adam.psa import PARAMS as OF_PSA
from ralu.blocks import Passage
from ralu.prose import filled
from ralu.study import Biomarker, Study
from ralu.tables.biomarkers.psa_progression import SHORT, progression_rules
from ralu.tables.frame.groups import ci_name
from ralu.tables.frame.needs import records_of
from ralu.tables.frame.window import NUMBER, emergent_events, on_treatment_values
from ralu.tables.safety.adverse_events import graded_by_severity
from ralu.tables.survival.curves import endpoints as times_to_event
from ralu.tables.survival.survival_table import DEFINITION


def _passage(study: Study, *parts: str) -> Passage:
    """Return paragraphs or items of a list, choices filled in."""
    return Passage(filled("\n\n".join(part for part in parts if part), {}, study))


def population_text(study: Study, adam: AdamSet) -> Passage:
    """Return where the data come from, who is analysed, and what baseline is."""
    given = study.source == "adam"
    source = (
        "The study brings its own ADaM datasets. Its populations, arms, treatment-emergent flags "
        "and times to event are taken as they are."
        if given
        else "The data are the extract of a medical chart review: source tables, read cell by "
        "cell as the data dictionary declares them, checked, and derived into ADaM-like datasets."
    )
    dose = "dose of the studied treatment" if given else "177Lu-PSMA infusion"
    flagged = "the record that the study flags as such, else " if given else ""
    return _passage(
        study,
        f"{source} The data cut-off is {{study.data_cutoff}}.",
        f"The safety population is all patients with at least one {dose}. Each analysis "
        "uses this population, or the part of it that can be analysed, and states which. "
        f"Baseline is {flagged}the last value on or before the first dose, at most "
        "{study.baseline_window_days} days old.",
        _groupings(study),
    )


def _groupings(study: Study) -> str:
    """Return the arms and the subgroups."""
    arm = study.analysis.group
    arms = f"Groups are those of {arm.label.lower()}: {', '.join(arm.levels)}. " if arm else ""
    labels = [one.label for one in study.analysis.subgroups]
    return arms + (f"Subgroups: {'; '.join(labels)}." if labels else "")


def endpoints_text(study: Study, adam: AdamSet) -> Passage | None:
    """Return the times to event and biomarkers, each with its definition."""
    known = times_to_event(adam)
    times = (f"- **{name}**: {_defined(study, param)}" for param, name in known.items())
    of_psa = progression_rules(study, known.keys() & SHORT)
    values = records_of(adam, {"adlb": "PARAMCD"})
    present = set(values["adlb"]["PARAMCD"]) if values else set()
    markers = (
        f"- **{marker.param}**: {_response(marker)}"
        for marker in study.analysis.biomarkers
        if marker.param in present
    )
    items = [*times, *markers]
    return _passage(study, "\n".join(items), of_psa) if items else None


def _defined(study: Study, param: str) -> str:
    if study.source == "adam":
        return "as in the study's own ADTTE."
    if param in SHORT:
        return "by the rules below."
    words = DEFINITION.get(param, "as in ADTTE.").strip()
    return f"{words[:1].lower()}{words[1:]}"


def _response(marker: Biomarker) -> str:
    declines = _listed(f"{threshold}%" for threshold in marker.declines)
    return (
        f"decline from baseline by at least {declines} at any time after the first dose; "
        f"confirmed by another one at least {marker.confirmation_days} days later."
    )


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def safety_text(study: Study, adam: AdamSet) -> Passage | None:
    """Return the window, the grades and how laboratory values are graded."""
    graded = (
        "Laboratory values are brought to standard units and graded by CTCAE "
        "{study.ctcae_version} against the limits of normal of each record; a value in a unit in "
        "which CTCAE prints limits of its own is graded by those. Where a limit of normal is "
        "missing that the grade depends on, there is no grade. They are values "
        f"{on_treatment_values(study, adam, days=NUMBER)}; a value of the day of the first dose "
        "counts as taken before it. Reported events and graded values measure different things "
        "and are never merged."
    )
    parts = [
        "" if records_of(adam, {"adae": ""}) is None else _events(study, adam),
        "" if records_of(adam, {"adlb": ""}) is None else graded,
    ]
    return _passage(study, *parts) if any(parts) else None


def _events(study: Study, adam: AdamSet) -> str:
    once = "A patient counts once per row, at the worst grade."
    if study.source == "adam":
        by_severity = graded_by_severity(adam.adae)
        severity = (
            " Where an event has no CTCAE grade, mild, moderate and severe stand as grades 1, 2 "
            "and 3, a fatal outcome as grade 5."
            if by_severity.any()
            else ""
        )
        return f"Treatment-emergent are {emergent_events(study)} {once}{severity}"
    return (
        f"Treatment-emergent are {emergent_events(study, days=NUMBER)} {once} An event that was "
        "fatal is of grade 5; one without a grade counts as of any grade only."
    )


ESTIMATED = {
    "tab-km-osra": "Survival from the first 223Ra injection is estimated with delayed entry at the "
    "first 177Lu infusion; the main estimate, where patients are under observation by then, is "
    "conditional on living to a stated month. The naive curve beside it is biased by immortal "
    "time.",
    "tab-rmst": "The restricted mean survival time is the area under the Kaplan–Meier curve.",
    "tab-cif-ttntd": "Where one event keeps another from being seen, cumulative incidence is "
    "estimated by Aalen and Johansen, the other event competing.",
    "tab-cif-grade-3": "Where one event keeps another from being seen, cumulative incidence is "
    "estimated by Aalen and Johansen, the other event competing.",
    "tab-cox-multivariable": "One model has several factors, those that the parameters name.",
    "tab-ph-test": "Proportional hazards are tested by scaled Schoenfeld residuals.",
    "tab-teae-rates": "Rates are numbers by time at risk, with exact Poisson limits; they take "
    "the hazard as constant.",
    "tab-influence": "The median is computed again without each patient and without each site.",
    "tab-partial-dates": "The median is computed again with partial dates at their earliest and "
    "latest possible day.",
}
"""What to say of a method where the report has the table."""


def statistics_text(study: Study, adam: AdamSet, outputs: Collection[str]) -> Passage:
    """Return the estimators and intervals; `outputs` are the tables that the report has."""
    times = (
        "Times are in months of {study.month_days} days. Survival is estimated by Kaplan–Meier, "
        "with pointwise {study.confidence_level} confidence limits of Greenwood's variance on "
        "the {study.km_conf_type} scale. The median is where the curve crosses one half, in the "
        "middle of a plateau there, and its limits are where the band does (Brookmeyer and "
        "Crowley). Follow-up is estimated by reverse Kaplan–Meier. Curves are compared by the "
        "log-rank test, two-sided and not stratified. Hazard ratios come from Cox models, ties "
        "by Efron, with Wald limits and tests."
    )
    more = dict.fromkeys(words for output, words in ESTIMATED.items() if output in outputs)
    return _passage(
        study,
        times if times_to_event(adam) else "",
        " ".join(more),
        f"Shares have {{study.confidence_level}} confidence limits by {ci_name(study)}. Quartiles "
        "are by linear interpolation (R type 7). Printed numbers are rounded half away from zero "
        "from full precision.",
    )


IMPUTED = (
    "- Death: the middle of the month, or the end of June of the year; never before the last day "
    "known alive, nor after the data cut-off unless the patient was seen after it.",
    "- Diagnosis and mCRPC: the middle of the month or year, not after the first dose.",
    "- 223Ra injections: the middle of the month, not after the first 177Lu infusion; known to "
    "the year only, they have no date.",
    "- Other therapies: the start in the middle of the month or year, not after their end, death "
    "or the day last known alive; the end on the last possible day, not after death.",
    "- Adverse events: the start on the first possible day, not before the first dose and not "
    "after the end; the end on the last possible day, not after death.",
)


def missing_data_text(study: Study, adam: AdamSet) -> Passage:
    """Return the rules of imputation, and what became of other gaps."""
    rest = (
        "No other value is imputed. Missing values are counted where they are missing; "
        "a value below detection counts as its limit; one in a unit that cannot be converted is "
        f"left out and listed. {_censoring(study, adam)}"
    ).strip()
    if study.source == "adam":
        return _passage(study, f"Dates are those of the study's own datasets. {rest}")
    lead = (
        "Dates known to the month or year are imputed by rules, within what is known of them, and "
        "flagged. Dates of infusions and of laboratory values are never imputed."
    )
    return _passage(study, lead, "\n".join(IMPUTED), rest)


def _censoring(study: Study, adam: AdamSet) -> str:
    """Return what becomes of patients lost to follow-up."""
    known = times_to_event(adam)
    if not known:
        return ""
    if study.source == "adam":
        return "Censoring is that of the study's own ADTTE."
    psa = ", for endpoints of PSA at the last PSA value" if OF_PSA.keys() & known.keys() else ""
    return f"Patients lost to follow-up are censored when last known alive{psa}."


def multiplicity_text(study: Study, adam: AdamSet) -> Passage:
    """Return how tests and intervals are to be read."""
    return _passage(
        study,
        "Nothing is adjusted for the number of tests, intervals or looks at the data. Confidence "
        "intervals describe precision; p-values, of subgroups above all, are exploratory. Groups "
        "are not compared by tests at baseline.",
    )


def software_text(study: Study, adam: AdamSet) -> Passage:
    """Return what computed the report."""
    return _passage(
        study,
        "The report is made by one program from data, study.yml and notebooks, which @tab-inputs "
        "names by content; @tab-packages has the versions, @tab-parameters the parameters. Its "
        "statistical functions are tested against R's package survival.",
    )
