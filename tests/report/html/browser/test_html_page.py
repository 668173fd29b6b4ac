"""The page: widths, themes, contents, paper, WCAG."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

MEDIAN = '[data-id="os.lu.median"]'
CARD = "#card:visible"


def test_pictures_are_there(visit: Callable[..., Any]) -> None:
    page = visit()
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")


@pytest.mark.parametrize("width", [320, 400, 800, 1400])
def test_only_regions_scroll_sideways(visit: Callable[..., Any], width: int) -> None:
    page = visit(width=width)
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(f"p {MEDIAN}").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(CARD).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_banner_stays_in_view(visit: Callable[..., Any]) -> None:
    page = visit()
    page.evaluate("document.querySelector('footer').scrollIntoView()")
    assert page.locator(".banner").bounding_box()["y"] == 0


def test_skip_link_is_first_and_leads_to_the_chapters(visit: Callable[..., Any]) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "chapters"


GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(21, 25, 29)"


def test_theme_of_the_system_holds_until_another_is_chosen(visit: Callable[..., Any]) -> None:
    assert visit().evaluate(GROUND) == LIGHT
    page = visit(color_scheme="dark")
    button = page.locator("#theme")
    assert (button.inner_text(), page.evaluate(GROUND)) == ("Theme: auto", DARK)
    button.click()
    assert (button.inner_text(), page.evaluate(GROUND)) == ("Theme: light", LIGHT)
    page.reload()
    assert (button.inner_text(), page.evaluate(GROUND)) == ("Theme: light", LIGHT)
    button.click()
    page.emulate_media(color_scheme="light")
    assert (button.inner_text(), page.evaluate(GROUND)) == ("Theme: dark", DARK)
    button.click()
    assert (button.inner_text(), page.evaluate(GROUND)) == ("Theme: auto", LIGHT)


def test_drawings_follow_the_theme_and_pictures_keep_their_paper(visit: Callable[..., Any]) -> None:
    page = visit(color_scheme="dark")
    fill = "getComputedStyle(document.querySelector('#fig-os path')).fill"
    assert page.evaluate(fill) == DARK
    paper = "getComputedStyle(document.querySelector('.paper')).backgroundColor"
    assert page.evaluate(paper) == LIGHT


def test_all_code_at_once(visit: Callable[..., Any]) -> None:
    page = visit()
    button = page.locator("#code")
    assert page.locator(".code[open]").count() == 0
    button.click()
    assert page.locator(".code:not([open])").count() == 0
    assert button.inner_text() == "Hide all code"
    button.click()
    assert page.locator(".code[open]").count() == 0


def test_contents_tell_where_the_reader_is(visit: Callable[..., Any]) -> None:
    page = visit()
    for id in ("sec-2", "sec-1-1", "sec-2-1"):
        page.evaluate(f"document.getElementById('{id}').scrollIntoView()")
        page.locator(f"nav [aria-current][href='#{id}']").wait_for()


def test_contents_fold_where_there_is_no_room(visit: Callable[..., Any]) -> None:
    page = visit(width=400)
    links = page.locator("nav a:visible")
    assert links.count() == 0
    page.locator("nav summary").first.click()
    page.locator("nav a", has_text="Terms").first.click()
    assert links.count() == 0
    assert page.locator("#sec-1-1").bounding_box()["y"] < 200
    page.set_viewport_size({"width": 1400, "height": 900})
    links.first.wait_for()


def test_what_does_not_scroll_is_no_tab_stop(visit: Callable[..., Any]) -> None:
    page = visit(width=400)
    stop = page.locator("#tab-listing .scroll[tabindex='0']")
    stop.wait_for()
    page.locator("#tab-os .scroll[tabindex='-1']").wait_for()
    page.set_viewport_size({"width": 1400, "height": 900})
    stop.wait_for(state="detached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_scrolls_fades_where_it_goes_on(visit: Callable[..., Any], scheme: str) -> None:
    page = visit(width=400, color_scheme=scheme)
    region = page.locator("#tab-listing .scroll")
    mask = "at => getComputedStyle(at).maskImage"
    page.locator("#tab-listing [data-more='right']").wait_for()
    assert "linear-gradient" in region.evaluate(mask)
    page.locator("#fig-os > [data-more='right']").wait_for()
    region.evaluate("at => { at.scrollLeft = 30 }")
    page.locator("#tab-listing [data-more='left right']").wait_for()
    region.evaluate("at => { at.scrollLeft = 9999 }")
    page.locator("#tab-listing [data-more='left']").wait_for()
    page.set_viewport_size({"width": 1400, "height": 900})
    page.locator("#tab-listing [data-more='']").wait_for()
    assert region.evaluate(mask) == "none"


def test_the_keyboard_scrolls_what_is_wide(visit: Callable[..., Any]) -> None:
    page = visit(width=400)
    page.locator("#tab-listing [data-more='right']").wait_for()
    region = page.locator("#tab-listing .scroll")
    page.locator("#tab-terms .provenance a").focus()
    while not region.evaluate("at => at === document.activeElement"):
        page.keyboard.press("Tab")
    assert region.evaluate("at => getComputedStyle(at).maskImage") == "none"
    assert region.get_attribute("aria-labelledby") == "tab-listing-caption"
    page.keyboard.press("ArrowRight")
    page.locator("#tab-listing [data-more~='left']").wait_for()


def test_without_scripts_everything_is_there(visit: Callable[..., Any]) -> None:
    page = visit(width=400, java_script_enabled=False)
    headings = page.locator("nav a:visible").count()
    assert headings >= 5
    page.locator("nav summary", has_text="Tables").click()
    assert page.locator("nav a:visible").count() > headings
    assert page.locator("button:visible").count() == 0
    assert page.locator("td .result:visible").count() > 5
    page.locator("#tab-os .provenance a").click()
    assert page.locator("#code-02_survival-3").bounding_box()["y"] < 450


def test_paper_has_the_report_and_nothing_else(visit: Callable[..., Any]) -> None:
    page = visit(color_scheme="dark")
    page.locator("#theme").click()
    page.locator("#theme").click()
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == LIGHT
    assert page.locator("button:visible, nav:visible, .code:visible").count() == 0
    assert page.locator("table:visible").count() == 4


def test_every_printed_page_says_what_the_data_are(visit: Callable[..., Any]) -> None:
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(BytesIO(visit().pdf(prefer_css_page_size=True))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) >= 3
    assert all("SYNTHETIC DATA" in text for text in texts)
    assert f"{len(texts)} of {len(texts)}" in texts[-1]
    assert {round(page.mediabox.width) for page in pages} == {595}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 360)])
def test_no_violation_of_wcag(visit: Callable[..., Any], scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.locator(f"p {MEDIAN}").click()
    page.locator(".code pre[tabindex]").last.wait_for()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": tags})
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()
