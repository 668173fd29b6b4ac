"""The ledger as analysis results data (ARD), in the columns of the R package cards.

The columns stand in the order of ``cards::tidy_ard_column_order()``; what the ledger has
beyond them follows.

=================  =======================================================================
column             from the ledger
=================  =======================================================================
``group1``         ``group``, with its level in ``group1_level``; both empty for all patients
``variable``       ``variable``, with its level in ``variable_level``
``context``        ``analysis``, in this program's words: ``cohort``, ``km``; then `FURTHER`
                   where nothing before tells two rows apart: ``km: Kaplan–Meier, log-log``
``stat_name``      ``stat``, in the words of cards and cardx where they have one (`NAMES`)
``stat_label``     the label of cards, else the name
``stat``           ``value`` at full precision; a percentage that is a share, and its limits,
                   as the proportion that cards holds; empty where not estimable
``stat_fmt``       ``text``, as printed
``fmt_fun``        empty: a function of R; so are ``warning`` and ``error``, which a finished
                   report does not have
``id`` to          ``id``, ``output``, ``population``, ``unit`` (as printed), ``denominator``
``source``         (``n``), ``method``, ``notebook``, ``source``
=================  =======================================================================

Read it in R by ``utils::read.csv("ard.csv", na.strings = "") |> cards::as_card(check = FALSE)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ralu.ledger import LedgerRow
from ralu.report.exports.csv_files import to_csv

COLUMNS = (
    *("group1", "group1_level", "variable", "variable_level", "context"),
    *("stat_name", "stat_label", "stat", "stat_fmt", "fmt_fun", "warning", "error"),
    *("id", "output", "population", "unit", "denominator", "method", "notebook", "source"),
)
NAMES = {
    "pct": "p",
    "q1": "p25",
    "q3": "p75",
    "missing": "N_miss",
    "missing_pct": "p_miss",
    "lower": "conf.low",
    "upper": "conf.high",
    "se": "std.error",
    "p": "p.value",
    "hr": "estimate",
    "surv": "estimate",
    "surv_lower": "conf.low",
    "surv_upper": "conf.high",
    "n_risk": "n.risk",
}
LABELS = {
    "p": "%",
    "p25": "Q1",
    "p75": "Q3",
    "mean": "Mean",
    "sd": "SD",
    "median": "Median",
    "min": "Min",
    "max": "Max",
    "N_miss": "N Missing",
    "p_miss": "% Missing",
    "conf.low": "CI Lower Bound",
    "conf.high": "CI Upper Bound",
    "p.value": "p-value",
}
SHARES = {"pct", "missing_pct", "partial_pct", "lower", "upper"}
"""Statistics that are shares of patients where their unit is %."""


FURTHER = ("method", "population", "output", "id")
"""What `context` says beside the analysis, in this order, until no two rows have equal keys."""


def ard_csv(rows: Sequence[LedgerRow]) -> str:
    """Return ledger rows as the CSV text of an ARD; the first six columns are its keys."""
    contexts = _contexts(rows)
    return to_csv([COLUMNS, *(_record(row, contexts[row.id]) for row in rows)])


def _contexts(rows: Sequence[LedgerRow]) -> dict[str, str]:
    """Return the context of each row; all rows of an analysis of a variable say the same of it."""
    contexts = {row.id: row.analysis for row in rows}
    for further in FURTHER:
        keys = {row.id: _keys(row, contexts[row.id]) for row in rows}
        count = Counter(keys.values())
        alike = {(row.variable, contexts[row.id]) for row in rows if count[keys[row.id]] > 1}
        for row in rows if alike else ():
            if (row.variable, contexts[row.id]) in alike:
                contexts[row.id] += f": {getattr(row, further)}"
    return contexts


def _keys(row: LedgerRow, context: str) -> tuple[str, ...]:
    level = row.group_level if row.group else ""
    return row.group, level, row.variable, row.variable_level, context, _name(row)


def _name(row: LedgerRow) -> str:
    return NAMES.get(row.stat, row.stat)


def _record(row: LedgerRow, context: str) -> tuple[str, ...]:
    name = _name(row)
    denominator = "" if row.n is None else str(row.n)
    return (
        *_keys(row, context),
        *(LABELS.get(name, name), _value(row), row.text, "", "", ""),
        *(row.id, row.output, row.population, row.unit, denominator),
        *(row.method, row.notebook, row.source),
    )


def _value(row: LedgerRow) -> str:
    if row.value is None:
        return ""
    is_share = row.unit == "%" and row.stat in SHARES
    return repr(row.value / 100 if is_share else row.value)
