"""Figures of tiny studies: sound SVG, the same bytes, what is drawn, and words from the ledger."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from ralu.adam import AdamSet
from ralu.blocks import Figure, from_data, to_data
from ralu.figures.biomarkers.change import change_figure
from ralu.figures.biomarkers.response_shades import SHADES
from ralu.figures.biomarkers.spider import spider_plot
from ralu.figures.biomarkers.waterfall import waterfall_plot
from ralu.figures.frame.canvas import ALERT, GRID, GROUND, INK, PALETTE, STAMP, WHITE
from ralu.figures.survival.forest import forest_plot
from ralu.figures.survival.kaplan_meier import survival_figure
from ralu.printed import Printed, segments
from ralu.study import Study
from ralu.tables.biomarkers.change import change_table
from ralu.tables.biomarkers.course import change_at_week, marker_course, spider_lines
from ralu.tables.biomarkers.response import response_table
from ralu.tables.survival.cox_model import univariable_cox
from ralu.tables.survival.curves import estimate_survival

SHAPES = {f"{{http://www.w3.org/2000/svg}}{name}" for name in ("path", "use", "rect", "circle")}
ASIDE = {f"{{http://www.w3.org/2000/svg}}{name}" for name in ("defs", "clipPath", "metadata")}
WORDS = {"curve", "factor", "level", "cut", "group", "visit"}
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
    marker = marker_course(study, adam, "PSA")
    week = change_at_week(marker, 4, 3)
    response, change = response_table(study, adam, marker, week), change_table(study, adam, marker)
    curves: dict[str, Any] = {"id": "fig-km", "title": "Overall survival"}
    return {
        "km": survival_figure(study, [estimate_survival(study, adam, "OS")], **curves),
        "groups": survival_figure(
            study, [estimate_survival(study, adam, "OS", by="VISC")], **curves
        ),
        "forest": forest_plot(study, univariable_cox(study, adam, "OS", ["VISC"])),
        "waterfall": waterfall_plot(study, marker, response),
        "week": waterfall_plot(study, marker, response, week),
        "spider": spider_plot(study, marker, response, spider_lines(study, marker)),
        "change": change_figure(study, marker, change),
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


def styles(element: ET.Element, around: str = "") -> list[str]:
    """Return the styles in force at each shape that is drawn."""
    if element.tag in ASIDE:
        return []
    style = f"{around}; {element.get('style', '')}"
    inside = [one for child in element for one in styles(child, style)]
    return [style, *inside] if element.tag in SHAPES else inside


def test_every_colour_is_one_that_a_page_can_replace(made: dict[str, Figure]) -> None:
    known = {"none", WHITE, INK, GRID, ALERT, *PALETTE, *SHADES}
    for name, figure in made.items():
        named = set(re.findall(r"\b(?:fill|stroke|color): ?([^;\"]+)", figure.svg))
        assert named <= known, name
        assert {WHITE, INK} <= named
        for style in styles(ET.fromstring(figure.svg)):
            assert "fill:" in style, "black, as nothing is said"


def test_ground_is_one_white_rectangle(made: dict[str, Figure]) -> None:
    for name, figure in made.items():
        drawing = ET.fromstring(figure.svg)
        (ground,) = (e for e in drawing.iter() if e.get("id") == GROUND)
        (shape,) = ground
        assert f"fill: {WHITE}" in shape.get("style", "")
        _, _, width, height = map(float, drawing.get("viewBox", "").split())
        corners = [float(n) for n in re.findall(r"[\d.]+", shape.get("d", ""))]
        assert max(corners[0::2]) == pytest.approx(width, abs=0.01), name
        assert max(corners[1::2]) == pytest.approx(height, abs=0.01), name
        large = name == "forest"  # its reference marks are white inside
        assert figure.svg.count(f"fill: {WHITE}") == 1 + large, name


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


def test_marks_of_the_alt_text_are_results_of_the_figure(made: dict[str, Figure]) -> None:
    for name, figure in made.items():
        texts = {row.id: row.text for row in figure.ledger}
        assert isinstance(figure.alt, Printed)
        found = list(segments(figure.alt))
        assert all(texts[id] == text for text, id in found if id), name
        unmarked = " ".join(text for text, id in found if not id)
        # Names of visits and thresholds are no results.
        named = set(re.findall(r"\w* ?\d+", unmarked))
        assert named <= {"Week 2", "Week 4", "week 4", "least 30", "least 50", "least 90"}, name
    assert ("12", "response.psa.evaluable.n") in segments(made["waterfall"].footnotes[0])


def drawn(figure: Figure) -> pd.DataFrame:
    """Return the data of a figure as numbers, as they come out of a report."""
    data = from_data(to_data(figure)).data
    assert data.id == ""
    assert data.title.startswith(figure.title)
    frame = pd.DataFrame([row.cells for row in data.rows], columns=[c.label for c in data.columns])
    return frame.apply(lambda c: pd.to_numeric(c, errors="coerce") if c.name not in WORDS else c)


def test_data_of_curves(made: dict[str, Figure], study_of: Any, adam: AdamSet) -> None:
    for name in ("km", "groups"):
        result = estimate_survival(study_of(), adam, "OS", by="VISC" if name == "groups" else None)
        data = drawn(made[name])
        names = {"km": ["Overall"], "groups": ["VISC: Yes", "VISC: No"]}[name]
        assert set(data["curve"]) == set(names)
        for shown, curve in zip(data["curve"].unique(), result.curves, strict=True):
            rows = data[data["curve"] == shown].drop(columns="curve").reset_index(drop=True)
            assert shown == curve.group.name
            assert list(rows.iloc[0]) == [0, curve.km.n, 0, 0, 1, 1, 1]
            expected = curve.km.curve[list(rows.columns)]
            after = rows.iloc[1:].reset_index(drop=True)
            pd.testing.assert_frame_equal(
                after, expected, check_dtype=False, check_exact=False, atol=1e-10, rtol=0
            )


def test_data_of_forest(made: dict[str, Figure]) -> None:
    data = drawn(made["forest"])
    rows = {row.id: row.value for row in made["forest"].ledger}
    assert list(data["factor"].unique()) == ["VISC"]
    for line in data.to_dict("records"):
        ids = f"os.lu.cox.visc-{line['level'][0].lower()}."
        assert (line["n"], line["events"]) == (rows[f"{ids}n"], rows[f"{ids}events"])
        for stat in ("hr", "lower", "upper"):
            reference = 1.0 if stat == "hr" else float("nan")
            value = rows.get(f"{ids}{stat}", reference)
            assert line[stat] == pytest.approx(value, abs=1e-9, nan_ok=True)


def test_data_of_biomarkers(study_of: Any, adam: AdamSet, made: dict[str, Figure]) -> None:
    bars = drawn(made["waterfall"])
    # The last value of patient k is 6 + k of 10.
    assert list(bars["change"]) == [10.0 * k for k in range(7, -5, -1)]
    assert list(bars["bar"]) == list(range(1, N + 1))
    assert list(bars["decline_at_least"].fillna(0)) == [0] * 10 + [30, 30]
    assert set(bars["cut"]) == {"N"}
    marker = marker_course(study_of(), adam, "PSA")
    cut = drawn(
        waterfall_plot(study_of(), marker, response_table(study_of(), adam, marker), cap=50)
    )
    assert list(cut["change"][:4]) == [50, 50, 50, 40]
    assert list(cut["cut"][:4]) == ["Y", "Y", "N", "N"]
    rows = {row.id: row.value for row in made["change"].ledger}
    points = drawn(made["change"])
    assert list(points["visit"]) == ["Week 2", "Week 4"]
    for point in points.to_dict("records"):
        for stat in ("n", "median", "q1", "q3"):
            assert (
                point[stat]
                == rows[f"biomarker.psa.{point['visit'].replace(' ', '-').lower()}.{stat}"]
            )


def test_curves_of_few_patients(study_of: Callable[..., Study], adam: AdamSet) -> None:
    study = study_of()
    result = estimate_survival(study, adam, "OS")
    enough = survival_figure(study, [result], id="fig-a", title="OS", min_at_risk=5)
    too_few = survival_figure(study, [result], id="fig-a", title="OS", min_at_risk=N + 1)
    whole = survival_figure(study, [result], id="fig-a", title="OS")
    assert "Curves end where fewer than 5 patients are at risk." in enough.footnotes
    assert enough.svg != whole.svg
    assert drawn(enough)["n_risk"].min() == 5
    assert len(drawn(whole)) == N + 1
    assert (too_few.svg, too_few.data) == (whole.svg, whole.data)
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
    figure = survival_figure(study, [estimate_survival(study, adam, "OS")], id="fig-a", title="OS")
    assert ids(figure.svg)
    assert ("median not reached" in figure.alt) is bool(censored)


def test_no_figure_of_what_the_study_lacks(
    study_of: Callable[..., Study], adam_of: Callable[..., AdamSet]
) -> None:
    study = study_of()
    adam = adam_of(adsl={"USUBJID": ["1"], "SAFFL": ["Y"]})
    assert marker_course(study, adam, "PSA") is None
    assert survival_figure(study, [None], id="fig-a", title="OS") is None
    assert forest_plot(study, None) is None
    assert waterfall_plot(study, None, None) is None
    assert change_figure(study, None, None) is None


def test_no_biomarker_figure_without_evaluable_patients_or_visits(
    study_of: Callable[..., Study], adam: AdamSet, adam_of: Callable[..., AdamSet]
) -> None:
    study = study_of()
    labs = adam.adlb.assign(PCHG=float("nan"))
    none = adam_of(adsl=adam.adsl, adlb=labs)
    marker = marker_course(study, none, "PSA")
    assert waterfall_plot(study, marker, response_table(study, none, marker)) is None
    assert change_figure(study, marker, change_table(study, none, marker)) is None
    no_visits = adam_of(adsl=adam.adsl, adlb=adam.adlb.assign(ANL01FL="N", AVISIT=None))
    marker = marker_course(study, no_visits, "PSA")
    assert change_figure(study, marker, change_table(study, no_visits, marker)) is None


def test_waterfall_without_thresholds(study_of: Callable[..., Study], adam: AdamSet) -> None:
    study = study_of(biomarkers=[{"param": "PSA", "declines": []}])
    marker = marker_course(study, adam, "PSA")
    figure = waterfall_plot(study, marker, response_table(study, adam, marker))
    assert figure.alt == "Waterfall of the best percent change of PSA."
