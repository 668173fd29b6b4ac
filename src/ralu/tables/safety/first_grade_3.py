"""Time to the first TEAE of grade 3 or higher, with death as competing event."""

from __future__ import annotations

import pandas as pd

from ralu.adam import AdamSet
from ralu.study import Study
from ralu.tables.frame.needs import records_of
from ralu.tables.safety.adverse_events import treatment_emergent
from ralu.tables.safety.event_rates import of_kind
from ralu.tables.safety.risk_window import dated, days_at_risk, risk_windows
from ralu.tables.survival.cumulative_incidence import Cause, Incidence, estimate_incidence

NEEDS = {"adsl": "TRTSDT", "adae": "ASTDT AETOXGR TRTEMFL?"}
EVENT = Cause(1, "event", "Grade 3 or higher TEAE")
DEATH = Cause(2, "death", "Death without one")
PARAM = "GRADE3"
CENSORED = (
    "Time from the first dose; censored at the end of the treatment-emergent window or when last "
    "seen. A death in the window without such an event before it competes. An event "
    "without a start date is left out.",
)


def estimate_first_grade_3(
    study: Study,
    adam: AdamSet,
    *,
    by: str | None = None,
    min_at_risk: int = 0,
    id: str = "tab-cif-grade-3",
) -> Incidence | None:
    """Return the incidence of the first event by group; None without dated and graded events."""
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    window = risk_windows(study, adam)
    events = dated(treatment_emergent(records["adae"]), window)
    at_risk = days_at_risk(window, of_kind(events, "grade_ge3"))
    died = (window["died"] <= window["end"]) & ~at_risk["event"]
    cause = at_risk["event"] * EVENT.code + died * DEATH.code
    times = pd.DataFrame({"time": study.analysis.months(at_risk["days"]), "cause": cause})
    return estimate_incidence(
        study,
        adam,
        times.rename_axis("USUBJID").reset_index(),
        param=PARAM,
        causes=[EVENT, DEATH],
        source="adae",
        output=id,
        by=by,
        min_at_risk=min_at_risk,
    )
