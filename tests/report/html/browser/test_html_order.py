"""Tables: one tab stop each, rows in another order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_each_table_is_one_tab_stop_with_arrow_keys_inside(visit: Callable[..., Any]) -> None:
    page = visit()
    stops = (
        "[...document.querySelectorAll('table')]"
        ".map(table => table.querySelectorAll('[role=button]').length)"
    )
    assert set(page.evaluate(stops)) <= {0, 1}
    page.locator("#tab-terms table .result[role]").focus()
    walked = []
    for key in ("Down", "Right", "Right", "Down", "Left", "Up", "Up", "Up"):
        page.keyboard.press(f"Arrow{key}")
        walked.append(page.evaluate("document.activeElement.innerText"))
    assert walked == ["70", "52.6", "9", "2", "9.0", "52.6", "133", "133"]
    assert set(page.evaluate(stops)) <= {0, 1}
    assert page.locator("p .result[role=button]").count() == page.locator("p .result").count()


def column(page: Any, table: str, place: int = 0) -> list[str]:
    """Return the texts of a column as shown."""
    texts = page.evaluate(
        "([t, k]) => [...document.querySelectorAll(`#${t} tbody tr`)]"
        ".map(row => row.cells[k]?.innerText ?? '')",
        [table, place],
    )
    return [" ".join(text.split()) for text in texts]


def test_rows_are_sorted_within_their_parents(visit: Callable[..., Any]) -> None:
    page = visit()
    before = column(page, "tab-terms")
    assert before == ["Blood", "Anaemia", "Leukopenia", "Gut", "Vomiting", "Dry mouth", "Eye"]
    any_grade = page.locator("#tab-terms th", has_text="Any")
    button = any_grade.locator("button")
    button.click()
    ascending = ["Gut", "Dry mouth", "Vomiting", "Blood", "Leukopenia", "Anaemia", "Eye"]
    assert column(page, "tab-terms") == ascending
    assert any_grade.get_attribute("aria-sort") == "ascending"
    button.click()
    descending = ["Blood", "Anaemia", "Leukopenia", "Gut", "Vomiting", "Dry mouth", "Eye"]
    assert column(page, "tab-terms") == descending, "what is empty stays last"
    assert any_grade.get_attribute("aria-sort") == "descending"
    page.locator("#tab-terms th", has_text="Term").locator("button").press("Enter")
    by_name = ["Blood", "Anaemia", "Leukopenia", "Eye", "Gut", "Dry mouth", "Vomiting"]
    assert column(page, "tab-terms") == by_name
    assert page.locator("[aria-sort]").count() == 1
    for _ in range(2):
        page.locator("#tab-terms th", has_text="Term").locator("button").press("Enter")
    assert column(page, "tab-terms") == before
    assert page.locator("[aria-sort]").count() == 0


def test_sections_stay_when_rows_are_sorted(visit: Callable[..., Any]) -> None:
    page = visit()
    value = page.locator("#tab-listing th", has_text="Value").locator("button")
    value.click()
    assert column(page, "tab-listing", 1) == ["", "−3.5", "<2", "10", "", "7", "n.d."]
    value.click()
    assert column(page, "tab-listing", 1) == ["", "10", "<2", "−3.5", "", "7", "n.d."]


def test_statistics_are_not_sorted(visit: Callable[..., Any]) -> None:
    page = visit()
    assert page.locator("#tab-os .sort").count() == 0
