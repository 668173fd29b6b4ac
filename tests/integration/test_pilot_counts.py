"""The report of the CDISC pilot against an R program written from the definitions of ADaM."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

COUNTS = Path(__file__).parents[1] / "reference/r/pilot_counts.csv"
KEYS = ["analysis", "group_level", "variable", "variable_level", "stat"]
COUNTED = {
    "teae_overview": ("n", "events"),
    "teae_soc_pt": ("n", "events", "n_grade_3_4", "n_grade_5"),
    "sae_soc_pt": ("n", "events", "n_grade_3_4", "n_grade_5"),
    "lab_worst_grade": ("n",),
}
"""What R counted completely: a count that it does not have is zero."""


@pytest.fixture(scope="module")
def both(pilot: Any) -> pd.DataFrame:
    """Return the numbers of R beside those of the report, missing where one has none."""
    texts = dict.fromkeys(KEYS, str)
    counts = pd.read_csv(COUNTS, dtype=texts, keep_default_na=False)
    mine = pilot.results().reset_index()[[*KEYS, "group", "value"]]
    mine = mine[mine["group"].isin(["", "TRT01A"])].drop(columns="group")
    return counts.merge(mine, on=KEYS, how="outer", suffixes=("_r", "")).set_index(KEYS)


def test_numbers_of_r_are_those_of_the_report(both: pd.DataFrame) -> None:
    asked = both[both["value_r"].notna()]
    assert len(asked) > 1700
    near = (asked["value"] - asked["value_r"]).abs() <= 1e-9 * asked["value_r"].abs().clip(lower=1)
    assert asked[~near].to_dict("index") == {}


@pytest.mark.parametrize("analysis", COUNTED)
def test_what_r_did_not_count_is_zero(both: pd.DataFrame, analysis: str) -> None:
    counted = both.loc[[analysis]]
    counted = counted[counted.index.get_level_values("stat").isin(COUNTED[analysis])]
    of_r = set(counted.index[counted["value_r"].notna()].get_level_values("variable"))
    others = counted[counted["value_r"].isna() & counted.index.isin(of_r, level="variable")]
    assert others[others["value"] != 0].to_dict("index") == {}
    if analysis.endswith("soc_pt"):
        assert set(counted.index.get_level_values("variable")) == of_r
