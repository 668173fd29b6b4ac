"""CTCAE: criteria as data tables, units, grading."""

from ralu.ctcae.criteria import GRADABLE, VERSIONS, direction, max_lab_grade, printed_units, term
from ralu.ctcae.grade import grade
from ralu.ctcae.units import STANDARD_UNIT, is_known, to_standard

__all__ = [
    "GRADABLE",
    "STANDARD_UNIT",
    "VERSIONS",
    "direction",
    "grade",
    "is_known",
    "max_lab_grade",
    "printed_units",
    "term",
    "to_standard",
]
