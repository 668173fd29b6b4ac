"""Concordance pair by pair; against R in test_data_sets.py."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ralu.stats.concordance import concordance
from ralu.stats.observations import observe

patient = st.tuples(
    st.integers(0, 5), st.integers(1, 5), st.booleans(), st.integers(0, 4), st.integers(0, 1)
)


@given(st.lists(patient, min_size=1, max_size=25))
def test_equals_a_count_of_pairs(patients: list[tuple]) -> None:
    entry, stay, event, risk, stratum = map(np.array, zip(*patients, strict=True))
    leave = entry + stay
    score, n_pairs = 0.0, 0
    for i in np.flatnonzero(event):
        outlives = (leave > leave[i]) | ((leave == leave[i]) & ~event)
        others = outlives & (entry < leave[i]) & (stratum == stratum[i])
        score += np.sum(risk[others] < risk[i]) + np.sum(risk[others] == risk[i]) / 2
        n_pairs += others.sum()
    found, std_err = concordance(observe(leave, event, entry), risk.astype(float), stratum)
    if n_pairs:
        np.testing.assert_allclose(found, score / n_pairs, atol=1e-12)
        assert std_err >= 0
    else:
        assert np.isnan([found, std_err]).all()
