"""Curves with the limits that study.yml chooses, and their quantiles as printed, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from ralu.ledger import Ledger
from ralu.rounding import with_limits
from ralu.tables.frame.groups import Group
from ralu.tables.frame.kaplan_meier import add_quantile, kaplan_meier_of

RECORDS = pd.DataFrame(
    {"time": [1.0, 2.0, 3.0, 4.0], "event": [1, 1, 1, 0], "entry": [0.0, 0.0, 1.5, 0.0]}
)


def test_level_and_scale_are_those_of_the_study(study_of) -> None:
    plain = kaplan_meier_of(study_of(km_conf_type="plain", confidence_level=0.9), RECORDS)
    # 3/4 with a standard error of sqrt(3/64)
    lower = 0.75 - 1.6448536269514722 * (3 / 64) ** 0.5
    assert plain.at([1])["lower"].to_list() == pytest.approx([lower])
    other = kaplan_meier_of(study_of(), RECORDS)
    assert other.at([1])["lower"].to_list() != pytest.approx([lower])


def test_entry_counts_where_it_is_delayed_only(study_of) -> None:
    ignored, delayed = (
        kaplan_meier_of(study_of(), RECORDS, delayed_entry=late) for late in (False, True)
    )
    assert ignored.at([1])["survival"].to_list() == pytest.approx([3 / 4])
    assert delayed.at([1])["survival"].to_list() == pytest.approx([2 / 3])


def test_the_reverse_curve_has_censoring_as_its_event(study_of) -> None:
    assert kaplan_meier_of(study_of(), RECORDS, reverse=True).n_events == 1


def test_quantiles_are_recorded_with_as_many_limits_as_are_named(study_of) -> None:
    group = Group("ARM", "Arm", "A", pd.Index(list("1234")))
    ledger = Ledger("os", "km", "tab-x", "All", "adtte")
    km = kaplan_meier_of(study_of(), RECORDS)
    texts = add_quantile(ledger, group, km, "OS")
    texts += add_quantile(ledger, group, km, "OS", p=0.25, stats=["q1"], name="")
    assert texts[0] == "2.5"
    assert with_limits("1", "0", "2") == "1 (0–2)"
    assert with_limits("1", "−1", "2", to=" to ") == "1 (−1 to 2)"
    assert {row.id: row.n for row in ledger.rows} == {
        **{f"os.arm=a.os.{stat}": 4 for stat in ("median", "median_lower", "median_upper")},
        "os.arm=a.q1": 4,
    }
    assert group.row(ledger.rows, "q1", variable="OS").value == 1.5
