"""What the synthetic study is made to look like: counts, medians and calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Interval = Literal["short", "long", "unknown"]

SEED = 177_265
DAYS_PER_MONTH = 30.4375

FIRST_START, LAST_START = date(2014, 12, 1), date(2021, 7, 31)
"""First 177Lu infusions lie between these days."""
CUT_OFF = date(2022, 3, 31)
RADIUM_AVAILABLE = date(2013, 11, 18)
"""No 223Ra injection before this day."""
WINDOW_DAYS = 30
"""Treatment-emergent until so many days after the last infusion."""

SITES = {"S01": 31, "S02": 26, "S03": 22, "S04": 18, "S05": 15, "S06": 12, "S07": 9}


@dataclass(frozen=True, slots=True)
class Cell:
    """How many patients share interval and visceral state, and how many of them are what."""

    interval: Interval
    visceral: bool
    patients: int
    heavily_treated: int
    """At least four life-prolonging therapies before 177Lu."""
    ecog_0_1: int
    with_teae: int


CELLS = (
    Cell("short", True, 12, heavily_treated=7, ecog_0_1=7, with_teae=9),
    Cell("short", False, 30, heavily_treated=10, ecog_0_1=17, with_teae=21),
    Cell("long", True, 24, heavily_treated=19, ecog_0_1=15, with_teae=21),
    Cell("long", False, 66, heavily_treated=39, ecog_0_1=42, with_teae=53),
    Cell("unknown", False, 1, heavily_treated=0, ecog_0_1=1, with_teae=1),
)
ECOG_0, ECOG_3 = 11, 2
"""How many of ECOG 0-1 are 0, and of ECOG >= 2 are 3."""
LIVER = 18
"""Visceral patients with liver metastases."""
NO_LYMPH_NODES, NODES_NOT_KNOWN = 33, 1
"""Patients without visceral metastases whose lymph nodes are free, or not known."""


@dataclass(frozen=True, slots=True)
class Medians:
    """Medians to come near to, by interval and by visceral metastases."""

    short: float
    long: float
    visceral: float
    no_visceral: float


AGE = Medians(short=72, long=74, visceral=75, no_visceral=73)
PSA = Medians(short=366, long=268, visceral=421, no_visceral=265)
ALP = Medians(short=133, long=149, visceral=117, no_visceral=146)

RADIUM_INJECTIONS = {6: 80, 5: 17, 4: 12, 3: 11, 2: 8, 1: 5}
LUTETIUM_INFUSIONS = {8: 2, 7: 3, 6: 15, 5: 16, 4: 33, 3: 26, 2: 24, 1: 14}
"""Patients by number of doses."""

OS_LOWER_DAYS, OS_MEDIAN_DAYS, OS_UPPER_DAYS = 320, 402, 475
"""10.5, 13.2 and 15.6 months, with or without the day that durations may count more."""
OS_MEDIAN_MONTHS_SHORT, OS_MEDIAN_MONTHS_LONG = 12.0, 13.2
LOST_TO_FOLLOW_UP = 6

SERIOUS_TEAE = 40
HAEMOGLOBIN_GRADE_3 = 40
PLATELETS_GRADE_3, PLATELETS_GRADE_4 = 13, 4
"""Patients by worst grade in the treatment-emergent window."""
