"""The treatment-emergent window in words: its rule, `ralu.adam.window`, said once for all texts."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.adam.window import on_treatment_still
from ralu.study import Study

NUMBER = "{study.teae_window_days}"
"""The days of the window as prose names them, to be filled in (`ralu.prose`)."""


def window_end(study: Study, *, last: str = "the last", days: str = "") -> str:
    """Return the end of the window: ``30 days after the last``, and what else ends it.

    `last` names the last dose where the words before do not; `days` is how to write their number,
    `NUMBER` in prose, and the number itself where empty.
    """
    also = " or the next anticancer therapy after it, whichever is first"
    stops = study.analysis.teae_stop_at_next_therapy
    return f"{_days(study, days)} after {last}{also if stops else ''}"


def after_last_dose(study: Study) -> str:
    """Return the period of the window after the last dose, as the head of rows."""
    also = " or the next therapy" if study.analysis.teae_stop_at_next_therapy else ""
    return f"After the last dose, up to {_days(study)}{also}"


def emergent_events(study: Study, *, days: str = "") -> str:
    """Return which adverse events are treatment-emergent: ``events that ...``, with full stop."""
    if study.source == "adam":
        return "events that the study's own ADAE flags so (TRTEMFL)."
    return (
        f"events that began between the first 177Lu infusion and {window_end(study, days=days)}. "
        "An event without a start date counts as one, unless it ended before the first infusion."
    )


def on_treatment_values(study: Study, adam: AdamSet, *, days: str = "") -> str:
    """Return which laboratory values are on treatment, after a word for them: ``values ...``."""
    if adam.is_given("adlb", "ONTRTFL"):
        return (
            "after the day of the first dose that the study's own ADLB flags as on treatment "
            "(ONTRTFL)"
        )
    until = f"{window_end(study, days=days)}{still_on_treatment(adam)}"
    return f"after the day of the first dose and up to {until}"


def still_on_treatment(adam: AdamSet) -> str:
    """Return what stands for the last dose of who has none, where there are such patients."""
    adsl = adam.adsl
    known = {"TRTSDT", "TRTEDT"} <= set(adsl)
    ends = " (without a date of the last dose, the data cut-off)"
    return ends if known and on_treatment_still(adsl).any() else ""


def _days(study: Study, days: str = "") -> str:
    return f"{days or study.analysis.teae_window_days} days"
