"""Pure statistics on arrays and frames: no drawing, no files, no state."""

from ralu.stats.competing import cumulative_incidence
from ralu.stats.cox import CoxFit, cox
from ralu.stats.gray import gray_test
from ralu.stats.kaplan_meier import (
    KaplanMeier,
    NobodyAtRisk,
    kaplan_meier,
    reverse_kaplan_meier,
)
from ralu.stats.leave_one_out import quantiles_without_each
from ralu.stats.limits import ConfType
from ralu.stats.logrank import logrank
from ralu.stats.proportion import incidence_rate, proportion_ci, risk_difference
from ralu.stats.smooth import natural_spline

__all__ = [
    "ConfType",
    "CoxFit",
    "KaplanMeier",
    "NobodyAtRisk",
    "cox",
    "cumulative_incidence",
    "gray_test",
    "incidence_rate",
    "kaplan_meier",
    "logrank",
    "natural_spline",
    "proportion_ci",
    "quantiles_without_each",
    "reverse_kaplan_meier",
    "risk_difference",
]
