"""The words of the treatment-emergent window say the rule of study.yml, everywhere the same."""

from __future__ import annotations

import pandas as pd

from ralu.tables.frame.window import (
    NUMBER,
    after_last_dose,
    emergent_events,
    on_treatment_values,
    window_end,
)


def test_the_end_of_the_window(study_of) -> None:
    assert window_end(study_of(teae_window_days=28)) == "28 days after the last"
    stops = study_of(teae_stop_at_next_therapy=True)
    assert window_end(stops) == (
        "30 days after the last or the next anticancer therapy after it, whichever is first"
    )
    assert window_end(stops, days=NUMBER).startswith("{study.teae_window_days} days after")
    assert after_last_dose(study_of()) == "After the last dose, up to 30 days"
    assert after_last_dose(stops) == "After the last dose, up to 30 days or the next therapy"


def test_events_and_values_name_the_same_end(study_of, adam_of) -> None:
    for stop in (False, True):
        study = study_of(teae_stop_at_next_therapy=stop)
        assert f"and {window_end(study)}. An event without" in emergent_events(study)
        words = on_treatment_values(study, adam_of())
        assert words == f"after the day of the first dose and up to {window_end(study)}"


def test_flags_of_the_study_are_named(study_of, adam_of) -> None:
    study, adam = study_of(source="adam"), adam_of()
    assert "(TRTEMFL)" in emergent_events(study)
    assert "30 days after the last" in on_treatment_values(study, adam)
    adam.adlb.attrs["given"] = ["ONTRTFL"]
    assert "(ONTRTFL)" in on_treatment_values(study, adam)
    assert "30 days" not in on_treatment_values(study, adam)


def test_who_is_still_on_treatment_is_told_where_there_is_one(study_of, adam_of) -> None:
    dose = pd.to_datetime(["2021-03-10", "2021-03-10"])
    adam = adam_of(
        adsl={"USUBJID": list("12"), "SAFFL": list("YY"), "TRTSDT": dose, "TRTEDT": dose}
    )
    assert "cut-off" not in on_treatment_values(study_of(), adam)
    adam.adsl.loc[1, "TRTEDT"] = pd.NaT
    words = " (without a date of the last dose, the data cut-off)"
    assert on_treatment_values(study_of(), adam).endswith(words)
