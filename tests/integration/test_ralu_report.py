"""The report of the embedded study, as a reader gets it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from ralu.printed import from_data

CHAPTERS = (
    "Synopsis",
    "Cohort",
    "Safety",
    "Laboratory values",
    "Survival",
    "Biomarkers",
    "Methods",
    "Data quality",
    "Reproducibility",
)
SHARE = ("n", "pct", "lower", "upper")
STATS = {
    "cohort": {"n", "pct", "mean", "sd", "median", "q1", "q3", "min", "max", "missing"},
    "teae_overview": {*SHARE, "events", "missing"},
    "teae_soc_pt": {*SHARE, "n_grade_3_4", "n_grade_5", "events"},
    "teae_rate": {"n", "person_years", "rate", "rate_lower", "rate_upper"}
    | {"events", "exposure_years", "event_rate", "left_out"},
    "teae_difference": {"difference", "lower", "upper"},
    "cif": {"n", "n_risk", "events", "estimate", "lower", "upper"},
    "flow": {"n", "pct"},
    "exposure": {"n", "pct", "median", "q1", "q3"},
    "therapy_order": {"n", "pct"},
    "therapy_sequence": {"n"},
    "follow_up_completeness": {"n", "pct", "median", "q1", "q3", "person_years"},
    "lab_worst_grade": set(SHARE),
    "lab_shift": {"n"},
    "lab_unit": {"n", "patients", "factor"},
    "lab_nadir": {"n", "pct", "median", "q1", "q3", "lower", "upper"},
    "lab_course": {"n", "median", "q1", "q3"},
    "lab_version": {"n", "pct"},
    "km": {"n", "events", "median", "median_lower", "median_upper", "q1", "q3", "surv"}
    | {"surv_lower", "surv_upper", "n_risk"},
    "follow_up": {"median", "lower", "upper"},
    "logrank": {"statistic", "df", "p"},
    "cox": {"n", "events", "coef", "se", "hr", "lower", "upper", "p"},
    "biomarker": {"n", "median", "q1", "q3"},
    "response": set(SHARE),
    "normalisation": {*SHARE, "median", "q1", "q3"},
    "cross_response": {"n", "pct"},
    "below_detection": {*SHARE, "limit"},
    "event_kind": {"n"},
    "landmark": {"n"},
}


@pytest.fixture(scope="module")
def results(ralu: Any) -> pd.DataFrame:
    return ralu.results()


@pytest.mark.parametrize(
    ("analysis", "variable", "level", "count"),
    [
        ("cohort", "LPTGR1", ">=4", 75),
        ("cohort", "RAGR1", "5-6", 97),
        ("cohort", "LUGR1", ">=5", 36),
        ("teae_overview", "any", "", 105),
        ("teae_overview", "serious", "", 40),
        ("lab_worst_grade", "HGB", ">=3", 40),
        ("lab_worst_grade", "PLAT", ">=3", 17),
    ],
)
def test_calibrated_counts(
    results: pd.DataFrame, analysis: str, variable: str, level: str, count: int
) -> None:
    found = results[
        (results["analysis"] == analysis)
        & (results["variable"] == variable)
        & (results["variable_level"] == level)
        & (results["group_level"] == "Overall")
    ].set_index("stat")
    assert (found.at["n", "value"], found.at["n", "n"]) == (count, 133)
    assert found.at["pct", "value"] == pytest.approx(100 * count / 133)


def test_calibrated_survival(results: pd.DataFrame) -> None:
    texts = results["text"]
    assert texts["os.lu.median"] == "13.2"
    assert (texts["os.lu.median_lower"], texts["os.lu.median_upper"]) == ("10.5", "15.6")
    assert results.at["os.lu.median", "method"] == "Kaplan–Meier, log-log"


def test_ledger_holds_what_the_contract_names(results: pd.DataFrame) -> None:
    assert results.index.is_unique
    assert results.index.is_monotonic_increasing
    for analysis, stats in STATS.items():
        assert set(results.loc[results["analysis"] == analysis, "stat"]) == stats, analysis
    of = {str(name): rows for name, rows in results.groupby("analysis")}
    assert set(of["teae_overview"]["variable"]) == {
        "any", "serious", "grade_3_4", "grade_ge3", "grade_5", "related", "stopped",
    }  # fmt: skip
    assert set(of["lab_worst_grade"]["variable_level"]) == {*"01234", ">=3", "missing"}
    assert of["lab_shift"]["variable_level"].str.fullmatch(r"(\d|missing)->(\d|missing)").all()
    assert set(of["km"].loc[of["km"]["stat"] == "surv", "variable_level"]) == {
        "6", "12", "18", "24",
    }  # fmt: skip
    assert set(of["follow_up"]["variable"]) == {"OS", "OSRA", "TTNTD"}
    assert "best" in set(of["biomarker"]["variable_level"])
    assert {"decline_50", "confirmed_decline_50"} <= set(of["response"]["variable_level"])
    assert {"TTPSA", "PSAPFS", "DORPSA", "OSLM"} <= set(of["km"]["variable"])
    assert results["source"].str.fullmatch(r"[A-Z]+ sha256:[0-9a-f]{12}").all()
    assert (results["notebook"] != "").all()
    assert (results["method"] != "").all()
    overall = results["group"] == ""
    assert (results.loc[overall, "group_level"] == "Overall").all()


def test_grades_are_counted_the_same_in_both_tables(results: pd.DataFrame) -> None:
    for grade in ("3_4", "5"):
        one = results.at[f"teae.grade_{grade}.n", "value"]
        assert results.at[f"teae.term.any.n_grade_{grade}", "value"] == one


def test_alt_texts_hold_numbers_of_the_ledger(ralu: Any, results: pd.DataFrame) -> None:
    alts = {
        block["id"]: from_data(block["alt"])
        for name in ("03_survival", "04_biomarkers")
        for block in ralu.outputs(name)
        if block["kind"] == "figure"
    }
    assert {"fig-km-main", "fig-ph", "fig-waterfall-psa"} <= set(alts)
    texts = results["text"]
    assert f"median {texts['os.lu.median']} months (10.5 to 15.6)" in alts["fig-km-main"]
    assert f"in {texts['response.psa.decline_50.n']} of 127" in alts["fig-waterfall-psa"]


def test_pdf(ralu: Any) -> None:
    pages = ralu.pages()
    assert 50 <= len(pages) <= 80
    for k, page in enumerate(pages, start=1):
        assert "SYNTHETIC DATA" in page, f"page {k}"
        assert f"Page {k} of {len(pages)}" in page
    text = "\n".join(pages)
    places = [text.rindex(f"\n{k} {title}\n") for k, title in enumerate(CHAPTERS, start=1)]
    assert all(one < next_ for one, next_ in pairwise(places))
    assert "13.2 (10.5–15.6)" in text
    for word in ("Traceback", "Warning", "nan", "inf"):
        assert not re.search(rf"\b{word}\b", text), word


def test_html_headings(ralu: Any) -> None:
    html = (ralu.report / "report.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h(\d)\b[^>]*>(.*?)</h\1>", html, re.DOTALL)
    plain = [(int(level), re.sub(r"<[^>]+>", "", text).strip()) for level, text in headings]
    assert plain[0][0] == 1
    chapters = [text for level, text in plain if level == 2]
    assert [text.partition(" ")[2] for text in chapters] == list(CHAPTERS)
    assert all(later <= level + 1 for (level, _), (later, _) in pairwise(plain))


@pytest.fixture(scope="module")
def address(ralu: Any) -> str:
    return (ralu.report / "report.html").as_uri()


def test_loads_nothing_and_complains_of_nothing(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []


def test_links_of_the_contents_lead_somewhere(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
        ".filter(href => !document.getElementById(decodeURIComponent(href.slice(1))))"
    )
    assert broken == []
    link = page.locator("nav a", has_text="Biomarkers").first
    link.click()
    target = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
    assert "Biomarkers" in target.inner_text()
    in_view = (
        "e => { const { top } = e.getBoundingClientRect(); return 0 <= top && top < innerHeight; }"
    )
    page.wait_for_function(in_view, arg=target.element_handle())


def test_code_is_folded_and_unfolds_by_keyboard(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    folds = page.locator("details.code")
    assert folds.count() > 20
    assert page.locator("details.code[open]").count() == 0
    folds.nth(3).locator("summary").focus()
    page.keyboard.press("Enter")
    assert folds.nth(3).get_attribute("open") is not None
    page.keyboard.press("Enter")
    assert folds.nth(3).get_attribute("open") is None


def test_no_sideways_scrolling_on_a_telephone(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_dark_scheme_changes_the_colours(browser: Any, address: str) -> None:
    colours = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(address)
        of_body = "getComputedStyle(document.body)"
        colours.append(page.evaluate(f"[{of_body}.backgroundColor, {of_body}.color]"))
    (light, dark) = colours
    assert light[0] != dark[0]
    assert light[1] != dark[1]
