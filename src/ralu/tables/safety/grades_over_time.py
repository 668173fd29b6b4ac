"""The worst grade of the events that go on in each month on treatment."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ralu.adam import AdamSet
from ralu.ledger import Ledger, LedgerRow, find
from ralu.rounding import fixed
from ralu.study import Study
from ralu.tables.frame.groups import POPULATION, Group, columns_of
from ralu.tables.frame.needs import records_of
from ralu.tables.safety.adverse_events import treatment_emergent
from ralu.tables.safety.risk_window import dated, risk_windows, without_window

NEEDS = {"adsl": "TRTSDT", "adae": "ASTDT AENDT? AETOXGR TRTEMFL"}
NO_EVENT, GRADE_3 = "no_event", "grade_3"
GRADES = (NO_EVENT, "grade_1", "grade_2", GRADE_3, "grade_4", "grade_5")
MOST_MONTHS = 24
"""More months than these have no place in a figure."""


@dataclass(frozen=True)
class GradesOverTime:
    """Shares of the patients at risk by month and worst grade, as ledger rows.

    `months` counts from 1; month 1 begins with the first dose. `notes` are footnotes on patients
    who are not at risk.
    """

    groups: tuple[Group, ...]
    months: tuple[int, ...]
    notes: tuple[str, ...]
    ledger: tuple[LedgerRow, ...] = field(repr=False)

    def rows(self, group: Group, stat: str) -> dict[tuple[str, int], LedgerRow]:
        """Return the rows of a statistic of a group by grade and month."""
        return {
            (row.variable, int(row.variable_level.removeprefix("month "))): row
            for row in find(self.ledger, group_level=group.level, stat=stat)
        }


def grades_over_time(
    study: Study, adam: AdamSet, *, min_at_risk: int = 10, id: str = "fig-grades-over-time"
) -> GradesOverTime | None:
    """Return the worst grade of the TEAE that go on, by month since the first dose.

    A patient is at risk in the months that begin in the treatment-emergent window; an event
    without an end goes on to the end of it. None without graded events
    that have a place in time.

    Parameters
    ----------
    min_at_risk
        Months end where fewer patients of all are at risk.
    """
    records = records_of(adam, NEEDS)
    if records is None:
        return None
    window = risk_windows(study, adam)
    events = treatment_emergent(records["adae"])
    events = dated(events[events["AETOXGR"].notna()], window)
    if events.empty:
        return None
    month = study.analysis.month_days
    length = (window["end"] - window["first"]).dt.days.to_numpy()
    at_risk = np.array([(length >= month * k).sum() for k in range(MOST_MONTHS)])
    number = int((at_risk >= min(min_at_risk, len(window))).sum())
    worst = _worst(events, window, month, number)
    groups = columns_of(study, adam)
    groups = groups if len(groups) == 1 else groups[:-1]
    method = "Worst grade in the month"
    ledger = Ledger("teae.month", "teae_grade_month", id, POPULATION, "adae", method)
    for group in groups:
        mine = window.index.isin(group.subjects)
        for k in range(number):
            _record(group, worst[mine & (length >= month * k), k], k + 1, ledger)
    notes = without_window(adam, window, ledger)
    return GradesOverTime(tuple(groups), tuple(range(1, number + 1)), notes, tuple(ledger.rows))


def _worst(
    events: pd.DataFrame, window: pd.DataFrame, month: float, number: int
) -> npt.NDArray[np.int64]:
    """Return per patient of `window` and month the worst grade that goes on, 0 for no event."""
    patient = window.index.get_indexer(pd.Index(events["USUBJID"]))
    first = events["USUBJID"].map(window["first"])
    last = events["AENDT"].fillna(events["USUBJID"].map(window["end"]))
    begins = events["DAY"].to_numpy()
    ends = np.maximum((last - first).dt.days.to_numpy(), begins)
    grade = events["AETOXGR"].to_numpy(dtype="int64")
    worst = np.zeros((len(window), number), dtype="int64")
    for k in range(number):
        goes_on = (begins < month * (k + 1)) & (ends >= month * k)
        np.maximum.at(worst[:, k], patient[goes_on], grade[goes_on])
    return worst


def _record(group: Group, worst: npt.NDArray[np.int64], month: int, ledger: Ledger) -> None:
    """Write patients at risk and their worst grades in a month to the ledger."""
    n, level = len(worst), f"month {month}"
    group.add(ledger, "at_risk", n, str(n), "", level)
    for grade, name in enumerate(GRADES):
        count = int((worst == grade).sum())
        share = 100 * count / n if n else None
        group.add(ledger, "n", count, str(count), name, level, n=n)
        group.add(ledger, "pct", share, fixed(share, 1), name, level, unit="%", n=n)
