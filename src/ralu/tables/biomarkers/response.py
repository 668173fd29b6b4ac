"""Response of a biomarker: the share of patients in whom it fell by each threshold."""

from __future__ import annotations

from dataclasses import replace

from ralu.adam import AdamSet
from ralu.adam.adlb import fell
from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger, slug
from ralu.printed import compose
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.biomarkers.course import (
    EVALUABLE,
    EVALUABLE_LEVEL,
    METHOD,
    WEEK,
    AtWeek,
    Course,
    baseline_words,
    confirmed,
    not_evaluable,
    response_rate,
)
from ralu.tables.frame.groups import Group, ci_name, column_variables, columns_of, heads, unplaced


def response_table(
    study: Study, adam: AdamSet, course: Course | None, week: AtWeek | None = None
) -> Table | None:
    """Return the share of patients whose biomarker fell by each threshold, with its limits.

    The denominator is the patients with a usable baseline and a later value; for the response at
    a week, with a value near it. A response is confirmed by another one at least the stated days
    later, the next one or not.
    """
    if course is None:
        return None
    id = f"tab-response-{slug(course.param)}"
    groups = columns_of(study, adam)
    ledger = Ledger("response", "response", id, EVALUABLE, "adlb", METHOD)
    rows = _best(study, groups, course, ledger)
    rows += _at_week(study, groups, course, week, ledger) if week else []
    return Table(
        id,
        f"{course.name}: response",
        (Column("", align="left", weight=2), *heads(groups, ledger)),
        tuple(rows),
        (
            compose(
                "{}. Patients, n (%; {} CI, {}). Best decline at any time after the first dose, "
                "whatever therapy was given by then; confirmed: again at that threshold at least "
                "{} days later. {}{} {}",
                *(EVALUABLE, confidence(study), ci_name(study)),
                str(course.marker.confirmation_days),
                f"{week_words(week)} " if week else "",
                *(baseline_words(study), not_evaluable(course, ledger)),
            ),
            *unplaced(study, adam, column_variables(study, adam), ledger),
        ),
        landscape=len(groups) > 6,
        ledger=tuple(ledger.rows),
    )


def week_words(week: AtWeek) -> str:
    """Return which value is that of the week."""
    return (
        f"Week {week.week}: the value nearest to {week.week} weeks after the first dose, "
        f"at most {week.window} days away."
    )


def _best(study: Study, groups: list[Group], course: Course, ledger: Ledger) -> list[Row]:
    """Return the rows of the best decline, and of its confirmation."""
    param, marker = course.param, course.marker
    evaluable = (len(group.of(course.best)) for group in groups)
    numbers = (
        group.add(ledger, "n", n, str(n), param, EVALUABLE_LEVEL)
        for group, n in zip(groups, evaluable, strict=True)
    )
    rows = [Row(("Evaluable patients", *numbers))]
    for threshold in marker.declines:
        reached = course.best[fell(course.best["PCHG"], threshold)]
        responses = course.values[fell(course.values["PCHG"], threshold)]
        again = confirmed(responses, marker.confirmation_days)
        for key, words, responders in (
            (f"decline_{threshold}", f"Decline of at least {threshold}%", reached),
            (f"confirmed_decline_{threshold}", "confirmed", again),
        ):
            cells = [
                response_rate(study, g, responders, course.best, param, key, ledger) for g in groups
            ]
            rows.append(Row((words, *cells), indent=0 if responders is reached else 1))
    return rows


def _at_week(
    study: Study, groups: list[Group], course: Course, week: AtWeek, ledger: Ledger
) -> list[Row]:
    """Return the rows of the decline at a week."""
    param, values = course.param, week.values
    book = replace(ledger, method=week.method, rows=[])
    numbers = (
        group.add(book, "n", n, str(n), param, f"{WEEK}{EVALUABLE_LEVEL}")
        for group, n in ((group, len(group.of(values))) for group in groups)
    )
    rows = [Row((f"Evaluable at week {week.week}", *numbers))]
    for threshold in course.marker.declines:
        reached = values[fell(values["PCHG"], threshold)]
        key = f"{WEEK}decline_{threshold}"
        cells = [response_rate(study, g, reached, values, param, key, book) for g in groups]
        rows.append(Row((f"Decline of at least {threshold}% at week {week.week}", *cells)))
    ledger.rows += book.rows
    return rows
