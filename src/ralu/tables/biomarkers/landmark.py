"""Survival by response, counted from a landmark by which the response is known."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ralu.adam import AdamSet
from ralu.adam.adlb import fell
from ralu.blocks import Passage
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed, compose
from ralu.study import Study
from ralu.tables.biomarkers.course import Course, study_day
from ralu.tables.frame.groups import POPULATION, safety_population
from ralu.tables.frame.needs import records_of
from ralu.tables.survival.curves import LANDMARK, NEEDS, Survival, estimate_survival

CAUTION = """Who responds must have lived long enough to respond (guarantee time). Survival by
response is therefore not counted from the first dose, which would give the responders the time
before their response, but from a landmark: of the patients still under observation there, by what
was measured until then. The groups were not randomised, and what happens after the landmark moves
nobody to the other group."""


@dataclass(frozen=True)
class Landmark:
    """Survival by response from a landmark on.

    Attributes
    ----------
    result
        The curves of those who responded by the landmark and of those who did not.
    note
        The landmark, what a response is, and who is left out, in words.
    ledger
        Rows of the numbers in the note.
    """

    result: Survival
    note: Printed
    ledger: tuple[LedgerRow, ...] = field(repr=False)


def landmark_survival(
    study: Study, adam: AdamSet, course: Course | None, *, week: int, decline: int, output: str
) -> Landmark | None:
    """Estimate overall survival from a week on by the response until then.

    A response is a decline from baseline of at least `decline` percent in any value up to the
    landmark, any decline where 0. None where the study has no biomarker or no overall survival,
    or nobody to analyse.
    """
    needed = records_of(adam, NEEDS)
    if course is None or needed is None:
        return None
    overall = needed["adtte"][needed["adtte"]["PARAMCD"] == "OS"]
    observed = overall[overall["AVAL"] > 7 * week]
    until = course.values[course.values["ADY"] <= study_day(week)]
    best = until.groupby("USUBJID")["PCHG"].min()
    known = observed[observed["USUBJID"].isin(best.index)]
    variable = f"{course.param}{decline}W{week}"
    responded = pd.Series(np.where(fell(best, decline), "Y", "N"), index=best.index)
    words = f"{_response(course, decline)} by week {week}"
    times = known.assign(
        PARAMCD=LANDMARK, PARAM=f"Overall survival from week {week}", AVAL=known["AVAL"] - 7 * week
    )
    times["ENTRY"] = (times["ENTRY"] - 7 * week).clip(lower=0)
    mine = _analysed(adam, times, responded.rename(variable), words)
    result = estimate_survival(study, mine, LANDMARK, by=variable, output=output)
    if result is None:
        return None
    ledger = Ledger(
        "landmark", "landmark", output, POPULATION, "adtte", f"Landmark at day {study_day(week)}"
    )
    counts = {
        "all": len(overall),
        "left": len(overall) - len(observed),
        "unknown": len(observed) - len(known),
    }
    texts = (
        ledger.add("n", count, str(count), variable=variable, level=key, n=len(overall))
        for key, count in counts.items()
    )
    return Landmark(result, _note(words, week, *texts), tuple(ledger.rows))


def _note(words: str, week: int, everybody: str, left: str, unknown: str) -> Printed:
    """Return what a response is, and who is left out."""
    return compose(
        "Response: {} in any value after the first dose, up to the landmark. Of {} patients, {} "
        "had died or were last seen by week {}, and {} had no baseline above zero or no value "
        "until then: they are in neither group.",
        *(words, everybody, left, str(week), unknown),
    )


def _response(course: Course, decline: int) -> str:
    """Return the response in words."""
    if not decline:
        return f"{course.param} below its baseline"
    return f"{course.param} down by at least {decline}%"


def _analysed(adam: AdamSet, times: pd.DataFrame, responded: pd.Series, words: str) -> AdamSet:
    """Return the datasets of those analysed, ADSL with their response."""
    adsl = safety_population(adam)
    adsl = adsl[adsl["USUBJID"].isin(times["USUBJID"])].join(responded, on="USUBJID")
    adsl.attrs["labels"] = {**adam.adsl.attrs.get("labels", {}), str(responded.name): words}
    return AdamSet({**adam.datasets, "adsl": adsl, "adtte": times})


def landmark_caution(*landmarks: Landmark | None) -> Passage | None:
    """Return why survival by response needs a landmark, None where there is no such result."""
    return Passage(CAUTION, tone="note") if any(landmarks) else None
