"""Time to the first TEAE of grade 3 or higher, with death as competing event."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ralu.adam import AdamSet
from ralu.ledger import Ledger, slug
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION
from ralu.tables.frame.needs import records_of
from ralu.tables.safety.adverse_events import treatment_emergent
from ralu.tables.safety.event_rates import of_kind
from ralu.tables.safety.risk_window import days_at_risk, placed, risk_windows, without_window
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
    events = placed(of_kind(treatment_emergent(records["adae"]), "grade_ge3"), window)
    if events is None:
        return None
    at_risk = days_at_risk(window, events)
    died = (window["died"] <= window["end"]) & ~at_risk["event"]
    cause = at_risk["event"] * EVENT.code + died * DEATH.code
    times = pd.DataFrame({"time": study.analysis.months(at_risk["days"]), "cause": cause})
    found = estimate_incidence(
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
    if found is None:
        return None
    ledger = Ledger(f"cif.{slug(PARAM)}", "cif", id, POPULATION, "adae")
    notes = without_window(adam, window, ledger)
    return replace(found, notes=(*found.notes, *notes), ledger=(*found.ledger, *ledger.rows))
