"""Prose takes results from the ledger and choices from study.yml, in a few formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ralu.ledger import Ledger, LedgerError, LedgerRow
from ralu.printed import from_markdown, results_of
from ralu.prose import filled, limits, plain


def rows() -> dict[str, LedgerRow]:
    """Return rows as the report has them: a median, a share, a hazard ratio, a follow-up."""
    km = Ledger("os.lu", "km", "tab-os", "All", "adtte")
    for stat, value in (
        ("median", 13.207),
        ("median_lower", 10.546),
        ("median_upper", 15.606),
        ("q1", 5.1),
    ):
        km.add(stat, value, f"{value:.1f}", unit="months", n=133)
    km.add("median", None, "NR", variable="y", unit="months", n=36)
    km.add("median_lower", 10.5, "10.5", variable="y", unit="months", n=36)
    km.add("median_upper", None, "NR", variable="y", unit="months", n=36)
    teae = Ledger("teae", "teae_overview", "tab-teae", "All", "adae")
    for stat, value, text in (
        ("n", 105, "105"),
        ("pct", 78.947, "78.9"),
        ("lower", 71.02, "71.0"),
        ("upper", 85.53, "85.5"),
    ):
        teae.add(stat, value, text, variable="any", unit="" if stat == "n" else "%", n=133)
    cox = Ledger("os.cox.y", "cox", "tab-cox", "All", "adtte")
    for stat, value in (("coef", 0.16), ("hr", 1.18), ("lower", 0.78), ("upper", 1.76)):
        cox.add(stat, value, f"{value:.2f}")
    follow_up = Ledger("os.follow_up", "follow_up", "tab-f", "All", "adtte")
    for stat, value in (("median", 41.5), ("lower", 18.7), ("upper", 60.2)):
        follow_up.add(stat, value, f"{value:.1f}", unit="months")
    for stat, value, text in (
        ("surv", 0.549, "54.9%"),
        ("surv_lower", 0.458, "45.8%"),
        ("surv_upper", 0.631, "63.1%"),
    ):
        km.add(stat, value, text, level="12", n=133)
    cox.add("p", 0.0004, "<0.001")
    cox.add("p", 0.0123, "0.012", variable="z")
    published = Ledger("pub", "published", "tab-p", "All", "published")
    published.add("pct", 63.0, "63%", unit="%")
    published.add("median", 13.2, "13.2 mo (95% CI 10.5-15.6)", unit="months")
    books = (km, teae, cox, follow_up, published)
    return {row.id: row for book in books for row in book.rows}


@pytest.fixture
def said(study_of: Callable[..., Any]) -> Callable[..., str]:
    """Return what a reader sees of prose."""

    def plainly(markdown: str, **analysis: Any) -> str:
        return plain(filled(markdown, rows(), study_of(**analysis)))

    return plainly


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("{os.lu.median}", "13.2"),
        ("{os.lu.median:unit}", "13.2 months"),
        ("{os.lu.median:ci}", "13.2 (95% CI 10.5–15.6)"),
        ("{os.lu.median:unit ci}", "13.2 months (95% CI 10.5–15.6)"),
        ("{os.lu.median:.2f}", "13.21"),
        ("{os.lu.median:.0f unit}", "13 months"),
        ("{os.lu.median:.2f ci}", "13.21 (95% CI 10.55–15.61)"),
        ("{os.lu.y.median:unit ci}", "NR (95% CI 10.5–NR)"),
        ("{os.lu.y.median:.2f}", "NR"),
        ("{teae.any.pct}", "78.9"),
        ("{teae.any.pct:unit}", "78.9%"),
        ("{teae.any.pct:ci}", "78.9% (95% CI 71.0–85.5)"),
        ("{teae.any:n/N}", "105/133 (78.9%)"),
        ("{os.cox.y.hr:ci}", "1.18 (95% CI 0.78–1.76)"),
        ("{os.follow_up.median:unit ci}", "41.5 months (95% CI 18.7–60.2)"),
        ("{pub.pct:unit}, {pub.median:unit}", "63%, 13.2 mo (95% CI 10.5-15.6)"),
        ("{os.lu.12.surv:unit ci}", "54.9% (95% CI 45.8%–63.1%)"),
        ("{os.cox.y.p}", "<0.001"),
        ("{study.teae_window_days} days", "30 days"),
        ("CTCAE {study.ctcae_version}", "CTCAE 5.0"),
        ("{study.confidence_level}", "95%"),
        ("{study.month_days}", "30.4375"),
        ("{study.landmarks_months} months", "6, 12, 18 and 24 months"),
        ("{study.data_cutoff}", "2024-01-31"),
        ("{study.short_title}", "Tiny"),
        ("{study.km_conf_type}", "log-log"),
    ],
)
def test_formats(said: Callable[..., str], written: str, printed: str) -> None:
    assert said(f"It is {written}.") == f"It is {printed}."


def test_limits_say_the_level_of_the_study(said: Callable[..., str]) -> None:
    assert said("{os.lu.median:ci}", confidence_level=0.9) == "13.2 (90% CI 10.5–15.6)"
    assert said("{study.landmarks_months}", landmarks_months=[12]) == "12"


def test_rounds_half_away_from_zero_from_full_precision(study_of: Callable[..., Any]) -> None:
    book = Ledger("a", "km", "tab-a", "All", "adtte")
    book.add("median", -0.285, "−0.3")
    prose = filled("{a.median:.2f}", {row.id: row for row in book.rows}, study_of())
    assert plain(prose) == "−0.29"


def test_each_result_can_be_followed_and_each_choice_is_known_as_one(
    study_of: Callable[..., Any],
) -> None:
    text = filled("{teae.any:n/N}, {study.teae_window_days} d, {os.lu.q1:unit}", rows(), study_of())
    assert text == (
        "[105/133](ledger:teae.any.n) ([78.9](ledger:teae.any.pct)%), "
        "[30](study:teae_window_days) d, [5.1](ledger:os.lu.q1) months"
    )
    assert results_of(from_markdown(text + text)) == ["teae.any.n", "teae.any.pct", "os.lu.q1"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{os.lu.medain}", r"the id 'os\.lu\.medain'; the nearest: os\.lu\.median"),
        ("{teae.anny:n/N}", r"the id 'teae\.anny\.n'; the nearest: teae\.any\.n"),
        ("{os.lu.median:n/N}", r"the id 'os\.lu\.median\.n'; the nearest: os\.lu\.median"),
        ("{os.lu.q1:ci}", r"'os\.lu\.q1' has no confidence limits; the rows beside it: os\.lu\."),
        ("{os.cox.y.coef:ci}", r"'os\.cox\.y\.coef' has no confidence limits"),
        ("{teae.any.n:ci}", r"'teae\.any\.n' has no confidence limits"),
        ("{os.lu.median:cj}", r"'\{os\.lu\.median:cj\}' is in no known format; there are: unit"),
        ("{os.lu.median:.1f .2f}", "is in no known format"),
        (
            "{os.lu.12.surv:.0f}",
            r"surv:\.0f\}' cannot be printed: the row prints 54\.9%, which is ",
        ),
        ("{os.lu.12.surv:.0f ci}", r"its value 0\.549 rounded\. Write \{os\.lu\.12\.surv\}, with"),
        ("{os.cox.y.p:.2f}", r"the row prints <0\.001, which is not its value 0\.0004 rounded"),
        ("{os.cox.y.z.p:.2f}", r"'\{os\.cox\.y\.z\.p:\.2f\}' cannot be printed"),
        ("{pub.pct:.1f}", "the row prints 63%"),
        ("{study.teae_window}", "no 'teae_window' that prose could name; the nearest: teae_window"),
        ("{study.biomarkers}", "no 'biomarkers' that prose could name"),
        ("{study.synthetic}", "no 'synthetic' that prose could name"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(
    said: Callable[..., str], written: str, message: str
) -> None:
    with pytest.raises(LedgerError, match=message):
        said(written)


def test_limits_of_each_statistic() -> None:
    found = {id: limits(rows(), row) for id, row in rows().items()}
    assert {id: [one.id for one in both] for id, both in found.items() if both} == {
        "os.lu.median": ["os.lu.median_lower", "os.lu.median_upper"],
        "os.lu.y.median": ["os.lu.y.median_lower", "os.lu.y.median_upper"],
        "os.lu.12.surv": ["os.lu.12.surv_lower", "os.lu.12.surv_upper"],
        "teae.any.pct": ["teae.any.lower", "teae.any.upper"],
        "os.cox.y.hr": ["os.cox.y.lower", "os.cox.y.upper"],
        "os.follow_up.median": ["os.follow_up.lower", "os.follow_up.upper"],
    }
