"""The real report of twelve invented patients against their numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ANSWERS = Path(__file__).parents[1] / "studies/tiny/answers.csv"
DIGITS = 1e-6
"""The answers are written with seven digits."""


@pytest.fixture(scope="module")
def both(tiny: Any) -> pd.DataFrame:
    """Return the answers beside what the report holds under their ids."""
    answers = pd.read_csv(ANSWERS, dtype=str, keep_default_na=False).set_index("id")
    answers["value"] = pd.to_numeric(answers["value"])
    return answers.join(tiny.results()[["value", "text"]], rsuffix="_here")


def test_every_answer_has_its_row(both: pd.DataFrame) -> None:
    assert len(both) > 1000
    assert both.index.is_unique
    assert list(both.index[both["text_here"].isna()]) == []


def test_values_are_those_found_by_hand(both: pd.DataFrame) -> None:
    paper, here = both["value"], both["value_here"]
    near = (paper - here).abs() <= DIGITS * paper.abs().clip(lower=1)
    differs = both[~(near | (paper.isna() & here.isna()))]
    assert differs.to_dict("index") == {}


def test_texts_are_printed_as_by_hand(both: pd.DataFrame) -> None:
    given = both[both["text"] != ""]
    assert len(given) > 700
    differs = given[given["text"] != given["text_here"]]
    assert differs[["text", "text_here"]].to_dict("index") == {}


def test_charts_leave_no_warning_in_the_report(tiny: Any) -> None:
    text = " ".join(tiny.pages())
    assert "Warning" not in text
    assert "Traceback" not in text
