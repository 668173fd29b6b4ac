"""Tables: datasets and statistics in, ledger rows and a table model out."""
