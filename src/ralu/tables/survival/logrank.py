"""The log-rank test between groups, as ledger rows."""

from __future__ import annotations

import pandas as pd

from ralu.ledger import Ledger, LedgerRow
from ralu.rounding import fixed, p_value
from ralu.stats import logrank


def logrank_rows(
    param: str, by: str, records: pd.DataFrame, groups: pd.Series, of: Ledger
) -> list[LedgerRow]:
    """Return the test of the groups of `by`; `groups` holds the level of each record.

    The rows stand in the output of the ledger `of`, their ids under its prefix.
    """
    known = records[groups.notna()]
    late = (known["entry"] > 0).any()
    entry = known["entry"] if late else None
    statistic, df, p = logrank(known["time"], known["event"], groups.dropna(), entry=entry)
    method = f"Log-rank{', delayed entry' if late else ''}"
    test = Ledger(f"{of.prefix}.logrank", "logrank", of.output, of.population, "adtte", method)
    texts = {"statistic": fixed(statistic, 2), "df": str(df), "p": p_value(p)}
    for stat, value in (("statistic", statistic), ("df", df), ("p", p)):
        test.add(stat, value, texts[stat], variable=param, level=by, name="", n=len(known))
    return test.rows
