"""The HTML report: one file, self-contained, accessible, everything escaped."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_raw_cell

from ralu.blocks import Column, Row, Table
from ralu.report.assembly.assemble import Report
from ralu.report.html.markdown import MarkdownHtml
from ralu.report.html.page import to_html
from ralu.report.markup.table import table_to_html
from ralu.report.pdf.document import to_typst


@pytest.fixture(scope="module")
def page(report: Report) -> Any:
    return BeautifulSoup(to_html(report), "html.parser")


def test_loads_nothing(page: Any) -> None:
    loaded = [tag.get("src") or tag.get("href") for tag in page(["link", "img", "iframe", "image"])]
    assert all(address.startswith("data:") for address in loaded)
    assert not page(src=re.compile("^(?!data:)"))
    assert "@import" not in page.style.text
    assert "url(" not in page.style.text


def test_only_scripts_that_the_policy_names_run(page: Any) -> None:
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    scripts = [script.string for script in page("script") if not script.get("type")]
    hashes = [b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    assert policy.startswith("default-src 'none'; ")
    assert policy.split("; ")[-1] == "script-src " + " ".join(f"'sha256-{h}'" for h in hashes)
    assert len(scripts) == 2


def test_landmarks_and_one_first_heading(page: Any) -> None:
    assert page.html["lang"] == "en"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page(landmark)) == 1, landmark
    labels = [page.find(id=section["aria-labelledby"]).text for section in page.main("section")]
    assert labels == ["1 Cohort", "2 Safety", "3 Survival"]
    assert len(page("h1")) == 1
    assert page.select_one("a.skip")["href"] == "#" + page.main["id"]
    assert len(page.main("section")) == 3


def test_ids_are_unique_and_links_lead_somewhere(page: Any) -> None:
    ids = Counter(tag["id"] for tag in page(id=True))
    assert max(ids.values()) == 1
    targets = {a["href"][1:] for a in page("a") if a["href"].startswith("#")}
    assert targets <= set(ids)


def test_contents_and_lists(page: Any) -> None:
    lines = [" ".join(a.text.split()) for a in page.nav("a")]
    assert lines == [
        "1 Cohort",
        "1.1 Patients",
        "2 Safety",
        "3 Survival",
        "Table 1 Age at the first ¹⁷⁷Lu infusion",
        "Table 2 Adverse events by term",
        "Table 3 Shifts",
        "Figure 1 Overall survival",
        "Figure 2 Overall survival",
    ]


def test_table_has_caption_heads_and_notes(page: Any) -> None:
    figure = page.find(id="tab-age")
    assert figure.figcaption.text == "Table 1. Age at the first ¹⁷⁷Lu infusion"
    assert figure.select_one("th[scope=colgroup]")["colspan"] == "2"
    assert figure.select_one("tr.section th")["colspan"] == "4"
    links = [a["href"] for a in figure.select(".notes a")]
    assert links == ["#fig-os", "#code-01_cohort-4"]
    region = figure.select_one("[role=group]")
    assert region["tabindex"] == "0"
    assert page.find(id=region["aria-labelledby"]) is figure.figcaption


def test_every_image_says_what_it_shows(page: Any) -> None:
    drawings = page("svg")
    assert [svg["aria-label"] for svg in drawings] == ["Survival falls to one half."] * 2
    assert {svg["role"] for svg in drawings} == {"img"}
    assert all(image["alt"] for image in page("img"))


def test_outputs_without_a_block_are_shown(page: Any) -> None:
    text = page.main.text
    for shown in ("printed line", "101.5", "As in Table 1.", "plain result"):
        assert shown in text
    assert "for the lab" not in text
    assert "alert(1)" not in text
    assert "color:red" not in text


def test_setup_cell_shows_folded_code_only(page: Any) -> None:
    folded = page.select("details.code")[0]
    assert folded.find_next_sibling().name == "h3"
    assert len(page(id="tab-age")) == 1


def test_synthetic_data_are_called_so_on_top_and_on_each_plain_picture(report: Report) -> None:
    soup = BeautifulSoup(to_html(report), "html.parser")
    assert soup.select_one(".banner").text == "SYNTHETIC DATA"
    plain = [img for img in soup("img") if not img.find_parent(class_="drawing")]
    assert len(soup.select(".stamp")) == len(plain) > 0
    real = replace(report, cover=replace(report.cover, synthetic=False))
    assert "SYNTHETIC" not in to_html(real)


def test_same_bytes(report: Report) -> None:
    assert to_html(report) == to_html(report)


def test_headings_skip_no_level(make: Callable[..., Report]) -> None:
    soup = BeautifulSoup(
        to_html(make(a=[new_markdown_cell("## T\n\n#### deep\n\n# again")])), "html.parser"
    )
    assert [(h.name, h.text) for h in soup.main(re.compile("h[1-6]"))] == [
        ("h2", "1 T"),
        ("h3", "1.1 deep"),
        ("h3", "1.2 again"),
    ]


def test_links_that_lead_nowhere_are_text() -> None:
    html = MarkdownHtml({"tab-a"}, str).render(
        "[a](#tab-a) [b](#x) [c](j.html) [d](javascript:e)", 1
    )
    assert html == '<p><a href="#tab-a">a</a> b c d</p>\n'


def test_pictures_in_markdown_are_links() -> None:
    html = MarkdownHtml({}, str).render("![view](https://example.org/a.png)", 1)
    assert html == '<p><a href="https://example.org/a.png">view</a></p>\n'


@given(st.text())
def test_text_from_outside_never_becomes_markup(text: str) -> None:
    table = Table(
        "tab-a", text, (Column(text),), (Row((text,)), Row((text,), heading=True)), (text,)
    )
    soup = BeautifulSoup(table_to_html(table), "html.parser")
    names = {tag.name for tag in soup(True)}
    cells = {"table", "thead", "tbody", "tr", "td", "th"}
    assert names <= cells | {"style", "figure", "figcaption", "div", "p", "br"}


def test_short_numbers_do_not_wrap_but_long_texts_do() -> None:
    row = Row(("Label", "105 (78.9)", "a long text that stands in a column of numbers"))
    html = table_to_html(Table("tab-a", "T", (Column("L"), Column("N"), Column("X")), (row,)))
    assert '<td class="right number">105 (78.9)</td>' in html
    assert '<td class="right">a long text' in html


@pytest.mark.parametrize("write", [to_html, to_typst])
def test_a_raw_cell_is_not_printed(make: Callable[..., Report], write: Callable[..., str]) -> None:
    written = write(make(a=[new_markdown_cell("# A"), new_raw_cell("set aside 133")]))
    assert "set aside" not in written
