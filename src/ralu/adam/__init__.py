"""Checked source tables to analysis datasets with CDISC ADaM names."""

from ralu.adam.datasets import AdamSet
from ralu.adam.prepare import prepare

__all__ = ["AdamSet", "prepare"]
