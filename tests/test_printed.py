"""Printed text keeps its marks on every way that the report uses."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.printed import (
    Printed,
    assemble,
    compose,
    from_data,
    from_markdown,
    join,
    result,
    results_of,
    segments,
    to_data,
    to_markdown,
)
from ralu.typeset import pretty

PARTS = st.lists(
    st.tuples(st.text(min_size=1, max_size=6), st.sampled_from(["", "os.lu.median", "teae.any.n"])),
    max_size=5,
)
MEDIAN = result("13.2", "os.lu.median")
LIMITS = (result("10.5", "os.lu.median_lower"), result("15.6", "os.lu.median_upper"))


def _merged(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the parts with neighbours that are no result as one."""
    merged: list[tuple[str, str]] = []
    for text, id in parts:
        if merged and not id and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + text, "")
        else:
            merged.append((text, id))
    return merged


@given(PARTS)
def test_parts_come_back(parts: list[tuple[str, str]]) -> None:
    assert list(segments(assemble(parts))) == _merged(parts)


@given(PARTS)
def test_copies_and_data_keep_the_marks(parts: list[tuple[str, str]]) -> None:
    text = assemble(parts)
    for again in (copy.deepcopy(text), copy.copy(text), from_data(to_data(text))):
        assert again == text
        assert list(segments(again)) == list(segments(text))


@given(PARTS, PARTS)
def test_join_is_join(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    texts = [assemble(one), assemble(other)]
    assert join(", ", texts) == ", ".join(texts)
    assert [id for _, id in segments(join(", ", texts)) if id] == [
        id for _, id in one + other if id
    ]


def test_composed_text_knows_its_results() -> None:
    text = compose("{} ({}–{}) months", MEDIAN, *LIMITS)
    assert text == "13.2 (10.5–15.6) months"
    assert [text[m.start : m.end] for m in text.marks] == ["13.2", "10.5", "15.6"]
    assert to_markdown(text) == (
        "[13.2](ledger:os.lu.median) ([10.5](ledger:os.lu.median_lower)–"
        "[15.6](ledger:os.lu.median_upper)) months"
    )
    assert from_markdown(to_markdown(text)) == text
    assert from_markdown(to_markdown(text)).marks == text.marks


def test_results_of_a_text_stand_once_and_without_choices() -> None:
    text = from_markdown("[2](ledger:x.n) of [2](ledger:x.n) in [30](study:days) [d](#d), [3](y.z)")
    assert text == "2 of 2 in 30 [d](#d), [3](y.z)"
    assert [mark.id for mark in text.marks] == ["x.n", "x.n", "study:days"]
    assert results_of(text) == ["x.n"]


def test_a_template_takes_as_many_texts_as_it_has_places() -> None:
    with pytest.raises(ValueError, match="does not take 1 texts"):
        compose("{} {}", MEDIAN)
    with pytest.raises(ValueError, match="does not take 2 texts"):
        compose("{}.", MEDIAN, MEDIAN)


def test_nothing_printed_is_nothing_marked() -> None:
    assert result("", "os.lu.median").marks == ()
    assert to_data(result("", "x")) == ""


def test_signs_change_and_marks_stay() -> None:
    text = compose("177Lu >= 4: {}", result("<=3", "x.n"))
    assert list(segments(pretty(text))) == [("¹⁷⁷Lu ≥ 4: ", ""), ("≤3", "x.n")]


def test_plain_operations_give_plain_text() -> None:
    assert not isinstance(MEDIAN + " months", Printed)
    assert to_data(MEDIAN.replace("2", "3")) == "13.3"
