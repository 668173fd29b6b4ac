"""What the statistics refuse, and in which words."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from ralu.stats import kaplan_meier


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -2, 3, -4], [1, 0, 1, 1]), r"durations: 2 values negative \(at position 1, 3\)."),
        (([-1] * 9, [1] * 9), r"durations: 9 values negative \(at position 0, 1, 2, 3, 4, ...\)."),
        (([1, np.inf], [1, 0]), r"durations: 1 value not finite \(at position 1\)."),
        (([1, np.nan], [1, 0]), r"durations: 1 value missing \(at position 1\)."),
        (([1, 2], [1, None]), r"events: 1 value missing \(at position 1\)."),
        (([1, 2], [1, 2]), r"events: 1 value neither 0 \(censored\) nor 1 \(event\) \(at po"),
        (([1, 2], [1]), "Lengths differ: durations 2, events 1."),
        (([1, 2], [1, 1], [0]), "Lengths differ: durations 2, entry 1."),
        (([1, 2], [1, 1], [0, 2]), r"entry: 1 value not before durations \(at position 1\)."),
        (([1, 2], [1, 1], [0, -1]), r"entry: 1 value negative \(at position 1\)."),
        (([], []), "durations is empty"),
        ((["1", "2"], [1, 1]), "durations must hold numbers, not string"),
        (([1j, 2], [1, 1]), "durations must hold numbers, not complex128"),
        ((pd.to_timedelta([1, 2], unit="D"), [1, 1]), "durations must hold numbers, not timedelta"),
        ((["2020-01-01", 2], [1, 1]), "durations must hold numbers"),
        (([1, 2], ["yes", "no"]), "events must hold numbers"),
        ((5, 1), "durations must be one-dimensional, it has 0 dimensions"),
        (([[1, 2]], [1, 1]), "durations must be one-dimensional"),
    ],
)
def test_refuses(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kaplan_meier(*arguments)


@pytest.mark.parametrize("alpha", [0, 1, 95, np.nan])
def test_refuses_a_level_that_is_none(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha must lie between 0 and 1"):
        kaplan_meier([1, 2], [1, 0], alpha=alpha)


@pytest.mark.parametrize(
    "events",
    [
        [True, False, True],
        np.array([1.0, 0.0, 1.0]),
        pd.Series([1, 0, 1], index=[7, 8, 9], dtype="Int64"),
        pd.Series([True, False, True], dtype=object),
    ],
)
def test_any_form_of_indicator(events: object) -> None:
    found = kaplan_meier(pd.Series([1, 2, 3], index=[5, 5, 5]), events).curve
    assert found["n_event"].tolist() == [1, 0, 1]


def test_arguments_are_left_as_they_are() -> None:
    times, events = np.array([0.3, 0.1 + 0.2]), np.array([1, 0])
    kaplan_meier(times, events)
    assert times.tolist() == [0.3, 0.1 + 0.2]
    assert events.tolist() == [1, 0]


def test_import_is_light() -> None:
    heavy = "{'lifelines', 'scipy.stats', 'matplotlib'}"
    code = f"import ralu.stats, sys; print(*{heavy} & {{*sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
