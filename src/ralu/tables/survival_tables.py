"""Tables of times to event: medians and landmarks, subgroups, follow-up."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.blocks import Column, Passage, Row, Table
from ralu.ledger import Ledger, LedgerRow, slug
from ralu.stats import reverse_kaplan_meier
from ralu.study import Study
from ralu.tables.groups import (
    POPULATION,
    Group,
    column_variables,
    columns_of,
    heads,
    subgroup,
    unplaced,
)
from ralu.tables.survival import (
    POPULATIONS,
    PREFIX,
    Survival,
    endpoints,
    months,
    survival,
    times_of,
)
from ralu.tables.text import NOT_REACHED, fixed

DEFINITION = {
    "OS": "Death from any cause; others censored when last known alive. ",
    "OSRA": "Death from any cause; others censored when last known alive. ",
    "TTNTD": (
        "The earlier of death and the next anticancer therapy of any class, radiotherapy "
        "included; others censored when last known alive. "
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
    level = fixed(100 * study.analysis.confidence_level, 0)
    lines = {
        "Patients": [result.row("n", g).text for result, g in pairs],
        "Events": [result.row("events", g).text for result, g in pairs],
        f"Median, months ({level}% CI)": [_median(result, g) for result, g in pairs],
        "First quartile, months": [result.row("q1", g).text for result, g in pairs],
        "Third quartile, months": [result.row("q3", g).text for result, g in pairs],
        f"Without event ({level}% CI)": [""] * len(pairs),
    }
    rows = [Row((label, *cells)) for label, cells in lines.items()]
    for landmark in study.analysis.landmarks_months:
        cells = [_landmark(result, g, f"{landmark:g}") for result, g in pairs]
        words = f"at {landmark:g} month{'s' if landmark != 1 else ''}"
        rows.append(Row((words, *cells), indent=1))
    columns = [Column(label) for label in labels] if labels else heads([g for _, g in pairs])
    return Table(
        id,
        title,
        (Column("", align="left", weight=2), *columns),
        tuple(rows),
        footnotes(study, [result for result in results if result]),
        ledger=tuple(row for result in results if result for row in result.ledger),
    )


def footnotes(study: Study, results: list[Survival]) -> tuple[str, ...]:
    """Return methods, who is in no curve, warnings of the estimates, and tests."""
    tests = [r for one in results for r in one.ledger if r.analysis == "logrank" and r.stat == "p"]
    words = (f"Log-rank test over the groups: p = {row.text}." for row in tests)
    return (
        footnote(study, results),
        *dict.fromkeys(note for one in results for note in one.notes),
        *dict.fromkeys(c.warning for one in results for c in one.curves if c.warning),
        *(text.replace("p = <", "p < ") for text in words),
    )


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


def _median(result: Survival, group: Group) -> str:
    texts = [result.row(s, group).text for s in ("median", "median_lower", "median_upper")]
    return f"{texts[0]} ({texts[1]}–{texts[2]})"


def _landmark(result: Survival, group: Group, level: str) -> str:
    texts = [result.row(s, group, level).text for s in ("surv", "surv_lower", "surv_upper")]
    return texts[0] if texts[0] == "NE" else f"{texts[0]} ({texts[1]}–{texts[2]})"


def by_subgroup(study: Study, adam: AdamSet, param: str, variables: list[str]) -> Table | None:
    """Return events and median per level of each variable, with the log-rank test between them."""
    known = [v for v in variables if v in adam.adsl]
    if param not in endpoints(adam) or not known:
        return None
    id = f"tab-{slug(param)}-subgroups"
    level = fixed(100 * study.analysis.confidence_level, 0)
    rows: list[Row] = []
    ledger: list[LedgerRow] = []
    notes: list[str] = []
    for variable in known:
        result = survival(study, adam, param, by=variable, output=id)
        if result is None:
            continue
        ledger += result.ledger
        notes += result.notes
        p = [r.text for r in result.ledger if r.analysis == "logrank" and r.stat == "p"]
        label = subgroup(study, adam, variable).label
        rows.append(Row((label, "", "", "", p[0] if p else "–")))
        for g in (curve.group for curve in result.curves):
            cells = (result.row("n", g).text, result.row("events", g).text, _median(result, g))
            rows.append(Row((g.shown, *cells, ""), indent=1))
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
            Column(f"Median, months\n({level}% CI)", weight=1.6),
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
    level = fixed(100 * study.analysis.confidence_level, 0)
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
    return Table(
        "tab-follow-up",
        "Follow-up",
        (Column("", align="left", weight=2.4), *heads(groups)),
        tuple(rows),
        (
            f"{POPULATION}. Median follow-up in months ({level}% CI) by reverse Kaplan–Meier "
            f"(censoring as the event), CI on the {study.analysis.km_conf_type} scale. "
            "NR: not reached.",
            *(
                f"{endpoints(adam)[param]}: {population[0].lower()}{population[1:]}."
                for param, population in POPULATIONS.items()
                if param in params and param in endpoints(adam)
            ),
            *notes,
        ),
        ledger=tuple(ledger),
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
    return f"{texts[0]} ({texts[1]}–{texts[2]})"


def summary(study: Study, result: Survival | None) -> Passage | None:
    """Return patients, events and median of each curve as a sentence."""
    if result is None:
        return None
    level = fixed(100 * study.analysis.confidence_level, 0)
    sentences = []
    for curve in result.curves:
        g = curve.group
        who = f"{g.name}: " if g.variable else ""
        n, events = (result.row(stat, g).text for stat in ("n", "events"))
        median, lower, upper = (
            result.row(stat, g).text for stat in ("median", "median_lower", "median_upper")
        )
        reached = f"median {median} months ({level}% CI {lower} to {upper})"
        found = "the median was not reached" if median == NOT_REACHED else reached
        sentences.append(f"{who}{events} of {n} patients had the event; {found}.")
    return Passage(f"{result.label}. {' '.join(sentences)}")


IMMORTAL = """Only patients who lived to 177Lu are in the study, so the time before it is immortal:
nobody could be seen to die in it. With delayed entry a patient counts as at risk from the first
177Lu infusion on. The naive curve ignores this and is too favourable; it stands beside for
comparison with reports that do. Few patients
are at risk in the first months, so the corrected curve is uncertain beyond its limits too:
docs/statistics.md shows by simulation how far."""


def immortal_time(result: Survival | None) -> Passage | None:
    """Return why survival from an earlier treatment needs delayed entry."""
    return None if result is None else Passage(IMMORTAL, tone="note")
