"""Key results and published figures beside computed ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ralu.ledger import Ledger
from ralu.printed import segments
from ralu.published import PublishedFigure, Snapshot
from ralu.tables.methods.synopsis import (
    compared,
    key_results_table,
    published_table,
    snapshots_compared,
)


def rows() -> dict:
    ledger = Ledger("teae", "teae_overview", "tab-t", "Safety population", "adae", "m")
    for stat, value, text in (
        ("n", 40, "40"),
        ("pct", 30.0751879, "30.1"),
        ("lower", 22.4, "22.4"),
        ("upper", 38.6, "38.6"),
    ):
        ledger.add(stat, value, text, variable="serious", unit="%" if stat != "n" else "", n=133)
    os = Ledger("os", "km", "tab-o", "Safety population", "adtte", "m")
    os.add("median", None, "NR", unit="months", n=133)
    os.add("median_lower", 10.5, "10.5", unit="months", n=133)
    os.add("median_upper", None, "NR", unit="months", n=133)
    os.add("n", 133, "133", n=133)
    os.add("p", 0.5, "0.500", variable="logrank", n=99)
    return {row.id: row for row in [*ledger.rows, *os.rows]}


def test_key_results_take_texts_from_the_ledger(study_of) -> None:
    wanted = {"teae.serious.pct": "Serious", "os.median": "OS", "psa.pct": "PSA"}
    table = key_results_table(study_of(), rows(), wanted)
    assert [row.cells for row in table.rows] == [
        ("Serious", "40/133", "30.1%", "22.4–38.6", "teae.serious.pct"),
        ("OS", "133", "NR", "10.5–NR", "os.median"),
        ("PSA", "", "not computable", "", "psa.pct"),
    ]
    assert "Clopper–Pearson" in table.footnotes[0]
    assert table.footnotes[0].startswith("Safety population.")
    assert key_results_table(study_of(), {}, wanted).footnotes == ()


def ids(text: str) -> list[str]:
    """Return the ledger ids of the marked parts of a text."""
    return [id for _, id in segments(text) if id]


def test_every_number_of_the_key_results_is_a_marked_result(study_of) -> None:
    wanted = {"teae.serious.pct": "Serious", "os.median": "OS", "os.logrank.p": "p"}
    rows_of = key_results_table(study_of(), rows(), wanted).rows
    assert [[ids(cell) for cell in row.cells[1:4]] for row in rows_of[:2]] == [
        [["teae.serious.n"], ["teae.serious.pct"], ["teae.serious.lower", "teae.serious.upper"]],
        [["os.n"], ["os.median"], ["os.median_lower", "os.median_upper"]],
    ]
    assert rows_of[2].cells[1:4] == ("99", "0.500", "")


def snapshot(**figure: object) -> Snapshot:
    one = PublishedFigure(label="Serious", id="teae.serious.pct", **figure)
    return Snapshot(population="133 men", source="S1", compared=True, figures=(one,))


def test_compares_at_the_precision_of_print(study_of) -> None:
    verdicts = []
    figures = (("30% (40/133)", 30), ("30.1%", 30.1), ("31%", 31), ("32%", 32))
    for published, value in figures:
        table = published_table(
            study_of(), rows(), "final", snapshot(published=published, value=value)
        )
        verdicts.append(table.rows[0].cells[2:])
    assert verdicts == [
        ("30% (40/133)", "as printed"),
        ("30.1% (40/133)", "as printed"),
        ("30% (40/133)", "differs"),
        ("30% (40/133)", "differs"),
    ]


@pytest.mark.parametrize(
    ("computed", "published", "verdict"),
    [
        (13.249, "13.2", "as printed"),
        (13.25, "13.2", "within rounding"),
        (13.299, "13.2", "within rounding"),
        (13.3, "13.2", "differs"),
        (13.149, "13.2", "within rounding"),
        (13.144, "13.2", "differs"),
        (13.1, "13.2", "differs"),
        (74.0, "75", "differs"),
        (74.5, "75", "as printed"),
        (None, "13.2", "not computable"),
    ],
)
def test_verdicts(computed: float | None, published: str, verdict: str) -> None:
    value = float(published)
    figure = PublishedFigure(label="OS", id="os.median", published=published, value=value)
    assert compared(replace(rows()["os.median"], value=computed), figure) == verdict


def test_published_figure_and_verdict_are_rows_of_the_ledger(study_of) -> None:
    one = snapshot(published="30% (40/133)", value=30, numerator=40, denominator=133)
    table = published_table(study_of(), rows(), "final-133", one)
    value, verdict = table.ledger
    assert value.id == "published.final-133.teae.serious.pct.value"
    assert (value.analysis, value.value, value.text) == ("published", 30, "30% (40/133)")
    assert (value.unit, value.n, value.population) == ("%", 133, "133 men")
    assert verdict.id == "published.final-133.teae.serious.pct.verdict"
    assert (verdict.value, verdict.text, verdict.n) == (None, "as printed", None)
    assert {row.source for row in table.ledger} == {"published"}
    assert [ids(cell) for cell in table.rows[0].cells] == [
        [],
        [value.id],
        ["teae.serious.pct", "teae.serious.n"],
        [verdict.id],
    ]


def test_a_figure_without_a_ledger_row_is_named_by_its_label(study_of) -> None:
    gone = PublishedFigure(label="Prior 223Ra, >=5", published="73%", value=73)
    one = Snapshot(population="p", source="s", compared=True, figures=(gone,))
    value, _ = published_table(study_of(), rows(), "final", one).ledger
    assert (value.id, value.unit) == ("published.final.prior-223ra-ge5.value", "%")


def test_what_is_not_reached_or_absent_is_not_computable(study_of) -> None:
    figure = PublishedFigure(label="OS", published="13.2", value=13.2, id="os.median")
    gone = PublishedFigure(label="X", published="1", value=1, note="Not stated.")
    both = Snapshot(population="p", source="s", compared=True, figures=(figure, gone))
    table = published_table(study_of(), rows(), "final", both)
    assert [row.cells[2:] for row in table.rows] == [("–", "not computable")] * 2
    assert table.rows[1].cells[0] == "Xᵃ"
    assert table.footnotes[-1] == "ᵃ Not stated."


def test_notes_have_letters_that_stand_at_their_rows(study_of) -> None:
    given = [{}, {"note": "N."}, {"source": "S2"}, {"source": "S2", "note": "N."}, {"note": "M."}]
    figures = tuple(
        PublishedFigure(label=f"Row {k}", published="1", value=1, **of)
        for k, of in enumerate(given)
    )
    one = Snapshot(population="p", source="S1", compared=True, figures=figures)
    table = published_table(study_of(synthetic=False), {}, "final", one)
    assert [row.cells[0] for row in table.rows] == [
        "Row 0",
        "Row 1ᵃ",
        "Row 2ᵇ",
        "Row 3ᵇ\u00a0ᵃ",
        "Row 4ᶜ",
    ]
    assert table.footnotes[0] == "Source: S1, unless said otherwise."
    assert table.footnotes[2:] == ("ᵃ N.", "ᵇ Source: S2.", "ᶜ M.")
    assert table.ledger[2].variable == "Row 1"


def test_every_note_has_another_letter(study_of) -> None:
    figures = tuple(
        PublishedFigure(label=str(k), published="1", value=1, note=f"Note {k}") for k in range(60)
    )
    one = Snapshot(population="p", source="S1", compared=True, figures=figures)
    notes = published_table(study_of(), {}, "final", one).footnotes[-60:]
    assert len({note.split()[0] for note in notes}) == 60


def test_synthetic_data_never_pass_as_evidence(study_of) -> None:
    one = snapshot(published="30%", value=30)
    notes = published_table(study_of(), rows(), "final", one).footnotes
    real = published_table(study_of(synthetic=False), rows(), "final", one).footnotes
    assert any("nothing about patients" in note for note in notes)
    assert not any("synthetic" in note for note in real)


def test_only_comparable_snapshots(study_of) -> None:
    kept = snapshot(published="30%", value=30)
    other = kept.model_copy(update={"compared": False})
    assert snapshots_compared({"interim": other, "final": kept}) == ["final"]
