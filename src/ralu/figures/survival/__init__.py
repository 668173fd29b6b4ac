"""Figures of the chapter on survival."""
