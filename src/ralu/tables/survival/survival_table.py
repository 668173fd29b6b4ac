"""Tables of times to event: medians and landmarks, subgroups."""

from __future__ import annotations

from dataclasses import replace

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import LedgerRow, slug
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import IN_LEDGER, NOT_ESTIMABLE, NOT_SAID, few_at_risk
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, heads, of_cohort, subgroup
from ralu.tables.survival.curves import (
    LANDMARK,
    POPULATIONS,
    Survival,
    endpoints,
    estimate_survival,
)

DEFINITION = {
    "OS": "Death from any cause; others censored when last known alive. ",
    "OSRA": "Death from any cause; others censored when last known alive. ",
    "TTNTD": (
        "The earlier of death and the next anticancer therapy of any class, radiotherapy "
        "included; others censored when last known alive. "
    ),
    LANDMARK: (
        "Death from any cause, counted from the landmark; others censored when last known alive. "
    ),
}

GIVEN = "Events and censoring as in the study's own ADTTE. "
DELAYED = (
    "delayed entry: at risk from the first dose of the studied treatment on, so that the number "
    "at risk is small at first and rises; "
)
NAIVELY = "naive: entry ignored; "
LATE = (
    "where entry is delayed, no death seen by then or the time not after the start of a "
    "conditional curve"
)


def survival_table(
    study: Study,
    adam: AdamSet,
    results: list[Survival | None],
    *,
    id: str,
    title: str,
    labels: list[str] | None = None,
    min_at_risk: int = 0,
) -> Table | None:
    """Return patients, events, quantiles and landmarks, a column per curve.

    Parameters
    ----------
    labels
        Names of several results set beside each other; what tells them apart where None.
    min_at_risk
        A landmark at which fewer patients are at risk is not printed; above 0, neither is one
        before the first death seen where patients enter late, as nobody could be seen to die. In
        a table of smaller groups only, it does not apply.
    """
    pairs = [(result, curve.group) for result in results if result for curve in result.curves]
    if not pairs:
        return None
    if all(curve.km.n < min_at_risk for result, _ in pairs for curve in result.curves):
        min_at_risk = 0
    rows = _lines(study, pairs, min_at_risk)
    sizes = of_cohort(id)
    groups = [group for _, group in pairs]
    if labels is None and len({result.kind for result, _ in pairs}) > 1:
        labels = [result.kind for result, _ in pairs]
    columns = [Column(label) for label in labels] if labels else heads(groups, sizes)
    return Table(
        id,
        title,
        (Column("", align="left", weight=2), *columns),
        tuple(rows),
        (
            *footnotes(study, [result for result in results if result]),
            *([_why_unsaid(pairs, min_at_risk)] if _unsaid(rows) else []),
        ),
        ledger=(*(row for result in results if result for row in result.ledger), *sizes.rows),
    )


def _lines(study: Study, pairs: list[tuple[Survival, Group]], min_at_risk: int) -> list[Row]:
    """Return the rows of the table, a cell per curve."""
    level = confidence(study)
    lines: dict[str, list[str]] = {
        "Patients": [result.row("n", g).printed for result, g in pairs],
        "Events": [result.row("events", g).printed for result, g in pairs],
        f"Median, months ({level} CI)": [_median(result, g) for result, g in pairs],
        "First quartile, months": [result.row("q1", g).printed for result, g in pairs],
        "Third quartile, months": [result.row("q3", g).printed for result, g in pairs],
        f"Without event ({level} CI)": [""] * len(pairs),
    }
    rows = [Row((label, *cells)) for label, cells in lines.items()]
    for landmark in study.analysis.landmarks_months:
        cells = [_landmark(result, g, landmark, min_at_risk) for result, g in pairs]
        words = f"at {landmark:g} month{'s' if landmark != 1 else ''}"
        rows.append(Row((words, *cells), indent=1))
    return rows


def footnotes(study: Study, results: list[Survival]) -> tuple[str, ...]:
    """Return methods, notes on the curves, and tests."""
    tests = [r for one in results for r in one.ledger if r.analysis == "logrank" and r.stat == "p"]
    return (
        footnote(study, results),
        *dict.fromkeys(note for one in results for note in one.notes),
        *(_test(row, results) for row in tests),
    )


def _test(p: LedgerRow, results: list[Survival]) -> Printed:
    """Return a log-rank test with its name, statistic and degrees of freedom."""
    rows = {r.id: r for one in results for r in one.ledger}
    stem = p.id.removesuffix("p")
    statistic, df = (rows[f"{stem}{stat}"].printed for stat in ("statistic", "df"))
    words = "Log-rank test, unweighted and unstratified, over the groups: χ² = {}, {} df, p {}."
    return compose(words, statistic, df, _relation(p))


