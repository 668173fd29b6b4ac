"""Key results and published figures beside computed ones."""

from __future__ import annotations

from ralu.ledger import Ledger
from ralu.published import PublishedFigure, Snapshot
from ralu.tables.synopsis import key_results, published_table, snapshots_compared


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
    return {row.id: row for row in [*ledger.rows, *os.rows]}


def test_key_results_take_texts_from_the_ledger(study_of) -> None:
    wanted = {"teae.serious.pct": "Serious", "os.median": "OS", "psa.pct": "PSA"}
    table = key_results(study_of(), rows(), wanted)
    assert [row.cells for row in table.rows] == [
        ("Serious", "40/133", "30.1%", "22.4–38.6", "teae.serious.pct"),
        ("OS", "133", "NR", "10.5–NR", "os.median"),
        ("PSA", "", "not computable", "", "psa.pct"),
    ]
    assert "Clopper–Pearson" in table.footnotes[0]
    assert table.footnotes[0].startswith("Safety population.")
    assert key_results(study_of(), {}, wanted).footnotes == ()


def snapshot(**figure: object) -> Snapshot:
    one = PublishedFigure(label="Serious", id="teae.serious.pct", **figure)
    return Snapshot(population="133 men", source="S1", compared=True, figures=(one,))


def test_compares_at_the_precision_of_print(study_of) -> None:
    verdicts = []
    for published, value in (("30% (40/133)", 30), ("30.1%", 30.1), ("31%", 31)):
        table = published_table(
            study_of(), rows(), "final", snapshot(published=published, value=value)
        )
        verdicts.append(table.rows[0].cells[2:])
    assert verdicts == [
        ("30% (40/133)", "as printed"),
        ("30.1% (40/133)", "as printed"),
        ("30% (40/133)", "differs"),
    ]


def test_what_is_not_reached_or_absent_is_not_computable(study_of) -> None:
    figure = PublishedFigure(label="OS", published="13.2", value=13.2, id="os.median")
    gone = PublishedFigure(label="X", published="1", value=1, note="Not stated.")
    both = Snapshot(population="p", source="s", compared=True, figures=(figure, gone))
    table = published_table(study_of(), rows(), "final", both)
    assert [row.cells[2:] for row in table.rows] == [("–", "not computable")] * 2
    assert "X: Not stated." in table.footnotes


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
