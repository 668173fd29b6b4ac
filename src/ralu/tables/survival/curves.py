"""Time to event: Kaplan-Meier curves and the ledger rows of what is reported of them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.ledger import Ledger, LedgerRow, find, slug
from ralu.printed import Printed
from ralu.rounding import NOT_ESTIMABLE, fixed
from ralu.stats import KaplanMeier
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, everybody, in_adsl, split, unplaced
from ralu.tables.frame.kaplan_meier import MEDIAN, add_quantile, estimator, kaplan_meier_of
from ralu.tables.frame.needs import records_of
from ralu.tables.survival.curve_notes import condition_note, same_day_notes, warning_note
from ralu.tables.survival.logrank import logrank_rows
from ralu.tables.survival.median_split import median_split_notes

NEEDS = {"adtte": "PARAMCD PARAM AVAL ENTRY CNSR"}
LANDMARK = "OSLM"
"""Overall survival of those still under observation at a landmark, counted from there."""
PREFIX = {"OS": "os.lu", "OSRA": "os.ra", "TTNTD": "ttntd", LANDMARK: "os.landmark"}
"""Start of the ledger ids of an endpoint; any other begins with its PARAMCD."""
WITH_PSA = f"{POPULATION} with a PSA baseline above zero and a later value"
POPULATIONS = {
    "OSRA": f"{POPULATION} with dated 223Ra injections",
    LANDMARK: f"{POPULATION} under observation at the landmark, response known",
    "TTPSA": WITH_PSA,
    "PSAPFS": WITH_PSA,
    "DORPSA": f"{POPULATION} with a PSA response",
}
HALF_A_DAY = 0.5
NAIVE, CONDITIONAL = "naive", "conditional"


def population_of(param: str) -> str:
    """Return the population of an endpoint in words."""
    return POPULATIONS.get(param, POPULATION)


def prefix_of(param: str, *parts: str) -> str:
    """Return the start of the ledger ids of an endpoint, with what else they begin with."""
    return ".".join(filter(None, [PREFIX.get(param, slug(param)), *parts]))


@dataclass(frozen=True)
class Curve:
    """Kaplan-Meier estimate of one group, with its warnings; times in months.

    `start` is the time up to which everybody is alive by definition, 0 where the curve is not
    conditional.
    """

    group: Group
    km: KaplanMeier = field(repr=False)
    warnings: tuple[Warning | str, ...] = ()
    start: float = 0.0


@dataclass(frozen=True)
class Survival:
    """The curves of one endpoint, with the ledger rows of what is reported of them.

    Attributes
    ----------
    param, label
        PARAMCD and its words.
    curves
        One per group, each group with at least one patient.
    by
        Grouping variable, "" where there is one curve.
    delayed_entry, naive
        Whether patients count as at risk only from their time of entry on, and whether they
        have such a time but count from the origin on.
    notes
        Footnotes on patients and levels that are in none of the curves, and warnings.
    """

    param: str
    label: str
    curves: tuple[Curve, ...]
    by: str
    delayed_entry: bool
    naive: bool
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)

    @property
    def population(self) -> str:
        """Analysis population in words."""
        return population_of(self.param)

    @property
    def kind(self) -> str:
        """How it differs from other estimates of the same endpoint, in words."""
        if self.naive:
            return "Naive (biased by immortal time)"
        if any(curve.start for curve in self.curves):
            return "Conditional, delayed entry"
        return "Delayed entry" if self.delayed_entry else self.label

    def row(self, stat: str, group: Group, level: str = "") -> LedgerRow:
        """Return the ledger row of one statistic of one group."""
        return group.row(self.ledger, stat, analysis="km", variable_level=level)

    def texts(self, group: Group, *stats: str, level: str = "") -> list[Printed]:
        """Return statistics of one group as printed."""
        return [self.row(stat, group, level).printed for stat in stats]

    @property
    def logrank(self) -> LedgerRow | None:
        """The p-value of the log-rank test between the curves."""
        return next(iter(find(self.ledger, analysis="logrank", stat="p")), None)


def endpoints(adam: AdamSet) -> dict[str, str]:
    """Return PARAMCD and words of the time-to-event parameters the study has."""
    records = records_of(adam, {"adtte": "PARAMCD PARAM"})
    if records is None:
        return {}
    params = records["adtte"].drop_duplicates("PARAMCD")
    return dict(zip(params["PARAMCD"], params["PARAM"], strict=True))


def times_of(study: Study, adam: AdamSet, param: str) -> pd.DataFrame | None:
    """Return USUBJID, time and entry in months, and event (1/0) of one endpoint.

    Who leaves on the day of entry enters half a day before: he is at risk on that day, and on no
    other. `same_day` names him, and who leaves on the day of the origin. None where the study
    does not have the endpoint.
    """
    needed = records_of(adam, NEEDS)
    if needed is None or param not in endpoints(adam):
        return None
    records = needed["adtte"][needed["adtte"]["PARAMCD"] == param]
    same_day = records["AVAL"] == records["ENTRY"]
    entry = records["ENTRY"].mask(same_day, records["ENTRY"] - HALF_A_DAY).clip(lower=0)
    return pd.DataFrame(
        {
            "USUBJID": records["USUBJID"],
            "time": study.analysis.months(records["AVAL"]),
            "entry": study.analysis.months(entry),
            "event": (records["CNSR"] == 0).astype("int64"),
            "same_day": same_day,
        }
    ).reset_index(drop=True)


def entry_of(records: pd.DataFrame) -> str | None:
    """Return the name of the column of entry times, None where nobody enters late."""
    return "entry" if (records["entry"] > 0).any() else None


def estimate_survival(
    study: Study,
    adam: AdamSet,
    param: str,
    *,
    by: str | None = None,
    naive: bool = False,
    from_month: float = 0,
    output: str = "",
) -> Survival | None:
    """Estimate the curves of one endpoint; None where the study does not have it.

    Patients enter the risk set at `ENTRY`.

    Parameters
    ----------
    by
        Grouping variable of ADSL; one curve of everybody where None.
    naive
        Whether they count from the origin on all the same.
    from_month
        With delayed entry, of those only who live beyond it: survival is conditional on that.
        None is returned where nobody is under observation by then.
    output
        Id of the table or figure the numbers stand in.
    """
    records = _observed(study, adam, param, from_month)
    if records is None or (by and not in_adsl(adam, [by])):
        return None
    late = entry_of(records) is not None
    naive, delayed_entry = naive and late, late and not naive
    kind = NAIVE if naive else CONDITIONAL if from_month else ""
    method = _method(study, naive, delayed_entry, from_month)
    ledger = Ledger(prefix_of(param, kind), "km", output, population_of(param), "adtte", method)
    groups = split(study, adam, by) if by else [everybody(adam)]
    empty = [group for group in groups if group.of(records).empty]
    curves = tuple(
        _curve(study, group, group.of(records), delayed_entry, from_month)
        for group in groups
        if not group.of(records).empty
    )
    for curve in curves:
        _record(study, param, curve, ledger)
    if by and len(curves) > 1:
        _compare(param, by, curves, records.assign(entry=0.0) if naive else records, ledger)
    notes = [f"Without patients: {', '.join(g.name for g in empty)}."] if empty else []
    notes += unplaced(study, adam, [by] if by else [], ledger)
    notes += median_split_notes(adam, [by] if by else [], ledger)
    notes += [
        warning_note(param, c.group, c.km.n, one, ledger) for c in curves for one in c.warnings
    ]
    notes += same_day_notes(param, records, ledger)
    if from_month:
        notes.append(condition_note(param, from_month, records, ledger))
    label, rows = endpoints(adam)[param], tuple(ledger.rows)
    return Survival(param, label, curves, by or "", delayed_entry, naive, tuple(notes), rows)


def _observed(study: Study, adam: AdamSet, param: str, from_month: float) -> pd.DataFrame | None:
    """Return the times of those who live beyond a month; None if nobody is observed by then."""
    records = times_of(study, adam, param)
    if records is None or not from_month:
        return records
    records = records[records["time"] > from_month]
    return records if (records["entry"] < from_month).any() else None


def _compare(
    param: str, by: str, curves: Sequence[Curve], records: pd.DataFrame, ledger: Ledger
) -> None:
    """Record the log-rank test over the groups that have a curve."""
    level = {subject: c.group.level for c in curves for subject in c.group.subjects}
    ledger.rows += logrank_rows(param, by, records, records["USUBJID"].map(level), ledger)


def _method(study: Study, naive: bool, delayed_entry: bool, from_month: float) -> str:
    parts = [
        estimator(study),
        "delayed entry" if delayed_entry else "entry ignored" if naive else "",
        f"from month {from_month:g}" if from_month else "",
    ]
    return ", ".join(part for part in parts if part)


def _curve(
    study: Study, group: Group, records: pd.DataFrame, delayed_entry: bool, start: float
) -> Curve:
    km, caught = observed_curve(study, records, delayed_entry=delayed_entry)
    return Curve(group, km, caught, start)


def observed_curve(
    study: Study, records: pd.DataFrame, *, delayed_entry: bool | None = None
) -> tuple[KaplanMeier, tuple[Warning | str, ...]]:
    """Return the curve of records with its warnings; entry is delayed where anybody enters late."""
    late = entry_of(records) is not None if delayed_entry is None else delayed_entry
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        km = kaplan_meier_of(study, records, delayed_entry=late)
    return km, tuple(one.message for one in caught)


def _record(study: Study, param: str, curve: Curve, ledger: Ledger) -> None:
    """Write the numbers of a curve to the ledger."""
    km, group = curve.km, curve.group

    def add(stat: str, value: float, text: str, level: str = "") -> None:
        group.add(ledger, stat, value, text, param, level, n=km.n, name="")

    add("n", km.n, str(km.n))
    add("events", km.n_events, str(km.n_events))
    for p, stats in ((0.5, MEDIAN), (0.25, ("q1",)), (0.75, ("q3",))):
        add_quantile(ledger, group, km, param, p=p, stats=stats, name="")
    landmarks = list(study.analysis.landmarks_months)
    for row in km.at(landmarks).to_dict("records"):
        level = f"{row['time']:g}"
        values = {"surv": "survival", "surv_lower": "lower", "surv_upper": "upper"}
        for stat, column in values.items():
            add(stat, row[column], percent(row[column]), level)
        add("n_risk", row["n_risk"], str(row["n_risk"]), level)


def percent(share: float) -> str:
    """Return a share as printed in percent."""
    text = fixed(100 * share, 1)
    return text if text == NOT_ESTIMABLE else f"{text}%"


def numbers_at_risk(curve: Curve, times: list[float]) -> pd.DataFrame:
    """Return per time the patients at risk, and censored and with event so far."""
    exits = curve.km.curve
    row = np.searchsorted(exits["time"].to_numpy(), times, side="right")
    so_far = {
        name: np.concatenate([[0], exits[column].cumsum()])[row]
        for name, column in (("censored", "n_censor"), ("events", "n_event"))
    }
    at_risk = curve.km.at(times)["n_risk"]
    return pd.DataFrame({"time": times, "at_risk": at_risk, **so_far})
