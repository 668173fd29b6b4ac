"""Laboratory tests: their units, limits and how sites differ in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assay:
    """How a test is reported: `per_unit` times the value in the first unit of its code."""

    unit: str
    lln: str
    uln: str
    decimals: int
    per_unit: float = 1.0


USUAL = {
    "PSA": Assay("ng/mL", "", "4.0", 1),
    "HGB": Assay("g/dL", "13.5", "17.5", 1, per_unit=0.1),
    "PLAT": Assay("10^9/L", "150", "370", 0),
    "WBC": Assay("10^9/L", "4.0", "10.0", 1),
    "NEUT": Assay("10^9/L", "1.8", "7.7", 2),
    "LYM": Assay("10^9/L", "1.0", "4.0", 2),
    "ALP": Assay("U/L", "40", "130", 0),
    "LDH": Assay("U/L", "135", "250", 0),
    "CREAT": Assay("mg/dL", "0.70", "1.20", 2, per_unit=1 / 88.4),
    "ALT": Assay("U/L", "", "50", 0),
    "AST": Assay("U/L", "", "50", 0),
    "BILI": Assay("mg/dL", "", "1.2", 1, per_unit=1 / 17.1),
}
"""Generated values are in ng/mL, g/L, 10^9/L, U/L and umol/L."""

AT_SITE = {
    ("S03", "HGB"): Assay("mmol/L", "8.4", "10.9", 1, per_unit=0.06206),
    ("S06", "HGB"): Assay("mmol/L", "8.4", "10.9", 1, per_unit=0.06206),
    ("S02", "CREAT"): Assay("umol/L", "62", "106", 0),
    ("S06", "CREAT"): Assay("umol/L", "62", "106", 0),
    ("S06", "BILI"): Assay("umol/L", "", "21", 0),
    ("S05", "PSA"): Assay("ug/L", "", "4.0", 1),
    ("S04", "WBC"): Assay("10^3/uL", "4.0", "10.0", 1),
    ("S04", "PLAT"): Assay("10^3/uL", "150", "370", 0),
}
SITE_WITHOUT_LIMITS = "S07"


def assay_at(site: str, code: str) -> Assay:
    """Return how a site reports a test."""
    return AT_SITE.get((site, code), USUAL[code])


def written(code: str, value: float, assay: Assay) -> str:
    """Return a value as the laboratory prints it: large PSA values without decimals."""
    shown = value * assay.per_unit
    decimals = assay.decimals
    if code == "PSA":
        decimals = 0 if shown >= 100 else 1 if shown >= 10 else 2
        if shown < 0.01:
            return "<0.01"
    return f"{shown:.{decimals}f}"
