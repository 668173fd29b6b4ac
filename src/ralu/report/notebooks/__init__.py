"""Notebooks as chapters: read, given their parameters, and executed."""
