"""One Cox model of several factors together, chosen before it is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ralu.adam import AdamSet
from ralu.blocks import Passage
from ralu.ledger import Ledger, LedgerRow
from ralu.printed import Printed, compose, join, to_markdown
from ralu.rounding import fixed, p_value
from ralu.stats import CoxFit, cox
from ralu.study import Study
from ralu.tables.frame.groups import level_words, levels, subgroup
from ralu.tables.frame.needs import factors_of, not_in_adsl
from ralu.tables.survival.cox_model import Factors, Term, indicators, record_level
from ralu.tables.survival.curve_notes import ENTERED
from ralu.tables.survival.curves import (
    endpoints,
    entry_of,
    population_of,
    prefix_of,
    times_of,
)
from ralu.tables.survival.median_split import median_split_notes

ANALYSIS = "cox_multivariable"
METHOD = (
    "One Cox model of all factors, chosen before it was fitted; ties by Efron, Wald intervals and "
    "tests"
)


@dataclass(frozen=True)
class Model:
    """A fitted model of several factors.

    Attributes
    ----------
    factors
        Its hazard ratios, for table and forest plot.
    fit
        The fit, None where there is no event or nothing to compare.
    members
        Columns of the fit that belong to each factor of ADSL.
    words
        Label of each factor, and level of each column, in words.
    size
        Patients, events and parameters in words, with their ledger rows.
    """

    factors: Factors
    fit: CoxFit | None = field(repr=False)
    members: dict[str, list[str]]
    words: dict[str, str]
    size: Printed
    ledger: tuple[LedgerRow, ...] = field(repr=False)


def multivariable_cox(
    study: Study, adam: AdamSet, param: str, variables: list[str]
) -> Model | None:
    """Fit one Cox model of all factors, to the patients of whom all are known.

    A factor with one level among them is left out, and named in a note. None where the study
    does not have the endpoint or two of the factors, or where no factor has two levels.
    """
    times, known = times_of(study, adam, param), factors_of(adam, variables)
    if times is None or known is None or len(names := known.columns.drop("USUBJID")) < 2:
        return None
    frame = times.merge(known.dropna(), on="USUBJID")
    total = int(times["USUBJID"].isin(known["USUBJID"]).sum())
    present = {v: [x for x in _levels(study, adam, v) if (frame[v] == x).any()] for v in names}
    used = [v for v in names if len(present[v]) > 1]
    if not used:
        return None
    fit, members = _fit(study, frame, {v: present[v] for v in used})
    late = entry_of(times) is not None
    method = f"Cox, {', '.join(used)} together, Efron, Wald{', delayed entry' if late else ''}"
    population = f"{population_of(param)} with all factors known"
    ledger = Ledger(
        prefix_of(param, ANALYSIS), ANALYSIS, "tab-cox-multivariable", population, "adtte", method
    )
    terms = [
        _term(study, adam, frame, fit, (v, level, present[v][0]), param, ledger)
        for v in used
        for level in present[v]
    ]
    size = join(" ", [_size(frame, fit, total, param, ledger), *_of_fit(fit, param, ledger)])
    at = median_split_notes(adam, used, ledger)
    alone = [subgroup(study, adam, v).label for v in names if v not in used]
    rows = tuple(ledger.rows)
    factors = Factors(
        param,
        endpoints(adam)[param],
        "multivariable",
        "all factors together",
        METHOD,
        tuple(terms),
        population,
        (
            size,
            *([ENTERED] if late else []),
            *at,
            *not_in_adsl(adam, variables),
            *_notes(alone, fit),
        ),
        rows,
    )
    return Model(factors, fit, members, _words(study, adam, members), size, rows)


def _notes(alone: list[str], fit: CoxFit | None) -> Iterator[str]:
    """Yield footnotes on the factors that have no second level, and on the fit."""
    if alone:
        yield f"Left out, without two levels to compare: {', '.join(alone)}."
    if fit is not None and fit.note:
        yield f"{fit.note}."


def _levels(study: Study, adam: AdamSet, variable: str) -> list[str]:
    return levels(adam, subgroup(study, adam, variable))


def _fit(
    study: Study, frame: pd.DataFrame, present: dict[str, list[str]]
) -> tuple[CoxFit | None, dict[str, list[str]]]:
    """Return the fit, and the columns of each factor."""
    columns = {v: indicators(frame, v, found[1:]) for v, found in present.items()}
    members = {v: [str(name) for name in of] for v, of in columns.items()}
    covariates = [name for names in members.values() for name in names]
    if not covariates or not frame["event"].any():
        return None, members
    data = pd.concat([frame, *columns.values()], axis=1)
    alpha, entry = study.analysis.alpha, entry_of(frame)
    return cox(data, "time", "event", covariates, entry=entry, alpha=alpha), members


def _term(
    study: Study,
    adam: AdamSet,
    frame: pd.DataFrame,
    fit: CoxFit | None,
    which: tuple[str, str, str],
    param: str,
    ledger: Ledger,
) -> Term:
    """Record one level of a factor, `which` being factor, level and reference."""
    variable, level, reference = which
    mine = frame[frame[variable] == level]
    rows = record_level(fit, f"{variable}={level}", mine, param, ledger)
    label = subgroup(study, adam, variable).label
    return Term(label, level_words(level), rows, level == reference)


def _words(study: Study, adam: AdamSet, members: dict[str, list[str]]) -> dict[str, str]:
    words = {variable: subgroup(study, adam, variable).label for variable in members}
    for variable, names in members.items():
        for name in names:
            level = name.removeprefix(f"{variable}=")
            words[name] = f"{words[variable]}: {level_words(level)}"
    return words


def _size(
    frame: pd.DataFrame, fit: CoxFit | None, total: int, param: str, ledger: Ledger
) -> Printed:
    """Record patients, events and parameters of the model; return them in words."""
    n, events = len(frame), int(frame["event"].sum())
    # one without an estimate, whose level has no event, is in the model and its test all the same
    parameters = 0 if fit is None else int(fit.tests["df"]["likelihood_ratio"])
    each = events / parameters if parameters else float("nan")
    numbers = {
        "n": (n, str(n)),
        "with_times": (total, str(total)),
        "excluded": (total - n, str(total - n)),
        "events": (events, str(events)),
        "parameters": (parameters, str(parameters)),
        "events_per_parameter": (each, fixed(each, 1)),
    }
    texts = (
        ledger.add(stat, value, text, variable=param, name="", n=total)
        for stat, (value, text) in numbers.items()
    )
    return compose(
        "{} of {} patients, {} left out because a factor is not known; {} events for {} "
        "parameters, {} events per parameter.",
        *texts,
    )


def _of_fit(fit: CoxFit | None, param: str, ledger: Ledger) -> list[Printed]:
    """Record how well the model discriminates, and its test as a whole; return it in words."""
    if fit is None:
        return []
    concordance, error = fit.concordance()
    statistic, df, p = fit.tests.to_dict("index")["likelihood_ratio"].values()
    numbers = {
        "concordance": (concordance, fixed(concordance, 2)),
        "concordance_se": (error, fixed(error, 2)),
        "lr_statistic": (statistic, fixed(statistic, 1)),
        "lr_df": (df, f"{df:.0f}"),
        "lr_p": (p, p_value(p)),
    }
    *others, last = (
        ledger.add(stat, value, text, variable=param, name="", n=fit.n)
        for stat, (value, text) in numbers.items()
    )
    relation = last if last.startswith("<") else compose("= {}", last)
    return [
        compose(
            "Concordance {} (standard error {}); likelihood-ratio test of the whole model: "
            "χ² = {}, {} df, p {}.",
            *others,
            relation,
        )
    ]


def size_in_words(model: Model | None) -> Passage | None:
    """Return patients, events and parameters of the model as a passage."""
    if model is None:
        return None
    return Passage(to_markdown(model.size), ledger=model.ledger)