def _relation(row: LedgerRow) -> Printed:
    """Return "= 0.012" or "< 0.001"."""
    if row.text.startswith("<"):
        return replace(row, text=row.text.replace("<", "< ")).printed
    return compose("= {}", row.printed)


def footnote(study: Study, results: list[Survival]) -> str:
    """Return population, endpoint, method and kind of interval in words."""
    own = study.source == "adam"
    defined = GIVEN if own else DEFINITION.get(results[0].param, "")
    entry = DELAYED if any(result.delayed_entry for result in results) else ""
    entry += NAIVELY if any(result.naive for result in results) else ""
    return (
        f"{results[0].population}. {defined}Kaplan–Meier; confidence intervals (CI) on the "
        f"{study.analysis.km_conf_type} scale (Greenwood); {entry}"
        f"1 month = {study.analysis.month_days:g} days. NR: not reached. NE: not estimable."
    )


def _median(result: Survival, group: Group) -> Printed:
    stats = ("median", "median_lower", "median_upper")
    return compose("{} ({}–{})", *(result.row(stat, group).printed for stat in stats))


def _unsaid(rows: list[Row]) -> bool:
    return any(cell == NOT_SAID for row in rows for cell in row.cells[1:])


def _why_unsaid(pairs: list[tuple[Survival, Group]], min_at_risk: int) -> str:
    """Return why a landmark is not printed, as far as the curves of the table can be the cause."""
    late = any(result.delayed_entry or result.naive for result, _ in pairs)
    why = [few_at_risk(min_at_risk)] * (min_at_risk > 0) + [LATE] * late
    return f"{NOT_SAID}: {', or, '.join(why)}; {IN_LEDGER}."


def _landmark(result: Survival, group: Group, landmark: float, min_at_risk: int) -> str:
    level = f"{landmark:g}"
    start = next(curve.start for curve in result.curves if curve.group is group)
    at_risk = result.row("n_risk", group, level).value or 0
    stats = ("surv", "surv_lower", "surv_upper")
    texts = [result.row(stat, group, level).printed for stat in stats]
    if texts[0] == NOT_ESTIMABLE:
        return texts[0]
    immortal = result.row("surv", group, level).value == 1
    if min_at_risk and (result.delayed_entry or result.naive) and immortal:
        return NOT_SAID
    if at_risk < min_at_risk or landmark <= start:
        return NOT_SAID
    return compose("{} ({}–{})", *texts)


def subgroup_survival_table(
    study: Study, adam: AdamSet, param: str, variables: list[str]
) -> Table | None:
    """Return events and median per level of each variable, with the log-rank test between them."""
    known = [v for v in variables if v in adam.adsl]
    if param not in endpoints(adam) or not known:
        return None
    id = f"tab-{slug(param)}-subgroups"
    level = confidence(study)
    rows: list[Row] = []
    ledger: list[LedgerRow] = []
    notes: list[str] = []
    for variable in known:
        result = estimate_survival(study, adam, param, by=variable, output=id)
        if result is None:
            continue
        ledger += result.ledger
        notes += result.notes
        rows += _levels(result, subgroup(study, adam, variable).label)
    if left_out := ", ".join(v for v in variables if v not in known):
        notes.append(f"Not in ADSL of this study: {left_out}.")
    name = endpoints(adam)[param]
    return Table(
        id,
        f"{name}: by subgroup",
        (
            Column("", align="left", weight=2.4),
            Column("Patients"),
            Column("Events"),
            Column(f"Median, months\n({level} CI)", weight=1.6),
            Column("Log-rank p"),
        ),
        tuple(rows),
        (
            f"{POPULATIONS.get(param, POPULATION)}. Kaplan–Meier, CI on the "
            f"{study.analysis.km_conf_type} scale. The tests are exploratory and not adjusted for "
            "their number. NR: not reached. NE: not estimable.",
            *notes,
        ),
        ledger=tuple(ledger),
    )


def _levels(result: Survival, label: str) -> list[Row]:
    """Return the rows of one grouping: its name with the test, then its levels."""
    p = [r.printed for r in result.ledger if r.analysis == "logrank" and r.stat == "p"]
    rows = [Row((label, "", "", "", p[0] if p else "–"))]
    for g in (curve.group for curve in result.curves):
        counts = (result.row(stat, g).printed for stat in ("n", "events"))
        rows.append(Row((g.shown, *counts, _median(result, g), ""), indent=1))
    return rows
