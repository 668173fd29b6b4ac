"""Synopsis: key results, and published figures beside those computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from ralu.blocks import Column, Row, Table
from ralu.ledger import OVERALL, Ledger, LedgerRow, slug
from ralu.printed import Printed, compose, join, result
from ralu.prose import confidence, limits, of_all, with_unit
from ralu.published import SOURCE, PublishedFigure, Snapshot
from ralu.rounding import fixed
from ralu.study import Study
from ralu.tables.frame.groups import ci_name

AS_PRINTED, WITHIN, DIFFERS = "as printed", "within rounding", "differs"
NOT_COMPUTABLE = "not computable"
LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
"""Raised letters; there is no raised q."""
NO_BREAK = "\u00a0"
VERDICTS = (
    "As printed: equal at the precision of print. Within rounding: not equal, but the computed "
    "figure cut off, or rounded twice, is. Not computable: these data do not have it."
)


def key_results_table(
    study: Study,
    ledger: Mapping[str, LedgerRow],
    results: Mapping[str, str],
    *,
    id: str = "tab-key-results",
) -> Table:
    """Return chosen ledger rows with their confidence limits.

    Parameters
    ----------
    results
        Words for a result, by the id of its ledger row.
    """
    rows = []
    populations = []
    for of, words in results.items():
        row = ledger.get(of)
        populations += [row.population] if row else []
        if row is None:
            rows.append(Row((words, "", NOT_COMPUTABLE, "", of)))
            continue
        estimate = with_unit(row, row.printed)
        rows.append(Row((words, _number(ledger, row), estimate, _limits(ledger, row), row.id)))
    return Table(
        id,
        "Key results",
        (
            Column("Result", align="left", weight=2.6),
            Column("n/N or N"),
            Column("Estimate", weight=1.2),
            Column(f"{confidence(study)} CI", weight=1.2),
            Column("Ledger", align="left", weight=1.6),
        ),
        tuple(rows),
        (
            f"{'; '.join(dict.fromkeys(populations))}. Confidence intervals (CI): of shares "
            f"{ci_name(study)}, of medians Kaplan–Meier, {study.analysis.km_conf_type} scale. "
            "Definitions stand with each result in its chapter.",
        )
        if populations
        else (),
    )


def _number(ledger: Mapping[str, LedgerRow], row: LedgerRow) -> str:
    """Return how many the result is of: n/N of a share, N of any other."""
    count = ledger.get(row.id.removesuffix(row.stat) + "n")
    if count and row.stat == "pct":
        return of_all(count)
    rows = (one for one in (count, ledger.get("cohort.n")) if one and one.value == row.n)
    return next((one.printed for one in rows), str(row.n or ""))


def _limits(ledger: Mapping[str, LedgerRow], row: LedgerRow) -> str:
    found = limits(ledger, row)
    return join("–", (limit.printed for limit in found)) if found else ""


def published_table(
    study: Study,
    ledger: Mapping[str, LedgerRow],
    name: str,
    snapshot: Snapshot,
    *,
    id: str | None = None,
) -> Table:
    """Return the published figures of one snapshot beside those computed here.

    Each figure is a ledger row ``published.<snapshot>.<figure>.value``, and what became of it
    another one, ``….verdict``.
    """
    id = id or f"tab-published-{slug(name)}"
    book = Ledger(f"published.{slug(name)}", "published", id, snapshot.population, SOURCE)
    signs = _signs(snapshot)
    otherwise = ", unless said otherwise" if any(one.source for one in snapshot.figures) else ""
    rows = [_row(ledger, book, figure, signs) for figure in snapshot.figures]
    by_construction = (
        "These data are synthetic and were calibrated to these figures: agreement shows that "
        "the report computes, and nothing about patients."
    )
    return Table(
        id,
        f"Published and computed: {snapshot.population}",
        (
            Column("Figure", align="left", weight=2.8),
            Column("Published", weight=1.3),
            Column("Computed"),
            Column("Verdict", align="left"),
        ),
        tuple(rows),
        (
            f"Source: {snapshot.source}{otherwise}.",
            VERDICTS,
            *((by_construction,) if study.synthetic else ()),
            *(text for text in snapshot.definitions),
            *(f"{sign} {note}" for note, sign in signs.items()),
        ),
        ledger=tuple(book.rows),
    )


def _notes(figure: PublishedFigure) -> list[str]:
    """Return what is to be said of one figure."""
    source = f"Source: {figure.source}." if figure.source else ""
    return [note for note in (source, figure.note) if note]


def _signs(snapshot: Snapshot) -> dict[str, str]:
    """Return a raised letter for each note on single figures, in the order of the rows."""
    notes = dict.fromkeys(note for figure in snapshot.figures for note in _notes(figure))
    count = len(LETTERS)
    return {note: LETTERS[k % count] * (1 + k // count) for k, note in enumerate(notes)}


def _row(
    ledger: Mapping[str, LedgerRow],
    book: Ledger,
    figure: PublishedFigure,
    signs: Mapping[str, str],
) -> Row:
    """Record a published figure and its verdict; return its row of the table."""
    row = ledger.get(figure.id)
    published = book.add(
        "value",
        figure.value,
        figure.published,
        variable=figure.label,
        name=figure.name,
        unit=row.unit if row else figure.unit,
        n=figure.denominator,
        method="As published",
    )
    verdict = book.add(
        "verdict",
        None,
        compared(row, figure),
        variable=figure.label,
        name=figure.name,
        method="Comparison at the precision of print",
    )
    label = figure.label + NO_BREAK.join(signs[note] for note in _notes(figure))
    return Row((label, published, _computed(ledger, row, figure), verdict))


def compared(row: LedgerRow | None, figure: PublishedFigure) -> str:
    """Return the verdict on a published figure.

    ``as printed``
        The computed figure, rounded to the printed number of decimals (half away from zero), is
        the published one.
    ``within rounding``
        It is not, but the published one comes out when the computed figure is cut off there, or
        rounded to one more decimal first, as when somebody rounds a printed figure again.
    ``differs``
        Anything else.
    ``not computable``
        The ledger has no such row, or its value is not estimable.
    """
    if row is None or row.value is None:
        return NOT_COMPUTABLE
    if fixed(row.value, figure.digits) == fixed(figure.value, figure.digits):
        return AS_PRINTED
    once = Decimal(repr(row.value))
    cut = once.quantize(Decimal(1).scaleb(-figure.digits), ROUND_DOWN)
    first = once.quantize(Decimal(1).scaleb(-figure.digits - 1), ROUND_HALF_UP)
    explained = {fixed(float(number), figure.digits) for number in (cut, first)}
    return WITHIN if fixed(figure.value, figure.digits) in explained else DIFFERS


def _computed(
    ledger: Mapping[str, LedgerRow], row: LedgerRow | None, figure: PublishedFigure
) -> Printed | str:
    """Return the computed figure at the precision of print."""
    if row is None or row.value is None:
        return "–"
    text = result(fixed(row.value, figure.digits), row.id)
    text = with_unit(row, text) if row.unit == "%" else text
    count = ledger.get(row.id.removesuffix("pct") + "n") if row.stat == "pct" else None
    if count is None or row.group_level != OVERALL:
        return text
    return compose("{} ({})", text, of_all(count))


def snapshots_compared(published: Mapping[str, Snapshot]) -> Sequence[str]:
    """Return the names of the snapshots whose population these data hold."""
    return [name for name, snapshot in published.items() if snapshot.compared]
