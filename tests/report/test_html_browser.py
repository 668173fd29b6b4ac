"""The HTML report in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from ralu.report.assemble import Report
from ralu.report.html import to_html


@pytest.fixture(scope="module")
def file(report: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("html") / "report.html"
    path.write_text(to_html(report), encoding="utf-8")
    return path.as_uri()


def test_asks_for_nothing_and_complains_of_nothing(browser: Any, file: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file)
    assert [address for address in asked if not address.startswith("data:")] == [file]
    assert said == []
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_only_tables_scroll_sideways(browser: Any, file: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_banner_stays_in_view(browser: Any, file: str) -> None:
    page = browser.new_page()
    page.goto(file)
    page.evaluate("document.querySelector('footer').scrollIntoView()")
    assert page.locator(".banner").bounding_box()["y"] == 0


def test_skip_link_is_first_and_leads_to_the_chapters(browser: Any, file: str) -> None:
    page = browser.new_page()
    page.goto(file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chapters"


def test_dark_page_keeps_figures_on_paper(browser: Any, file: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(file)
    ground = "getComputedStyle(document.querySelector('{}')).backgroundColor"
    assert page.evaluate(ground.format("body")) != "rgb(255, 255, 255)"
    assert page.evaluate(ground.format(".paper")) == "rgb(255, 255, 255)"
