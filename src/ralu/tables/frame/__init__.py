"""What tables share: their columns, sizes, rows and notes."""
