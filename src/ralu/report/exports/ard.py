"""The ledger as analysis results data (ARD), in the columns of the R package cards.

The columns stand in the order of ``cards::tidy_ard_column_order()``; what the ledger has
beyond them follows.

=================  =======================================================================
column             from the ledger
=================  =======================================================================
``group1``         ``group``, with its level in ``group1_level``; both empty for all patients
``variable``       ``variable``, with its level in ``variable_level``
``context``        ``analysis``, in this program's words: ``cohort``, ``km``
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

from collections.abc import Iterable

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


def ard_csv(rows: Iterable[LedgerRow]) -> str:
    """Return ledger rows as the CSV text of an ARD."""
    return to_csv([COLUMNS, *map(_record, rows)])


def _record(row: LedgerRow) -> tuple[str, ...]:
    name = NAMES.get(row.stat, row.stat)
    level = row.group_level if row.group else ""
    denominator = "" if row.n is None else str(row.n)
    return (
        *(row.group, level, row.variable, row.variable_level, row.analysis),
        *(name, LABELS.get(name, name), _value(row), row.text, "", "", ""),
        *(row.id, row.output, row.population, row.unit, denominator),
        *(row.method, row.notebook, row.source),
    )


def _value(row: LedgerRow) -> str:
    if row.value is None:
        return ""
    is_share = row.unit == "%" and row.stat in SHARES
    return repr(row.value / 100 if is_share else row.value)
