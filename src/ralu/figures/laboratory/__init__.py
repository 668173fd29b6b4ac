"""Figures of the chapter on laboratory values."""
