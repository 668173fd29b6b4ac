"""What figures share: their canvas, their panels, the data they draw."""
