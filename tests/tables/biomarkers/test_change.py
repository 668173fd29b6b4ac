"""Percent change of a biomarker over the visits, by hand."""

from __future__ import annotations

import pytest

from ralu.tables.biomarkers.change import change_table
from ralu.tables.biomarkers.course import marker_course


def test_change_by_visit_and_at_best(study_of, psa) -> None:
    study = study_of(biomarkers=[{"param": "PSA"}])
    table = change_table(study, psa, marker_course(study, psa, "PSA"), min_n=2)
    assert [row.cells for row in table.rows] == [
        ("Baseline value, ng/mL", "2", "5.5 (3.2 to 7.7)"),
        ("After 1", "2", "−40.0 (−45.0 to −35.0)"),
        ("Best change at any time", "2", "−45.0 (−52.5 to −37.5)"),
    ]
    found = {r.id: r.value for r in table.ledger}
    assert found["biomarker.psa.after-2.median"] == pytest.approx(-60)  # in the ledger only
    assert found["biomarker.psa.best.n"] == 2
    assert found["biomarker.psa.baseline.median"] == pytest.approx(5.45)  # 0.9 and 10
    units = {r.unit for r in table.ledger if r.variable_level == "baseline"}
    assert units == {"", "ng/mL"}
    assert any("Visits of at least 2 patients" in note for note in table.footnotes)
    assert change_table(study, psa, None) is None
