"""What decides a part of a report, in words."""

from __future__ import annotations

import pytest

from ralu.build.reuse import why

BEFORE = {"tables/safety": "1", "cells": "1", "parameter by": "1", "declared parameters": "1"}
BEFORE |= {"datasets": "1", "data/labs.csv": "1", "study.yml `title`": "1"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tables/safety": "2"}, "tables/safety changed"),
        ({"parameter by": "2", "declared parameters": "2"}, "parameter `by` changed"),
        ({"declared parameters": "2"}, "declared parameters changed"),
        ({"datasets": "2", "data/labs.csv": "2"}, "data/labs.csv changed"),
        ({"datasets": "2"}, "datasets changed"),
        ({"tables/new": "1"}, "tables/new changed"),
        (
            {"parameter by": "2", "cells": "2", "tables/safety": "2", "tables/new": "1"},
            "parameter `by`, tables/safety and 2 more changed",
        ),
        ({}, "its last outputs are changed or missing"),
    ],
)
def test_reasons(changes: dict[str, str], words: str) -> None:
    assert why(BEFORE, BEFORE | changes) == words


def test_what_is_new_has_no_reason() -> None:
    assert why(None, BEFORE) == ""


def test_what_is_no_longer_needed_is_a_reason() -> None:
    now = {name: value for name, value in BEFORE.items() if name != "tables/safety"}
    assert why(BEFORE, now) == "tables/safety changed"
