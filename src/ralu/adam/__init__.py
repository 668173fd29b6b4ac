"""Checked source tables to analysis datasets with CDISC ADaM names."""

from ralu.adam.datasets import AdamSet
from ralu.adam.prepare import derive, prepare

__all__ = ["AdamSet", "derive", "prepare"]
