"""Figures: curves and ledger rows in, drawings out; nothing is computed here."""
