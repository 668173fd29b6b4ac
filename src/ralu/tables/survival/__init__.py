"""Tables of the chapter on survival."""
