"""The card of a result, by pointer, finger, keyboard and address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

MEDIAN = '[data-id="os.lu.median"]'
CELL = "#tab-os tbody tr:first-child .result"
CARD = "#card:visible"


def test_pointing_shows_what_a_result_is(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(CELL).hover()
    card = page.locator(CARD)
    card.wait_for()
    names, texts = (card.locator(tag).all_inner_texts() for tag in ("dt", "dd"))
    assert card.locator("strong").inner_text() == "13.2 months"
    assert card.locator("#card-about").inner_text() == "median · OS"
    assert card.locator("code").inner_text() == "os.lu.median"
    assert dict(zip(names, texts, strict=True)) == {
        "Value": "13.17453798767967 months",
        "N": "133",
        "Population": "Safety population",
        "Group": "Overall",
        "Method": "Kaplan–Meier",
        "Made by": "02_survival, cell 2 · Code",
        "Data": "ADTTE sha256:1a2b",
        "Also in": "Figure 1",
    }
    assert card.locator("dd a").all_inner_texts() == ["Code", "Figure 1"]


def test_card_waits_for_the_pointer_and_goes_with_it(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(CELL).hover()
    page.locator(CARD).wait_for()
    page.locator("#card code").hover()
    page.wait_for_timeout(600)
    assert page.locator(CARD).count() == 1
    page.locator("h3").first.hover()
    page.locator("#card").wait_for(state="hidden")


def test_escape_takes_the_card_away_without_moving_the_pointer(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(CELL).hover()
    page.locator(CARD).wait_for()
    page.keyboard.press("Escape")
    assert page.locator(CARD).count() == 0


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("block", ["start", "center", "end"])
def test_card_is_beside_its_result(visit: Callable[..., Any], block: str, width: int) -> None:
    page = visit(width=width)
    page.locator(CELL).evaluate(f"one => one.scrollIntoView({{block: '{block}'}})")
    page.locator(CELL).click()
    card, result = (page.locator(at).bounding_box() for at in (CARD, CELL))
    assert card["y"] >= result["y"] + result["height"] or card["y"] + card["height"] <= result["y"]
    assert card["y"] >= 0
    assert card["y"] + card["height"] <= 900


def test_focus_shows_the_card_and_enter_moves_into_it(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(f"p {MEDIAN}").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.locator(CARD).count() == 1
    result = page.locator(f"p {MEDIAN}")
    assert result.get_attribute("role") == "button"
    assert result.get_attribute("aria-describedby") == "card-about"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "card"
    page.keyboard.press("Escape")
    assert page.locator(CARD).count() == 0
    assert page.evaluate("document.activeElement.dataset.id") == "os.lu.median"


def test_tab_beyond_the_card_returns_to_the_result(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(f"p {MEDIAN}").click()
    for _ in page.locator("#card :is(a, button)").all():
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#card') !== null")
    page.keyboard.press("Tab")
    assert page.locator(CARD).count() == 0
    assert page.evaluate("document.activeElement.dataset.id") == "os.lu.median"


def test_a_click_pins_the_card(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(CELL).click()
    page.locator("h3").first.hover()
    page.wait_for_timeout(600)
    assert page.locator(CARD).count() == 1
    page.locator("#card .close").click()
    assert page.locator(CARD).count() == 0
    page.locator(CELL).click()
    page.locator("h3").first.click()
    assert page.locator(CARD).count() == 0


def test_a_tap_pins_the_card(visit: Callable[..., Any]) -> None:
    page = visit(width=400, has_touch=True)
    page.locator(CELL).tap()
    assert page.locator(CARD).count() == 1


def test_card_leads_to_the_code(visit: Callable[..., Any]) -> None:
    page = visit()
    for _ in range(2):
        page.locator(CELL).click()
        page.locator("#card dd a", has_text="Code").click()
        code = page.locator("#code-02_survival-2")
        assert page.locator(CARD).count() == 0
        page.locator("#code-02_survival-2[open] summary:focus").wait_for()
        assert 0 <= code.bounding_box()["y"] < 450
        assert "show(" in code.inner_text()
        code.locator("summary").click()


def test_id_of_a_result_is_copied(visit: Callable[..., Any]) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.locator(CELL).click()
    page.locator("#card .copy").click()
    page.locator("#card .copy", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "os.lu.median"


def test_an_address_names_a_result(visit: Callable[..., Any]) -> None:
    page = visit("#teae.d%C3%A9but.n")
    assert page.locator("#card code").inner_text() == "teae.début.n"
    assert page.locator(CARD).count() == 1
    page.goto(page.url.partition("#")[0] + "#os.lu.median")
    page.locator("#card code", has_text="os.lu.median").wait_for()
    assert 0 < page.locator(f"p {MEDIAN}").bounding_box()["y"] < 900


def test_an_address_without_sense_does_no_harm(visit: Callable[..., Any]) -> None:
    assert visit("#%").locator(CARD).count() == 0
    assert visit("#constructor").locator(CARD).count() == 0
