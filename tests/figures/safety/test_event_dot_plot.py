"""The dot plot of frequent events draws the rows of the table of differences."""

from __future__ import annotations

import pytest

from ralu.figures.safety.event_dot_plot import event_dot_plot
from ralu.tables.safety.event_shares import event_shares

ADSL = {"USUBJID": list("1234"), "SAFFL": ["Y"] * 4, "ARM": ["A", "A", "B", "B"]}
ADAE = {
    "USUBJID": ["1", "2", "3", "3"],
    "AEBODSYS": ["Gut", "Gut", "Gut", "Blood"],
    "AEDECOD": ["Nausea", "Nausea", "Nausea", "Anaemia"],
    "AETOXGR": [1, 1, 1, 3],
    "TRTEMFL": ["Y"] * 4,
}


@pytest.mark.parametrize(("by", "panels"), [("ARM", 2), (None, 1)])
def test_what_is_drawn(study_of, adam_of, by: str | None, panels: int) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adae=ADAE)
    figure = event_dot_plot(study, event_shares(study, adam, by=by, min_percent=20))
    cells = [row.cells for row in figure.data.rows]
    names = [column.label for column in figure.data.columns]
    percent = {(c[0], c[1]): c[names.index("percent")] for c in cells}
    if by:
        assert percent["Nausea", "A"] == "100"
        assert percent["Nausea", "B"] == "50"
        difference = {(c[0], c[1]): c[names.index("difference")] for c in cells}
        assert difference["Nausea", "B"] == "-50"
        assert difference["Nausea", "A"] == ""
        assert "A 2 (100.0), B 1 (50.0), difference −50.0" in figure.alt
    else:
        assert percent == {("Nausea", "All patients"): "75", ("Anaemia", "All patients"): "25"}
    assert figure.svg.count('id="axes_') == panels
    again = event_dot_plot(study, event_shares(study, adam, by=by, min_percent=20))
    assert again.svg == figure.svg


def test_nothing_frequent(study_of, adam_of) -> None:
    study, adam = study_of(), adam_of(adsl=ADSL, adae=ADAE)
    assert event_dot_plot(study, event_shares(study, adam, min_percent=90)) is None
    assert event_dot_plot(study, None) is None
