"""What a report was made from, and the folder it stands in."""
