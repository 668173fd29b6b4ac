"""Proportional hazards of a Cox model: the test, and residuals with a line through them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ralu.blocks import Column, Row, Table
from ralu.ledger import Ledger
from ralu.rounding import NE_NOTE, fixed, p_value
from ralu.stats import natural_spline
from ralu.stats.limits import normal_width
from ralu.study import Study
from ralu.tables.survival.cox_multivariable import Model
from ralu.tables.survival.curves import prefix_of

METHOD = "Score test of Grambsch and Therneau, time by Kaplan–Meier"


@dataclass(frozen=True)
class Residuals:
    """Scaled Schoenfeld residuals of one column of a model.

    Attributes
    ----------
    name, words
        The column, and its factor and level in words.
    coef
        The coefficient, that is, the log hazard ratio if it is constant.
    points
        One row per event: time (months), residual, and the line through them with its limits;
        nan where so few events do not tell a line.
    """

    name: str
    words: str
    coef: float
    points: pd.DataFrame = field(repr=False)


def proportional_hazards_table(
    study: Study, model: Model | None, *, id: str = "tab-ph-test"
) -> Table | None:
    """Return the test of proportional hazards per factor and of the whole model."""
    if model is None or model.fit is None:
        return None
    factors = model.factors
    prefix = prefix_of(factors.param, "ph_test")
    of = f"{METHOD}; model of {', '.join(model.members)}"
    ledger = Ledger(prefix, "ph_test", id, factors.population, "adtte", of)
    tests = model.fit.ph_test(terms=model.members).to_dict("index")
    rows = [_row(model, str(term), values, ledger) for term, values in tests.items()]
    return Table(
        id,
        f"{factors.label}: test of proportional hazards",
        (
            Column("", align="left", weight=2.4),
            Column("χ²"),
            Column("Degrees of freedom"),
            Column("p"),
        ),
        tuple(rows),
        (
            f"{factors.population}. The model of all factors together. {METHOD} (as cox.zph of "
            "R). A small p says that a hazard ratio is not the same at all times; it is then an "
            f"average over time. {NE_NOTE}",
        ),
        ledger=tuple(ledger.rows),
    )


def _row(model: Model, term: str, values: Mapping[Hashable, Any], ledger: Ledger) -> Row:
    """Record the test of one factor, or of all."""
    texts = {
        "statistic": fixed(values["statistic"], 2),
        "df": f"{values['df']:.0f}",
        "p": p_value(values["p"]),
    }
    n = model.fit.n if model.fit else None
    param = model.factors.param
    cells = [
        ledger.add(stat, values[stat], text, variable=param, level=term, name="", n=n)
        for stat, text in texts.items()
    ]
    return Row((model.words.get(term, "All factors together"), *cells))


def schoenfeld_residuals(study: Study, model: Model | None) -> tuple[Residuals, ...] | None:
    """Return the residuals of each column of the model that could be estimated."""
    if model is None or model.fit is None:
        return None
    estimates = model.fit.table.to_dict("index")
    scaled = model.fit.schoenfeld()
    z = normal_width(study.analysis.alpha)
    found = []
    for name in (one for names in model.members.values() for one in names):
        coef, se = estimates[name]["coef"], estimates[name]["se"]
        if not np.isfinite(coef):
            continue
        line, leverage = natural_spline(scaled["g"], scaled[name])
        width = z * se * np.sqrt(model.fit.n_events * leverage)
        points = pd.DataFrame(
            {
                "time": scaled["time"],
                "residual": scaled[name],
                "smooth": line,
                "lower": line - width,
                "upper": line + width,
            }
        )
        found.append(Residuals(name, model.words[name], coef, points))
    return tuple(found) or None
