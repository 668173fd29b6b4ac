"""Response of a biomarker: the share of patients in whom it fell by each threshold."""

from __future__ import annotations

from ralu.adam import AdamSet
from ralu.adam.adlb import fell
from ralu.blocks import Table
from ralu.ledger import slug
from ralu.printed import compose
from ralu.prose import confidence
from ralu.study import Study
from ralu.tables.biomarkers.course import (
    EVALUABLE,
    EVALUABLE_AT_WEEK,
    EVALUABLE_LEVEL,
    METHOD,
    WEEK,
    AtWeek,
    Course,
    baseline_words,
    confirmed,
    marker_sheet,
    not_evaluable,
    response_row,
)
from ralu.tables.frame.groups import ci_name
from ralu.tables.frame.sheet import Sheet


def response_table(
    study: Study,
    adam: AdamSet,
    course: Course | None,
    week: AtWeek | None = None,
    *,
    id: str | None = None,
) -> Table | None:
    """Return the share of patients whose biomarker fell by each threshold, with its limits.

    The denominator is the patients with a usable baseline and a later value; for the response at
    a week, with a value near it. A response is confirmed by another one at least the stated days
    later, the next one or not.
    """
    if course is None:
        return None
    id = id or f"tab-response-{slug(course.param)}"
    sheet = marker_sheet(study, adam, id, "response", method=METHOD, population=EVALUABLE)
    if sheet is None:
        return None
    _best(sheet, course)
    if week:
        _at_week(sheet.recorded(method=week.method, population=EVALUABLE_AT_WEEK), course, week)
    return sheet.table(
        f"{course.name}: response",
        compose(
            "{}. Patients, n (%; {} CI, {}). Best decline at any time after the first dose, "
            "whatever therapy was given by then; confirmed: again at that threshold at least "
            "{} days later. {}{} {}",
            *(EVALUABLE, confidence(study), ci_name(study)),
            str(course.marker.confirmation_days),
            f"{week_words(week)} " if week else "",
            *(baseline_words(study), not_evaluable(course, sheet.ledger)),
        ),
        weight=2,
    )


def week_words(week: AtWeek) -> str:
    """Return which value is that of the week."""
    return (
        f"Week {week.week}: the value nearest to {week.week} weeks after the first dose, "
        f"at most {week.window} days away."
    )


def _best(sheet: Sheet, course: Course) -> None:
    """Write the best decline, and its confirmation."""
    param, marker, best = course.param, course.marker, course.best
    evaluable = [len(group.of(best)) for group in sheet.groups]
    sheet.numbers("Evaluable patients", "n", evaluable, param, EVALUABLE_LEVEL)
    for threshold in marker.declines:
        reached = best[fell(best["PCHG"], threshold)]
        responses = course.values[fell(course.values["PCHG"], threshold)]
        again = confirmed(responses, marker.confirmation_days)
        label, key = f"Decline of at least {threshold}%", f"decline_{threshold}"
        response_row(sheet, label, reached, best, param, key)
        response_row(sheet, "confirmed", again, best, param, f"confirmed_{key}", indent=1)


def _at_week(sheet: Sheet, course: Course, week: AtWeek) -> None:
    """Write the decline at a week."""
    param, values = course.param, week.values
    evaluable = [len(group.of(values)) for group in sheet.groups]
    level = f"{WEEK}{EVALUABLE_LEVEL}"
    sheet.numbers(f"Evaluable at week {week.week}", "n", evaluable, param, level)
    for threshold in course.marker.declines:
        reached = values[fell(values["PCHG"], threshold)]
        label = f"Decline of at least {threshold}% at week {week.week}"
        response_row(sheet, label, reached, values, param, f"{WEEK}decline_{threshold}")
