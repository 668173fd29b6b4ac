"""Tables of times to event: medians and landmarks, subgroups."""

from __future__ import annotations

from dataclasses import replace

from ralu.adam import AdamSet
from ralu.blocks import Column, Row, Table
from ralu.ledger import LedgerRow, find, slug
from ralu.printed import Printed, compose
from ralu.prose import confidence
from ralu.rounding import (
    IN_LEDGER,
    NOT_ESTIMABLE,
    NOT_SAID,
    NR_NOTE,
    few_at_risk,
    with_limits,
)
from ralu.study import Study
from ralu.tables.frame.groups import Group, heads, in_adsl, of_cohort, subgroup
from ralu.tables.frame.kaplan_meier import MEDIAN, month_note, on_scale
from ralu.tables.frame.needs import not_in_adsl
from ralu.tables.survival.curves import (
    LANDMARK,
    Survival,
    endpoints,
    estimate_survival,
    population_of,
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
    "delayed entry: at risk from {} on, so that the number at risk is small at first and rises; "
)
FIRST_DOSE = "the first dose of the studied treatment"
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
    return (
        footnote(study, results),
        *dict.fromkeys(note for one in results for note in one.notes),
        *(_test(one.ledger, one.logrank) for one in results if one.logrank),
    )


def _test(rows: tuple[LedgerRow, ...], p: LedgerRow) -> Printed:
    """Return a log-rank test with its name, statistic and degrees of freedom."""
    statistic, df = (
        find(rows, analysis=p.analysis, stat=stat)[0].printed for stat in ("statistic", "df")
    )
    words = "Log-rank test, unweighted and unstratified, over the groups: χ² = {}, {} df, p {}."
    return compose(words, statistic, df, relation(p))


def relation(p: LedgerRow) -> Printed:
    """Return a p-value as "= 0.012" or "< 0.001"."""
    if p.text.startswith("<"):
        return replace(p, text=p.text.replace("<", "< ")).printed
    return compose("= {}", p.printed)


def footnote(study: Study, results: list[Survival]) -> str:
    """Return population, endpoint, method and kind of interval in words."""
    own = study.source == "adam"
    defined = GIVEN if own else DEFINITION.get(results[0].param, "")
    since = "the time of entry of the study's own ADTTE" if own else FIRST_DOSE
    entry = DELAYED.format(since) if any(result.delayed_entry for result in results) else ""
    entry += NAIVELY if any(result.naive for result in results) else ""
    return (
        f"{results[0].population}. {defined}Kaplan–Meier; confidence intervals (CI) "
        f"{on_scale(study)} (Greenwood); {entry}{month_note(study)}. {NR_NOTE}"
    )


def _median(result: Survival, group: Group) -> Printed:
    return with_limits(*result.texts(group, *MEDIAN))


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
    texts = result.texts(group, "surv", "surv_lower", "surv_upper", level=level)
    if texts[0] == NOT_ESTIMABLE:
        return texts[0]
    immortal = result.row("surv", group, level).value == 1
    if min_at_risk and (result.delayed_entry or result.naive) and immortal:
        return NOT_SAID
    if at_risk < min_at_risk or landmark <= start:
        return NOT_SAID
    return with_limits(*texts)


def subgroup_survival_table(
    study: Study, adam: AdamSet, param: str, variables: list[str], *, id: str | None = None
) -> Table | None:
    """Return events and median per level of each variable, with the log-rank test between them."""
    id = id or f"tab-{slug(param)}-subgroups"
    curves = {
        variable: result
        for variable in in_adsl(adam, variables)
        if (result := estimate_survival(study, adam, param, by=variable, output=id))
    }
    if not curves:
        return None
    rows: list[Row] = []
    for variable, result in curves.items():
        rows += _levels(result, subgroup(study, adam, variable).label)
    return Table(
        id,
        f"{endpoints(adam)[param]}: by subgroup",
        (
            Column("", align="left", weight=2.4),
            Column("Patients"),
            Column("Events"),
            Column(f"Median, months\n({confidence(study)} CI)", weight=1.6),
            Column("Log-rank p"),
        ),
        tuple(rows),
        (
            f"{population_of(param)}. Kaplan–Meier, CI {on_scale(study)}. The tests are "
            f"exploratory and not adjusted for their number. {NR_NOTE}",
            *(note for result in curves.values() for note in result.notes),
            *not_in_adsl(adam, variables),
        ),
        ledger=tuple(row for result in curves.values() for row in result.ledger),
    )


def _levels(result: Survival, label: str) -> list[Row]:
    """Return the rows of one grouping: its name with the test, then its levels."""
    p = result.logrank
    rows = [Row((label, "", "", "", p.printed if p else NOT_SAID))]
    for g in (curve.group for curve in result.curves):
        cells = (*result.texts(g, "n", "events"), _median(result, g), "")
        rows.append(Row((g.shown, *cells), indent=1))
    return rows
