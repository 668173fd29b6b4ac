"""Figures of the chapter on the cohort."""
