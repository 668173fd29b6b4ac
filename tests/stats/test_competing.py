"""Cumulative incidence against R multi-state survfit and by its laws."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralu.stats import cumulative_incidence, kaplan_meier

REFERENCE = Path(__file__).parents[1] / "reference"
CLOSE = {"rtol": 0, "atol": 1e-9, "check_dtype": False}
CASES = dict(list(pd.read_csv(REFERENCE / "r/competing_data.csv").groupby("case")))
CONF_TYPES = ["plain", "log", "log-log"]


@pytest.fixture
def mgus2() -> pd.DataFrame:
    data = pd.read_csv(REFERENCE / "data/survival_mgus2.csv")
    progressed = data["pstat"] == 1
    return data.assign(
        time=data["ptime"].where(progressed, data["futime"]),
        cause=(2 * data["death"]).mask(progressed, 1),
    )


@pytest.mark.parametrize("conf_type", CONF_TYPES)
@pytest.mark.parametrize("case", CASES)
def test_equals_r(case: str, conf_type: str) -> None:
    known = pd.read_csv(REFERENCE / "r/competing_curve.csv")
    known = known[(known["case"] == case) & (known["conf_type"] == conf_type)]
    found = cumulative_incidence(CASES[case]["time"], CASES[case]["cause"], conf_type=conf_type)
    assert list(found) == sorted(known["cause"].unique())
    for cause, rows in known.groupby("cause"):
        rows = rows[["time", "estimate", "std_err", "lower", "upper"]].reset_index(drop=True)
        pd.testing.assert_frame_equal(found[cause], rows, **CLOSE)


def test_whole_curve_equals_r(mgus2: pd.DataFrame) -> None:
    known = pd.read_csv(REFERENCE / "r/mgus2_curve.csv")
    found = cumulative_incidence(mgus2["time"], mgus2["cause"], conf_type="log")
    for cause, name in ((1, "pcm"), (2, "death")):
        names = ["time", f"cif_{name}", f"se_{name}", f"lower_{name}_log", f"upper_{name}_log"]
        curve = found[cause].set_axis(names, axis=1)
        pd.testing.assert_frame_equal(curve, known[names], **CLOSE)


def test_all_censored_has_no_cause() -> None:
    assert cumulative_incidence([1, 2], [0, 0]) == {}


@pytest.mark.parametrize("cause", [-1, 0.5, np.nan])
def test_refuses_what_is_no_cause(cause: float) -> None:
    with pytest.raises(ValueError, match=r"causes: 1 value .* \(at position 1\)"):
        cumulative_incidence([1, 2], [0, cause])


patient = st.tuples(st.integers(0, 10), st.sampled_from([0, 1, 2, 3]))


@given(st.lists(patient, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_laws(patients: list[tuple[int, int]], random: object) -> None:
    times, causes = zip(*patients, strict=True)
    found = cumulative_incidence(times, causes)
    free = kaplan_meier(times, np.array(causes) > 0).curve["survival"]
    total = sum(curve["estimate"] for curve in found.values())
    np.testing.assert_allclose(free + total, 1, atol=1e-12)
    for curve in found.values():
        assert (np.diff(np.append(0, curve["estimate"])) >= 0).all()
        known = curve.dropna()
        assert (known["lower"] <= known["estimate"] + 1e-12).all()
        assert (known["estimate"] <= known["upper"] + 1e-12).all()
    random.shuffle(patients)
    shuffled = cumulative_incidence(*zip(*patients, strict=True))
    for cause, curve in found.items():
        pd.testing.assert_frame_equal(shuffled[cause], curve, check_exact=True)


@given(st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=40))
def test_one_cause_is_the_complement_of_kaplan_meier(patients: list[tuple[int, bool]]) -> None:
    times, events = zip(*[*patients, (3, True)], strict=True)
    curve = kaplan_meier(times, events).curve
    found = cumulative_incidence(times, np.array(events, int))[1]
    np.testing.assert_allclose(found["estimate"], 1 - curve["survival"], atol=1e-12)
    known = curve["std_err"].notna()
    np.testing.assert_allclose(found["std_err"][known], curve["std_err"][known], atol=1e-9)
