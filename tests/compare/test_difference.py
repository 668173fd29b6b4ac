"""Which results and figures differ, how, and by how much."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.compare.curves import largest_distance, read_curves
from ralu.compare.sections import told_apart

DATA = {"inputs": {"data/patients.csv": "ff" * 32}}
numbers = st.floats(allow_nan=False, allow_infinity=False)


def test_equal_reports_do_not_differ(tiny: Any) -> None:
    found = tiny.differ(figures={"fig-os": tiny.curves}, old={"figures": {"fig-os": tiny.curves}})
    assert (found.origin, found.rows, found.figures) == ((), (), ())


def test_notebook_and_hash_of_the_source_do_not_count(tiny: Any) -> None:
    rows = [replace(row, source="ADSL sha256:2", notebook="01_cohort") for row in tiny.rows]
    assert tiny.differ(*rows, **DATA).rows == ()


@pytest.mark.parametrize(
    ("changed", "kind", "fields"),
    [
        ({"value": 2.0, "text": "2"}, "print", ("value", "text")),
        ({"text": "1.0"}, "print", ("text",)),
        ({"value": None, "text": "NE", "n": 9}, "print", ("value", "text", "n")),
        ({"value": 1.01}, "value", ("value",)),
        ({"value": 1 + 1e-11}, "value", ("value",)),
        ({"value": 1 + 1e-13}, "rounding", ("value",)),
        ({"value": 1 + 1e-13, "n": 9}, "description", ("value", "n")),
        ({"value": None}, "value", ("value",)),
        ({"n": None}, "description", ("n",)),
        ({"unit": "%"}, "description", ("unit",)),
        ({"method": "Other"}, "description", ("method",)),
        ({"population": "Other"}, "description", ("population",)),
    ],
)
def test_how_a_result_differs(
    tiny: Any, changed: dict[str, Any], kind: str, fields: tuple[str, ...]
) -> None:
    first, *others = tiny.rows
    (found,) = tiny.differ(replace(first, **changed), *others, **DATA).rows
    assert (found.row.id, found.kind, found.fields) == (first.id, kind, fields)


def test_added_and_gone(tiny: Any) -> None:
    first, *others = tiny.rows
    found = tiny.differ(*others, tiny.row("cohort.bmi"), **DATA).rows
    assert [(c.row.id, c.kind, c.causes) for c in found] == [
        (first.id, "gone", ("data",)),
        ("cohort.bmi", "added", ("data",)),
    ]
    assert [(c.absolute, c.relative) for c in found] == [(None, None)] * 2


@pytest.mark.parametrize(
    ("old", "new", "absolute", "relative"),
    [
        (10.0, 13.0, 3.0, 0.3),
        (-10.0, -13.0, -3.0, -0.3),
        (0.0, 2.0, 2.0, None),
        (None, 2.0, None, None),
        (2.0, None, None, None),
        (2.0, 0.0, -2.0, -1.0),
    ],
)
def test_absolute_and_relative_change(
    tiny: Any, old: float, new: float, absolute: float, relative: float
) -> None:
    before, after = (tiny.row("a", value, str(value)) for value in (old, new))
    (found,) = tiny.differ(after, old={"rows": [before]}).rows
    assert found.absolute == pytest.approx(absolute)
    assert found.relative == pytest.approx(relative)


def test_what_is_printed_comes_before_what_is_not(tiny: Any) -> None:
    old = [tiny.row(id) for id in "abcd"]
    new = [tiny.row("a", 1 + 1e-14), tiny.row("b", 1.01), tiny.row("c", 2.0, "2"), tiny.row("e")]
    kinds = [(c.row.id, c.kind) for c in tiny.differ(*new, old={"rows": old}).rows]
    assert kinds == [
        ("c", "print"),
        ("d", "gone"),
        ("e", "added"),
        ("b", "value"),
        ("a", "rounding"),
    ]


@given(numbers, numbers)
def test_different_numbers_are_told_apart(old: float, new: float) -> None:
    texts = told_apart(old, new)
    assert (texts[0] == texts[1]) == (repr(old) == repr(new))
    assert [float(text) for text in texts] == pytest.approx([old, new], rel=1e-5)


class TestFigures:
    """Figures whose data differ."""

    def test_curves_that_differ(self, tiny: Any) -> None:
        two = tiny.curves + tiny.curves.partition("\n")[2].replace("Overall", "Men, 70+")
        two = two.replace("Men, 70+", '"Men, 70+"')
        (found,) = tiny.differ(
            figures={"fig-os": two.replace("0.75", "0.7", 1), "fig-psa": "x,y\n1,2\n"},
            old={"figures": {"fig-os": two, "fig-psa": "x,y\n1,2\n"}},
        ).figures
        assert (found.id, found.kind, found.drawable, found.curves) == (
            "fig-os",
            "changed",
            True,
            ["Overall"],
        )

    def test_other_figures_are_named_only(self, tiny: Any) -> None:
        found = tiny.differ(
            figures={"fig-psa": "x,y\n1,3\n", "fig-new": tiny.curves},
            old={"figures": {"fig-psa": "x,y\n1,2\n", "fig-old": tiny.curves}},
        ).figures
        assert [(f.id, f.kind, f.drawable) for f in found] == [
            ("fig-new", "added", False),
            ("fig-old", "gone", False),
            ("fig-psa", "changed", False),
        ]

    def test_limits_that_are_not_there(self) -> None:
        text = "curve,time,n_risk,n_event,n_censor,survival,lower,upper\nA,3,1,1,0,0,,NE\n"
        (point,) = read_curves(text)["A"]
        assert point == {"time": 3, "n_risk": 1, "n_event": 1, "n_censor": 0, "survival": 0}

    def test_largest_distance_by_hand(self) -> None:
        old = [{"time": t, "survival": s} for t, s in ((0, 1.0), (2, 0.75), (5, 0.5), (9, 0.1))]
        new = [{"time": t, "survival": s} for t, s in ((0, 1.0), (3, 0.8), (6, 0.5))]
        assert largest_distance(old, new) == (pytest.approx(0.3), 5)
        assert largest_distance(new, old) == (pytest.approx(-0.3), 5)
        assert largest_distance(old, old) == (0, 0)
