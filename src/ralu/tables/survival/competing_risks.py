"""The causes of a composite endpoint as competing risks: what `EVNTDESC` calls its events."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.ledger import slug
from ralu.study import Study
from ralu.tables.frame.needs import records_of
from ralu.tables.survival.cumulative_incidence import Cause, Incidence, estimate_incidence
from ralu.tables.survival.curves import entry_of, population_of, times_of

NEEDS = {"adtte": "PARAMCD EVNTDESC"}


def estimate_competing_risks(
    study: Study,
    adam: AdamSet,
    param: str,
    *,
    output: str,
    min_at_risk: int = 0,
) -> Incidence | None:
    """Estimate the cumulative incidence of each kind of event of an endpoint.

    The most frequent kind comes first. None where the study does not have the endpoint, its
    events have no names, or patients enter late, which this estimator cannot honour.
    """
    records, named = times_of(study, adam, param), records_of(adam, NEEDS)
    if records is None or named is None or entry_of(records):
        return None
    adtte = named["adtte"]
    kinds = adtte[adtte["PARAMCD"] == param].set_index("USUBJID")["EVNTDESC"]
    records["kind"] = records["USUBJID"].map(kinds.where(kinds.notna(), None))
    events = records.loc[records["event"] == 1, "kind"]
    if events.empty or events.isna().any():
        return None
    counts = events.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    causes = [Cause(k, slug(str(kind)), str(kind)) for k, kind in enumerate(counts.index, start=1)]
    codes = {cause.label: cause.code for cause in causes}
    of_event = records["kind"].map(codes).where(records["event"] == 1, 0).astype("int64")
    return estimate_incidence(
        study,
        adam,
        records.assign(cause=of_event),
        param=param,
        causes=causes,
        output=output,
        by=None,
        min_at_risk=min_at_risk,
        population=population_of(param),
    )
