"""Figures of the chapter on safety."""
