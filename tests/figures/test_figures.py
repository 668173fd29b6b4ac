"""Figures of tiny studies: sound SVG, the same bytes, the stamp, and words from the ledger."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from ralu.adam import AdamSet
from ralu.blocks import Figure
from ralu.figures.biomarkers import change_over_time, waterfall
from ralu.figures.canvas import STAMP
from ralu.figures.forest import forest
from ralu.figures.kaplan_meier import survival_figure
from ralu.study import Study
from ralu.tables.biomarkers import change_table, course, response_table
from ralu.tables.cox_model import univariable_cox
from ralu.tables.survival import survival

N = 12
SUBJECTS = [f"{k:02d}" for k in range(N)]
VISITS = {"Week 2": 14, "Week 4": 28}


@pytest.fixture
def adam(adam_of: Callable[..., AdamSet]) -> AdamSet:
    values = [
        (subject, visit, day, 10.0 + k - day / 7)
        for k, subject in enumerate(SUBJECTS)
        for visit, day in VISITS.items()
    ]
    labs = {
        "USUBJID": [v[0] for v in values],
        "PARAMCD": ["PSA"] * 2 * N,
        "PARAM": ["PSA"] * 2 * N,
        "AVISIT": [v[1] for v in values],
        "AVISITN": [v[2] for v in values],
        "ADY": [v[2] for v in values],
        "ADT": [f"2020-01-{v[2]:02d}" for v in values],
        "BASE": [10.0] * 2 * N,
        "PCHG": [10 * (v[3] - 10) for v in values],
        "ANL01FL": ["Y"] * 2 * N,
    }
    times = {
        "USUBJID": SUBJECTS,
        "PARAMCD": ["OS"] * N,
        "PARAM": ["Overall survival"] * N,
        "AVAL": [30.4375 * (k + 1) for k in range(N)],
        "ENTRY": [0.0] * N,
        "CNSR": [0, 0, 1] * 4,
    }
    adsl = {"USUBJID": SUBJECTS, "SAFFL": ["Y"] * N, "VISC": ["Y", "N"] * 6}
    return adam_of(adsl=adsl, adtte=times, adlb=labs)


def figures(study: Study, adam: AdamSet) -> dict[str, Figure | None]:
    marker = course(study, adam, "PSA")
    response, change = response_table(study, adam, marker), change_table(study, adam, marker)
    curves: dict[str, Any] = {"id": "fig-km", "title": "Overall survival"}
    return {
        "km": survival_figure(study, [survival(study, adam, "OS")], **curves),
        "groups": survival_figure(study, [survival(study, adam, "OS", by="VISC")], **curves),
        "forest": forest(study, univariable_cox(study, adam, "OS", ["VISC"])),
        "waterfall": waterfall(study, marker, response),
        "change": change_over_time(study, marker, change),
    }


@pytest.fixture
def made(study_of: Callable[..., Study], adam: AdamSet) -> dict[str, Figure | None]:
    return figures(study_of(), adam)


def ids(svg: str) -> list[str]:
    return [id for element in ET.fromstring(svg).iter() if (id := element.get("id"))]


def test_svg_is_sound_and_has_the_stamp_of_synthetic_data(
    study_of: Callable[..., Study], adam: AdamSet, made: dict[str, Figure]
) -> None:
    real = figures(study_of(synthetic=False), adam)
    for name, figure in made.items():
        assert ids(figure.svg).count(STAMP) == 1, name
        assert STAMP not in ids(real[name].svg), name
        assert len(set(ids(figure.svg))) == len(ids(figure.svg)), name
        assert ET.fromstring(figure.svg).get("viewBox")


def test_same_bytes_every_time(
    study_of: Callable[..., Study], adam: AdamSet, made: dict[str, Figure]
) -> None:
    # The layout's last bits differ in about one drawing of five.
    for _ in range(12):
        assert figures(study_of(), adam) == made


def test_alt_text_holds_the_numbers_of_the_ledger(made: dict[str, Figure]) -> None:
    found = {name: {r.id: r.text for r in figure.ledger} for name, figure in made.items()}
    rows = found["km"]
    assert made["km"].alt == (
        f"Kaplan–Meier figure: Overall survival. Overall: {rows['os.lu.n']} patients, "
        f"{rows['os.lu.events']} events, median {rows['os.lu.median']} months "
        f"({rows['os.lu.median_lower']} to {rows['os.lu.median_upper']})."
    )
    assert rows["os.lu.events"] == "8"
    assert f"VISC: Yes: {found['groups']['os.lu.visc=y.n']} patients" in made["groups"].alt
    assert f"p = {found['groups']['os.lu.logrank.visc.p']}." in made["groups"].footnotes[-1]
    hr = [found["forest"][f"os.lu.cox.visc-y.{stat}"] for stat in ("hr", "lower", "upper")]
    assert f"VISC, Yes: {hr[0]} ({hr[1]}–{hr[2]})." in made["forest"].alt
    # Declines at week 4: patient k ends at 6 + k of 10.
    assert found["waterfall"]["response.psa.decline_30.n"] == "2"
    assert "at least 30% in 2 of 12" in made["waterfall"].alt
    assert "N = 12" in made["waterfall"].footnotes[0]
    for visit, median in (("week-2", "35.0"), ("week-4", "15.0")):
        assert found["change"][f"biomarker.psa.{visit}.median"] == median
        assert f"{median}%" in made["change"].alt


def test_curves_of_few_patients(study_of: Callable[..., Study], adam: AdamSet) -> None:
    study = study_of()
    result = survival(study, adam, "OS")
    enough = survival_figure(study, [result], id="fig-a", title="OS", min_at_risk=5)
    too_few = survival_figure(study, [result], id="fig-a", title="OS", min_at_risk=N + 1)
    whole = survival_figure(study, [result], id="fig-a", title="OS")
    assert "Curves end where fewer than 5 patients are at risk." in enough.footnotes
    assert enough.svg != whole.svg
    assert too_few.svg == whole.svg
    assert not any("Curves end" in note for note in too_few.footnotes)


@pytest.mark.parametrize("censored", [0, 1])
def test_one_patient_of_no_follow_up(
    study_of: Callable[..., Study], adam_of: Callable[..., AdamSet], censored: int
) -> None:
    adam = adam_of(
        adsl={"USUBJID": ["1"], "SAFFL": ["Y"]},
        adtte={
            "USUBJID": ["1"],
            "PARAMCD": ["OS"],
            "PARAM": ["OS"],
            "AVAL": [0.0],
            "ENTRY": [0.0],
            "CNSR": [censored],
        },
    )
    study = study_of()
    figure = survival_figure(study, [survival(study, adam, "OS")], id="fig-a", title="OS")
    assert ids(figure.svg)
    assert ("median not reached" in figure.alt) is bool(censored)


def test_no_figure_of_what_the_study_lacks(
    study_of: Callable[..., Study], adam_of: Callable[..., AdamSet]
) -> None:
    study = study_of()
    adam = adam_of(adsl={"USUBJID": ["1"], "SAFFL": ["Y"]})
    assert course(study, adam, "PSA") is None
    assert survival_figure(study, [None], id="fig-a", title="OS") is None
    assert forest(study, None) is None
    assert waterfall(study, None, None) is None
    assert change_over_time(study, None, None) is None


def test_no_biomarker_figure_without_evaluable_patients_or_visits(
    study_of: Callable[..., Study], adam: AdamSet, adam_of: Callable[..., AdamSet]
) -> None:
    study = study_of()
    labs = adam.adlb.assign(PCHG=float("nan"))
    none = adam_of(adsl=adam.adsl, adlb=labs)
    marker = course(study, none, "PSA")
    assert waterfall(study, marker, response_table(study, none, marker)) is None
    assert change_over_time(study, marker, change_table(study, none, marker)) is None
    no_visits = adam_of(adsl=adam.adsl, adlb=adam.adlb.assign(ANL01FL="N", AVISIT=None))
    marker = course(study, no_visits, "PSA")
    assert change_over_time(study, marker, change_table(study, no_visits, marker)) is None


def test_waterfall_without_thresholds(study_of: Callable[..., Study], adam: AdamSet) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": []}])
    marker = course(study, adam, "PSA")
    figure = waterfall(study, marker, response_table(study, adam, marker))
    assert figure.alt == "Waterfall of the best percent change of PSA."
