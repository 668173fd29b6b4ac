"""Tables of the chapter on laboratory values."""
