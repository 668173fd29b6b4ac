"""Waterfalls, spiders and changes over time: what is drawn of groups, weeks and follow-up."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pandas as pd
import pytest

from ralu.adam.adlb import FOLLOW_UP_VISIT
from ralu.blocks import Figure
from ralu.figures.biomarkers.change import change_figure
from ralu.figures.biomarkers.spider import spider_plot
from ralu.figures.biomarkers.waterfall import waterfall_plot
from ralu.tables.biomarkers.change import change_table
from ralu.tables.biomarkers.course import change_at_week, marker_course, spider_lines
from ralu.tables.biomarkers.response import response_table

N = 8
ARM = {"variable": "ARM", "label": "Arm", "levels": ["A", "B", "C"]}
VISITS = [("Week 4", 4, 29), ("Week 8", 8, 57), ("End", FOLLOW_UP_VISIT, 90)]


@pytest.fixture
def adam(adam_of: Any) -> Any:
    """Return patients of two arms, whose value is 20 at week 4 times their number, then half."""
    rows = [
        (str(k), visit, number, day, 20.0 * k / (1 if day == 29 else 2))
        for k in range(1, N + 1)
        for visit, number, day in VISITS
    ]
    labs = {
        "USUBJID": [row[0] for row in rows],
        "PARAMCD": ["PSA"] * len(rows),
        "PARAM": ["PSA"] * len(rows),
        "AVISIT": [row[1] for row in rows],
        "AVISITN": [row[2] for row in rows],
        "ADY": [row[3] for row in rows],
        "ADT": [pd.Timestamp("2020-01-01") + pd.Timedelta(days=row[3]) for row in rows],
        "BASE": [50.0] * len(rows),
        "PCHG": [100 * (row[4] - 50) / 50 for row in rows],
        "ANL01FL": ["Y"] * len(rows),
    }
    subjects = [str(k) for k in range(1, N + 1)]
    adsl = {"USUBJID": subjects, "SAFFL": ["Y"] * N, "ARM": [*"AAAABBB", None]}
    return adam_of(adsl=adsl, adlb=labs)


def made(study: Any, adam: Any) -> dict[str, Figure]:
    marker = marker_course(study, adam, "PSA")
    week = change_at_week(marker, 4, 7)
    response = response_table(study, adam, marker, week)
    return {
        "best": waterfall_plot(study, marker, response),
        "week": waterfall_plot(study, marker, response, week),
        "spider": spider_plot(study, marker, response, spider_lines(study, marker)),
        "change": change_figure(study, marker, change_table(study, adam, marker), min_n=1),
    }


def data(figure: Figure) -> pd.DataFrame:
    assert figure.data is not None
    return pd.DataFrame(
        [row.cells for row in figure.data.rows], columns=[c.label for c in figure.data.columns]
    )


def test_change_at_a_week(study_of: Any, adam: Any) -> None:
    figure = made(study_of(), adam)["week"]
    assert figure.id == "fig-waterfall-week-psa"
    assert figure.title == "PSA: percent change from baseline at week 4"
    bars = data(figure)
    assert list(bars["change"]) == ["100", "100", "100", "100", "60", "20", "-20", "-60"]
    assert list(bars["cut"]) == [*"YYY", *"NNNNN"]  # 220, 180, 140, and 100 itself
    assert list(bars["decline_at_least"]) == [""] * 7 + ["50"]
    assert "N = 8" in figure.footnotes[0]
    assert "at least 50% in 1 of 8" in figure.alt
    best = data(made(study_of(), adam)["best"])
    assert list(best["change"]) == ["60", "40", "20", "0", "-20", "-40", "-60", "-80"]


def test_a_panel_per_arm(study_of: Any, adam: Any) -> None:
    figures = made(study_of(group=ARM), adam)
    bars = data(figures["best"])
    assert list(bars["group"]) == [*"AAAABBB"]
    assert list(bars["bar"]) == [*"1234", *"123"]
    assert list(bars["change"][4:]) == ["40", "20", "0"]
    points = data(figures["spider"])
    assert list(dict.fromkeys(zip(points["group"], points["line"], strict=True))) == [
        *(("A", str(k)) for k in range(1, 5)),
        *(("B", str(k)) for k in range(5, 8)),
    ]
    for name in ("best", "week", "spider"):
        panels = [e for e in ET.fromstring(figures[name].svg).iter() if "axes_" in e.get("id", "")]
        assert len(panels) == 2, name
        assert "Arm not known, in none of its groups: 1 of 8." in figures[name].footnotes


def test_lines_of_the_spider(study_of: Any, adam: Any) -> None:
    figure = made(study_of(month_days=28.0 + 1e-9), adam)["spider"]
    first = data(figure)[:4].astype(float)
    assert list(first["months"]) == pytest.approx([0, 1, 2, 89 / 28])
    assert list(first["change"]) == pytest.approx([0, -60, -80, -80])


def test_a_value_of_zero_stays_in_the_spider(study_of: Any, adam: Any) -> None:
    gone = type(adam)({**adam.datasets, "adlb": adam.adlb.assign(PCHG=-100.0)})
    figure = made(study_of(), gone)["spider"]
    assert set(data(figure)["change"]) == {"0", "-100"}
    assert "nan" not in figure.svg


def joined(svg: str) -> list[int]:
    """Return of how many points each line of medians is."""
    paths = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")
    lines = [path.get("d", "") for path in paths if "stroke-width: 1.2" in path.get("style", "")]
    return [line.count("M") + line.count("L") for line in lines]


def test_no_line_leads_to_follow_up(study_of: Any, adam: Any) -> None:
    figure = made(study_of(), adam)["change"]
    assert joined(figure.svg) == [2]
    assert "No line leads to what is of no fixed time." in figure.footnotes[0]
    numbers = adam.adlb["AVISITN"].replace(FOLLOW_UP_VISIT, 12)
    visits = type(adam)({**adam.datasets, "adlb": adam.adlb.assign(AVISITN=numbers)})
    figure = made(study_of(), visits)["change"]
    assert joined(figure.svg) == [3]
    assert "No line" not in figure.footnotes[0]


def test_one_patient_and_nobody(study_of: Any, adam: Any) -> None:
    one = type(adam)({**adam.datasets, "adlb": adam.adlb[:2]})
    assert all(figure is not None for figure in made(study_of(), one).values())
    nobody = type(adam)({**adam.datasets, "adlb": adam.adlb.assign(PCHG=float("nan"))})
    assert set(made(study_of(), nobody).values()) == {None}
    assert set(made(study_of(group=ARM), nobody).values()) == {None}
    last = type(adam)({**adam.datasets, "adlb": adam.adlb[-3:]})  # who is in no arm
    assert made(study_of(group=ARM), last)["best"] is None
