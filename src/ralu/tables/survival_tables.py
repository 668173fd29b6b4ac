"""Tables of times to event: medians and landmarks, subgroups, follow-up."""

from __future__ import annotations

from dataclasses import replace

from ralu.adam import AdamSet
from ralu.blocks import Column, Passage, Row, Table
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.printed import Printed, compose, join, to_markdown
from ralu.prose import confidence
from ralu.stats import reverse_kaplan_meier
from ralu.study import Study
from ralu.tables.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    of_cohort,
    subgroup,
    unplaced,
)
from ralu.tables.survival import (
    LANDMARK,
    POPULATIONS,
    PREFIX,
    Survival,
    endpoints,
    months,
    survival,
    times_of,
)
from ralu.tables.text import NOT_ESTIMABLE, NOT_REACHED

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


def survival_table(
    study: Study,
    adam: AdamSet,
    results: list[Survival | None],
    *,
    id: str,
    title: str,
    labels: list[str] | None = None,
) -> Table | None:
    """Return patients, events, quantiles and landmarks, a column per curve.

    `labels` name the curves of several results set beside each other.
    """
    pairs = [(result, curve.group) for result in results if result for curve in result.curves]
    if not pairs:
        return None
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
        cells = [_landmark(result, g, f"{landmark:g}") for result, g in pairs]
        words = f"at {landmark:g} month{'s' if landmark != 1 else ''}"
        rows.append(Row((words, *cells), indent=1))
    sizes = of_cohort(id)
    groups = [group for _, group in pairs]
    columns = [Column(label) for label in labels] if labels else heads(groups, sizes)
    return Table(
        id,
        title,
        (Column("", align="left", weight=2), *columns),
        tuple(rows),
        footnotes(study, [result for result in results if result]),
        ledger=(*(row for result in results if result for row in result.ledger), *sizes.rows),
    )


def footnotes(study: Study, results: list[Survival]) -> tuple[str, ...]:
    """Return methods, notes on the curves, and tests."""
    tests = [r for one in results for r in one.ledger if r.analysis == "logrank" and r.stat == "p"]
    return (
        footnote(study, results),
        *dict.fromkeys(note for one in results for note in one.notes),
        *(compose("Log-rank test over the groups: p {}.", _relation(row)) for row in tests),
    )


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


def _landmark(result: Survival, group: Group, level: str) -> Printed:
    stats = ("surv", "surv_lower", "surv_upper")
    texts = [result.row(stat, group, level).printed for stat in stats]
    return texts[0] if texts[0] == NOT_ESTIMABLE else compose("{} ({}–{})", *texts)


def by_subgroup(study: Study, adam: AdamSet, param: str, variables: list[str]) -> Table | None:
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
        result = survival(study, adam, param, by=variable, output=id)
        if result is None:
            continue
        ledger += result.ledger
        notes += result.notes
        p = [r.printed for r in result.ledger if r.analysis == "logrank" and r.stat == "p"]
        label = subgroup(study, adam, variable).label
        rows.append(Row((label, "", "", "", p[0] if p else "–")))
        for g in (curve.group for curve in result.curves):
            counts = (result.row(stat, g).printed for stat in ("n", "events"))
            rows.append(Row((g.shown, *counts, _median(result, g), ""), indent=1))
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


def follow_up(study: Study, adam: AdamSet, params: list[str]) -> Table | None:
    """Return the follow-up of each endpoint by reverse Kaplan-Meier."""
    level = confidence(study)
    if not set(params) & set(endpoints(adam)):
        return None
    groups = columns_of(study, adam)
    rows: list[Row] = []
    ledger: list[LedgerRow] = []
    notes: dict[str, None] = {}
    for param in dict.fromkeys(p for p in params if p in endpoints(adam)):
        book = Ledger(
            f"{PREFIX.get(param, slug(param))}.follow_up",
            "follow_up",
            "tab-follow-up",
            POPULATIONS.get(param, POPULATION),
            "adtte",
            f"Reverse Kaplan–Meier, {study.analysis.km_conf_type}",
        )
        cells = [_follow_up(study, adam, param, group, book) for group in groups]
        rows.append(Row((endpoints(adam)[param], *cells)))
        notes |= dict.fromkeys(unplaced(study, adam, column_variables(study, adam), book))
        ledger += book.rows
    sizes = of_cohort("tab-follow-up")
    return Table(
        "tab-follow-up",
        "Follow-up",
        (Column("", align="left", weight=2.4), *heads(groups, sizes)),
        tuple(rows),
        (
            f"{POPULATION}. Median follow-up in months ({level} CI) by reverse Kaplan–Meier "
            f"(censoring as the event), CI on the {study.analysis.km_conf_type} scale. "
            "NR: not reached.",
            *(
                f"{endpoints(adam)[param]}: {population[0].lower()}{population[1:]}."
                for param, population in POPULATIONS.items()
                if param in params and param in endpoints(adam)
            ),
            *notes,
        ),
        ledger=(*ledger, *sizes.rows),
    )


def _follow_up(study: Study, adam: AdamSet, param: str, group: Group, ledger: Ledger) -> str:
    records = group.of(times_of(study, adam, param))
    if records.empty:
        return "NE"
    km = reverse_kaplan_meier(
        records["time"],
        records["event"],
        conf_type=study.analysis.km_conf_type,
        alpha=1 - study.analysis.confidence_level,
    )
    texts = [
        ledger.add(
            stat,
            value,
            months(value),
            variable=param,
            group=group.variable,
            group_level=group.level,
            unit="months",
            n=km.n,
            name="",
        )
        for stat, value in zip(("median", "lower", "upper"), km.quantile(0.5), strict=True)
    ]
    return compose("{} ({}–{})", *texts)


def summary(study: Study, result: Survival | None) -> Passage | None:
    """Return patients, events and median of each curve as a sentence."""
    if result is None:
        return None
    level = confidence(study)
    sentences = []
    for curve in result.curves:
        g = curve.group
        who = f"{g.name}: " if g.variable else ""
        n, events, median, lower, upper = (
            result.row(stat, g).printed
            for stat in ("n", "events", "median", "median_lower", "median_upper")
        )
        reached = compose("median {} months ({} CI {} to {})", median, level, lower, upper)
        found = "the median was not reached" if median == NOT_REACHED else reached
        sentences.append(compose("{}{} of {} patients had the event; {}.", who, events, n, found))
    return Passage(to_markdown(compose("{}. {}", result.label, join(" ", sentences))))


IMMORTAL = """Only patients who lived to 177Lu are in the study, so the time before it is immortal:
nobody could be seen to die in it. With delayed entry a patient counts as at risk from the first
177Lu infusion on. The naive curve ignores this and is too favourable; it stands beside for
comparison with reports that do. Few patients
are at risk in the first months, so the corrected curve is uncertain beyond its limits too:
docs/statistics.md shows by simulation how far."""


def immortal_time(result: Survival | None) -> Passage | None:
    """Return why survival from an earlier treatment needs delayed entry."""
    return None if result is None else Passage(IMMORTAL, tone="note")
