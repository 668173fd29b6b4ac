"""Executed chapters as one report, checked as a whole."""
