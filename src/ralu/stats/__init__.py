"""Pure statistics on arrays and frames: no drawing, no files, no state."""

from ralu.stats.competing import cumulative_incidence
from ralu.stats.cox import CoxFit, cox
from ralu.stats.kaplan_meier import KaplanMeier, kaplan_meier, reverse_kaplan_meier
from ralu.stats.limits import ConfType
from ralu.stats.logrank import logrank
from ralu.stats.proportion import incidence_rate, proportion_ci

__all__ = [
    "ConfType",
    "CoxFit",
    "KaplanMeier",
    "cox",
    "cumulative_incidence",
    "incidence_rate",
    "kaplan_meier",
    "logrank",
    "proportion_ci",
    "reverse_kaplan_meier",
]
