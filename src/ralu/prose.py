"""Prose whose numbers are filled in: results from the ledger, choices from study.yml.

A result stands as a link of the scheme ``ledger:``, a choice as one of the scheme ``study:``, so
that the report can tell both from a number that somebody typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ralu.ledger import LedgerError, LedgerRow
from ralu.printed import CHOICES, Printed, compose, from_markdown, result, to_markdown
from ralu.problems import nearest
from ralu.rounding import fixed
from ralu.study import Study

CHOICE = "study."
"""Beginning of the name of a choice of study.yml."""
FORMATS = "unit, ci, n/N, and decimals such as .2f"
_PLACE = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
_DECIMALS = re.compile(r"\.(\d)f")
_WITH_UNIT = re.compile(r"[^\W\d_]|%")
_WITH_PLAIN_LIMITS = ("pct", "median", "hr", "estimate")
"""Statistics whose limits may be called ``lower`` and ``upper``, without their name."""

Rows = Mapping[str, LedgerRow]


def filled(markdown: str, ledger: Rows, study: Study) -> str:
    """Return Markdown with every ``{...}`` replaced by what it names.

    ===================  ================================  ===========================
    written              what it is                        printed, for example
    ===================  ================================  ===========================
    ``{id}``             result as printed                 13.2
    ``{id:unit}``        with its unit                     13.2 months; 78.9%
    ``{id:ci}``          with its confidence limits        13.2 (95% CI 10.5–15.6)
    ``{id:unit ci}``     both                              13.2 months (95% CI 10.5–15.6)
    ``{id:.2f}``         with so many decimals, rounded    13.24
                         from full precision; not p,
                         nor a share printed in percent
    ``{stem:n/N}``       count of all, with percentage:    105/133 (78.9%)
                         rows ``stem.n``, ``stem.pct``
    ``{study.key}``      choice of study.yml, of its       30; 6, 12, 18 and 24
                         top level or of ``analysis``
    ===================  ================================  ===========================

    Limits are the rows beside the result: ``median_lower`` and ``median_upper``, or ``lower`` and
    ``upper`` where they are those of the statistic. A percentage with limits has its sign.

    Raises
    ------
    LedgerError
        When a result, one of its neighbours, a choice or a format does not exist, naming the
        nearest ones.
    """

    def text(found: re.Match[str]) -> str:
        name, form = found[1], found[2] or ""
        if name.startswith(CHOICE):
            return _choice(study, name.removeprefix(CHOICE))
        if form == "n/N":
            return to_markdown(_of_all(ledger, name))
        return to_markdown(_formatted(ledger, study, name, form))

    return _PLACE.sub(text, markdown)


def plain(markdown: str) -> str:
    """Return Markdown with results and choices as plain text."""
    return str(from_markdown(markdown))


def row_of(ledger: Rows, id: str) -> LedgerRow:
    """Return the row of an id.

    Raises
    ------
    LedgerError
        When there is no such row, naming the nearest ids.
    """
    if id not in ledger:
        raise LedgerError(
            f"No ledger row has the id '{id}'; the nearest: {nearest(id, ledger)}. "
            "A passage can print what its chapter has shown before and what it needs."
        )
    return ledger[id]


def limits(ledger: Rows, row: LedgerRow) -> tuple[LedgerRow, LedgerRow] | None:
    """Return the rows of the confidence limits of a result, None where it has none."""
    stem = row.id.removesuffix(row.stat)
    own = (f"{stem}{row.stat}_lower", f"{stem}{row.stat}_upper")
    unnamed = (f"{stem}lower", f"{stem}upper") if row.stat in _WITH_PLAIN_LIMITS else own
    for lower, upper in (own, unnamed):
        if lower in ledger and upper in ledger:
            return ledger[lower], ledger[upper]
    return None


def with_unit(row: LedgerRow, text: Printed) -> Printed:
    """Return the text of a result with its unit, without where it is not estimable.

    A text of more than a number, such as ``54.9%`` or ``13.2 mo``, has its unit.
    """
    if row.value is None or not row.unit or _WITH_UNIT.search(text):
        return text
    return compose("{}%", text) if row.unit == "%" else compose("{} {}", text, row.unit)


def of_all(count: LedgerRow) -> Printed:
    """Return a count with its denominator, ``105/133``, as one result."""
    return result(f"{count.text}/{count.n}", count.id)


def _of_all(ledger: Rows, stem: str) -> Printed:
    count, share = row_of(ledger, f"{stem}.n"), row_of(ledger, f"{stem}.pct")
    if count.value is None:
        return count.printed
    return compose("{} ({})", of_all(count), with_unit(share, share.printed))


def _formatted(ledger: Rows, study: Study, id: str, form: str) -> Printed:
    row, words = row_of(ledger, id), form.split()
    decimals = [found[1] for word in words if (found := _DECIMALS.fullmatch(word))]
    unknown = [w for w in words if w not in ("unit", "ci") and not _DECIMALS.fullmatch(w)]
    if unknown or len(decimals) > 1:
        raise LedgerError(f"'{{{id}:{form}}}' is in no known format; there are: {FORMATS}.")
    places = int(decimals[0]) if decimals else None
    text = _number(row, places)
    if "unit" in words or ("ci" in words and row.unit == "%"):
        text = with_unit(row, text)
    if "ci" not in words:
        return text
    beside = limits(ledger, row)
    if beside is None:
        stem = row.id.removesuffix(row.stat)
        others = ", ".join(sorted(one for one in ledger if one.startswith(stem))[:5])
        raise LedgerError(f"'{id}' has no confidence limits; the rows beside it: {others}.")
    lower, upper = (_number(limit, places) for limit in beside)
    return compose("{} ({} CI {}–{})", text, confidence(study), lower, upper)


def rounded(row: LedgerRow, places: int) -> str | None:
    """Return a value with so many decimals, None where its text is not simply its rounded value.

    That is a p-value (``<0.001``), a share printed in percent, and what is not estimable.
    """
    simple = row.stat != "p" and row.text == fixed(row.value, len(row.text.partition(".")[2]))
    return fixed(row.value, places) if simple and row.value is not None else None


def _number(row: LedgerRow, places: int | None) -> Printed:
    if places is None or (row.value is None and row.stat != "p"):
        return row.printed
    text = rounded(row, places)
    if text is None:
        raise LedgerError(
            f"'{{{row.id}:.{places}f}}' cannot be printed: the row prints {row.text}, which is not "
            f"its value {row.exact or 'NE'} rounded. Write {{{row.id}}}, with unit or ci."
        )
    return result(text, row.id)


def confidence(study: Study) -> str:
    """Return the confidence level as printed: ``95%``."""
    return f"{100 * study.analysis.confidence_level:g}%"


def choices(study: Study) -> dict[str, str]:
    """Return the choices of study.yml as they stand in prose, by key."""
    analysis = study.analysis
    given = {name: getattr(study, name) for name in type(study).model_fields}
    given |= {name: getattr(analysis, name) for name in type(analysis).model_fields}
    shown = {name: text for name, value in given.items() if (text := _shown(value))}
    return shown | {"confidence_level": confidence(study)}


def _choice(study: Study, key: str) -> str:
    shown = choices(study)
    if key not in shown:
        raise LedgerError(
            f"study.yml has no '{key}' that prose could name; the nearest: {nearest(key, shown)}."
        )
    text = shown[key]
    return f"[{text}]({CHOICES}{key})" if re.search(r"\d", text) else text


def _shown(value: Any) -> str:
    """Return a value in words, "" where it is no text, number, date or list of numbers."""
    match value:
        case bool():
            return ""
        case str():
            return value
        case int() | float():
            return f"{value:g}"
        case date():
            return value.isoformat()
        case (int() | float(), *_):
            *others, last = (f"{one:g}" for one in value)
            return f"{', '.join(others)} and {last}" if others else last
        case _:
            return ""
