"""The HTML report of the embedded study in a real browser."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 360)])
def test_no_violation_of_wcag(browser: Any, ralu: Any, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.set_default_timeout(120_000)
    page.goto((ralu.report / "report.html").as_uri())
    found = axe.Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    page.close()
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()


def test_reflows_at_320_pixels(browser: Any, ralu: Any) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto((ralu.report / "report.html").as_uri())
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def ledger(ralu: Any) -> dict[str, Any]:
    """Return the rows of the ledger by id, numbers to the last digit."""
    rows = json.loads((ralu.report / "results.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


def test_a_key_result_can_be_followed_to_its_code(browser: Any, ralu: Any) -> None:
    page = browser.new_page()
    page.goto((ralu.report / "report.html").as_uri())
    row = ledger(ralu)["os.lu.median"]
    page.locator("#tab-key-results [data-id='os.lu.median']").hover()
    card = page.locator("#card:visible")
    card.wait_for()
    shown = card.inner_text()
    for said in (repr(row["value"]), row["method"], row["source"], row["population"]):
        assert said in shown
    card.locator("a", has_text="Code").click()
    page.locator(f"details.code[open][id^='code-{row['notebook']}']").wait_for()
    page.close()


def test_every_mark_is_a_row_of_the_ledger_at_full_precision(ralu: Any) -> None:
    html = (ralu.report / "report.html").read_text(encoding="utf-8")
    marks = re.findall(r'<data class="result" value="([^"]*)" data-id="([^"]+)">', html)
    rows = ledger(ralu)
    assert len(marks) > 1500
    for value, id in marks:
        assert (float(value) if value else None) == rows[id]["value"]
