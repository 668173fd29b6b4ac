"""Time to event: Kaplan-Meier curves and the ledger rows of what is reported of them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.printed import compose
from ralu.stats import KaplanMeier, NobodyAtRisk, kaplan_meier, logrank
from ralu.study import Study
from ralu.tables.groups import POPULATION, Group, everybody, split, unplaced
from ralu.tables.text import NOT_ESTIMABLE, NOT_REACHED, fixed, p_value

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
NAIVE = "naive"
GAP = {"gap_start": "months", "gap_end": "months", "gap_surv": ""}
"""Statistics of where delayed entry leaves nobody at risk, with their units."""


@dataclass(frozen=True)
class Curve:
    """Kaplan-Meier estimate of one group, with its warnings; times in months."""

    group: Group
    km: KaplanMeier = field(repr=False)
    warnings: tuple[Warning | str, ...] = ()


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
        return POPULATIONS.get(self.param, POPULATION)

    def row(self, stat: str, group: Group, level: str = "") -> LedgerRow:
        """Return the ledger row of one statistic of one group."""
        key = ("km", stat, group.variable, group.level, level)
        return next(
            r
            for r in self.ledger
            if (r.analysis, r.stat, r.group, r.group_level, r.variable_level) == key
        )


def endpoints(adam: AdamSet) -> dict[str, str]:
    """Return PARAMCD and words of the time-to-event parameters the study has."""
    params = adam.adtte.drop_duplicates("PARAMCD")
    return dict(zip(params["PARAMCD"], params["PARAM"], strict=True))


def times_of(study: Study, adam: AdamSet, param: str) -> pd.DataFrame:
    """Return USUBJID, time and entry in months, and event (1/0) of one endpoint."""
    records = adam.adtte[adam.adtte["PARAMCD"] == param]
    month = study.analysis.month_days
    return pd.DataFrame(
        {
            "USUBJID": records["USUBJID"],
            "time": records["AVAL"] / month,
            "entry": records["ENTRY"] / month,
            "event": (records["CNSR"] == 0).astype("int64"),
        }
    ).reset_index(drop=True)


def survival(
    study: Study,
    adam: AdamSet,
    param: str,
    *,
    by: str | None = None,
    delayed_entry: bool = False,
    output: str = "",
) -> Survival | None:
    """Estimate the curves of one endpoint; None where the study does not have it.

    Parameters
    ----------
    by
        Grouping variable of ADSL; one curve of everybody where None.
    delayed_entry
        Whether patients enter the risk set at `ENTRY`; a curve without it, of an endpoint that
        has one, is recorded as naive.
    output
        Id of the table or figure the numbers stand in.
    """
    records = times_of(study, adam, param)
    if records.empty or (by is not None and by not in adam.adsl):
        return None
    naive = bool((records["entry"] > 0).any()) and not delayed_entry
    prefix = PREFIX.get(param, slug(param)) + (f".{NAIVE}" if naive else "")
    method = f"Kaplan–Meier, {study.analysis.km_conf_type}"
    method += ", delayed entry" if delayed_entry else ", entry ignored" if naive else ""
    population = POPULATIONS.get(param, POPULATION)
    ledger = Ledger(prefix, "km", output, population, "adtte", method)
    groups = split(study, adam, by) if by else [everybody(adam)]
    empty = [group for group in groups if group.of(records).empty]
    curves = tuple(
        _curve(study, group, group.of(records), delayed_entry)
        for group in groups
        if not group.of(records).empty
    )
    for curve in curves:
        _record(study, param, curve, ledger)
    if len(curves) > 1 and not delayed_entry:
        _logrank(param, curves, records, ledger, by or "")
    notes = [f"Without patients: {', '.join(g.name for g in empty)}."] if empty else []
    notes += unplaced(study, adam, [by] if by else [], ledger)
    notes += [_warning(param, c, warning, ledger) for c in curves for warning in c.warnings]
    label = endpoints(adam).get(param, param)
    rows = tuple(ledger.rows)
    return Survival(param, label, curves, by or "", delayed_entry, naive, tuple(notes), rows)


def _curve(study: Study, group: Group, records: pd.DataFrame, delayed_entry: bool) -> Curve:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        km = kaplan_meier(
            records["time"],
            records["event"],
            records["entry"] if delayed_entry else None,
            conf_type=study.analysis.km_conf_type,
            alpha=1 - study.analysis.confidence_level,
        )
    return Curve(group, km, tuple(one.message for one in caught))


def _record(study: Study, param: str, curve: Curve, ledger: Ledger) -> None:
    """Write the numbers of a curve to the ledger."""
    km, group = curve.km, curve.group

    def add(stat: str, value: float, text: str, level: str = "", unit: str = "months") -> None:
        ledger.add(
            stat,
            value,
            text,
            variable=param,
            level=level,
            group=group.variable,
            group_level=group.level,
            unit=unit,
            n=km.n,
            name="",
        )

    add("n", km.n, str(km.n), unit="")
    add("events", km.n_events, str(km.n_events), unit="")
    for name, p in (("median", 0.5), ("q1", 0.25), ("q3", 0.75)):
        estimate, lower, upper = km.quantile(p)
        add(name, estimate, months(estimate))
        if name == "median":
            add("median_lower", lower, months(lower))
            add("median_upper", upper, months(upper))
    landmarks = list(study.analysis.landmarks_months)
    for row in km.at(landmarks).to_dict("records"):
        level = f"{row['time']:g}"
        values = {"surv": "survival", "surv_lower": "lower", "surv_upper": "upper"}
        for stat, column in values.items():
            add(stat, row[column], percent(row[column]), level, unit="")
        add("n_risk", row["n_risk"], str(row["n_risk"]), level, unit="")


def _warning(param: str, curve: Curve, warning: Warning | str, ledger: Ledger) -> str:
    """Write the numbers of a warning to the ledger and return its words."""
    if not isinstance(warning, NobodyAtRisk):
        return str(warning)
    group = curve.group
    texts = (
        ledger.add(
            stat,
            number,
            f"{number:g}",
            variable=param,
            group=group.variable,
            group_level=group.level,
            unit=unit,
            n=curve.km.n,
            name="",
        )
        for (stat, unit), number in zip(GAP.items(), warning.numbers, strict=True)
    )
    return compose(warning.WORDS, *texts)


def months(value: float) -> str:
    """Return a time in months as printed, NR where it is not reached."""
    return fixed(value, 1).replace(NOT_ESTIMABLE, NOT_REACHED)


def percent(share: float) -> str:
    """Return a share as printed in percent."""
    text = fixed(100 * share, 1)
    return text if text == NOT_ESTIMABLE else f"{text}%"


def _logrank(
    param: str, curves: tuple[Curve, ...], records: pd.DataFrame, ledger: Ledger, by: str
) -> None:
    """Write the log-rank test over the groups to the ledger."""
    level = {subject: c.group.level for c in curves for subject in c.group.subjects}
    groups = records["USUBJID"].map(level)
    known = records[groups.notna()]
    statistic, df, p = logrank(known["time"], known["event"], groups.dropna())
    test = Ledger(
        f"{ledger.prefix}.logrank", "logrank", ledger.output, ledger.population, "adtte", "Log-rank"
    )
    texts = {"statistic": fixed(statistic, 2), "df": str(df), "p": p_value(p)}
    for stat, value in (("statistic", statistic), ("df", df), ("p", p)):
        test.add(
            stat,
            value,
            texts[stat],
            variable=param,
            level=by,
            name="",
            n=len(known),
        )
    ledger.rows += test.rows


def risk_table(curve: Curve, times: list[float]) -> pd.DataFrame:
    """Return per time the patients at risk, and censored and with event so far."""
    exits = curve.km.curve
    row = np.searchsorted(exits["time"].to_numpy(), times, side="right")
    so_far = {
        name: np.concatenate([[0], exits[column].cumsum()])[row]
        for name, column in (("censored", "n_censor"), ("events", "n_event"))
    }
    at_risk = curve.km.at(times)["n_risk"]
    return pd.DataFrame({"time": times, "at_risk": at_risk, **so_far})
