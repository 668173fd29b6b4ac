"""The exports of whole reports."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

KEYS = ["group1", "group1_level", "variable", "variable_level", "context", "stat_name"]


@pytest.mark.parametrize("study", ["ralu", "pilot"])
def test_no_two_rows_of_the_ard_have_equal_keys(study: str, request: pytest.FixtureRequest) -> None:
    made: Any = request.getfixturevalue(study)
    frame = pd.read_csv(made.report / "ard.csv", dtype=str, keep_default_na=False)
    assert len(frame) == len(made.results())
    assert frame[frame.duplicated(KEYS, keep=False)].empty
