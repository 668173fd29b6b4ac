"""Reproducible notebook study reports for the RALU chart review."""

__version__ = "0.1.0"
