"""Figures of the chapter on biomarkers."""
